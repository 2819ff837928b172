import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { nameOf, type ManifestObject } from '../manifest';
import type { PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { isEmptySelector, readLabelMap, readLabelSelector } from '../selector';
import { asArray, isSet } from '../untrusted';

/** Pods behind a Service are called by somebody. */
export const somebodyLetIn: Rule = {
  name: 'somebody-let-in',
  summary: 'where NetworkPolicies close the pods of a Service, one of them lets somebody in',
  source: 'kubernetes networking/v1: a pod that any policy selects takes only what some policy that selects it allows',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    const closed = closedPods(inventory);
    if (closed.size === 0) return found;
    for (const service of inventory.ofKind('', 'Service')) {
      const selector = readLabelMap(service.spec['selector']);
      if (selector === undefined || isEmptySelector(selector)) continue;
      let by: ManifestObject | undefined;
      for (const template of inventory.podsSelectedBy(selector, service.namespace)) {
        by = closed.get(template);
        if (by === undefined) break;
      }
      if (by === undefined) continue;
      found.push({
        code: 'verify/nobody-let-in',
        severity: 'warning',
        manifest: service.manifest,
        path: 'spec.selector',
        message: `${nameOf(by)} lets nobody in to its pods, and no other policy of the app lets anybody in`,
        fix: 'a NetworkPolicy that lets in who calls it: allowFrom, where it is that of a ModelService',
      });
    }
    return found;
  },
};

/** The pods that policies select of which none lets anybody in, each with the first of these. */
function closedPods(inventory: Inventory): ReadonlyMap<PodTemplate, ManifestObject> {
  const closed = new Map<PodTemplate, ManifestObject>();
  const policies = inventory.ofKind('networking.k8s.io', 'NetworkPolicy').filter(governsIngress);
  if (policies.every((policy) => letsIn(policy))) return closed;
  for (const policy of policies.filter((one) => !letsIn(one))) {
    const selector = readLabelSelector(policy.spec['podSelector'] ?? {});
    if (selector === undefined) continue;
    for (const template of inventory.podsSelectedBy(selector, policy.namespace)) {
      if (template.pod['hostNetwork'] !== true && !closed.has(template)) closed.set(template, policy);
    }
  }
  for (const policy of policies.filter(letsIn)) {
    const selector = readLabelSelector(policy.spec['podSelector'] ?? {});
    if (selector === undefined) continue;
    for (const template of inventory.podsSelectedBy(selector, policy.namespace)) closed.delete(template);
  }
  return closed;
}

function governsIngress({ spec }: ManifestObject): boolean {
  const types = spec['policyTypes'];
  return !isSet(types) || asArray(types).length === 0 || asArray(types).includes('Ingress');
}

function letsIn({ spec }: ManifestObject): boolean {
  return asArray(spec['ingress']).length > 0;
}
