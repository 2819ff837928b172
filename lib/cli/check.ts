import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { AppFacts } from '../app';
import type { Issue } from '../core';
import type { TargetCluster } from '../hardware';
import { builtInRules, type Severity } from '../verify';
import { checkTogether, checkUnassigned, type DocumentFinding } from './check-manifests';
import type { GivenClusters } from './clusters';
import type { PlacedFinding } from './finding';
import { readFiles, type InputFiles } from './input-files';
import { Places } from './line-of-path';
import { countObjects, manifestIn, type ManifestDocument } from './manifests';
import type { OwnApp } from './own-app';
import { readDocuments, type InputText } from './read-documents';
import { Unusable } from './unusable';

/** What a check found. */
export interface Checked {
  readonly findings: readonly PlacedFinding[];
  /** How many files were read, and how many objects they have. */
  readonly files: number;
  readonly objects: number;
  /** Says that some objects were not held against a target cluster, as none is given. */
  readonly lacksCluster: boolean;
  /** What else there is to know about the check. */
  readonly notes: readonly string[];
}

/** Manifests of files, by file, and what is wrong with the rest. */
export interface ReadFiles {
  readonly manifests: readonly ManifestDocument[];
  readonly findings: readonly PlacedFinding[];
  readonly files: number;
}

/** What a check goes by. */
export interface CheckGoals {
  readonly clusters: GivenClusters;
  /** Whether also what is not known is given its line, which costs a second look at nearly every document. */
  readonly placesNotKnown: boolean;
}

/** Checks files and folders. */
export function checkFiles(paths: readonly string[], { clusters, placesNotKnown }: CheckGoals): Checked {
  const [name] = clusters.byName.keys();
  if (name !== undefined)
    throw new Unusable(
      `--cluster ${name}=FILE: nothing says which of the files go to ${name}; check what goes there with --cluster FILE`,
    );
  const places = new Places(placesNotKnown);
  return checkRead(read(readFiles(paths), places), clusters.forAll, places, clusters.findings);
}

function checkRead(
  { manifests, findings, files }: ReadFiles,
  cluster: TargetCluster | undefined,
  places: Places,
  before: readonly PlacedFinding[],
): Checked {
  const found =
    cluster === undefined
      ? checkUnassigned(manifests, places)
      : checkTogether({ documents: manifests, cluster }, places);
  return {
    findings: [...before, ...findings, ...located(found, places)],
    files,
    objects: manifests.reduce((sum, manifest) => sum + countObjects(manifest), 0),
    lacksCluster: cluster === undefined,
    notes: [],
  };
}

/** Checks what the user's own program wrote. */
export function checkOwnApp({ outdir, apps }: OwnApp, goals: CheckGoals): Checked {
  const { clusters } = goals;
  judgeNames(apps, clusters);
  const parts = apps.map((app) => checkApp(app, goals));
  const known = new Set(apps.flatMap((app) => app.files.map(({ path }) => join(app.outdir, path))));
  const rest = checkUnknown(outdir, known, goals);
  const written = rest === undefined ? parts : [...parts, rest];
  if (written.length === 0) throw new Unusable('the app wrote no manifests: it has to call synth()');
  return {
    findings: [...clusters.findings, ...written.flatMap(({ findings }) => findings)],
    files: sumOf(written, ({ files }) => files),
    objects: sumOf(written, ({ objects }) => objects),
    lacksCluster: written.some(({ lacksCluster }) => lacksCluster),
    notes: written.flatMap(({ notes }) => notes),
  };
}

function sumOf(parts: readonly Checked[], countOf: (part: Checked) => number): number {
  return parts.reduce((sum, part) => sum + countOf(part), 0);
}

function judgeNames(apps: readonly AppFacts[], { byName }: GivenClusters): void {
  const names = new Set(apps.flatMap(({ targets }) => targets.flatMap(({ cluster }) => cluster?.name ?? [])));
  for (const name of byName.keys()) {
    if (names.has(name) || apps.some(({ issues }) => issues.length > 0)) continue;
    const known = names.size === 0 ? 'it names none' : `it has ${[...names].join(', ')}`;
    throw new Unusable(`--cluster ${name}=FILE: the app has no target cluster of that name; ${known}`);
  }
}

/** What cdk8s's own App wrote, of which nothing is known but what stands there. */
function checkUnknown(
  outdir: string,
  known: ReadonlySet<string>,
  { clusters, placesNotKnown }: CheckGoals,
): Checked | undefined {
  if (!existsSync(outdir)) return undefined;
  const { texts, findings } = readFiles([outdir]);
  const others = texts.filter(({ file }) => !known.has(file));
  if (others.length === 0) return undefined;
  const places = new Places(placesNotKnown);
  const named = others.map(({ file, text }) => ({ file: nameOf(file, outdir), text }));
  return {
    ...checkRead(read({ texts: named, findings }, places), clusters.forAll, places, []),
    notes: ["the app is cdk8s's own and not modelyard's App, so that nothing is known but what its manifests say"],
  };
}

