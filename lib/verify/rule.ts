import type { RuleFinding } from './finding';
import type { Inventory } from './inventory';

/**
 * One thing that must hold of manifests.
 *
 * A rule of your own implements this interface, in one file, and joins the built-in ones:
 * `verify(manifests, { rules: [...builtInRules, ownerNamed] })`. It says what it can disprove, and what a missing fact
 * keeps it from proving; of what holds it says nothing. Manifests are not trusted: a rule looks before it reads, changes
 * nothing, and finds other objects by way of the inventory, which is quick at that.
 *
 * ```ts
 * export const ownerNamed: Rule = {
 *   name: 'owner-named',
 *   summary: 'a Deployment says which team owns it',
 *   source: 'our handbook, chapter 3',
 *   *check(inventory) {
 *     for (const { manifest, metadata } of inventory.ofKind('apps', 'Deployment')) {
 *       const labels = metadata['labels'];
 *       if (typeof labels === 'object' && labels !== null && 'team' in labels) continue;
 *       yield {
 *         code: 'acme/no-owner',
 *         severity: 'warning',
 *         manifest,
 *         path: 'metadata.labels.team',
 *         message: 'no team is named',
 *         fix: 'the name of a team, as in team: search',
 *       };
 *     }
 *   },
 * };
 * ```
 */
export interface Rule {
  /** A short name, such as `selectors-match`. */
  readonly name: string;
  /** What must hold, in one sentence without its full stop. */
  readonly summary: string;
  /** Where it is written that it must: a specification, an issue, a measurement. */
  readonly source: string;
  /**
   * It looks at any field alike: where another rule finds an error in the same place, only that one is told.
   *
   * @default false
   */
  readonly yields?: boolean | undefined;
  check(inventory: Inventory): Iterable<RuleFinding>;
}
