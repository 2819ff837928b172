import type { TargetCluster } from '../../lib/hardware';
import { verify, type Facts, type Manifest, type Rule } from '../../lib/verify';

/** What a rule says of manifests, without where in the list of them. */
export interface Found {
  readonly on: string;
  readonly code: string;
  readonly severity: string;
  readonly path: string;
  readonly given?: string | undefined;
  readonly message: string;
  readonly fix: string;
}

/** Manifests that one rule is shown, and what it says of them. */
export interface Shown {
  readonly where: string;
  readonly manifests: readonly Manifest[];
  readonly cluster?: TargetCluster | undefined;
  readonly facts?: Facts | undefined;
}

/** All that a rule says. */
export function foundBy(rule: Rule, { manifests, cluster, facts }: Shown): readonly Found[] {
  return verify(manifests, { rules: [rule], cluster, facts }).map(({ object, document: _, ...finding }) => ({
    on: `${object.kind} ${object.name}`,
    ...finding,
  }));
}
