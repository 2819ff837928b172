import type { TargetCluster } from '../hardware';
import { verify, type Facts, type Finding, type Manifest, type ObjectReference, type Rule } from '../verify';
import type { PlacedFinding } from './finding';
import type { Places } from './line-of-path';
import type { ManifestDocument } from './manifests';

/** Documents that all go to one cluster, and what is known of it. */
export interface Batch {
  readonly documents: readonly ManifestDocument[];
  readonly cluster?: TargetCluster | undefined;
  readonly facts?: Facts | undefined;
  /** Left out: the built-in ones. */
  readonly rules?: readonly Rule[] | undefined;
}

/** A finding, and the document that it is about. */
export interface DocumentFinding extends PlacedFinding {
  readonly document: ManifestDocument;
}

/** Proves what can be proven of documents that go to one cluster. */
export function checkTogether(batch: Batch, places: Places): readonly DocumentFinding[] {
  const { documents, cluster, facts, rules } = batch;
  const twins = twinsAmong(documents);
  return verify(manifestsOf(documents), { cluster, facts, rules }).flatMap((finding) => {
    const document = documents[finding.document];
    return document === undefined ? [] : [placeFinding(finding, document, cluster, twins, places)];
  });
}

/**
 * Proves what can be proven of files of which nobody said to which cluster each goes.
 *
 * They are taken to go to one, unless two have an object of one identity: then they may as well be for two. What holds
 * either way, for all files together and for the file alone, is certain; all else is not known.
 */
export function checkUnassigned(documents: readonly ManifestDocument[], places: Places): readonly DocumentFinding[] {
  const together = checkTogether({ documents }, places);
  if (![...twinsAmong(documents)].some(([one, other]) => one.file !== other.file)) return together;
  const alone = groupByFile(documents).flatMap((ofFile) => checkTogether({ documents: ofFile }, places));
  const inEach = [together, alone].map((findings) => new Set(findings.map(keyOf)));
  const all = new Map([...alone, ...together].map((finding) => [keyOf(finding), finding]));
  return [...all].map(([key, finding]) => {
    const isCertain = finding.severity === 'not-known' || inEach.every((keys) => keys.has(key));
    return isCertain ? finding : weakened(finding);
  });
}

function weakened(finding: DocumentFinding): DocumentFinding {
  return {
    ...finding,
    severity: 'not-known',
    message: `${finding.message}; not known, as nothing says which files go to one cluster`,
    fix: 'one check for each cluster, with --cluster FILE and the files that go there',
  };
}

/** What is the same finding, whatever it was found beside. */
function keyOf({ document, code, path, severity }: DocumentFinding): string {
  return JSON.stringify([document.file, document.line, document.position, code, path, severity]);
}

function groupByFile(documents: readonly ManifestDocument[]): readonly (readonly ManifestDocument[])[] {
  const files = new Map<string, ManifestDocument[]>();
  for (const document of documents) {
    const ofFile = files.get(document.file);
    if (ofFile === undefined) files.set(document.file, [document]);
    else ofFile.push(document);
  }
  return [...files.values()];
}

/** An object, and the document that it stands in. */
export interface PlacedObject {
  readonly object: ObjectReference;
  readonly document: ManifestDocument;
  /** The first document that has an object of the same identity, where that is another. */
  readonly first?: ManifestDocument | undefined;
}

/** The objects of documents that go to one cluster, those in lists one by one. */
export function objectsIn(documents: readonly ManifestDocument[]): readonly PlacedObject[] {
  const objects: PlacedObject[] = [];
  const identities: Rule = {
    name: 'identities',
    summary: 'finds nothing, and remembers which objects there are',
    source: 'the inventory that each rule is given',
    check(inventory) {
      for (const object of inventory.objects) {
        const document = documents[object.document];
        if (document === undefined) continue;
        const first = inventory.overwrittenBy(object);
        const { apiVersion, kind, namespace, name } = object;
        objects.push({
          object: namespace === '' ? { apiVersion, kind, name } : { apiVersion, kind, namespace, name },
          document,
          ...(first && { first: documents[first.document] }),
        });
      }
      return [];
    },
  };
  verify(manifestsOf(documents), { rules: [identities] });
  return objects;
}

/** The documents with an object that an earlier one has too, each with the first that has it. */
function twinsAmong(documents: readonly ManifestDocument[]): ReadonlyMap<ManifestDocument, ManifestDocument> {
  return new Map(
    objectsIn(documents).flatMap(({ document, first }) => (first === undefined ? [] : [[document, first]])),
  );
}

function manifestsOf(documents: readonly ManifestDocument[]): readonly Manifest[] {
  return documents.map(({ content }) => content);
}

function placeFinding(
  finding: Finding,
  document: ManifestDocument,
  cluster: TargetCluster | undefined,
  twins: ReadonlyMap<ManifestDocument, ManifestDocument>,
  places: Places,
): DocumentFinding {
  const { severity, code, object, path, given, message, fix } = finding;
  const first = code === 'verify/duplicate-object' ? twins.get(document) : undefined;
  return {
    document,
    severity,
    code,
    file: document.file,
    object,
    ...(cluster && { target: cluster.name }),
    path,
    ...(given !== undefined && { given }),
    message:
      first === undefined
        ? message
        : `${first.file}:${places.lineOf(first, '')} has this object too, so that one overwrites the other`,
    fix,
  };
}
