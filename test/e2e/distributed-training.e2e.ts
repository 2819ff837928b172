import { Chart } from 'cdk8s';
import { App, BatchTrainingJob, unpinned, type BatchTrainingJobProps } from 'modelyard';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { h100, trainingCluster } from '../../examples/distributed-training';
import {
  openCluster,
  simulateNodes,
  waitFor,
  type Cluster,
  type SimulatedNodes,
  type TestNamespace,
} from '../../lib/testing';
import { need } from '../../lib/testing/cluster/requests';
import type { Manifest } from '../../lib/verify/manifest';
import { asArray, asRecord, asString, type PlainRecord } from '../../lib/verify/untrusted';

// Four nodes of eight GPUs that train together, as the real scheduler places them and the real Job controller counts them.
// The nodes are not there: what a kubelet would report of their pods is reported from here.

let cluster: Cluster;
let namespace: TestNamespace;
let nodes: SimulatedNodes;

beforeAll(async () => {
  cluster = await openCluster();
  nodes = await simulateNodes(cluster, trainingCluster());
});

afterAll(async () => {
  await cluster?.close();
});

beforeEach(async () => {
  namespace = await cluster.namespace('ranks');
  return async () => {
    await need(cluster, { method: 'DELETE', path: `${batch()}?propagationPolicy=Background` });
    await waitFor('the pods of the run to go', async () => {
      for (const { name } of await pods()) await drop(name);
      if ((await pods()).length > 0) throw new Error('some are still there');
    });
    await namespace.remove();
  };
});

describe('four nodes of eight GPUs', () => {
  it('are each a node of its own, know their rank and the first of them, and run to their end', async () => {
    const job = await start();
    const ranks = await placed();
    expect(new Set(ranks.map(({ node }) => node)).size).toBe(4);
    expect(ranks.map(({ node }) => nodes.poolOf(node))).toEqual(['h100', 'h100', 'h100', 'h100']);
    expect(ranks.map(({ host }) => host)).toEqual([0, 1, 2, 3].map((rank) => `${job}-${rank}`));
    expect(asArray(ranks[0]?.train['env']).map((one) => asRecord(one)['name'])).toContain('JOB_COMPLETION_INDEX');
    for (const { name } of ranks) await report(name, { phase: 'Succeeded' });
    expect(await ended(job, 'Complete')).toBe('CompletionsReached');
  });

  it('all fail where one exits with the code of a bug', async () => {
    const job = await start();
    const [, second] = await placed();
    await report(String(second?.name), { phase: 'Failed', initContainerStatuses: [exitOf('train', 64)] });
    expect(await ended(job, 'Failed')).toBe('PodFailurePolicy');
  });

  it('lose one with its node, which takes none of their tries, and go on with another', async () => {
    const job = await start({ failure: { retries: 0 } });
    const before = await placed();
    const lost = before[2];
    // As the controller of a cloud does with the Node of a machine that is gone.
    await need(cluster, { method: 'DELETE', path: `/api/v1/nodes/${String(lost?.node)}` });
    const after = await waitFor(
      'another pod in the place of the lost one',
      async () => {
        const ranks = await placed();
        if (ranks[2]?.name === lost?.name) throw new Error('the pod of the lost node is still there');
        return ranks;
      },
      { within: '3m' },
    );
    expect(after.map(({ host }) => host)).toEqual(before.map(({ host }) => host));
    expect(nodes.poolOf(after[2]?.node)).toBe('h100');
    const { status } = asRecord(await need(cluster, { method: 'GET', path: `${batch()}/${job}` }));
    expect(asRecord(status)['failed'] ?? 0).toBe(0);
    for (const { name } of after) await report(name, { phase: 'Succeeded' });
    expect(await ended(job, 'Complete')).toBe('CompletionsReached');
  });
});

function batch(): string {
  return `/apis/batch/v1/namespaces/${namespace.name}/jobs`;
}

