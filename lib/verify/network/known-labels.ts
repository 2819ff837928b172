import { isAddedLabel, meets, type Requirement, type Selector } from '../selector';
import { ownField, type PlainRecord } from '../untrusted';
import { anyOf, type Answer } from './answer';

/** The labels of an object, as far as they are known. */
export interface KnownLabels {
  readonly labels: PlainRecord;
  /** Which labels it may have besides: none, those that a controller adds to pods, or any. */
  readonly besides: 'none' | 'added' | 'any';
  /** Whose labels they are, as in `namespace edge`. */
  readonly of: string;
}

/** Says whether labels, as far as they are known, meet every condition of a selector. */
export function selectsKnown({ pairs, requirements }: Selector, known: KnownLabels): Answer {
  const answer = anyOf([...pairs.map(asRequirement), ...requirements], (requirement) => misses(requirement, known));
  return typeof answer === 'boolean' ? !answer : answer;
}

function asRequirement([key, value]: readonly [string, string]): Requirement {
  return { key, operator: 'In', values: [value] };
}

function misses(requirement: Requirement, { labels, besides, of }: KnownLabels): Answer {
  const { key } = requirement;
  const isOpen = besides === 'any' || (besides === 'added' && isAddedLabel(key));
  if (isOpen && ownField(labels, key) === undefined) return { because: `the label ${key} of ${of} is not declared` };
  return !meets(requirement, labels);
}
