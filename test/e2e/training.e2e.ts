import { createHash } from 'node:crypto';
import { Chart } from 'cdk8s';
import {
  App,
  BatchTrainingJob,
  existingSecret,
  unpinned,
  type BatchTrainingJobProps,
  type StoreLocation,
} from 'modelyard';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Manifest } from '../../lib/verify/manifest';
import { asArray, asRecord } from '../../lib/verify/untrusted';
import { openCluster, type Cluster, type TestNamespace } from '../../lib/testing';
import { LiveJobs } from './live-job';
import { inBucket, objectServer } from './object-server';

// The program of examples/churn trains for real, on rows of a dataset of scikit-learn in a server that speaks S3, while what
// happens to pods happens to its pods.
//
// MODELYARD_E2E_TRAINING=localhost says that the image of scripts/training-image is on the cluster's nodes.

const registry = process.env['MODELYARD_E2E_TRAINING'];
const image = unpinned(`${registry ?? 'none'}/training:v1`, 'it is made by a script of this repository');

let cluster: Cluster;
let namespace: TestNamespace;
let jobs: LiveJobs;

beforeAll(async () => {
  cluster = await openCluster();
  namespace = await cluster.namespace('training');
  jobs = new LiveJobs(namespace.name);
  if (registry === undefined) return;
  await jobs.apply(objectServer(`${registry}/training:v1`));
  await jobs.kubectl(['rollout', 'status', 'deployment/objects', '--timeout=3m']);
});

afterAll(async () => {
  await namespace?.remove();
  await cluster?.close();
});

describe('training on a real node', { concurrent: true }, () => {
  beforeEach((context) => {
    context.skip(registry === undefined, 'because MODELYARD_E2E_TRAINING does not say that the image is there');
  });

  it('reads from a store, trains, and leaves one artifact whose manifest is right', async () => {
    const name = await run('plain', { args: ['--epochs=30'] });
    expect(await jobs.ends(name, 'Complete')).toBe('CompletionsReached');
    const { files, metrics } = await artifactOf('plain', name);
    expect(files).toEqual(['metrics.json', 'model.joblib']);
    console.log(`note: a model of 569 rows, AUC ${String(metrics['auc'])}`);
    expect(metrics).toMatchObject({ rows: 569, epochs: 30 });
    expect(metrics['auc']).toBeGreaterThan(0.95);
  });

  it('goes on after its pod was deleted and after its node was drained, and comes to the same model', async () => {
    const undisturbed = await run('calm', { args: ['--epochs=30'] });
    const name = await run('tossed', { args: ['--epochs=30', '--pause=2'], checkpoints: kept('tossed') });
    const [first] = await jobs.says(name, /^epoch 4 of 30$/m);
    await jobs.kubectl(['delete', `pod/${first}`, '--wait=false']);
    const [second, afterDeletion] = await jobs.says(name, /^goes on after epoch \d+$/m, [first]);
    await jobs.says(name, /^epoch 12 of 30$/m, [first]);
    const evicted = await cluster.call({
      method: 'POST',
      path: `/api/v1/namespaces/${namespace.name}/pods/${second}/eviction`,
      body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: second } },
    });
    expect(evicted.status).toBe(201);
    const [third, afterDrain] = await jobs.says(name, /^goes on after epoch \d+$/m, [first, second]);
    expect(await jobs.ends(name, 'Complete')).toBe('CompletionsReached');
    console.log(`note: told to stop after epochs 4 and 12; ${afterDeletion}, ${afterDrain}`);
    // The programs were told to stop in these epochs or the ones after, and wrote a checkpoint in each.
    expect(epochOf(afterDeletion)).toBeGreaterThanOrEqual(4);
    expect(epochOf(afterDrain)).toBeGreaterThanOrEqual(12);
    // A pod that was evicted is no failure, one that was deleted is.
    const { status } = await jobs.read(`job/${name}`);
    console.log(`note: counted as failed: ${String(asRecord(status)['failed'])}`);
    expect((await jobs.pods(name)).at(-1)?.name).toBe(third);
    await jobs.ends(undisturbed, 'Complete');
    const [calm, tossed] = [await artifactOf('calm', undisturbed), await artifactOf('tossed', name)];
    // The loss to its last digit: what is learnt twice, or left out, shows.
    expect(tossed.metrics).toEqual(calm.metrics);
  });

  it('goes on after it was killed without a word', async () => {
    const name = await run('killed', { args: ['--epochs=20', '--pause=2'], checkpoints: kept('killed') });
    const [first] = await jobs.says(name, /^epoch 10 of 20$/m);
    await jobs.kubectl(['delete', `pod/${first}`, '--grace-period=0', '--force']);
    const [, again] = await jobs.says(name, /^goes on after epoch \d+$/m, [first]);
    console.log(`note: killed after epoch 10; ${again}, with a checkpoint each 5 s`);
    // Two seconds an epoch, a look each second: within the interval.
    expect(epochOf(again)).toBeGreaterThan(10 - Math.ceil(5 / 2));
    await jobs.ends(name, 'Complete');
    expect((await artifactOf('killed', name)).metrics).toMatchObject({ epochs: 20 });
  });

  it('fails at once where its exit code tells of a bug, and not where it may be chance', async () => {
    const bug = await run('bug', { command: ['sh', '-c', 'exit 64'], args: [] });
    expect(await jobs.ends(bug, 'Failed')).toBe('PodFailurePolicy');
    expect(await jobs.pods(bug)).toMatchObject([{ exitCode: 64 }]);
    const nothing = await run('nothing', { command: ['true'], args: [] });
    expect(await jobs.ends(nothing, 'Failed')).toBe('PodFailurePolicy');
    expect((await jobs.pods(nothing)).length).toBe(1);
    const chance = await run('chance', { command: ['sh', '-c', 'exit 1'], args: [], failure: { retries: 1 } });
    expect(await jobs.ends(chance, 'Failed')).toBe('BackoffLimitExceeded');
    expect(await jobs.pods(chance)).toMatchObject([{ exitCode: 1 }, { exitCode: 1 }]);
    expect(await written('bug')).toEqual([]);
    expect(await written('nothing')).toEqual([]);
    expect(await written('chance')).toEqual([]);
  });

  it('starts on its schedule, and on demand', async () => {
    await run('hourly', { schedule: { cron: '* * * * *', timeZone: 'Europe/Berlin' } });
    await run('asked', { schedule: 'on-demand' });
    await jobs.kubectl(['create', 'job', 'asked-by-hand', '--from=cronjob/asked']);
    await jobs.ends('asked-by-hand', 'Complete');
    await artifactOf('asked', 'asked-by-hand');
    const selector = '--selector=app.kubernetes.io/instance=hourly';
    const started = await vi.waitFor(
      async () => {
        const [first] = asArray((await jobs.read('jobs', selector))['items']).map(asRecord);
        if (first === undefined) throw new Error('no run has started');
        return first;
      },
      { timeout: 120_000, interval: 1000 },
    );
    await jobs.kubectl(['patch', 'cronjob/hourly', '--patch={"spec":{"suspend":true}}']);
    const name = String(asRecord(started['metadata'])['name']);
    expect(name).toMatch(/^hourly-\d{8}$/);
    await jobs.ends(name, 'Complete');
    await artifactOf('hourly', name);
  });
});

