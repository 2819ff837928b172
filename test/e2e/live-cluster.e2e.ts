import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseTargetCluster, type TargetCluster } from '../../lib';
import { verify, type Manifest } from '../../lib/verify';
import { asArray, asRecord } from '../../lib/verify/untrusted';
import { openCluster, type Cluster, type SimulatedNodes, type TestNamespace } from '../../lib/testing';
import { leave, nodesOfKwok } from './simulated-nodes';

// What `modelyard cluster` writes of a real control plane is what its scheduler goes by.

let cluster: Cluster;
let namespace: TestNamespace | undefined;
let nodes: SimulatedNodes | undefined;

beforeAll(async () => {
  cluster = await openCluster();
  namespace = await cluster.namespace('live-cluster');
  nodes = await nodesOfKwok(cluster);
  await nodes?.add('web', {
    labels: {
      'eks.amazonaws.com/nodegroup': 'web-e2e',
      'eks.amazonaws.com/capacityType': 'ON_DEMAND',
      'example.com/e2e': 'yes',
    },
    taints: [{ key: 'example.com/e2e', value: 'web', effect: 'NoSchedule' }],
    allocatable: { cpu: '2', memory: '4Gi', pods: '10', 'ephemeral-storage': '20Gi' },
  });
  await nodes?.add('gpus', {
    labels: { 'karpenter.sh/nodepool': 'gpus-e2e', 'karpenter.sh/capacity-type': 'spot', 'example.com/e2e': 'yes' },
    taints: [{ key: 'example.com/e2e', value: 'gpus', effect: 'NoSchedule' }],
    allocatable: { cpu: '8', memory: '32Gi', pods: '10', 'ephemeral-storage': '20Gi', 'nvidia.com/gpu': '2' },
  });
  // Where each pool is tainted others must be there, so that nothing could be called impossible.
  await nodes?.add('plain', {
    labels: {},
    taints: [],
    allocatable: { cpu: '1', memory: '2Gi', pods: '10', 'ephemeral-storage': '20Gi' },
  });
  await nodes?.settle();
}, 120_000);

afterAll(async () => {
  if (namespace !== undefined) await leave(cluster, namespace.name);
  await nodes?.remove();
  await namespace?.remove();
  await cluster?.close();
}, 120_000);

/** Runs the command as its users do. */
function written(): TargetCluster {
  const tsx = resolve('node_modules', 'tsx', 'dist', 'cli.mjs');
  const text = execFileSync(
    process.execPath,
    [tsx, resolve('lib', 'cli', 'modelyard.ts'), 'cluster', '--name', 'live'],
    {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const parsed = parseTargetCluster(JSON.parse(text));
  if ('issues' in parsed) throw new Error(JSON.stringify(parsed.issues));
  return parsed.value;
}

interface Case {
  readonly name: string;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly resources: unknown;
  readonly fits: boolean;
}

const tolerant = (value: string): unknown => [{ key: 'example.com/e2e', value, effect: 'NoSchedule' }];
const ours = { nodeSelector: { 'example.com/e2e': 'yes' } };

const cases: readonly Case[] = [
  {
    name: 'small',
    spec: { ...ours, tolerations: tolerant('web') },
    resources: { requests: { cpu: '1500m' } },
    fits: true,
  },
  {
    name: 'too-big',
    spec: { ...ours, tolerations: tolerant('web') },
    resources: { requests: { cpu: '2100m' } },
    fits: false,
  },
  { name: 'kept-away', spec: ours, resources: {}, fits: false },
  {
    name: 'gpu',
    spec: { ...ours, tolerations: tolerant('gpus') },
    resources: { limits: { 'nvidia.com/gpu': '2' } },
    fits: true,
  },
  {
    name: 'gpus',
    spec: { ...ours, tolerations: tolerant('gpus') },
    resources: { limits: { 'nvidia.com/gpu': '3' } },
    fits: false,
  },
  {
    name: 'by-pool',
    spec: { nodeSelector: { 'karpenter.sh/nodepool': 'gpus-e2e' }, tolerations: tolerant('gpus') },
    resources: {},
    fits: true,
  },
  {
    name: 'no-such-label',
    spec: { nodeSelector: { 'example.com/e2e': 'no' }, tolerations: tolerant('web') },
    resources: {},
    fits: false,
  },
];

function podOf({ name, spec, resources }: Case, inNamespace: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: inNamespace },
    spec: {
      ...spec,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'a',
          image: 'a:1',
          resources,
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  };
}

it('describes the pools of simulated nodes, and the version', ({ skip }) => {
  if (nodes === undefined) skip('the cluster simulates no nodes');
  const target = written();
  expect(target.kubernetes).toBe(/^v?(1\.\d+)/.exec(cluster.version)?.[1]);
  expect(target.nodePools.find(({ name }) => name === 'web-e2e')).toMatchObject({
    manager: 'eks-managed-node-group',
    custom: { cpu: '2000m', memory: '4194304Ki', pods: 10 },
    nodes: { min: 1, max: 1 },
    taints: [{ key: 'example.com/e2e', value: 'web', effect: 'NoSchedule' }],
  });
  expect(target.nodePools.find(({ name }) => name === 'gpus-e2e')?.custom?.accelerator).toEqual({
    kind: 'gpu',
    count: 2,
  });
});

it('lets the proof say of pods what the scheduler says', async ({ skip }) => {
  const name = namespace?.name;
  if (nodes === undefined || name === undefined) {
    skip('the cluster simulates no nodes');
    return;
  }
  const target = written();
  const disagreed: string[] = [];
  for (const one of cases) {
    const pod = podOf(one, name);
    const found = verify([pod], { cluster: target }).find(({ code }) =>
      /unschedulable|not-known-schedulable/.test(code),
    );
    const proof = found === undefined ? true : found.severity === 'error' ? false : undefined;
    const scheduler = await isScheduled(pod, name);
    if (proof !== scheduler || scheduler !== one.fits)
      disagreed.push(`${one.name}: proof ${proof}, scheduler ${scheduler}: ${found?.message}`);
  }
  expect(disagreed).toEqual([]);
}, 120_000);

/** Makes a pod, waits for the scheduler's word on it, and removes it. */
async function isScheduled(pod: Manifest, inNamespace: string): Promise<boolean> {
  const path = `/api/v1/namespaces/${inNamespace}/pods`;
  const name = String(asRecord(pod.metadata)['name']);
  const made = await cluster.call({ method: 'POST', path, body: pod });
  if (made.status >= 300) throw new Error(`${made.status} ${JSON.stringify(made.body)}`);
  for (;;) {
    const { body } = await cluster.call({ method: 'GET', path: `${path}/${name}` });
    const conditions = asArray(asRecord(asRecord(body)['status'])['conditions']).map(asRecord);
    const scheduled = conditions.find(({ type }) => type === 'PodScheduled');
    if (scheduled !== undefined) {
      await cluster.call({ method: 'DELETE', path: `${path}/${name}?gracePeriodSeconds=0` });
      return scheduled['status'] === 'True';
    }
    await new Promise((done) => setTimeout(done, 200));
  }
}
