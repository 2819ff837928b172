/** A rule of the handbook. */
export interface HandbookRule {
  readonly id: string;
  readonly notCovered?: string | undefined;
}
export const handbookRules: readonly HandbookRule[] = [];
