import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { existingOf, sourceOf, type ExistingObject, type Issue } from '../core';
import { verify, type Finding, type Manifest, type Rule } from '../verify';
import type { Document } from './render';
import type { Tree } from './tree';

/** What a rule found, and the construct that answers for the object. */
export interface PlacedFinding {
  readonly construct: IConstruct;
  readonly finding: Finding;
}

/** Proves what can be proven about the documents of an app. */
export function prove(tree: Tree, documents: readonly Document[], rules: readonly Rule[]): readonly PlacedFinding[] {
  if (rules.length === 0) return [];
  const manifests: Manifest[] = [];
  const constructs: IConstruct[] = [];
  for (const { construct, content } of documents) {
    if (!isManifest(content)) continue;
    manifests.push(content);
    constructs.push(construct);
  }
  const existing = tree.constructs.flatMap(declaredBy);
  return verify(manifests, { rules, facts: { existing } }).flatMap((finding) => {
    const construct = constructs[finding.document];
    return construct === undefined ? [] : [{ construct, finding }];
  });
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
