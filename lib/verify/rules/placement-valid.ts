import { labelKeyProblem, labelValueProblem, printGiven } from '../../core';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { asksForAddedLabel, readLabelSelector, selects } from '../selector';
import { asArray, asInteger, asRecord, asString, isRecord, isSet, type PlainRecord } from '../untrusted';

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
      (template) => {
        const pod = new Placement(template, found);
        asArray(template.pod['tolerations']).forEach((item, index) => {
          checkToleration(pod, asRecord(item), `tolerations[${index}]`);
        });
        checkAffinity(pod, asRecord(template.pod['affinity']));
        checkSpread(pod, asArray(template.pod['topologySpreadConstraints']).map(asRecord));
      },
      // Pods that are alike may differ in their labels.
      (template) => {
        checkCounted(template, found);
      },
    );
    return found;
  },
};

class Placement {
  private readonly template: PodTemplate;
  private readonly found: RuleFinding[];

  constructor(template: PodTemplate, found: RuleFinding[]) {
    this.template = template;
    this.found = found;
  }

  refuse(field: string, given: unknown, message: string, fix: string): void {
    this.found.push({
      code: 'verify/placement-refused',
      severity: 'error',
      manifest: this.template.owner.manifest,
      path: `${this.template.podPath}.${field}`,
      ...(isSet(given) && !isRecord(given) ? { given: printGiven(given) } : {}),
      message,
      fix,
    });
  }
}

function checkToleration(pod: Placement, toleration: PlainRecord, path: string): void {
  const { key, operator = 'Equal', value, effect, tolerationSeconds } = toleration;
  const hasKey = asString(key) !== undefined;
  if (!hasKey && operator !== 'Exists') {
    pod.refuse(`${path}.operator`, toleration['operator'], 'without a key it is for all taints', 'Exists, or a key');
  } else if (operator === 'Exists' && asString(value) !== undefined) {
    pod.refuse(`${path}.value`, value, 'what tolerates any value names none', 'no value, or operator: Equal');
  }
  if (hasKey && labelKeyProblem(String(key)) !== undefined) {
    pod.refuse(`${path}.key`, key, labelKeyProblem(String(key)) ?? '', 'the key of a taint');
  }
  if (isSet(tolerationSeconds) && effect !== 'NoExecute') {
    const message = 'only what ends pods can be tolerated for a time';
    pod.refuse(`${path}.tolerationSeconds`, tolerationSeconds, message, 'nothing here, or effect: NoExecute');
  }
}

function checkAffinity(pod: Placement, affinity: PlainRecord): void {
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  const required = asRecord(nodeAffinity)['requiredDuringSchedulingIgnoredDuringExecution'];
  const path = 'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  if (isRecord(required)) {
    const terms = asArray(required['nodeSelectorTerms']);
    if (terms.length === 0) pod.refuse(path, undefined, 'no term is left that a node could meet', 'one term or more');
    terms.forEach((term, index) => {
      checkTerm(pod, asRecord(term), `${path}[${index}]`);
    });
  }
  for (const [name, side] of [
    ['podAffinity', podAffinity],
    ['podAntiAffinity', podAntiAffinity],
  ] as const) {
    const field = 'requiredDuringSchedulingIgnoredDuringExecution';
    asArray(asRecord(side)[field]).forEach((term, index) => {
      checkTopologyKey(pod, asRecord(term)['topologyKey'], `affinity.${name}.${field}[${index}]`);
    });
    checkPreferred(pod, asRecord(side), `affinity.${name}`);
  }
  checkPreferred(pod, asRecord(nodeAffinity), 'affinity.nodeAffinity');
}

function checkTopologyKey(pod: Placement, key: unknown, path: string): void {
  if (asString(key) !== undefined) return;
  const fix = 'a label of nodes, such as kubernetes.io/hostname';
  pod.refuse(`${path}.topologyKey`, key, 'says not which label tells places apart', fix);
}

function checkPreferred(pod: Placement, side: PlainRecord, path: string): void {
  const field = 'preferredDuringSchedulingIgnoredDuringExecution';
  asArray(side[field]).forEach((item, index) => {
    const { weight, podAffinityTerm } = asRecord(item);
    const place = `${path}.${field}[${index}]`;
    const whole = asInteger(weight);
    if (whole === undefined || whole < 1 || whole > 100) {
      pod.refuse(`${place}.weight`, weight, 'a preference has a weight from 1 to 100', 'such as 50');
    }
    if (isRecord(podAffinityTerm)) {
      checkTopologyKey(pod, podAffinityTerm['topologyKey'], `${place}.podAffinityTerm`);
    }
  });
}

