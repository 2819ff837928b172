import { printGiven } from '../../core';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { placementProblems } from '../placement-problems';
import type { PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { asksForAddedLabel, readLabelSelector, selects } from '../selector';
import { asArray, asRecord, isRecord, isSet } from '../untrusted';

/** What pods ask of their nodes and of each other is something that the API server takes, and that counts them. */
export const placementValid: Rule = {
  name: 'placement-valid',
  summary: 'tolerations, affinities and spreads are ones that the API server takes, and spreads count their own pods',
  source:
    'kubernetes 1.34 pkg/apis/core/validation: ValidateTolerations, ValidateNodeSelector, validateTopologySpreadConstraints, validatePodAffinityTerm',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    checkPods(
      inventory,
      found,
      ({ owner, pod, podPath }) => {
        for (const { field, given, message, fix } of placementProblems(pod)) {
          found.push({
            code: 'verify/placement-refused',
            severity: 'error',
            manifest: owner.manifest,
            path: `${podPath}.${field}`,
            ...(isSet(given) && !isRecord(given) ? { given: printGiven(given) } : {}),
            message,
            fix,
          });
        }
      },
      // Pods that are alike may differ in their labels.
      (template) => {
        checkCounted(template, found);
      },
    );
    return found;
  },
};

/** A spread counts the pods that it selects: one that does not select the pod itself spreads others. */
function checkCounted({ owner, pod, podPath, labels }: PodTemplate, found: RuleFinding[]): void {
  const constraints = asArray(pod['topologySpreadConstraints']);
  for (let index = 0; index < constraints.length; index += 1) {
    const { labelSelector } = asRecord(constraints[index]);
    const selector = isSet(labelSelector) ? readLabelSelector(labelSelector) : undefined;
    const isNothing = !isSet(labelSelector);
    if (!isNothing && (selector === undefined || asksForAddedLabel(selector) || selects(selector, labels))) continue;
    found.push({
      code: 'verify/spread-counts-others',
      severity: 'warning',
      manifest: owner.manifest,
      path: `${podPath}.topologySpreadConstraints[${index}].labelSelector`,
      message: isNothing
        ? 'without a selector it counts no pods, and spreads nothing'
        : 'it does not select the pods that it stands in, and so does not spread them',
      fix: 'the labels of these pods that all of their replicas have',
    });
  }
}
