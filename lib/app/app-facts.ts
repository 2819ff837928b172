import type { IConstruct } from 'constructs';
import {
  acknowledgementsOf,
  decisionsOf,
  notKnownOf,
  sourceOf,
  type Decision,
  type Issue,
  type SourceLine,
} from '../core';
import { clusterOf, type TargetCluster } from '../hardware';
import { builtInRules, type Facts, type Rule } from '../verify';
import { overwritten, type OutputFile } from './files';
import { factsOf, issueOf, prove } from './proof';
import type { Document } from './render';
import { openWarnings } from './summary';
import type { Tree } from './tree';

/** A cluster that objects of an app go to, as far as it is declared, and what is known of it besides. */
export interface TargetFacts {
  readonly cluster?: TargetCluster | undefined;
  readonly facts: Facts;
}

/** A document of the output. */
export interface DocumentFacts {
  /** The path of the construct that made it. */
  readonly construct: string;
  /** The position of its target among the app's. */
  readonly target: number;
}

/** A file of the output, by its path within the output folder, with a row for each of its documents. */
export interface FileFacts {
  readonly path: string;
  readonly documents: readonly DocumentFacts[];
}

/** What a construct remembers of how it was made. */
export interface ConstructFacts {
  readonly path: string;
  readonly source?: SourceLine | undefined;
  readonly decisions: readonly Decision[];
  /** The warnings accepted for it and all below it, each code with the reason. */
  readonly acknowledged: Readonly<Record<string, string>>;
}

/** What an app knows and its manifests do not say: plain JSON. */
export interface AppFacts {
  /** The folder that it writes to. */
  readonly outdir: string;
  readonly targets: readonly TargetFacts[];
  readonly files: readonly FileFacts[];
  readonly constructs: readonly ConstructFacts[];
  /** The built-in rules that it is held to. */
  readonly rules: readonly string[];
  /** Warnings that nobody acknowledged, beside those of built-in rules. */
  readonly warnings: readonly Issue[];
  /** Questions that stay open, beside those of built-in rules. */
  readonly notKnown: readonly Issue[];
  /** Why nothing was written; empty where it was. */
  readonly issues: readonly Issue[];
}

/** What is described. */
export interface SynthesisedApp {
  readonly outdir: string;
  readonly tree: Tree;
  readonly documents: readonly Document[];
  readonly files: readonly OutputFile[];
  readonly rules: readonly Rule[];
}

/** Describes an app that was synthesised. */
export function describeApp({ outdir, tree, documents, files, rules }: SynthesisedApp): AppFacts {
  const targets = new Targets(tree);
  // Only App can ask a rule of the user's own: what it found is told as it is.
  const ofOwnRules = prove(
    tree,
    documents,
    rules.filter((rule) => !builtInRules.includes(rule)),
  );
  const issuesOf = (severity: string): Issue[] =>
    ofOwnRules.filter(({ finding }) => finding.severity === severity).map(issueOf);
  const last = new Map(files.map((file) => [file.path, file]));
  return {
    outdir,
    files: [...last.values()].map(({ path, documents: written }) => ({
      path,
      documents: written.map(({ construct }) => ({
        construct: construct.node.path,
        target: targets.positionOf(clusterOf(construct)),
      })),
    })),
    targets: targets.all,
    constructs: tree.constructs.map(describeConstruct),
    rules: builtInRules.filter((rule) => rules.includes(rule)).map(({ name }) => name),
    warnings: openWarnings(tree, [...overwritten(files), ...issuesOf('warning')]),
    notKnown: [...tree.constructs.flatMap(notKnownOf), ...issuesOf('not-known')],
    issues: [],
  };
}

/** The clusters of an app: two copies of one description are one cluster. */
class Targets {
  readonly all: TargetFacts[] = [];
  private readonly tree: Tree;
  private readonly byDescription = new Map<string, number>();
  private readonly known = new Map<TargetCluster | undefined, number>();

  constructor(tree: Tree) {
    this.tree = tree;
  }

  positionOf(cluster: TargetCluster | undefined): number {
    const known = this.known.get(cluster);
    if (known !== undefined) return known;
    const description = cluster === undefined ? '' : JSON.stringify(cluster);
    const position =
      this.byDescription.get(description) ??
      this.all.push({ ...(cluster && { cluster }), facts: factsOf(this.tree, cluster) }) - 1;
    this.byDescription.set(description, position);
    this.known.set(cluster, position);
    return position;
  }
}

function describeConstruct(construct: IConstruct): ConstructFacts {
  const source = sourceOf(construct);
  return {
    path: construct.node.path,
    ...(source && { source }),
    decisions: decisionsOf(construct),
    acknowledged: acknowledgementsOf(construct),
  };
}