/** Applies a run, and gives the name of its Job. */
async function start(props: Partial<BatchTrainingJobProps> = {}): Promise<string> {
  const app = new App({ cluster: trainingCluster() });
  const chart = new Chart(app, 'ranks');
  new BatchTrainingJob(chart, 'ranks', {
    image: unpinned('myuser/training:v1', 'nothing of it runs'),
    command: ['train.py'],
    copyWith: unpinned('rclone/rclone:1.76.0', 'nothing of it runs'),
    topology: { kind: 'torchrun', nodes: 4 },
    placement: h100,
    gpus: 8,
    outputs: { model: { kind: 'object-store', uri: 's3://research/models/', access: { kind: 'ambient' } } },
    checkpoints: { kind: 'own', reason: 'nothing of it runs' },
    ...props,
  });
  app.synth();
  const manifests = chart.toJson() as Manifest[];
  await namespace.apply(manifests);
  return String(asRecord(manifests.find(({ kind }) => kind === 'Job')?.metadata)['name']);
}

interface Rank {
  readonly name: string;
  readonly host: string;
  readonly node: string | undefined;
  /** The container that trains. */
  readonly train: PlainRecord;
}

/** The pods that are there and not about to go, by their ranks. */
async function pods(): Promise<readonly Rank[]> {
  const all = await namespace.list({ apiVersion: 'v1', kind: 'Pod' });
  return all
    .map(asRecord)
    .filter(({ metadata }) => !('deletionTimestamp' in asRecord(metadata)))
    .map(({ metadata, spec }) => ({
      name: String(asRecord(metadata)['name']),
      host: String(asRecord(spec)['hostname']),
      node: asString(asRecord(spec)['nodeName']),
      train: asRecord(asArray(asRecord(spec)['initContainers']).find((one) => asRecord(one)['name'] === 'train')),
    }))
    .sort((left, right) => (left.host < right.host ? -1 : 1));
}

/** Waits until there are four, each on a node. */
async function placed(): Promise<readonly Rank[]> {
  return waitFor('four pods on their nodes', async () => {
    const ranks = await pods();
    if (ranks.length === 4 && ranks.every(({ node }) => node !== undefined)) return ranks;
    throw new Error(JSON.stringify(ranks.map(({ name, node }) => ({ name, node }))));
  });
}

/** Says of a pod what its kubelet would. */
async function report(pod: string, status: PlainRecord): Promise<void> {
  await need(cluster, {
    method: 'PATCH',
    path: `/api/v1/namespaces/${namespace.name}/pods/${pod}/status`,
    contentType: 'application/merge-patch+json',
    body: { status },
  });
}

/** What a kubelet says of a container that has ended. */
function exitOf(name: string, exitCode: number): PlainRecord {
  return { name, image: 'none', imageID: 'none', ready: false, restartCount: 0, state: { terminated: { exitCode } } };
}

async function drop(pod: string): Promise<void> {
  await cluster.call({
    method: 'DELETE',
    path: `/api/v1/namespaces/${namespace.name}/pods/${pod}?gracePeriodSeconds=0`,
  });
}

/** Waits until a Job has a condition, and gives its reason. */
async function ended(job: string, as: 'Complete' | 'Failed'): Promise<string> {
  return waitFor(`${job} to be ${as}`, async () => {
    // A pod that is about to go waits for a kubelet, which is not there.
    if (as === 'Failed') for (const { name } of await leaving()) await drop(name);
    const { status } = asRecord(await need(cluster, { method: 'GET', path: `${batch()}/${job}` }));
    const conditions = asArray(asRecord(status)['conditions']).map(asRecord);
    const found = conditions.find(({ type, status: holds }) => type === as && holds === 'True');
    if (found === undefined) throw new Error(JSON.stringify(status));
    return String(found['reason']);
  });
}

async function leaving(): Promise<readonly { readonly name: string }[]> {
  const all = await namespace.list({ apiVersion: 'v1', kind: 'Pod' });
  return all
    .map((pod) => asRecord(asRecord(pod)['metadata']))
    .filter((metadata) => 'deletionTimestamp' in metadata)
    .map(({ name }) => ({ name: String(name) }));
}
