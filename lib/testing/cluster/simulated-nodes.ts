import type { Taint, TargetCluster } from '../../hardware';
import { asArray, asRecord, asString, nodesOfCluster, type PlainRecord } from '../../verify';
import { Heartbeats, readyConditions } from './heartbeats';
import type { Cluster } from './open-cluster';
import { labelsOf, uniqueDigits } from './ownership';
import { listAll, need } from './requests';
import { waitFor, type Deadline } from './wait-for';

/** Who plays the kubelet of a simulated node: nobody, or KWOK. */
export type Kubelet = 'none' | 'kwok';

/** What a simulated node says of itself, in the words of a Node. */
export interface NodeDescription {
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** What it has for pods, such as `{ cpu: '8', memory: '32Gi', pods: '110', 'nvidia.com/gpu': '1' }`. */
  readonly allocatable: Readonly<Record<string, string>>;
}

/** What `nodesOfCluster` makes. */
interface NodeManifest {
  readonly metadata: { readonly labels: NodeDescription['labels'] };
  readonly spec: { readonly taints: NodeDescription['taints'] };
  readonly status?: { readonly allocatable: NodeDescription['allocatable'] };
}

/** A pod, and where the scheduler put it. */
export interface PodPlace {
  readonly pod: string;
  /** The pool of its node; nothing where it has none, or one that is not simulated. */
  readonly pool?: string | undefined;
  readonly node?: string | undefined;
  /** Why the scheduler has found no node for it, in its own words. */
  readonly because?: string | undefined;
}

/** Nodes that are not there, which the real scheduler fills. */
export class SimulatedNodes {
  private readonly cluster: Cluster;
  private readonly kubelet: Kubelet;
  /** Apart from the nodes of a run that was killed. */
  private readonly run: string = uniqueDigits();
  private readonly pools: Map<string, string> = new Map();
  private readonly heartbeats: Heartbeats;
  private made = 0;

  constructor(cluster: Cluster, kubelet: Kubelet) {
    this.cluster = cluster;
    this.kubelet = kubelet;
    this.heartbeats = new Heartbeats(cluster);
    cluster.onClose(() => this.remove());
  }

  /**
   * Adds as many nodes of each pool of a cluster as it can have, and waits until pods may come.
   *
   * @throws Error where what nodes of a pool have for pods is not known
   */
  async fill(target: TargetCluster): Promise<void> {
    for (const { pool, node } of nodesOfCluster(target, { nodes: 'all', room: 'least' })) {
      // A cast: a manifest is any object, and these are made with just that.
      const { metadata, spec, status } = node as unknown as NodeManifest;
      if (status === undefined) throw new Error(`what a node of pool ${pool.name} has for pods is not known`);
      // A disk where nobody said of what size it is.
      const allocatable = { 'ephemeral-storage': '20Gi', ...status.allocatable };
      await this.add(pool.name, { labels: metadata.labels, taints: spec.taints, allocatable });
    }
    await this.settle();
  }

