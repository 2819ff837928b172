import type { Answer } from '../answer';

/** What a matcher is given of the runner that calls it, as far as ours need it. */
export interface MatcherContext {
  /** Whether the opposite is expected. */
  readonly isNot: boolean;
  /** What the user's own `addEqualityTesters` added. */
  readonly customTesters: unknown[];
  /** Compares two values, and knows what `expect.anything()` and its like stand for. */
  equals(one: unknown, other: unknown, customTesters?: unknown[]): boolean;
  readonly utils: {
    /** Prints a value, and what `expect.anything()` and its like stand for. */
    stringify(value: unknown): string;
  };
}

/** What a matcher gives back. */
export interface MatcherResult {
  readonly pass: boolean;
  /** What holds, for whoever expected something else. */
  readonly message: () => string;
}

/** An answer as a matcher gives it: *neither* fails, also where the opposite was expected. */
export function resultOf({ kind, said }: Answer, { isNot }: MatcherContext): MatcherResult {
  return { pass: kind === 'neither' ? isNot : kind === 'yes', message: () => said };
}
