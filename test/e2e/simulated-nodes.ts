import { randomBytes } from 'node:crypto';
import { vi } from 'vitest';
import type { Taint, TargetCluster } from '../../lib';
import { nodesOfCluster, type Manifest } from '../../lib/verify';
import { asArray, asRecord, type PlainRecord } from '../../lib/verify/untrusted';
import type { Call } from './api-server';
import type { Cluster } from './cluster';

/** What a simulated node says of itself. */
export interface NodeDescription {
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** What it has for pods, such as `{ cpu: '8', memory: '32Gi', pods: '110', 'nvidia.com/gpu': '1' }`. */
  readonly allocatable: Readonly<Record<string, string>>;
}

/** Nodes on which KWOK pretends that pods run; the scheduler that fills them is the real one. */
export class SimulatedNodes {
  private readonly cluster: Cluster;
  /** Apart from the nodes of a run that was killed. */
  private readonly run: string = randomBytes(4).toString('hex');
  private readonly pools: Map<string, string> = new Map();
  private made = 0;

  private constructor(cluster: Cluster) {
    this.cluster = cluster;
  }

  /** The nodes of a cluster that simulates them; `undefined` where a new one does not become ready within 20 seconds. */
  static async of(cluster: Cluster): Promise<SimulatedNodes | undefined> {
    const nodes = new SimulatedNodes(cluster);
    await nodes.add('probe', { labels: {}, taints: [], allocatable: {} });
    try {
      await vi.waitFor(() => nodes.expect(whyNotReady), { timeout: 20_000, interval: 100 });
      return nodes;
    } catch {
      return undefined;
    } finally {
      await nodes.remove();
    }
  }

  /** Adds as many nodes of each pool as it can have, labelled and tainted as its cloud does, with the least room there is. */
  async fill(cluster: TargetCluster): Promise<void> {
    for (const { pool, node } of nodesOfCluster(cluster, { nodes: 'all', room: 'least' })) {
      await this.add(pool.name, describe(node));
    }
    await this.settle();
  }

  /** Adds a node of a pool. */
  async add(pool: string, { labels, taints, allocatable }: NodeDescription): Promise<void> {
    const name = `${pool}-${this.run}-${this.made}`;
    this.made += 1;
    await this.call({
      method: 'POST',
      path: '/api/v1/nodes',
      body: {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name,
          labels: { ...labels, 'kubernetes.io/hostname': name },
          annotations: { 'kwok.x-k8s.io/node': 'fake', 'node.alpha.kubernetes.io/ttl': '0' },
        },
        spec: { taints },
        status: { capacity: allocatable, allocatable },
      },
    });
    this.pools.set(name, pool);
  }

  /** Waits until pods may come: a new node is tainted until the node controller has seen it ready. */
  async settle(): Promise<void> {
    const settled = (): Promise<void> => this.expect((node) => whyNotReady(node) ?? whyTainted(node));
    await vi.waitFor(settled, { timeout: 60_000, interval: 100 });
  }

  /** Lets no further pod come to a pool, as `kubectl cordon` does with its nodes; or lets them come again. */
  async cordon(pool: string, unschedulable: boolean): Promise<void> {
    for (const [name] of [...this.pools].filter(([, of]) => of === pool)) {
      await this.call({
        method: 'PATCH',
        path: `/api/v1/nodes/${name}`,
        contentType: 'application/merge-patch+json',
        body: { spec: { unschedulable } },
      });
    }
  }

  /** The pool that a node was added for. */
  poolOf(node: string | undefined): string | undefined {
    return node === undefined ? undefined : this.pools.get(node);
  }

  /** Removes everything of a namespace that makes pods, and the pods: until they are gone they keep their GPUs. */
  async leave(namespace: string): Promise<void> {
    const apps = `/apis/apps/v1/namespaces/${namespace}`;
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    for (const kind of ['deployments', 'statefulsets', 'replicasets']) {
      await this.call({ method: 'DELETE', path: `${apps}/${kind}?propagationPolicy=Background` });
    }
    const expectNone = async (): Promise<void> => {
      await this.call({ method: 'DELETE', path: `${pods}?gracePeriodSeconds=0` });
      const { length } = asArray(asRecord(await this.call({ method: 'GET', path: pods }))['items']);
      if (length > 0) throw new Error(`${length} pods of ${namespace} are still there`);
    };
    await vi.waitFor(expectNone, { timeout: 30_000, interval: 100 });
  }

  /** Removes the nodes; their pods have to be gone. */
  async remove(): Promise<void> {
    for (const name of this.pools.keys()) await this.call({ method: 'DELETE', path: `/api/v1/nodes/${name}` });
    this.pools.clear();
  }

  /** Throws at the first node of which something is to be said. */
  private async expect(fault: (node: PlainRecord) => string | undefined): Promise<void> {
    for (const name of this.pools.keys()) {
      const said = fault(asRecord(await this.call({ method: 'GET', path: `/api/v1/nodes/${name}` })));
      if (said !== undefined) throw new Error(`node ${name} ${said}`);
    }
  }

  private async call(call: Call): Promise<unknown> {
    const { status, body } = await this.cluster.call(call);
    if (status >= 300) throw new Error(`${call.method} ${call.path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }
}

function whyNotReady({ status }: PlainRecord): string | undefined {
  const conditions = asArray(asRecord(status)['conditions']).map(asRecord);
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True') ? undefined : 'is not ready';
}

function whyTainted({ spec }: PlainRecord): string | undefined {
  const taints = asArray(asRecord(spec)['taints']).map(asRecord);
  return taints.some(({ key }) => key === 'node.kubernetes.io/not-ready') ? 'is tainted as not ready' : undefined;
}

/** What a node says of itself, with a disk where nobody said of what size it is. */
function describe(node: Manifest): NodeDescription {
  const { metadata, spec, status } = node as unknown as NodeManifest;
  if (status === undefined) throw new Error(`what node ${metadata.name} has for pods is not known`);
  const allocatable = { 'ephemeral-storage': '20Gi', ...status.allocatable };
  return { labels: metadata.labels, taints: spec.taints, allocatable };
}

/** What `nodesOfCluster` makes. */
interface NodeManifest {
  readonly metadata: { readonly name: string; readonly labels: NodeDescription['labels'] };
  readonly spec: { readonly taints: readonly Taint[] };
  readonly status?: { readonly allocatable: NodeDescription['allocatable'] };
}
