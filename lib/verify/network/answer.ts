/** A question that what is declared does not answer. */
export interface Doubt {
  /** What is not declared, as in `the labels of namespace edge are not declared`. */
  readonly because: string;
}

/** Yes, no, or not known. */
export type Answer = boolean | Doubt;

/** Says whether something is no answer, or could not be read. */
export function isDoubt(value: object | boolean): value is Doubt {
  return typeof value === 'object' && 'because' in value;
}

/** Yes where the answer for any item is yes; no where all are no. */
export function anyOf<T>(items: readonly T[], ask: (item: T) => Answer): Answer {
  let doubt: Doubt | undefined;
  for (const item of items) {
    const answer = ask(item);
    if (answer === true) return true;
    if (answer !== false) doubt ??= answer;
  }
  return doubt ?? false;
}

/** No where either answer is no; yes where both are yes. */
export function both(one: Answer, other: Answer): Answer {
  if (one === false || other === false) return false;
  return one === true ? other : one;
}
