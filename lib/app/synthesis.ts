import { ApiObject, YamlOutputType, type App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { ConfigError, issuesOf, notKnownOf, type Issue } from '../core';
import { clusterOf, type TargetCluster } from '../hardware';
import { builtInRules, type Manifest, type Rule, type Severity } from '../verify';
import { describeApp, type AppFacts } from './app-facts';
import { findCycles } from './dependency-cycle';
import { judgeDeferred } from './deferred-values';
import type { DeferredTokens } from './deferred-tokens';
import { buildDependencyGraph } from './dependency-graph';
import { orderByDependency } from './dependency-order';
import { layOut, overwritten } from './files';
import { ObjectRenderer } from './object-renderer';
import { isManifest, issueOf, prove, type PlacedFinding } from './proof';
import { renderCharts, renderObjects, writeDocument, type Document } from './render';
import { inTreeOrder, openWarnings, summarise } from './summary';
import { Tree } from './tree';
import { validate } from './validation';
import { YamlWriter } from './yaml';

/** What an app is synthesised by. */
export interface SynthesisOptions {
  readonly outputType: YamlOutputType;
  /** Left out: the built-in rules. */
  readonly rules?: readonly Rule[] | undefined;
  /** Says whether a proof that cannot be made is an error. */
  readonly proofRequired: boolean;
  /** Given where the manifests themselves are wanted, by somebody who may change them. */
  readonly objects?: WantedObjects | undefined;
  /** Given where values may be known as late as deployment: nothing is then written as text. */
  readonly deferred?: DeferredTokens | undefined;
}

/** Which manifests are wanted. */
export interface WantedObjects {
  /** Those for this cluster, and those that are bound to none. Left out: all. */
  readonly for: TargetCluster | undefined;
}

/** A manifest, and the construct that answers for it: the API object itself, or a chart that renders in its own way. */
export interface PlacedManifest {
  readonly construct: IConstruct;
  readonly manifest: Manifest;
}

/** All that a synthesis gives, before anything is written. */
export interface Synthesis {
  /** Folders of the output, also those that stay empty. */
  readonly folders: readonly string[];
  /** The texts of the output, by their paths. */
  readonly texts: ReadonlyMap<string, string>;
  /** All API objects, in the order in which they are written. */
  readonly objects: readonly ApiObject[];
  /** What the documents hold, in the order in which they are written; one that is no object is left out. */
  readonly manifests: readonly PlacedManifest[];
  /** What there is to tell about it. */
  readonly report: string;
  /** The warnings that nobody acknowledged. */
  readonly warnings: readonly Issue[];
  /** Gives the proofs that could not be made: to tell whose each is costs something, and is seldom asked. */
  readonly notKnown: () => readonly Issue[];
  /** Gives what manifests do not say of the app, which costs something and is seldom asked. */
  readonly describe: (outdir: string) => AppFacts;
}

/**
 * Synthesises an app in memory: its tree is walked, validated, ordered, rendered and proven, each once.
 *
 * @throws ConfigError with everything that is wrong anywhere in the app
 */
export function synthesise(app: App, options: SynthesisOptions): Synthesis {
  const { outputType, proofRequired, objects: wanted, deferred } = options;
  const rules = options.rules ?? (deferred === undefined ? builtInRules : rulesWithoutFiles());
  const tree = new Tree(app);
  const issues: Issue[] = [...validate(tree.constructs)];
  const graph = buildDependencyGraph(tree, issues);
  const order = orderByDependency(graph);
  if (order === undefined) issues.push(...findCycles(graph));

  const later: Issue[] = [];
  // An app that cannot be written is rendered all the same, object by object, to name what else is wrong with it.
  const ordered = issues.length === 0 ? order : undefined;
  const byChart = outputType !== YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE;
  const renderer = new ObjectRenderer(app, wanted !== undefined);
  const charts = ordered && renderCharts(ordered.charts, byChart, renderer, later);
  const rendered =
    charts?.flatMap((chart) => chart.documents) ??
    renderObjects(
      tree.constructs.filter((construct) => ApiObject.isApiObject(construct)),
      renderer,
      later,
    );
  const documents =
    deferred === undefined
      ? rendered
      : rendered.map((one) => ({ ...one, content: deferred.restore(one.content), isPlain: false }));
  if (deferred !== undefined) later.push(...judgeDeferred(documents));
  // Where an object is missing, what others say of it would be called wrong.
  const found = later.length === 0 ? prove(tree, documents, rules) : [];
  const ofSeverity = (severity: Severity): readonly PlacedFinding[] =>
    found.filter(({ finding }) => finding.severity === severity);
  const recorded = tree.constructs.flatMap(notKnownOf);
  const notKnown = ofSeverity('not-known');
  later.push(...ofSeverity('error').map(issueOf));
  // Unless they are errors they are only counted: to tell whose each is would be dear, as most objects have one.
  if (proofRequired) later.push(...recorded, ...notKnown.map(issueOf));

  const writer = new YamlWriter();
  const texts = new Map<Document, string | undefined>();
  // What holds deferred values has no text.
  if (deferred === undefined) {
    for (const document of documents) texts.set(document, writeDocument(document, writer, later));
  }
  const extension = app.outputFileExtension;
  const indexed = ordered?.hasDependentCharts ?? false;
  const layout = layOut(charts ?? [], { outputType, extension, indexed }, later);
  issues.push(...withoutConsequences(tree, later));
  if (issues.length > 0) throw new ConfigError(inTreeOrder(tree, issues));

  const warnings = openWarnings(tree, [...overwritten(layout.files), ...ofSeverity('warning').map(issueOf)]);
  return {
    folders: layout.folders,
    texts: new Map(layout.files.map((file) => [file.path, file.documents.map((one) => texts.get(one)).join('---\n')])),
    manifests: documentsFor(wanted?.for, documents).flatMap(({ construct, content }) =>
      isManifest(content) ? [{ construct, manifest: content }] : [],
    ),
    objects: ordered?.charts.flatMap(({ objects }) => objects) ?? [],
    report: summarise({ objects: documents.length, warnings, notKnown: recorded.length + notKnown.length }),
    warnings,
    notKnown: () => inTreeOrder(tree, [...recorded, ...notKnown.map(issueOf)]),
    describe: (outdir) => describeApp({ outdir, tree, documents, files: layout.files, rules }),
  };
}

/** No Secret stands in a file where no file is written. */
function rulesWithoutFiles(): readonly Rule[] {
  return builtInRules.filter(({ name }) => name !== 'plain-text-secret');
}

/** The documents for a cluster, by its description, and those for whichever; all of them where none is named. */
function documentsFor(cluster: TargetCluster | undefined, documents: readonly Document[]): readonly Document[] {
  if (cluster === undefined) return documents;
  const description = JSON.stringify(cluster);
  return documents.filter(({ construct }) => {
    const bound = clusterOf(construct);
    return bound === undefined || bound === cluster || JSON.stringify(bound) === description;
  });
}

/** Leaves out what is only to be expected, as a construct above has an issue and rendered a placeholder. */
function withoutConsequences(tree: Tree, issues: readonly Issue[]): readonly Issue[] {
  if (issues.length === 0) return issues;
  const spoilt = tree.constructs.filter((construct) => issuesOf(construct).length > 0).map(({ node }) => node.path);
  const isBelow = (path: string, above: string): boolean =>
    above === '' || path === above || path.startsWith(`${above}/`);
  return issues.filter(({ path }) => !spoilt.some((above) => isBelow(path, above)));
}
