import { isDeferred, nameProblem, printGiven, type Notes } from '../core';
import { printUri, restOf, schemeOf, textOf, type StoreLocation } from '../data';
import type { BatchTrainingJobProps } from './batch-training-job-props';

/** A place of a store, and where it stands in the props. */
interface Place {
  readonly property: string;
  readonly at: StoreLocation;
}

/** Judges the places that a run reads from and writes to: none is written over, and each is one that can be. */
export function judgePlaces({ inputs = {}, outputs = {}, checkpoints }: BatchTrainingJobProps, notes: Notes): void {
  const read = placesOf('inputs', inputs);
  const written = [
    ...placesOf('outputs', outputs),
    ...(checkpoints?.kind === 'store' ? [{ property: 'checkpoints.at', at: checkpoints.at }] : []),
  ];
  for (const name of Object.keys(inputs)) judgeName('inputs', name, notes);
  for (const name of Object.keys(outputs)) judgeName('outputs', name, notes);
  for (const { property, at } of [...read, ...written]) judgeScheme(property, at, notes);
  for (const place of written) {
    judgeWritable(place, notes);
    for (const other of read) {
      if (!liesIn(place.at, other.at)) continue;
      notes.issue({
        code: 'training/overlapping-places',
        property: place.property,
        given: printGiven(printUri(place.at.uri)),
        message: `lies in what ${other.property} reads, ${printUri(other.at.uri)}: each run would read what the ones before it wrote`,
        fix: 'a place of its own',
      });
    }
  }
  written.forEach((place, index) => {
    const other = written.slice(0, index).find(({ at }) => liesIn(place.at, at) || liesIn(at, place.at));
    if (other === undefined) return;
    notes.issue({
      code: 'training/overlapping-places',
      property: place.property,
      given: printGiven(printUri(place.at.uri)),
      message: `is where ${other.property} writes too, ${printUri(other.at.uri)}`,
      fix: 'a place of its own',
    });
  });
}

function placesOf(property: string, places: Readonly<Record<string, StoreLocation>>): readonly Place[] {
  return Object.entries(places).map(([name, at]) => ({ property: `${property}.${name}`, at }));
}

/** The name is part of that of a container, `push-NAME`. */
function judgeName(property: string, name: string, notes: Notes): void {
  if (nameProblem('Namespace', `push-${name}`) === undefined) return;
  notes.issue({
    code: 'core/invalid-name',
    property: `${property}.${name}`,
    given: printGiven(name),
    message: 'is part of the name of a container: lower-case letters, digits and -, 58 characters at most',
    fix: "a name such as 'data' or 'model'",
  });
}

function judgeScheme(property: string, { uri }: StoreLocation, notes: Notes): void {
  const isKnown = ['s3', 'az', 'https'].includes(schemeOf(uri));
  const rest = restOf(uri);
  if (isKnown && (isDeferred(rest) || /^[^/]/.test(rest))) return;
  notes.issue({
    code: 'data/unknown-scheme',
    property,
    given: printGiven(printUri(uri)),
    message: isKnown ? 'names no bucket, container or host' : 'nobody here speaks that',
    fix: 's3://BUCKET/PATH, az://CONTAINER/PATH or https://HOST/PATH',
  });
}

function judgeWritable({ property, at }: Place, notes: Notes): void {
  const isPublic = at.access.kind === 'public';
  if (schemeOf(at.uri) !== 'https' && !isPublic) return;
  notes.issue({
    code: 'training/not-writable',
    property,
    given: printGiven(isPublic ? 'public' : printUri(at.uri)),
    message: isPublic ? 'requests are not signed, and nobody may write unsigned' : 'the web is read from alone',
    fix: 'a place of a store that the job may write to',
  });
}

/** Whether a place lies in another or is it, as far as both are known. */
function liesIn(inner: StoreLocation, outer: StoreLocation): boolean {
  if (inner.endpoint !== outer.endpoint || inner.account !== outer.account) return false;
  const [one, other] = [textOf(inner.uri), textOf(outer.uri)];
  if (isDeferred(one) || isDeferred(other)) return false;
  return asFolder(one).startsWith(asFolder(other));
}

function asFolder(uri: string): string {
  return `${uri.replace(/\/+$/, '')}/`;
}
