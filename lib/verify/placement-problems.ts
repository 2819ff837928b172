import { labelKeyProblem, labelValueProblem } from '../core';
import { asArray, asInteger, asRecord, asString, isRecord, isSet, type PlainRecord } from './untrusted';

/** What the API server refuses of how a pod asks for its node and its neighbours. */
export interface PlacementProblem {
  /** Below the specification of the pod. */
  readonly field: string;
  readonly given: unknown;
  readonly message: string;
  readonly fix: string;
}

/**
 * All that the API server refuses of tolerations, affinities and spreads.
 *
 * Source: kubernetes 1.34.4 pkg/apis/core/validation: ValidateTolerations, ValidateNodeSelector, ValidatePodAffinityTerm,
 * validateTopologySpreadConstraints.
 */
export function placementProblems(pod: PlainRecord): readonly PlacementProblem[] {
  const { tolerations, affinity, topologySpreadConstraints } = pod;
  if (!isSet(tolerations) && !isSet(affinity) && !isSet(topologySpreadConstraints)) return none;
  const problems = new Problems();
  asArray(tolerations).forEach((item, index) => {
    checkToleration(problems, asRecord(item), `tolerations[${index}]`);
  });
  checkAffinity(problems, asRecord(affinity));
  checkSpread(problems, asArray(topologySpreadConstraints).map(asRecord));
  return problems.found;
}

const none: readonly PlacementProblem[] = [];

class Problems {
  readonly found: PlacementProblem[] = [];

  refuse(field: string, given: unknown, message: string, fix: string): void {
    this.found.push({ field, given, message, fix });
  }
}

function checkToleration(pod: Problems, toleration: PlainRecord, path: string): void {
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

function checkAffinity(pod: Problems, affinity: PlainRecord): void {
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

function checkTopologyKey(pod: Problems, key: unknown, path: string): void {
  if (asString(key) !== undefined) return;
  const fix = 'a label of nodes, such as kubernetes.io/hostname';
  pod.refuse(`${path}.topologyKey`, key, 'says not which label tells places apart', fix);
}

function checkPreferred(pod: Problems, side: PlainRecord, path: string): void {
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

function checkTerm(pod: Problems, { matchExpressions, matchFields }: PlainRecord, path: string): void {
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
    const texts = listed.filter((value) => typeof value === 'string');
    const wrong = texts.find((text) => labelValueProblem(text) !== undefined);
    if (wrong !== undefined) {
      pod.refuse(`${place}.values`, wrong, labelValueProblem(wrong) ?? '', 'a value that a label can have');
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
const noValues: ValueCount = { least: 0, most: 0, words: 'no values' };
const one: ValueCount = { least: 1, most: 1, words: 'a single number as text' };

const valuesOf: ReadonlyMap<string, ValueCount> = new Map([
  ['In', some],
  ['NotIn', some],
  ['Exists', noValues],
  ['DoesNotExist', noValues],
  ['Gt', one],
  ['Lt', one],
]);

function checkSpread(pod: Problems, constraints: readonly PlainRecord[]): void {
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
