import { App as PlainApp, Chart } from 'cdk8s';
import { App, karpenter, nodeTaintsAndLabels, targetCluster, type NodePool } from 'modelyard';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { karpenterPool } from '../../examples/karpenter';
import type { Manifest } from '../../lib/verify/manifest';
import { asArray, asRecord, type PlainRecord } from '../../lib/verify/untrusted';
import { clusterOf } from '../../lib/hardware';
import { openCluster, type Cluster, type TestNamespace } from '../../lib/testing';
import { need } from '../../lib/testing/cluster/requests';
import { gpuService } from './gpu-service';
import { LiveService } from './live-service';
import { onKwok } from './on-kwok';

// The real Karpenter, which makes nodes that KWOK plays: for a pod of examples/karpenter.ts that waits for a GPU, a node of
// its pool comes, with the labels, taints and limits that the pool declares, and goes when it is empty. What a cloud does
// with the node class is not shown.

/** How long Karpenter may take to make a node, or to take it away, on a machine with much else to do. */
const patience = { timeout: 180_000, interval: 500 };

let cluster: Cluster;
let namespace: TestNamespace;
let hasKarpenter = false;

beforeAll(async () => {
  cluster = await openCluster();
  const path = '/apis/karpenter.kwok.sh/v1alpha1/kwoknodeclasses/default';
  hasKarpenter = (await cluster.call({ method: 'GET', path })).status === 200;
  if (hasKarpenter) namespace = await cluster.namespace('karpenter');
});

beforeEach((context) => {
  context.skip(!hasKarpenter, 'because Karpenter, with its provider for KWOK, does not run in this cluster');
});

afterAll(async () => {
  await namespace?.remove();
  if (hasKarpenter) await removePools();
  await cluster?.close();
});

describe('on nodes that Karpenter makes', { timeout: 600_000 }, () => {
  const app = new App();
  const service = karpenterPool(app);
  const pool = poolOf('l4');
  const manifests = app.synthObjects();
  /** Four GPUs, of which a service takes one: the pods of the first pool would find room there. */
  const roomy = roomyPool();

  it('there is none before a pod asks for one', async () => {
    await apply([...onKwok(ofKinds(manifests, ['NodePool'])), ...onKwok(roomy.manifests)]);
    await vi.waitFor(async () => {
      for (const name of ['l4', 'roomy']) expect(await conditionOf(name, 'Ready')).toBe('True');
    }, patience);
    expect(await nodesOf('l4')).toEqual([]);
    expect(await nodesOf('roomy')).toEqual([]);
  });

  it('a pod that waits for a GPU gets a node of its pool, with the labels and taints that the pool declares', async () => {
    await apply(ofKinds(manifests, ['ServiceAccount', 'Service', 'Deployment']));
    const [node] = await bound('chat', 1);
    expect(node).toBeDefined();
    const declared = nodeTaintsAndLabels(pool);
    expect(labelsOf(node)).toMatchObject(withoutAws(declared.labels));
    expect(asArray(asRecord(node?.['spec'])['taints']).map(plainTaint)).toEqual(declared.taints.map(plainTaint));
    expect(allocatableOf(node)).toMatchObject({ 'nvidia.com/gpu': '1' });
    expect(service.names.deployment).toBe('chat');
  });

  it("a second pool's pods get nodes of that pool, and leave those of the first alone", async () => {
    await apply(ofKinds(roomy.service, ['ServiceAccount', 'Service', 'Deployment']));
    const [node] = await bound('roomy-server', 1);
    expect(labelsOf(node)).toMatchObject({ 'karpenter.sh/nodepool': 'roomy' });
    expect(allocatableOf(node)).toMatchObject({ 'nvidia.com/gpu': '4' });
  });

  it('a further pod gets a node of its own pool, though another has room', async () => {
    await scale('chat', 2);
    const nodes = await bound('chat', 2);
    expect(nodes.map((node) => labelsOf(node)['karpenter.sh/nodepool'])).toEqual(['l4', 'l4']);
    expect(new Set(nodes.map(nameOf)).size).toBe(2);
  });

  it('no more nodes are made than the pool may have', async () => {
    await scale('chat', 3);
    await vi.waitFor(async () => {
      expect(await eventsOfPods()).toContain('node limits have been exhausted for nodepool');
    }, patience);
    expect(await nodesOf('l4')).toHaveLength(2);
    expect((await pods('chat')).filter(({ node }) => node === undefined)).toHaveLength(1);
  });

  it('a pod without a GPU does not come to them, and gets no node of theirs', async () => {
    await apply([plainPod('plain')]);
    await vi.waitFor(async () => {
      expect(await eventsOf('plain')).toMatch(/did not tolerate taint|untolerated taint/);
    }, patience);
    expect(await nodesOf('l4')).toHaveLength(2);
    await need(cluster, { method: 'DELETE', path: `/api/v1/namespaces/${namespace.name}/pods/plain` });
  });

  it('they go when no pod is left on them, and others stay', async () => {
    await scale('chat', 0);
    await vi.waitFor(async () => {
      expect(await nodesOf('l4')).toEqual([]);
    }, patience);
    expect(await nodesOf('roomy')).toHaveLength(1);
  });

  it('a pod that comes back gets one again', async () => {
    await scale('chat', 1);
    const [node] = await bound('chat', 1);
    expect(labelsOf(node)).toMatchObject({ 'karpenter.sh/nodepool': 'l4' });
  });

  function poolOf(name: string): NodePool {
    const found = clusterOf(service)?.nodePools.find((one) => one.name === name);
    if (found === undefined) throw new Error(`the example declares no pool ${name}`);
    return found;
  }
});

