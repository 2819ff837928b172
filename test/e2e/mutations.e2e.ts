import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { minorVersion, targetCluster, type TargetCluster } from '../../lib/hardware';
import { verify, type Finding, type Manifest } from '../../lib/verify';
import { isBuiltInGroup } from '../../lib/verify/built-in-groups';
import { groupOf } from '../../lib/verify/manifest';
import { FieldBook } from '../../lib/verify/schema/field-book';
import { kubernetesFields } from '../../lib/verify/schema/kubernetes-fields';
import { asArray, asRecord, isSet, type PlainRecord } from '../../lib/verify/untrusted';
import { fieldsIn, mergeFields, readTable } from '../../scripts/merge-fields';
import { kinds } from '../generated/sample-cluster';
import { buildApp } from '../generated/build-app';
import { appsOf } from '../generated/generated-apps';
import { claimsRefusal } from './claims-of-refusal';
import { externalSecrets, gatewayApi, install, isServed, leaderWorkerSet, scalers } from './custom-resources';
import { fieldSamples } from './field-samples';
import { openCluster, type Cluster, type TestNamespace } from '../../lib/testing';
import { DryRuns, type Answer } from './dry-runs';
import { customTables } from '../verify/schema/custom-tables';
import { drawsOf, fieldsOf, mutationKinds, mutationsOf, type Mutation } from './mutate';
import { servedFields } from './served-fields';
import { readSize } from './size';

// Of objects with one mistake in each, what the API server refuses and what verify calls an error, field by field.

const isFull = readSize() === 'full';
/** MODELYARD_SEED draws the mutations of an earlier run again. */
const seed = Number(process.env['MODELYARD_SEED'] ?? (isFull ? randomInt(2 ** 31) : 1));
const count = Number(process.env['MODELYARD_MUTATIONS'] ?? (isFull ? 1500 : 200));
const apps = isFull ? 150 : 25;
const together = 16;

/** What is declared of the custom resources, near enough to the definitions that are installed. */
const proxy = { namespace: 'keda', service: 'interceptor', port: 8080 };
const releases: ReadonlyMap<string, string> = new Map([
  ['autoscaling.k8s.io', '1.8.1'],
  ['external-secrets.io', '1.3.2'],
  ['leaderworkerset.x-k8s.io', '0.9.0'],
]);

/** What may be missed of the objects that the server refuses. */
const mostMissed = 0.05;

const customResources = [externalSecrets, gatewayApi, leaderWorkerSet, ...scalers];

let cluster: Cluster;
let namespace: TestNamespace;
let runs: DryRuns;
let target: TargetCluster;
const uninstalls: (() => void)[] = [];
const known = new Set<string>();

beforeAll(async () => {
  cluster = await openCluster();
  namespace = await cluster.namespace('mutations');
  runs = new DryRuns((call) => cluster.call(call), namespace.name);
  for (const resources of customResources) {
    uninstalls.push(await install(cluster, resources));
    if (await isServed(cluster, resources.group)) known.add(resources.group);
  }
  target = targetCluster({
    name: 'mutated',
    cloud: 'other',
    kubernetes: `1.${minorVersion(cluster.version) ?? 0}`,
    addOns: {
      keda: { version: '2.21.0', namespace: 'keda', http: { version: '0.15.0', proxy } },
      gateways: [{ name: 'public', namespace: 'gateways', version: '1.6', controller: 'example.com/gateway' }],
    },
    customResources: kinds.map((kind) => ({ ...kind, release: releases.get(kind.group) })),
  });
});

afterAll(async () => {
  await namespace?.remove();
  for (const uninstall of uninstalls) uninstall();
  await cluster?.close();
});

/** What became of a mutation. */
interface Judged {
  readonly mutation: Mutation;
  readonly refused: boolean;
  readonly message: string;
  readonly errors: readonly Finding[];
}

describe(`mutations, seed ${seed}`, () => {
  it('of what the library writes are refused where verify says so, and mostly told where they are refused', async () => {
    const refused = (await judgeMutations(emitted())).filter((one) => one.refused);
    expect(refused.length).toBeGreaterThan(count / 3);
    expect(refused.filter(isMissed).length / refused.length).toBeLessThanOrEqual(mostMissed);
  });

  it('of other fields that people write are refused where verify says so', async () => {
    await judgeMutations(fieldSamples);
  });
});

