import type { TargetCluster } from '../../hardware';
import { asRecord, asString } from '../../verify';
import type { Cluster } from './open-cluster';
import { SimulatedNodes, type Kubelet } from './simulated-nodes';
import { listAll } from './requests';

/** How nodes are simulated. */
export interface SimulationOptions {
  /**
   * `'none'`: pods are placed and never run, and the nodes are kept alive from here. `'kwok'`: KWOK, which must run in the
   * cluster and manage the nodes that carry its annotation, pretends that their pods run. @default 'none'
   */
  readonly kubelet?: Kubelet | undefined;
  /**
   * Whether they may stand in a cluster that has nodes of a cloud: then any pod of anybody may be placed on one, where
   * it never runs. @default false
   */
  readonly besideCloudNodes?: boolean | undefined;
}

/**
 * Adds the nodes that a target cluster can have at most, so that the real scheduler places pods on them.
 *
 * They have the labels and taints that their cloud sets, and the least room that it leaves for pods. They are removed
 * by `remove()`, or when the cluster is closed.
 *
 * @throws Error where what nodes of a pool have for pods is not known, where the cluster has nodes of a cloud, and where
 *   the nodes do not become ready within a minute, and half a second more for each
 */
export async function simulateNodes(
  cluster: Cluster,
  target: TargetCluster,
  { kubelet = 'none', besideCloudNodes = false }: SimulationOptions = {},
): Promise<SimulatedNodes> {
  if (!besideCloudNodes) await expectNoCloud(cluster);
  const nodes = new SimulatedNodes(cluster, kubelet);
  try {
    await nodes.fill(target);
  } catch (error) {
    // What went wrong first is told; what is left is tried again, and told, when the cluster is closed.
    await nodes.remove().catch(() => undefined);
    throw error;
  }
  return nodes;
}

async function expectNoCloud(cluster: Cluster): Promise<void> {
  for (const { metadata, spec } of await listAll(cluster, '/api/v1/nodes')) {
    const provider = asString(asRecord(spec)['providerID']);
    if (provider === undefined || !/^(?:aws|azure|gce):/.test(provider)) continue;
    const name = String(asRecord(metadata)['name']);
    throw new Error(
      `node ${name} is a real one (${provider}): beside it, pods of others may be placed on simulated nodes, where they never run; another cluster, or besideCloudNodes: true`,
    );
  }
}
