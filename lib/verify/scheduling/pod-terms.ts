import { isEmptySelector, readLabelSelector, selects, type Requirement, type Selector } from '../selector';
import { asArray, asRecord, asString, isRecord, isSet, ownField, type PlainRecord } from '../untrusted';
import { notKnown, type NotKnown } from './verdict';

/** Other pods that a pod wants to be near to, or far from. */
export interface PodTerm {
  /** Left out: it selects no pod. */
  readonly selector: Selector | undefined;
  readonly namespaces: readonly string[];
  /** Further namespaces, by their labels; left out: none. */
  readonly namespaceSelector: Selector | undefined;
  /** The label of nodes that says which of them are near to each other. */
  readonly topologyKey: string;
}

/** What a pod requires of the pods around it. */
export interface PodAffinity {
  readonly near: readonly PodTerm[];
  readonly apart: readonly PodTerm[];
}

/** Something that has labels and lives in a namespace. */
interface Labelled {
  readonly namespace: string;
  readonly labels: PlainRecord;
}

/** The labels of namespaces by their names; left out: they are not declared. */
export type NamespaceLabels = ReadonlyMap<string, PlainRecord> | undefined;

/** Reads the required pod affinity and anti-affinity of a pod. */
export function readPodAffinity(spec: PlainRecord, pod: Labelled): PodAffinity | NotKnown {
  const affinity = asRecord(spec['affinity']);
  const near = readTerms(affinity['podAffinity'], pod);
  const apart = readTerms(affinity['podAntiAffinity'], pod);
  if (near === undefined || apart === undefined) return notKnown('a label selector of its affinity cannot be read');
  return { near, apart };
}

function readTerms(value: unknown, pod: Labelled): readonly PodTerm[] | undefined {
  const terms: PodTerm[] = [];
  for (const item of asArray(asRecord(value)['requiredDuringSchedulingIgnoredDuringExecution'])) {
    const term = asRecord(item);
    const selector = readWithKeys(term, pod.labels);
    const namespaceSelector = readOptional(term['namespaceSelector']);
    if (selector === 'malformed' || namespaceSelector === 'malformed') return undefined;
    const named = asArray(term['namespaces']).filter((name) => typeof name === 'string');
    const isOwn = named.length === 0 && !isSet(term['namespaceSelector']);
    const topologyKey = asString(term['topologyKey']) ?? '';
    terms.push({ selector, namespaces: isOwn ? [pod.namespace] : named, namespaceSelector, topologyKey });
  }
  return terms;
}

/** The selector, with what the API server adds to it for `matchLabelKeys` and `mismatchLabelKeys`. */
export function readWithKeys(term: PlainRecord, labels: PlainRecord): Selector | undefined | 'malformed' {
  const selector = readOptional(term['labelSelector']);
  if (selector === undefined || selector === 'malformed') return selector;
  const added: Requirement[] = [];
  for (const [field, operator] of keyFields) {
    for (const key of asArray(term[field])) {
      const value = typeof key === 'string' ? ownField(labels, key) : undefined;
      if (typeof value === 'string') added.push({ key: String(key), operator, values: [value] });
    }
  }
  return added.length === 0 ? selector : { ...selector, requirements: [...selector.requirements, ...added] };
}

const keyFields = [
  ['matchLabelKeys', 'In'],
  ['mismatchLabelKeys', 'NotIn'],
] as const;

function readOptional(value: unknown): Selector | undefined | 'malformed' {
  if (!isSet(value)) return undefined;
  return (isRecord(value) ? readLabelSelector(value) : undefined) ?? 'malformed';
}

/** Says whether a term is about a pod; nothing where the labels of its namespace would tell and are not declared. */
export function isMeant(term: PodTerm, pod: Labelled, namespaces: NamespaceLabels): boolean | undefined {
  const { selector, namespaceSelector } = term;
  if (selector === undefined || !selects(selector, pod.labels)) return false;
  if (term.namespaces.includes(pod.namespace)) return true;
  if (namespaceSelector === undefined) return false;
  if (isEmptySelector(namespaceSelector)) return true;
  return namespaces === undefined ? undefined : selects(namespaceSelector, namespaces.get(pod.namespace) ?? {});
}

/**
 * Says the same of a term of the pod that is to be placed, as the scheduler reads it: a selector of namespaces that asks
 * for no label to be there, such as `NotIn`, selects all of them.
 *
 * Measured on Kubernetes 1.34.4, whose mergeAffinityTermNamespacesIfNotEmpty replaces the selector in a copy only.
 */
export function isMeantByWaiting(term: PodTerm, pod: Labelled, namespaces: NamespaceLabels): boolean | undefined {
  const { selector, namespaceSelector } = term;
  if (namespaceSelector !== undefined && selects(namespaceSelector, {})) {
    return selector !== undefined && selects(selector, pod.labels);
  }
  return isMeant(term, pod, namespaces);
}
