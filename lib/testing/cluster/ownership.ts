import { randomBytes } from 'node:crypto';

/** By what the harness knows again what it made. */
export interface Ownership {
  /** Whose things are meant: a team, a repository. @default 'modelyard' */
  readonly owner?: string | undefined;
}

/** The label that says that something was made by the harness, and may be removed. */
const managedBy = { 'app.kubernetes.io/managed-by': 'modelyard-testing' } as const;

/** The labels of everything that the harness makes: that it did, for whom, and for what. */
export function labelsOf({ owner = 'modelyard' }: Ownership, what: string): Readonly<Record<string, string>> {
  return { ...managedBy, 'app.kubernetes.io/part-of': owner, 'app.kubernetes.io/component': what };
}

/** Eight digits that no other run has: tests beside each other, and those of a run that was killed, keep apart. */
export function uniqueDigits(): string {
  return randomBytes(4).toString('hex');
}
