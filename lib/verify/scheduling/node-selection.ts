import { readLabelMap, selects, type Selector } from '../selector';
import { asArray, asRecord, asString, isRecord, isSet, ownField, type PlainRecord } from '../untrusted';
import { notKnown, type NotKnown } from './verdict';

/** What is asked of the labels of a node, and of its name. */
export interface NodeSelection {
  readonly labels: Selector;
  /** Any one of these must hold; left out: nothing more is asked. */
  readonly terms: readonly NodeTerm[] | undefined;
}

/** One alternative: all of its requirements must hold; one without any holds of no node. */
export interface NodeTerm {
  readonly expressions: readonly NodeRequirement[];
  readonly fields: readonly NodeRequirement[];
}

/** One requirement of a node. */
export interface NodeRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** Something with labels and, where that may be asked for, a name. */
interface Labelled {
  readonly labels: PlainRecord;
  readonly name?: string;
}

/** Reads what a pod requires of its node: `nodeSelector` and the required node affinity. */
export function readNodeSelection(spec: PlainRecord): NodeSelection | NotKnown {
  const labels = readLabelMap(spec['nodeSelector']);
  if (labels === undefined) return notKnown('its nodeSelector cannot be read');
  const affinity = asRecord(asRecord(spec['affinity'])['nodeAffinity']);
  const required = affinity['requiredDuringSchedulingIgnoredDuringExecution'];
  return { labels, terms: isSet(required) ? readNodeTerms(asRecord(required)) : undefined };
}

/** Reads the `nodeSelectorTerms` of a node selector. */
export function readNodeTerms(nodeSelector: PlainRecord): readonly NodeTerm[] {
  return asArray(nodeSelector['nodeSelectorTerms'])
    .filter(isRecord)
    .map((term) => ({
      expressions: readRequirements(term['matchExpressions']),
      fields: readRequirements(term['matchFields']),
    }));
}

function readRequirements(value: unknown): readonly NodeRequirement[] {
  return asArray(value).map((item) => {
    const { key, operator, values } = asRecord(item);
    return {
      key: asString(key) ?? '',
      operator: asString(operator) ?? '',
      values: asArray(values).filter((entry) => typeof entry === 'string'),
    };
  });
}

/** Says whether a node has all that is required of it. */
export function isSelected({ labels, terms }: NodeSelection, node: Labelled): boolean {
  return selects(labels, node.labels) && (terms === undefined || holdsAny(terms, node));
}

/** Says whether any of the alternatives holds. */
export function holdsAny(terms: readonly NodeTerm[], node: Labelled): boolean {
  return terms.some(
    ({ expressions, fields }) =>
      expressions.length + fields.length > 0 &&
      expressions.every((requirement) => holds(requirement, ownField(node.labels, requirement.key))) &&
      // The scheduler asks the names of nodes for nothing where it has labels only, as for a volume.
      (node.name === undefined || fields.every((requirement) => holdsOfName(requirement, node.name))),
  );
}

function holdsOfName(requirement: NodeRequirement, name: string | undefined): boolean {
  return requirement.key === 'metadata.name' && requirement.values.length === 1 && holds(requirement, name);
}

// Source: Kubernetes 1.34.4, apimachinery/pkg/labels/selector.go.
function holds({ operator, values }: NodeRequirement, label: unknown): boolean {
  switch (operator) {
    case 'In':
      return typeof label === 'string' && values.includes(label);
    case 'NotIn':
      return typeof label !== 'string' || !values.includes(label);
    case 'Exists':
      return typeof label === 'string';
    case 'DoesNotExist':
      return typeof label !== 'string';
    case 'Gt':
    case 'Lt':
      return isBeyond(operator, label, values);
    default:
      return false;
  }
}

function isBeyond(operator: 'Gt' | 'Lt', label: unknown, [bound, ...more]: readonly string[]): boolean {
  if (typeof label !== 'string' || bound === undefined || more.length > 0) return false;
  if (!wholeNumber.test(label) || !wholeNumber.test(bound)) return false;
  return operator === 'Gt' ? BigInt(label) > BigInt(bound) : BigInt(label) < BigInt(bound);
}

const wholeNumber = /^[+-]?\d{1,18}$/;