/** Checks what an App of this library wrote, with all that it knows. */
export function checkApp(app: AppFacts, { clusters, placesNotKnown }: CheckGoals): Checked {
  const { forAll, byName } = clusters;
  const places = new Places(placesNotKnown);
  const { manifests, findings, files } = readApp(app, places);
  const origins = originsOf(app);
  const found = app.targets.flatMap(({ cluster, facts }, target) => {
    const documents = manifests.filter((manifest) => origins.of(manifest)?.target === target);
    const rules = builtInRules.filter(({ name }) => app.rules.includes(name));
    const own = (cluster && byName.get(cluster.name)) ?? forAll ?? cluster;
    return checkTogether({ documents, cluster: own, facts, rules }, places);
  });
  const told = located(found, places).map((finding, index) => origins.tell(finding, found[index]?.document));
  return {
    findings: [
      ...app.issues.map((issue) => findingOf(issue, 'error')),
      ...app.warnings.map((issue) => findingOf(issue, 'warning')),
      ...app.notKnown.map((issue) => findingOf(issue, 'not-known')),
      ...findings,
      ...told.filter(({ severity, code, construct }) => severity !== 'warning' || !origins.accepts(construct, code)),
    ],
    files,
    objects: manifests.reduce((sum, manifest) => sum + countObjects(manifest), 0),
    lacksCluster: forAll === undefined && app.targets.some(({ cluster }) => cluster === undefined),
    notes: app.issues.length === 0 ? [] : ['the app was not written, and its manifests could not be looked at'],
  };
}

/** Reads what an App of this library wrote. */
export function readApp(app: AppFacts, places: Places): ReadFiles {
  const { texts, findings } = readFiles(app.files.map(({ path }) => join(app.outdir, path)));
  return read({ texts: texts.map(({ file, text }) => ({ file: nameOf(file, app.outdir), text })), findings }, places);
}

/** Where the documents of an app come from. */
interface Origins {
  readonly of: (document: ManifestDocument) => { readonly construct: string; readonly target: number } | undefined;
  /** Adds to a finding who made the object. */
  readonly tell: (finding: PlacedFinding, document: ManifestDocument | undefined) => PlacedFinding;
  /** Says whether a warning is accepted for a construct. */
  readonly accepts: (construct: string | undefined, code: string) => boolean;
}

function originsOf({ files, constructs }: AppFacts): Origins {
  const byFile = new Map(files.map(({ path, documents }) => [path, documents]));
  const byPath = new Map(constructs.map((construct) => [construct.path, construct]));
  const of: Origins['of'] = ({ file, index }) => byFile.get(file)?.[index];
  return {
    of,
    tell: (finding, document) => {
      const construct = document && of(document)?.construct;
      const source = construct === undefined ? undefined : byPath.get(construct)?.source;
      return { ...finding, ...(construct !== undefined && { construct }), ...(source && { source }) };
    },
    accepts: (construct, code) =>
      scopesOf(construct ?? '').some((path) => Object.hasOwn(byPath.get(path)?.acknowledged ?? {}, code)),
  };
}

/** A construct and all around it, by their paths. */
function scopesOf(path: string): readonly string[] {
  const ids = path.split('/');
  return ['', ...ids.map((_, index) => ids.slice(0, index + 1).join('/'))];
}

function findingOf(issue: Issue, severity: Severity): PlacedFinding {
  const { code, property, given, message, fix, path, source } = issue;
  return { severity, code, path: property, given, message, fix, construct: path, source };
}

function nameOf(file: string, folder: string): string {
  const name = relative(folder, file);
  return name.split(sep)[0] === '..' || isAbsolute(name) ? file : name;
}

function read({ texts, findings }: InputFiles, places: Places): ReadFiles {
  const found = [...findings];
  const manifests: ManifestDocument[] = [];
  for (const text of texts) {
    const one = readDocuments(text);
    found.push(...one.findings);
    for (const document of one.documents) {
      const { manifest, findings: problems } = manifestIn(document, places);
      found.push(...problems);
      if (manifest !== undefined) manifests.push(manifest);
    }
  }
  // A pipe that broke must not look like all is well.
  if (manifests.length === 0 && !found.some(({ unusable }) => unusable)) found.push(...texts.map(nothingIn));
  return { manifests, findings: found, files: texts.length };
}

function nothingIn({ file }: InputText): PlacedFinding {
  const message = 'has no object of Kubernetes';
  return { severity: 'error', code: 'cli/not-kubernetes', file, message, fix: 'objects to check', unusable: true };
}

/** Findings with the lines that they are on. */
function located(findings: readonly DocumentFinding[], places: Places): readonly PlacedFinding[] {
  return findings.map(({ document, ...finding }) => ({
    ...finding,
    line: places.lineOfFinding(document, finding.severity, finding.path ?? ''),
  }));
}