describe('the tables of fields', () => {
  const minors = kubernetesFields.versions.map((version) => minorVersion(version));

  it('say what this API server serves, or npx tsx scripts/kubernetes-fields.ts writes them anew', async (context) => {
    if (!minors.includes(minorVersion(cluster.version))) context.skip(`${cluster.version} was not read`);
    const told = fieldsIn(readTable(kubernetesFields), cluster.version);
    const served = await servedFields((call) => cluster.call(call), cluster.version);
    // What one of the versions leaves open, the table leaves open for all of them.
    expect({ ...mergeFields([told, served]), version: '' }).toEqual({ ...told, version: '' });
  });

  it.for(customTables)('have the fields of $group', async ({ group, table }, context) => {
    if (!known.has(group)) context.skip(`${group} is not installed`);
    const book = new FieldBook(table);
    for (const line of table.kinds.trim().split('\n')) {
      const [kind = '', definition = ''] = line.split(' ');
      const schema = await schemaOf(kind);
      expect(differences(book, definition, schema, definition), kind).toEqual([]);
    }
  });
});

/** The schema of a custom resource, as the server publishes it; `undefined` where it serves no such kind. */
async function schemaOf(kind: string): Promise<PlainRecord | undefined> {
  const [group = '', version = '', name = ''] = kind.split('/');
  const { body } = await cluster.call({ method: 'GET', path: `/openapi/v3/apis/${group}/${version}` });
  const schemas = Object.values(asRecord(asRecord(asRecord(body)['components'])['schemas'])).map(asRecord);
  return schemas.find((schema) =>
    asArray(schema['x-kubernetes-group-version-kind']).some((one) => asRecord(one)['kind'] === name),
  );
}

/**
 * What a table has that a schema has not: fields, texts that are listed, and that a field is required.
 *
 * The schema may be of a later release than any that was read, and have more.
 */
function differences(book: FieldBook, name: string, schema: unknown, path: string): readonly string[] {
  if (schema === undefined) return [];
  const { properties, required } = asRecord(schema);
  const definition = book.definition(name);
  const found: string[] = [];
  for (const [field, { type, required: isRequired }] of definition) {
    const given = asRecord(asRecord(properties)[field]);
    // What is of an experimental channel is left open.
    if (asRecord(properties)[field] === undefined && type.kind === 'any') continue;
    if (asRecord(properties)[field] === undefined) found.push(`${path}.${field} is not in the schema`);
    // What has a default is filled in before it is missed.
    else if (isRequired && !(asArray(required).includes(field) && given['default'] === undefined))
      found.push(`${path}.${field} is not required`);
    const below = `${path}.${field}`;
    if (type.kind === 'object') found.push(...differences(book, type.definition, given, below));
    if (type.kind === 'list' && type.of.kind === 'object')
      found.push(...differences(book, type.of.definition, given['items'], `${below}[]`));
    const listed = asArray(given['enum']);
    if (type.kind === 'one-of' && ![...type.values.keys()].every((value) => listed.includes(value)))
      found.push(`${below} is one of ${listed.join()}`);
  }
  return found;
}

/** Draws mutations of objects, prints what became of them, and fails where verify calls refused what is not. */
async function judgeMutations(all: readonly Manifest[]): Promise<readonly Judged[]> {
  const objects = all.filter(isServedHere);
  const fields = fieldsOf(objects);
  const mutations = mutationsOf(fields, count, drawsOf(seed));
  const originals = [...new Set(mutations.map(({ original }) => original))];
  const unsound = await inTurn(originals, async (original) => {
    const { refused, message, errors } = await judge(original, original);
    return refused || errors.length > 0 ? [`${nameOf(original)}: ${message} ${say(errors)}`] : [];
  });
  expect(unsound.flat()).toEqual([]);
  const judged = await inTurn(mutations, async (mutation): Promise<Judged> => {
    return { mutation, ...(await judge(mutation.mutated, mutation.original)) };
  });
  console.log(`seed ${seed}: ${mutations.length} mutations of ${fields.length} fields of ${objects.length} objects`);
  report(
    'of Kubernetes',
    judged.filter(({ mutation }) => isBuiltIn(mutation.original)),
  );
  report(
    'of custom resources',
    judged.filter(({ mutation }) => !isBuiltIn(mutation.original)),
  );
  report('in all', judged);
  for (const one of judged.filter(isMissed)) console.log(`missed: ${describeOne(one)}`);
  const flagged = judged.filter(isFlagged);
  for (const one of flagged) console.log(`flagged: ${describeOne(one)}`);
  expect(judged.length).toBe(count);
  expect(flagged.map(describeOne)).toEqual([]);
  return judged;
}

