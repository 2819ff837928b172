import type { RuleFinding } from './finding';
import type { Inventory } from './inventory';

/**
 * One thing that must hold of manifests.
 *
 * A rule of your own implements this interface: give it to `verify`, or to `App` with the built-in ones.
 */
export interface Rule {
  /** A short name, such as `selectors-match`. */
  readonly name: string;
  /** What must hold, in one sentence. */
  readonly summary: string;
  /** Where it is written that it must: a specification, an issue, a measurement. */
  readonly source: string;
  check(inventory: Inventory): Iterable<RuleFinding>;
}
