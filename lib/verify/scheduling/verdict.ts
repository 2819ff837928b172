/** What one filter of the scheduler says of one node, or of all. */
export type Verdict = 'passes' | Rejection | NotKnown;

/** The filter takes a node out. */
export interface Rejection {
  readonly kind: 'rejects';
  /** In the scheduler's own words, as its events count them. */
  readonly reasons: readonly [string, ...string[]];
}

/** The filter cannot be judged. */
export interface NotKnown {
  readonly kind: 'not-known';
  /** What is not declared, as in `the claim data is not declared`. */
  readonly because: string;
}

/** A node taken out, in the scheduler's words. */
export function rejects(reason: string, ...more: readonly string[]): Rejection {
  return { kind: 'rejects', reasons: [reason, ...more] };
}

/** A question that what is declared does not answer. */
export function notKnown(because: string): NotKnown {
  return { kind: 'not-known', because };
}

/** Says whether something could not be read or is not declared. */
export function isNotKnown(value: object | string): value is NotKnown {
  return typeof value === 'object' && 'kind' in value && value.kind === 'not-known';
}