/** Every object of the examples, as their golden manifests have them, and of generated apps. */
function emitted(): readonly Manifest[] {
  const folder = join(__dirname, '../golden/examples');
  const examples = readdirSync(folder).flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document): Manifest => document.toJS()),
  );
  const generated = fc.sample(appsOf(4), { seed, numRuns: apps }).flatMap((description) => {
    return buildApp(description).app.synthObjects();
  });
  return [...examples, ...generated].map((manifest): Manifest => JSON.parse(JSON.stringify(manifest)));
}

function isServedHere({ apiVersion }: Manifest): boolean {
  const group = groupOf(String(apiVersion));
  return isBuiltInGroup(group) || known.has(group);
}

function isBuiltIn({ apiVersion }: Manifest): boolean {
  return isBuiltInGroup(groupOf(String(apiVersion)));
}

/** What the server says of an object, and of the pods of a custom resource, whose schema says little of them; and verify. */
async function judge(manifest: Manifest, original: Manifest): Promise<Omit<Judged, 'mutation'>> {
  const errors = verify([manifest], { cluster: target }).filter(({ severity }) => severity === 'error');
  const said = await runs.ask(inTheNamespace(manifest, original));
  if (isRefused(said)) return { refused: true, message: said.message, errors };
  for (const pod of podsOfGroup(manifest)) {
    const said = await runs.ask(pod);
    if (isRefused(said)) return { refused: true, message: `its Pod: ${said.message}`, errors };
  }
  return { refused: false, message: '', errors };
}

/** How far pods may go is the business of the namespace, which comes after all else. */
function isRefused({ taken, message }: Answer): boolean {
  return !taken && !message.includes('violates PodSecurity');
}

/** The path of the request names a namespace: where the object still names its own, that is not sent. */
function inTheNamespace(manifest: Manifest, original: Manifest): Manifest {
  const { namespace: own, ...metadata } = asRecord(manifest.metadata);
  if (own === undefined || own !== asRecord(original.metadata)['namespace']) return manifest;
  return { ...manifest, metadata };
}

/** The pods of a LeaderWorkerSet, without what must exist beside them. */
function podsOfGroup(manifest: Manifest): readonly Manifest[] {
  if (manifest.kind !== 'LeaderWorkerSet') return [];
  const { leaderTemplate, workerTemplate } = asRecord(asRecord(manifest['spec'])['leaderWorkerTemplate']);
  return [leaderTemplate, workerTemplate].filter(isSet).map((template, index) => {
    const { metadata, spec } = asRecord(template);
    const beside = ['serviceAccountName', 'priorityClassName', 'runtimeClassName'];
    const own = Object.entries(asRecord(spec)).filter(([field, value]) => {
      return !beside.includes(field) || typeof value !== 'string' || !existing.test(value);
    });
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...asRecord(metadata), name: `pod-${index}` },
      spec: Object.fromEntries(own),
    };
  });
}

/** What could be the name of something. */
const existing = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

function isMissed({ refused, errors }: Judged): boolean {
  return refused && errors.length === 0;
}

function isFlagged({ refused, errors }: Judged): boolean {
  return !refused && errors.some(claimsRefusal);
}

function report(what: string, judged: readonly Judged[]): void {
  const rows = [...mutationKinds, undefined].map((kind) => {
    const of = judged.filter(({ mutation }) => kind === undefined || mutation.kind === kind);
    const refused = of.filter((one) => one.refused);
    const missed = of.filter(isMissed).length;
    const accepted = of.length - refused.length;
    const share = refused.length === 0 ? '' : ` (${((100 * missed) / refused.length).toFixed(1)} %)`;
    return `  ${(kind ?? 'all').padEnd(14)} ${refused.length} rejected, ${missed} missed${share}, ${accepted} accepted, ${of.filter(isFlagged).length} flagged`;
  });
  console.log([`mutations ${what}:`, ...rows].join('\n'));
}

function describeOne({ mutation, message, errors }: Judged): string {
  return `${mutation.kind} of ${mutation.field}: ${mutation.what}: ${message || 'accepted'}${errors.length > 0 ? `; ${say(errors)}` : ''}`;
}

function say(errors: readonly Finding[]): string {
  return errors.map(({ code, path, message }) => `${code} ${path} ${message}`).join('; ');
}

function nameOf(manifest: Manifest): string {
  return `${String(manifest.kind)} ${String(asRecord(manifest.metadata)['name'])}`;
}

/** Does something for each, some at once. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += together) {
    results.push(...(await Promise.all(items.slice(start, start + together).map(work))));
  }
  return results;
}