function checkTerm(pod: Placement, { matchExpressions, matchFields }: PlainRecord, path: string): void {
  asArray(matchExpressions).forEach((item, index) => {
    const { key, operator, values } = asRecord(item);
    const place = `${path}.matchExpressions[${index}]`;
    const listed = asArray(values);
    const asked = valuesOf.get(String(operator));
    if (asked === undefined) {
      pod.refuse(`${place}.operator`, operator, 'is no operator', `one of ${[...valuesOf.keys()].join(', ')}`);
    } else if (listed.length < asked.least || listed.length > asked.most) {
      pod.refuse(`${place}.values`, values, `${String(operator)} takes ${asked.words}`, asked.words);
    }
    const keyProblem = labelKeyProblem(asString(key) ?? '');
    if (keyProblem !== undefined) pod.refuse(`${place}.key`, key, keyProblem, 'the key of a label of nodes');
    const wrong = listed.find((value) => typeof value === 'string' && labelValueProblem(value) !== undefined);
    if (wrong !== undefined) {
      const problem = labelValueProblem(String(wrong)) ?? '';
      pod.refuse(`${place}.values`, wrong, problem, 'a value that a label can have');
    }
  });
  asArray(matchFields).forEach((item, index) => {
    const { key, operator, values } = asRecord(item);
    const isTaken =
      key === 'metadata.name' && (operator === 'In' || operator === 'NotIn') && asArray(values).length === 1;
    if (isTaken) return;
    const fix = 'key: metadata.name with In or NotIn, and one value';
    pod.refuse(`${path}.matchFields[${index}]`, undefined, 'of its fields a node is asked for its name only', fix);
  });
}

interface ValueCount {
  readonly least: number;
  readonly most: number;
  readonly words: string;
}

const some: ValueCount = { least: 1, most: Number.POSITIVE_INFINITY, words: 'one value or more' };
const none: ValueCount = { least: 0, most: 0, words: 'no values' };
const one: ValueCount = { least: 1, most: 1, words: 'a single number as text' };

const valuesOf: ReadonlyMap<string, ValueCount> = new Map([
  ['In', some],
  ['NotIn', some],
  ['Exists', none],
  ['DoesNotExist', none],
  ['Gt', one],
  ['Lt', one],
]);

function checkSpread(pod: Placement, constraints: readonly PlainRecord[]): void {
  const seen = new Set<string>();
  constraints.forEach((constraint, index) => {
    const path = `topologySpreadConstraints[${index}]`;
    const { maxSkew, minDomains, topologyKey, whenUnsatisfiable, matchLabelKeys, labelSelector } = constraint;
    if ((asInteger(maxSkew) ?? 0) < 1) pod.refuse(`${path}.maxSkew`, maxSkew, 'not a whole number of 1 or more', '1');
    checkTopologyKey(pod, topologyKey, path);
    if (whenUnsatisfiable !== 'DoNotSchedule' && whenUnsatisfiable !== 'ScheduleAnyway') {
      const message = 'says not whether a pod waits for a place that is even enough';
      pod.refuse(`${path}.whenUnsatisfiable`, whenUnsatisfiable, message, 'DoNotSchedule or ScheduleAnyway');
    }
    const both = `${String(topologyKey)} ${String(whenUnsatisfiable)}`;
    if (seen.has(both)) {
      const message = 'another constraint spreads over the same label in the same way';
      pod.refuse(`${path}.topologyKey`, topologyKey, message, 'one constraint for both');
    }
    seen.add(both);
    if (isSet(minDomains) && whenUnsatisfiable === 'ScheduleAnyway') {
      const message = 'only what pods wait for can have a least number of places';
      pod.refuse(`${path}.minDomains`, minDomains, message, 'nothing here, or whenUnsatisfiable: DoNotSchedule');
    }
    const named = new Set(keysOf(labelSelector));
    const twice = asArray(matchLabelKeys).find((key) => typeof key === 'string' && named.has(key));
    if (twice !== undefined) {
      const message = 'the labelSelector asks for this label already';
      pod.refuse(`${path}.matchLabelKeys`, twice, message, 'the label in one of the two');
    }
  });
}

function keysOf(labelSelector: unknown): readonly string[] {
  const { matchLabels, matchExpressions } = asRecord(labelSelector);
  const asked = asArray(matchExpressions).flatMap((item) => asString(asRecord(item)['key']) ?? []);
  return [...Object.keys(asRecord(matchLabels)), ...asked];
}

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
