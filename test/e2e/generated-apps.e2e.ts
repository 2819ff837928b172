import { execFileSync } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { minorVersion } from '../../lib/hardware';
import type { Manifest } from '../../lib/verify/manifest';
import { asArray, asRecord, isRecord } from '../../lib/verify/untrusted';
import type { App } from '../../lib';
import { buildApp } from '../generated/build-app';
import { buildJob } from '../generated/build-job';
import { coveringApps, type CoveringApps } from '../generated/covering-apps';
import { coveringJobs, type CoveringJobs } from '../generated/covering-jobs';
import {
  externalSecrets,
  gatewayApi,
  install,
  isServed,
  karpenterPools,
  leaderWorkerSet,
  scalers,
} from './custom-resources';
import { openCluster, podsOf, type Cluster, type First, type TestNamespace, type Verdict } from '../../lib/testing';
import { readSize } from './size';

// Every app that the generator draws is valid, so that each refusal is a mistake of the library, or of the generator.

/** These cover all there is to cover, and are the same in each run. */
const coveringSeed = 1;
const coveringCount = 300;

/** In a full run further apps are drawn, others each time; MODELYARD_SEED draws those of an earlier run again. */
const furtherSeed = Number(process.env['MODELYARD_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));
const furtherCount = readSize() === 'full' ? 2700 : 0;

/** How many apps kubectl reads at once, and how many the API server is asked for at once. */
const batch = 50;
const together = 6;

/** The API server answers some hundred requests a second, and each app is about thirty. */
const timeFor = (apps: number): number => 60_000 + apps * 1000;

/** What generated apps make beside what Kubernetes itself knows. */
const customResources = [externalSecrets, gatewayApi, leaderWorkerSet, ...scalers, ...karpenterPools];

let cluster: Cluster;
let namespace: TestNamespace;
const uninstalls: (() => void)[] = [];
/** The groups of custom resources that the cluster knows. */
const known = new Set<string>();

beforeAll(async () => {
  cluster = await openCluster();
  namespace = await cluster.namespace('generated');
  for (const resources of customResources) {
    uninstalls.push(await install(cluster, resources));
    if (await isServed(cluster, resources.group)) known.add(resources.group);
  }
});

afterAll(async () => {
  await namespace?.remove();
  for (const uninstall of uninstalls) uninstall();
  await cluster?.close();
});

it(
  'covers each optional prop on and off, and each pair of members of unions',
  () => {
    const { coverage } = covering();
    console.log(`seed ${coveringSeed}: ${String(coverage)}`);
    expect(coverage.holes()).toEqual([]);
    expect(coverage.surprises()).toEqual([]);
  },
  timeFor(coveringCount),
);

it(
  `has ${coveringCount} covering apps accepted`,
  async () => {
    expect(await refusalsOf(covering().apps.map(ofServices), `seed ${coveringSeed}`)).toEqual([]);
  },
  timeFor(coveringCount),
);

it.runIf(furtherCount > 0)(
  `has ${furtherCount} further apps accepted`,
  async () => {
    const { apps, coverage } = coveringApps(furtherCount, furtherSeed);
    console.log(`seed ${furtherSeed}: ${String(coverage)}`);
    expect(await refusalsOf(apps.map(ofServices), `seed ${furtherSeed}`)).toEqual([]);
  },
  timeFor(furtherCount),
);

it(
  'covers each optional prop of a training job on and off, and each pair of members of unions',
  () => {
    const { coverage } = coveringOfJobs();
    console.log(`seed ${coveringSeed}: ${String(coverage)}`);
    expect(coverage.holes()).toEqual([]);
  },
  timeFor(coveringCount),
);

it(
  `has ${coveringCount} covering training jobs accepted`,
  async () => {
    expect(await refusalsOf(coveringOfJobs().jobs.map(ofJob), `jobs of seed ${coveringSeed}`)).toEqual([]);
  },
  timeFor(coveringCount),
);

it.runIf(furtherCount > 0)(
  `has ${furtherCount} further training jobs accepted`,
  async () => {
    const { jobs, coverage } = coveringJobs(furtherCount, furtherSeed);
    console.log(`seed ${furtherSeed}: ${String(coverage)}`);
    expect(await refusalsOf(jobs.map(ofJob), `jobs of seed ${furtherSeed}`)).toEqual([]);
  },
  timeFor(furtherCount),
);

/** Builds an app, which may be refused here already. */
type Build = () => App;

const ofServices =
  (description: CoveringApps['apps'][number]): Build =>
  () =>
    buildApp(description).app;
const ofJob =
  (description: CoveringJobs['jobs'][number]): Build =>
  () =>
    buildJob(description).app;

let drawnJobs: CoveringJobs | undefined;

function coveringOfJobs(): CoveringJobs {
  drawnJobs ??= coveringJobs(coveringCount, coveringSeed);
  return drawnJobs;
}

let drawn: CoveringApps | undefined;

function covering(): CoveringApps {
  drawn ??= coveringApps(coveringCount, coveringSeed);
  return drawn;
}

/** An app as it was meant, and as kubectl reads what was written. */
interface ReadApp {
  readonly which: string;
  readonly index: number;
  readonly meant: readonly Manifest[];
  readonly text: string;
}

/** What kubectl read otherwise than it was meant, and what was not accepted, or with a warning only. */
async function refusalsOf(apps: readonly Build[], seed: string): Promise<readonly string[]> {
  const verdicts: Verdict[] = [];
  let changed = 0;
  const refusals: string[] = [];
  const isMounted = (minorVersion(cluster.version) ?? 0) >= 35;
  for (let start = 0; start < apps.length; start += batch) {
    const written = apps
      .slice(start, start + batch)
      .flatMap((build, offset) => write(build, `${seed}, app ${start + offset}`, start + offset, refusals));
    const read = readByKubectl(written, refusals);
    for (let first = 0; first < read.length; first += together) {
      const asked = read.slice(first, first + together).map((app) => {
        const meant = app.meant.map((manifest) => (isMounted || !mountsImage(manifest) ? manifest : emptied(manifest)));
        changed += meant.filter((manifest, index) => manifest !== app.meant[index]).length;
        return ask({ ...app, meant }, verdicts, refusals);
      });
      await Promise.all(asked);
    }
  }
  console.log(summary(apps.length, verdicts));
  if (changed > 0) {
    console.log(`${changed} of them with empty volumes in place of images, as ${cluster.version} mounts none`);
  }
  return refusals;
}

/** Writes an app; one that is refused here already must not keep the others from being asked for. */
function write(build: Build, which: string, index: number, refusals: string[]): readonly [ReadApp] | readonly [] {
  try {
    const app = build();
    return [{ which, index, meant: app.synthObjects(), text: app.synthYaml() }];
  } catch (error) {
    refusals.push(`${which}, is not synthesised: ${String(error)}`);
    return [];
  }
}

/** Whether a pod that an object makes has an image as a volume, which Kubernetes mounts by default from 1.35 on. */
function mountsImage(manifest: Manifest): boolean {
  return podsOf(manifest).some(({ spec }) => asArray(asRecord(spec)['volumes']).some(isImage));
}

function isImage(volume: unknown): boolean {
  return isRecord(asRecord(volume)['image']);
}

/** An object of whose pods each image that is a volume is an empty volume: all else is asked for as it is. */
function emptied(manifest: Manifest): Manifest {
  const copy: Manifest = JSON.parse(JSON.stringify(manifest), (key, value: unknown) => {
    if (key !== 'volumes' || !Array.isArray(value)) return value;
    return value.map((volume) => (isImage(volume) ? { name: asRecord(volume)['name'], emptyDir: {} } : volume));
  });
  return copy;
}

/** Half of the apps are created, half applied. */
async function ask({ which, index, meant }: ReadApp, verdicts: Verdict[], refusals: string[]): Promise<void> {
  const first: First = index % 2 === 0 ? 'create' : 'apply';
  const said = await namespace.dryRun(meant, first);
  verdicts.push(...said);
  for (const { object, outcome, message, warnings } of said) {
    if (outcome !== 'rejected' && warnings.length === 0) continue;
    refusals.push(`${which}, ${first} ${object}: ${[message, ...warnings].join('; ')}`);
  }
}

function summary(apps: number, verdicts: readonly Verdict[]): string {
  const count = (outcome: Verdict['outcome']): number =>
    verdicts.filter((verdict) => verdict.outcome === outcome).length;
  const warnings = verdicts.reduce((sum, verdict) => sum + verdict.warnings.length, 0);
  const pods = verdicts.filter(({ object }) => object.startsWith('Pod of')).length;
  const skipped = new Set(
    verdicts.filter(({ outcome }) => outcome === 'not-installed').map(({ manifest }) => String(manifest.kind)),
  );
  return (
    `${apps} apps, ${verdicts.length} objects, ${pods} of them pods: ${count('rejected')} rejected, ${warnings} warnings, ` +
    `${count('not-installed')} skipped${skipped.size === 0 ? '' : `, because ${[...skipped].join(', ')} is not installed`}\n` +
    kindsOf(verdicts.filter(({ outcome }) => outcome === 'accepted'))
  );
}

/** How many of each kind, most first. */
function kindsOf(verdicts: readonly Verdict[]): string {
  const counts = new Map<string, number>();
  for (const { manifest } of verdicts) {
    const kind = String(manifest.kind);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, left], [, right]) => right - left);
  return `accepted: ${sorted.map(([kind, count]) => `${count} ${kind}`).join(', ')}`;
}

