/**
 * What an expectation came to.
 *
 * *neither* is what a test should not pass on, whichever way it is asked: a fact is missing that would tell, or what is
 * asked about is not there.
 */
export interface Answer {
  readonly kind: 'yes' | 'no' | 'neither';
  /** What holds, for whoever expected something else. */
  readonly said: string;
}

/**
 * Goes on where the answer is yes.
 *
 * @throws Error with what holds instead
 */
export function insistOnYes({ kind, said }: Answer): void {
  if (kind !== 'yes') throw new Error(said);
}

/** What passes all the same, for a sentence on what was found; nothing where that is nothing. */
export function butForAllowed(allow: readonly string[]): string {
  if (allow.length === 0) return '';
  return `, but for what allow: [${allow.map((one) => `'${one}'`).join(', ')}] lets pass`;
}