function roomyPool(): { readonly manifests: readonly Manifest[]; readonly service: readonly Manifest[] } {
  const app = new PlainApp();
  const chart = new Chart(app, 'nodes');
  const pool = new karpenter.GpuNodePool(chart, 'roomy', {
    cloud: 'eks',
    cluster: 'production',
    role: 'production-nodes',
    image: { release: 'v20260714' },
    accelerator: { kind: 'gpu', model: 'L4', count: 4 },
    nodes: { max: 1 },
  });
  const target = targetCluster({ name: 'production', cloud: 'eks', kubernetes: '1.34', nodePools: [pool] });
  const { manifests } = gpuService('roomy-server', target, { placement: pool, gpus: 1 });
  const drawn: readonly Manifest[] = chart.toJson();
  return { manifests: drawn, service: manifests() };
}

/** A pod that asks for nothing but a little of a node. */
function plainPod(name: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'main',
          image: 'localhost/none:1',
          resources: { requests: { cpu: '10m' } },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  };
}

function ofKinds(manifests: readonly Manifest[], kinds: readonly string[]): readonly Manifest[] {
  const wanted = manifests.filter(({ kind }) => kinds.includes(String(kind)));
  // The chart of the example has a namespace of its own; the test has another.
  return wanted.map((manifest) => {
    const { namespace: _own, ...metadata } = asRecord(manifest.metadata);
    return { ...manifest, metadata };
  });
}

async function apply(manifests: readonly Manifest[]): Promise<void> {
  await new LiveService(cluster, namespace.name, 'chat').apply(manifests);
}

function pods(name: string): ReturnType<LiveService['pods']> {
  return new LiveService(cluster, namespace.name, name).pods();
}

async function scale(name: string, replicas: number): Promise<void> {
  const path = `/apis/apps/v1/namespaces/${namespace.name}/deployments/${name}/scale`;
  const scaled = asRecord(await need(cluster, { method: 'GET', path }));
  await need(cluster, { method: 'PUT', path, body: { ...scaled, spec: { replicas } } });
}

/** The nodes of a service's pods, once there are so many and each is on one. */
function bound(name: string, count: number): Promise<readonly PlainRecord[]> {
  return vi.waitFor(async () => {
    const all = await pods(name);
    expect(all.map(({ node }) => node !== undefined)).toEqual(Array.from({ length: count }, () => true));
    return Promise.all(all.map(({ node }) => read(`/api/v1/nodes/${String(node)}`)));
  }, patience);
}

async function read(path: string): Promise<PlainRecord> {
  return asRecord(await need(cluster, { method: 'GET', path }));
}

async function nodesOf(pool: string): Promise<readonly string[]> {
  const { items } = await read(`/api/v1/nodes?labelSelector=karpenter.sh%2Fnodepool%3D${pool}`);
  return asArray(items).map((node) => nameOf(asRecord(node)));
}

async function conditionOf(pool: string, type: string): Promise<unknown> {
  const { status } = await read(`/apis/karpenter.sh/v1/nodepools/${pool}`);
  return asRecord(asArray(asRecord(status)['conditions']).find((one) => asRecord(one)['type'] === type))['status'];
}

async function eventsOfPods(): Promise<string> {
  const { items } = await read(`/api/v1/namespaces/${namespace.name}/events`);
  return asArray(items)
    .map((event) => String(asRecord(event)['message']))
    .join('\n');
}

async function eventsOf(pod: string): Promise<string> {
  const { items } = await read(
    `/api/v1/namespaces/${namespace.name}/events?fieldSelector=involvedObject.name%3D${pod}`,
  );
  return asArray(items)
    .map((event) => String(asRecord(event)['message']))
    .join('\n');
}

async function removePools(): Promise<void> {
  for (const name of ['l4', 'roomy']) {
    await cluster.call({ method: 'DELETE', path: `/apis/karpenter.sh/v1/nodepools/${name}` });
  }
  await vi.waitFor(async () => {
    for (const name of ['l4', 'roomy']) expect(await nodesOf(name)).toEqual([]);
  }, patience);
}

/** What only AWS knows of a machine, and its provider therefore sets. */
function withoutAws(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith('karpenter.k8s.aws/')));
}

function labelsOf(node: PlainRecord | undefined): PlainRecord {
  return asRecord(asRecord(node?.['metadata'])['labels']);
}

function allocatableOf(node: PlainRecord | undefined): PlainRecord {
  return asRecord(asRecord(node?.['status'])['allocatable']);
}

function nameOf(object: PlainRecord): string {
  return String(asRecord(object['metadata'])['name']);
}

function plainTaint(taint: unknown): PlainRecord {
  const { key, value, effect } = asRecord(taint);
  return { key, value, effect };
}