/**
 * Reads what was written as kubectl does, and goes on with the apps that it reads as they were meant.
 *
 * It reads YAML by another library than the one that wrote it, and by a mixture of YAML 1.1 and 1.2.
 */
function readByKubectl(apps: readonly ReadApp[], refusals: string[]): readonly ReadApp[] {
  const seen = tryRead(apps.map(({ text }) => text).join('---\n'));
  if (typeof seen === 'string') {
    const [only, ...others] = apps;
    if (only === undefined) return [];
    if (others.length > 0) return apps.flatMap((app) => readByKubectl([app], refusals));
    refusals.push(`${only.which}, cannot be read: ${seen.split('\n').at(0) ?? ''}`);
    return [];
  }
  let position = 0;
  return apps.map((app) => {
    const known = app.meant.filter(isKnown);
    known.forEach((manifest, index) => {
      const read = seen[position + index] ?? {};
      if (isDeepStrictEqual(withoutNamespace(read), withoutNamespace(plain(manifest)))) return;
      refusals.push(`${app.which}, reads otherwise: ${JSON.stringify(read)}, and not ${JSON.stringify(manifest)}`);
    });
    position += known.length;
    return app;
  });
}

/** The objects of a text, or what kubectl says against it. */
function tryRead(text: string): readonly Manifest[] | string {
  const documents = text.split(/^---\n/m).filter((document) => isKnown({ apiVersion: apiVersionIn(document) }));
  const args = ['create', '--dry-run=client', '--validate=false', '--output=json', '--filename=-'];
  try {
    const input = documents.join('---\n');
    const output = execFileSync('kubectl', args, { input, encoding: 'utf8', maxBuffer: 2 ** 30, stdio: 'pipe' });
    return output
      .trimEnd()
      .split(/(?<=^\})\n/m)
      .map((json): Manifest => JSON.parse(json));
  } catch (error) {
    return String(asRecord(error)['stderr'] ?? error);
  }
}

function apiVersionIn(document: string): string {
  return /^apiVersion: (\S+)$/m.exec(document)?.[1] ?? '';
}

/** Whether the cluster knows the kind: kubectl reads no other. */
function isKnown({ apiVersion }: Manifest): boolean {
  const group = String(apiVersion).split('/')[0];
  return known.has(group ?? '') || !customResources.some((resources) => resources.group === group);
}

/** What is undefined is not written. */
function plain(manifest: Manifest): Manifest {
  const copy: Manifest = JSON.parse(JSON.stringify(manifest));
  return copy;
}

/** kubectl adds the namespace that it would apply to. */
function withoutNamespace(manifest: Manifest): Manifest {
  const { namespace: _, ...metadata } = asRecord(manifest.metadata);
  return { ...manifest, metadata };
}
