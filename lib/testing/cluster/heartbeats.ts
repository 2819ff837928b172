import type { Cluster } from './open-cluster';
import { need } from './requests';

/** Seconds between two signs of life, and those after which a node counts as dead: the kubelet's own. */
const period = 10;
const leaseDuration = 40;

const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';

/** Signs of life of nodes that have no kubelet: each has a Lease, as the kubelet's own, and it is renewed. */
export class Heartbeats {
  private readonly cluster: Cluster;
  private readonly nodes: string[] = [];
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(cluster: Cluster) {
    this.cluster = cluster;
  }

  /** Begins to keep a node alive. */
  async add(name: string, uid: string): Promise<void> {
    await need(this.cluster, {
      method: 'POST',
      path: leases,
      body: {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        // Goes with its node, also where that outlives this program.
        metadata: { name, ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] },
        spec: { holderIdentity: name, leaseDurationSeconds: leaseDuration, renewTime: now() },
      },
    });
    this.nodes.push(name);
    if (this.timer !== undefined) return;
    this.timer = setInterval(() => void this.beat(), period * 1000);
    // A test that ends must not be kept waiting.
    this.timer.unref();
  }

  /** Ends them all: the node controller then notices that the nodes are gone. */
  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.nodes.length = 0;
  }

  private async beat(): Promise<void> {
    for (const name of [...this.nodes]) {
      // A missed one is made up for by the next: a node dies of four.
      await need(this.cluster, {
        method: 'PATCH',
        path: `${leases}/${name}`,
        contentType: 'application/merge-patch+json',
        body: { spec: { renewTime: now() } },
      }).catch(() => undefined);
    }
  }
}

/** The conditions of a node that is well. */
export function readyConditions(): readonly object[] {
  const at = new Date().toISOString();
  const condition = (type: string, status: 'True' | 'False', reason: string): object => {
    return { type, status, reason, message: 'simulated', lastHeartbeatTime: at, lastTransitionTime: at };
  };
  return [
    condition('Ready', 'True', 'KubeletReady'),
    condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
    condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
    condition('PIDPressure', 'False', 'KubeletHasSufficientPID'),
  ];
}

/** Now, as the MicroTime of a Lease. */
function now(): string {
  return new Date().toISOString().replace('Z', '000Z');
}
