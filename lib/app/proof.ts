import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { existingOf, sourceOf, trafficOf, type ExistingObject, type Issue } from '../core';
import { clusterOf, type TargetCluster } from '../hardware';
import { verify, type Facts, type Finding, type Manifest, type Rule } from '../verify';
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

/** The objects of an app by their clusters: two copies of one description are one cluster, two that differ are two. */
class Clusters {
  private readonly byDescription = new Map<string, ClusterObjects>();
  private readonly known = new Map<TargetCluster | undefined, ClusterObjects>();

  get all(): readonly ClusterObjects[] {
    return [...this.byDescription.values()];
  }

  objectsOf(cluster: TargetCluster | undefined): ClusterObjects {
    const known = this.known.get(cluster);
    if (known !== undefined) return known;
    const description = describe(cluster);
    const objects = this.byDescription.get(description) ?? { cluster, manifests: [], constructs: [] };
    this.byDescription.set(description, objects);
    this.known.set(cluster, objects);
    return objects;
  }
}

function describe(cluster: TargetCluster | undefined): string {
  return cluster === undefined ? '' : JSON.stringify(cluster);
}

/** Proves what can be proven about the documents of an app, for each cluster by itself: what is in one is not in another. */
export function prove(tree: Tree, documents: readonly Document[], rules: readonly Rule[]): readonly PlacedFinding[] {
  if (rules.length === 0) return [];
  const clusters = new Clusters();
  for (const { construct, content } of documents) {
    if (!isManifest(content)) continue;
    const objects = clusters.objectsOf(clusterOf(construct));
    objects.manifests.push(content);
    objects.constructs.push(construct);
  }
  return clusters.all.flatMap(({ cluster, manifests, constructs }) =>
    verify(manifests, { rules, facts: factsOf(tree, cluster), cluster }).flatMap((finding) => {
      const construct = constructs[finding.document];
      return construct === undefined ? [] : [{ construct, finding }];
    }),
  );
}

/** What the constructs of an app know of one cluster, and their objects do not say. */
export function factsOf(tree: Tree, cluster: TargetCluster | undefined): Facts {
  const description = describe(cluster);
  return {
    existing: tree.constructs.flatMap(declaredBy),
    traffic: tree.constructs.flatMap((construct) => {
      const traffic = trafficOf(construct);
      return traffic.length > 0 && describe(clusterOf(construct)) === description ? traffic : [];
    }),
  };
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
