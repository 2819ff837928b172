import type { PodTemplate } from './pod-template';
import { asArray, asRecord, asString, isRecord, ownField, type PlainRecord } from './untrusted';

/** One condition of a label selector: the label is one of, or none of, these values; is there, or is not. */
export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

/** A label selector that could be read. */
export interface Selector {
  /** Labels that must be there with this very value. */
  readonly pairs: readonly (readonly [key: string, value: string])[];
  readonly requirements: readonly Requirement[];
}

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;

/** Reads a `LabelSelector` with `matchLabels` and `matchExpressions`; nothing where it is missing or malformed. */
export function readLabelSelector(value: unknown): Selector | undefined {
  if (!isRecord(value)) return undefined;
  const pairs = readPairs(value['matchLabels']);
  const expressions = value['matchExpressions'] ?? [];
  if (pairs === undefined || !Array.isArray(expressions)) return undefined;
  const requirements: Requirement[] = [];
  for (const expression of expressions) {
    const requirement = readRequirement(expression);
    if (requirement === undefined) return undefined;
    requirements.push(requirement);
  }
  return { pairs, requirements };
}

/** Reads the plain map of labels with which a Service or ReplicationController selects. */
export function readLabelMap(value: unknown): Selector | undefined {
  const pairs = readPairs(value);
  return pairs === undefined ? undefined : { pairs, requirements: [] };
}

/** Says whether a selector has no condition at all. */
export function isEmptySelector(selector: Selector): boolean {
  return selector.pairs.length === 0 && selector.requirements.length === 0;
}

/** Says whether labels meet every condition of a selector. */
export function selects(selector: Selector, labels: PlainRecord): boolean {
  // By index: to take pairs apart is most of what V8 would have to compile here.
  for (const pair of selector.pairs) {
    if (ownField(labels, pair[0]) !== pair[1]) return false;
  }
  return selector.requirements.every((requirement) => meets(requirement, labels));
}

/**
 * Says whether a selector asks for a label that a controller puts on pods beside those of the template, so that
 * manifests alone cannot tell which pods it selects.
 */
export function asksForAddedLabel(selector: Selector): boolean {
  return (
    selector.pairs.some(([key]) => isAddedLabel(key)) || selector.requirements.some(({ key }) => isAddedLabel(key))
  );
}

/** The templates that have a label, and by its value once a selector has asked for it: most labels none ever does. */
interface Labelled {
  readonly all: PodTemplate[];
  byValue?: ReadonlyMap<string, readonly PodTemplate[]>;
}

/** The templates of one namespace: all, and by the keys of their labels. */
interface Pods {
  readonly all: PodTemplate[];
  readonly byKey: Map<string, Labelled>;
}

/** Finds the templates that a selector selects without looking at all of them. */
export class PodSelection {
  private readonly namespaces = new Map<string, Pods>();

  constructor(templates: readonly PodTemplate[]) {
    for (const template of templates) {
      const { namespace } = template.owner;
      let pods = this.namespaces.get(namespace);
      if (pods === undefined) this.namespaces.set(namespace, (pods = { all: [], byKey: new Map() }));
      pods.all.push(template);
      for (const key of Object.keys(template.labels)) {
        const labelled = pods.byKey.get(key);
        if (labelled === undefined) pods.byKey.set(key, { all: [template] });
        else labelled.all.push(template);
      }
    }
  }

  /** Those that are selected, in the order of the documents. */
  selectedBy(selector: Selector, namespace: string): Iterable<PodTemplate> {
    const pods = this.namespaces.get(namespace);
    const found = pods === undefined ? [] : candidates(selector, pods);
    if (found.length > few) return oneByOne(selector, found);
    return found.filter(({ labels }) => selects(selector, labels));
  }
}

/** As many templates can be looked at where only the first is needed. */
const few = 8;

/** The selected templates, so that who needs only the first does not pay for all. */
function* oneByOne(selector: Selector, templates: readonly PodTemplate[]): Iterable<PodTemplate> {
  for (const template of templates) {
    if (selects(selector, template.labels)) yield template;
  }
}

function candidates({ pairs }: Selector, { all, byKey }: Pods): readonly PodTemplate[] {
  let fewest: readonly PodTemplate[] = all;
  for (const pair of pairs) {
    const labelled = byKey.get(pair[0]);
    if (labelled === undefined) return [];
    labelled.byValue ??= indexByValue(labelled.all, pair[0]);
    const holders = labelled.byValue.get(pair[1]) ?? [];
    if (holders.length < fewest.length) fewest = holders;
  }
  return fewest;
}

function indexByValue(templates: readonly PodTemplate[], key: string): Map<string, PodTemplate[]> {
  const byValue = new Map<string, PodTemplate[]>();
  for (const template of templates) {
    const value = template.labels[key];
    if (typeof value !== 'string') continue;
    const holders = byValue.get(value);
    if (holders === undefined) byValue.set(value, [template]);
    else holders.push(template);
  }
  return byValue;
}

function readPairs(value: unknown): (readonly [string, string])[] | undefined {
  if (value === undefined || value === null) return [];
  if (!isRecord(value)) return undefined;
  const pairs: (readonly [string, string])[] = [];
  for (const key of Object.keys(value)) {
    const label = value[key];
    if (typeof label !== 'string') return undefined;
    pairs.push([key, label]);
  }
  return pairs;
}

function readRequirement(value: unknown): Requirement | undefined {
  const { key, operator, values } = asRecord(value);
  const known = operators.find((name) => name === operator);
  if (asString(key) === undefined || known === undefined) return undefined;
  const strings = asArray(values).filter((item) => typeof item === 'string');
  return { key: String(key), operator: known, values: strings };
}

/** Says whether labels meet one condition. */
export function meets({ key, operator, values }: Requirement, labels: PlainRecord): boolean {
  const label = ownField(labels, key);
  switch (operator) {
    case 'In':
      return typeof label === 'string' && values.includes(label);
    case 'NotIn':
      return typeof label !== 'string' || !values.includes(label);
    case 'Exists':
      return label !== undefined;
    case 'DoesNotExist':
      return label === undefined;
  }
}

const addedLabels = new Set([
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-completion-index',
  'batch.kubernetes.io/job-name',
  'controller-revision-hash',
  'controller-uid',
  'job-name',
  'pod-template-generation',
  'pod-template-hash',
  'rollouts-pod-template-hash',
  'statefulset.kubernetes.io/pod-name',
]);

const addedPrefixes = ['jobset.sigs.k8s.io/', 'leaderworkerset.sigs.k8s.io/', 'topology.kubernetes.io/'];

/** Says whether controllers put this label on pods beside those of the template. */
export function isAddedLabel(key: string): boolean {
  return addedLabels.has(key) || addedPrefixes.some((prefix) => key.startsWith(prefix));
}