/** Applies a job, and gives the name of what runs. */
async function run(name: string, props: Partial<BatchTrainingJobProps>): Promise<string> {
  const manifests = render(name, props);
  await jobs.apply(manifests);
  const job = manifests.find(({ kind }) => kind === 'Job' || kind === 'CronJob');
  return String(asRecord(job?.metadata)['name']);
}

function render(name: string, props: Partial<BatchTrainingJobProps>): readonly Manifest[] {
  const app = new App();
  const chart = new Chart(app, 'training');
  new BatchTrainingJob(chart, name, {
    image,
    command: ['python3', '/app/train.py'],
    copyWith: image,
    resources: { cpu: '100m', memory: '512Mi' },
    inputs: { data: at('customers/') },
    outputs: { model: at(`models/${name}/`) },
    ...props,
  });
  app.synth();
  return chart.toJson() as Manifest[];
}

function at(path: string): StoreLocation {
  return {
    kind: 'object-store',
    uri: `s3://churn/${path}`,
    endpoint: 'http://objects:9000',
    access: {
      kind: 'secret',
      secret: existingSecret('objects', { keys: ['id', 'key'] }),
      variables: { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' },
    },
  };
}

function kept(name: string): BatchTrainingJobProps['checkpoints'] {
  return { kind: 'store', at: at(`checkpoints/${name}/`), every: '5s' };
}

function epochOf(said: string): number {
  return Number(/\d+$/.exec(said)?.[0]);
}

/** The folders that runs of a job have written. */
async function written(name: string): Promise<readonly string[]> {
  const said = await inBucket(jobs, `ls -1 models/${name} 2>/dev/null || true`);
  return said.split('\n').filter((line) => line !== '');
}

interface Artifact {
  readonly files: readonly string[];
  /** The SHA-256 of each file, as its bytes have it. */
  readonly digests: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, unknown>>;
}

/** The one artifact of a run, whose manifest must say of each file what it is. */
async function artifactOf(name: string, job: string): Promise<Artifact> {
  const { metadata } = await jobs.read(`job/${job}`);
  const run = `${job}-${String(asRecord(metadata)['uid'])}`;
  expect(await written(name)).toEqual([run]);
  const folder = `models/${name}/${run}`;
  const manifest = asArray(JSON.parse(await inBucket(jobs, `cat ${folder}/manifest.json`))).map(asRecord);
  const found = (await inBucket(jobs, `cd ${folder} && find . -type f ! -name manifest.json -exec sha256sum {} +`))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+\.\//))
    .map(([digest, path]) => [String(path), String(digest)] as const);
  const digests = Object.fromEntries(found.sort());
  const told = manifest.map(({ Path, Hashes }) => [String(Path), String(asRecord(Hashes)['sha256'])] as const);
  expect(Object.fromEntries(told.sort())).toEqual(digests);
  const metrics = await inBucket(jobs, `cat ${folder}/metrics.json`);
  expect(createHash('sha256').update(metrics).digest('hex')).toBe(digests['metrics.json']);
  return { files: Object.keys(digests), digests, metrics: asRecord(JSON.parse(metrics)) };
}
