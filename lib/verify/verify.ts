import { printGiven } from '../core';
import type { TargetCluster } from '../hardware';
import type { Facts } from './facts';
import type { Finding, RuleFinding } from './finding';
import { Inventory } from './inventory';
import { referenceTo, type Manifest, type ManifestObject } from './manifest';
import { oncePerMistake } from './once-per-mistake';
import type { Rule } from './rule';
import { builtInRules } from './rules';
import { isRecord } from './untrusted';

/** What `verify` goes by, beside the manifests. */
export interface VerifyOptions {
  /** Left out: the built-in rules. A rule of your own joins them as `[...builtInRules, mine]`. */
  readonly rules?: readonly Rule[] | undefined;
  /** Left out: none, and what only they could tell is reported as not known. */
  readonly facts?: Facts | undefined;
  /** The cluster that the manifests are for. Left out: what depends on it is reported as not known. */
  readonly cluster?: TargetCluster | undefined;
}

/**
 * Proves what can be proven about the manifests of one cluster, and says what cannot.
 *
 * A plain function: it changes nothing, and the same manifests give the same findings in the same order, that of the
 * documents and, within one, that of the rules. The items of a `List` are looked at as documents of their own, and
 * paths say where in it they stand. What a rule can prove it does not mention; *no* is an `error`, and
 * *not known* is a finding that names the fact which is missing, so that silence always means *yes*.
 *
 * It throws where it is given something else than objects, such as the `null` of an empty document.
 */
export function verify(manifests: readonly Manifest[], options: VerifyOptions = {}): readonly Finding[] {
  refuseWhatIsNone(manifests);
  const inventory = new Inventory(manifests, options.facts, options.cluster);
  const all: RuleFinding[] = [];
  const yielding = new Set<RuleFinding>();
  for (const rule of options.rules ?? builtInRules) {
    for (const finding of rule.check(inventory)) {
      all.push(finding);
      if (rule.yields === true) yielding.add(finding);
    }
  }
  const found = yielding.size === 0 ? all : oncePerMistake(all, yielding);
  if (found.length === 0) return [];
  const objects = new Map<Manifest, ManifestObject>();
  for (const object of inventory.objects) {
    if (!objects.has(object.manifest)) objects.set(object.manifest, object);
  }
  return found
    .map((finding) => ({ finding, object: objectOf(finding, objects) }))
    .sort((left, right) => left.object.order - right.object.order)
    .map(({ finding, object }) => place(finding, object));
}

/** What is typed may still come from a parser, or from JavaScript. */
function refuseWhatIsNone(manifests: unknown): void {
  if (!Array.isArray(manifests))
    throw new Error(`verify takes a list of manifests, and was given ${printGiven(manifests)}`);
  const index = manifests.findIndex((manifest) => !isRecord(manifest));
  if (index === -1) return;
  const given = printGiven(manifests[index]);
  throw new Error(
    `document ${index} is ${given}, and no manifest, which is an object: leave out documents that are empty`,
  );
}

function objectOf({ manifest, code }: RuleFinding, objects: ReadonlyMap<Manifest, ManifestObject>): ManifestObject {
  const object = objects.get(manifest);
  if (object !== undefined) return object;
  throw new Error(`a rule reported ${code} on an object that is not one of those it was given`);
}

function place({ manifest: _, ...finding }: RuleFinding, object: ManifestObject): Finding {
  const { document, within } = object;
  const path = within === '' || finding.path === '' ? within + finding.path : `${within}.${finding.path}`;
  return { ...finding, object: referenceTo(object), document, path };
}
