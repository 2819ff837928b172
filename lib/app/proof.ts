import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { existingOf, sourceOf, type ExistingObject, type Issue } from '../core';
import type { TargetCluster } from '../hardware';
import { verify, type Finding, type Manifest, type Rule } from '../verify';
import { clusterOf } from '../workload';
import type { Document } from './render';
import type { Tree } from './tree';

/** What a rule found, and the construct that answers for the object. */
export interface PlacedFinding {
  readonly construct: IConstruct;
  readonly finding: Finding;
}

/** The objects of one cluster, and the constructs that answer for them. */
interface ClusterObjects {
  readonly cluster: TargetCluster | undefined;
  readonly manifests: Manifest[];
  readonly constructs: IConstruct[];
}

/** Proves what can be proven about the documents of an app, for each cluster by itself: what is in one is not in another. */
export function prove(tree: Tree, documents: readonly Document[], rules: readonly Rule[]): readonly PlacedFinding[] {
  if (rules.length === 0) return [];
  // By name, since two copies of one description are one cluster.
  const clusters = new Map<string | undefined, ClusterObjects>();
  for (const { construct, content } of documents) {
    if (!isManifest(content)) continue;
    const cluster = clusterOf(construct);
    let objects = clusters.get(cluster?.name);
    if (objects === undefined) clusters.set(cluster?.name, (objects = { cluster, manifests: [], constructs: [] }));
    objects.manifests.push(content);
    objects.constructs.push(construct);
  }
  const existing = tree.constructs.flatMap(declaredBy);
  return [...clusters.values()].flatMap(({ cluster, manifests, constructs }) =>
    verify(manifests, { rules, facts: { existing }, cluster }).flatMap((finding) => {
      const construct = constructs[finding.document];
      return construct === undefined ? [] : [{ construct, finding }];
    }),
  );
}

/** A finding as an issue of the construct that made the object. */
export function issueOf({ construct, finding }: PlacedFinding): Issue {
  const { code, path, given, message, fix } = finding;
  return { code, path: construct.node.path, source: sourceOf(construct), property: path, given, message, fix };
}

/** What a construct relies on; where it names no namespace, that of its chart is meant. */
function declaredBy(construct: IConstruct): readonly ExistingObject[] {
  const existing = existingOf(construct);
  if (existing.length === 0) return existing;
  const chart = construct.node.scopes.reverse().find((scope) => Chart.isChart(scope));
  return existing.map((object) => ({ ...object, namespace: object.namespace ?? chart?.namespace }));
}

/** Says whether a document holds an object, as every manifest is. */
export function isManifest(content: unknown): content is Manifest {
  return typeof content === 'object' && content !== null && !Array.isArray(content);
}
