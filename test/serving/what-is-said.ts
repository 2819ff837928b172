import type { IssueDetails, ModelServiceProps } from 'modelyard';
import { describe, expect, it } from 'vitest';
import { found, openIn } from './one-server';
import type { OneService } from './one-service';

/** What is wrong with a service, what is said of it, its props, and whatever else it takes to make it. */
export type Row<Rest extends readonly unknown[] = readonly []> = readonly [
  what: string,
  said: readonly IssueDetails[],
  props: Partial<ModelServiceProps>,
  ...rest: Rest,
];

/** Services of which something is said, by how much it weighs. */
export interface Rows<Rest extends readonly unknown[] = readonly []> {
  readonly issues: readonly Row<Rest>[];
  readonly warnings: readonly Row<Rest>[];
  readonly open: readonly Row<Rest>[];
}

/** Pins all that is said of each service, and that nothing weighs more than what is pinned. */
export function pinWhatIsSaid<Rest extends readonly unknown[] = readonly []>(
  { issues, warnings, open }: Rows<Rest>,
  serve: (props: Partial<ModelServiceProps>, ...rest: Rest) => OneService,
): void {
  const named = (
    rows: readonly Row<Rest>[],
  ): { what: string; said: readonly IssueDetails[]; make: () => OneService }[] =>
    rows.map(([what, said, props, ...rest]) => ({ what, said, make: () => serve(props, ...rest) }));

  describe('an issue says what, where, and what to write instead:', () => {
    it.each(named(issues))('$what', ({ said, make }) => {
      expect(found(make().issues)).toEqual(said);
    });
  });

  describe('a warning says what, where, and what to write instead:', () => {
    it.each(named(warnings))('$what', ({ said, make }) => {
      const built = make();
      expect(built.issues).toEqual([]);
      expect(found(built.warnings)).toEqual(said);
    });
  });

  describe('a question stays open for want of a fact:', () => {
    it.each(named(open))('$what', ({ said, make }) => {
      const built = make();
      expect(built.issues).toEqual([]);
      expect(openIn(built)).toEqual(said);
    });
  });
}