  /** Adds a node of a pool. */
  async add(pool: string, { labels, taints, allocatable }: NodeDescription): Promise<void> {
    const name = `${pool}-${this.run}-${this.made}`;
    this.made += 1;
    const isKwok = this.kubelet === 'kwok';
    const made = await need(this.cluster, {
      method: 'POST',
      path: '/api/v1/nodes',
      body: {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name,
          labels: {
            ...labels,
            ...labelsOf(this.cluster.ownership, 'simulated-node'),
            'kubernetes.io/hostname': name,
          },
          annotations: {
            'node.alpha.kubernetes.io/ttl': '0',
            ...(isKwok && { 'kwok.x-k8s.io/node': 'fake' }),
          },
        },
        spec: { taints },
        status: { capacity: allocatable, allocatable, ...(isKwok ? {} : { conditions: readyConditions() }) },
      },
    });
    this.pools.set(name, pool);
    if (!isKwok) await this.heartbeats.add(name, String(asRecord(asRecord(made)['metadata'])['uid']));
  }

  /** Waits until pods may come: a new node is tainted until the node controller has seen it ready. */
  async settle(): Promise<void> {
    await this.expectAll((node) => whyNotReady(node) ?? whyTainted(node));
  }

  /** Waits until all nodes are ready, whatever taints they have. */
  async becomeReady(deadline?: Deadline): Promise<void> {
    await this.expectAll(whyNotReady, deadline);
  }

  /** Lets no further pod come to a pool, as `kubectl cordon` does with its nodes; or lets them come again. */
  async cordon(pool: string, unschedulable: boolean): Promise<void> {
    for (const [name] of [...this.pools].filter(([, of]) => of === pool)) {
      await need(this.cluster, {
        method: 'PATCH',
        path: `/api/v1/nodes/${name}`,
        contentType: 'application/merge-patch+json',
        body: { spec: { unschedulable } },
      });
    }
  }

  /** The pool that a node was added for; nothing of a node that is not one of these. */
  poolOf(node: string | undefined): string | undefined {
    return node === undefined ? undefined : this.pools.get(node);
  }

  /** Where the pods of a namespace are now, in the order of their names. */
  async places(namespace: { readonly name: string }): Promise<readonly PodPlace[]> {
    const pods = await listAll(this.cluster, `/api/v1/namespaces/${namespace.name}/pods`);
    return pods.map(({ metadata, spec, status }) => {
      const node = asString(asRecord(spec)['nodeName']);
      const conditions = asArray(asRecord(status)['conditions']).map(asRecord);
      const scheduled = conditions.find(({ type }) => type === 'PodScheduled');
      const because = scheduled?.['status'] === 'False' ? asString(scheduled['message']) : undefined;
      return { pod: String(asRecord(metadata)['name']), pool: this.poolOf(node), node, because };
    });
  }

  /**
   * Waits until the scheduler has looked at as many pods of a namespace, and says where each is.
   *
   * @throws Error where that takes longer than a minute
   */
  async placesOf(count: number, namespace: { readonly name: string }): Promise<readonly PodPlace[]> {
    return waitFor(`${count} pods to be placed`, async () => {
      const places = await this.places(namespace);
      const seen = places.filter(({ node, because }) => node !== undefined || because !== undefined);
      if (seen.length !== count) throw new Error(`${seen.length} of ${places.length} pods are`);
      return seen;
    });
  }

  /** Removes the nodes, and the pods on them, which nobody else would ever see end. */
  async remove(): Promise<void> {
    this.heartbeats.stop();
    for (const name of this.pools.keys()) {
      await this.cluster.call({ method: 'DELETE', path: `/api/v1/nodes/${name}` });
      const bound = `/api/v1/pods?fieldSelector=${encodeURIComponent(`spec.nodeName=${name}`)}`;
      for (const { metadata } of await listAll(this.cluster, bound)) {
        const { namespace, name: pod } = asRecord(metadata);
        const path = `/api/v1/namespaces/${String(namespace)}/pods/${String(pod)}?gracePeriodSeconds=0`;
        await this.cluster.call({ method: 'DELETE', path });
      }
      this.pools.delete(name);
    }
  }

  private async expectAll(fault: (node: PlainRecord) => string | undefined, deadline?: Deadline): Promise<void> {
    const look = async (): Promise<void> => {
      const nodes = await listAll(this.cluster, '/api/v1/nodes');
      const byName = new Map(nodes.map((node) => [String(asRecord(node['metadata'])['name']), node]));
      for (const name of this.pools.keys()) {
        const node = byName.get(name);
        const said = node === undefined ? 'is not there' : fault(node);
        if (said !== undefined) throw new Error(`node ${name} ${said}`);
      }
    };
    await waitFor('the simulated nodes', look, deadline ?? patienceWith(this.pools.size));
  }
}

/** The node controller sees to a few nodes a second: kube-controller-manager sends 20 requests a second unless told. */
function patienceWith(nodes: number): Deadline {
  return { within: `${60 + Math.ceil(nodes / 2)}s` };
}

function whyNotReady({ status }: PlainRecord): string | undefined {
  const conditions = asArray(asRecord(status)['conditions']).map(asRecord);
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True') ? undefined : 'is not ready';
}

function whyTainted({ spec }: PlainRecord): string | undefined {
  const taints = asArray(asRecord(spec)['taints']).map(asRecord);
  return taints.some(({ key }) => key === 'node.kubernetes.io/not-ready') ? 'is tainted as not ready' : undefined;
}
