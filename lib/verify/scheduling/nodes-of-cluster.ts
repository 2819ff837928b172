import {
  nodePoolAllocatable,
  nodeTaintsAndLabels,
  type Allocatable,
  type NodePool,
  type TargetCluster,
} from '../../hardware';
import type { Manifest } from '../manifest';

/** Which nodes a cluster is taken to have. */
export interface NodesOfCluster {
  /** As many as each pool may have, or one in each zone of each pool, which tells whether a pod could go anywhere. */
  readonly nodes: 'all' | 'one-a-zone';
  /**
   * What a node of a machine has for pods is known between two bounds: what fits in the least always fits, and what does
   * not fit in the most never does.
   */
  readonly room: 'least' | 'most';
}

/** A node that a pool can have. */
export interface NodeOfPool {
  readonly pool: NodePool;
  readonly node: Manifest;
}

/**
 * The Node objects that a declared cluster can have, with the labels and taints that its cloud sets by itself.
 *
 * What a node has for pods is left out where the machine of its pool is not known.
 */
export function nodesOfCluster(cluster: TargetCluster, which: NodesOfCluster): readonly NodeOfPool[] {
  return cluster.nodePools.flatMap((pool) => nodesOfPool(pool, cluster, which));
}

function nodesOfPool(pool: NodePool, cluster: TargetCluster, { nodes, room }: NodesOfCluster): readonly NodeOfPool[] {
  const left = nodePoolAllocatable(pool, cluster.kubernetes);
  const status = left === undefined ? {} : { status: { allocatable: quantitiesOf(left, room) } };
  const { max } = pool.nodes;
  // One node of a pool may be in any of its zones.
  const count = nodes === 'all' || max === 0 ? max : Math.max(1, pool.zones.length);
  return Array.from({ length: count }, (_, index) => {
    const name = `${pool.name}-${index}`;
    const zone = pool.zones[index % pool.zones.length];
    const { labels, taints } = nodeTaintsAndLabels(
      { ...pool, zones: zone === undefined ? [] : [zone] },
      cluster.region,
    );
    const node: Manifest = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { ...labels, 'kubernetes.io/hostname': name } },
      spec: { taints },
      ...status,
    };
    return { pool, node };
  });
}

function quantitiesOf(left: Allocatable, room: NodesOfCluster['room']): Readonly<Record<string, string>> {
  const end = room === 'least' ? 'atLeast' : 'atMost';
  return {
    cpu: `${left.cpuMilli}m`,
    memory: `${Math.floor(left.memoryMib[end] * 1024)}Ki`,
    pods: String(left.pods[end]),
    ...(left.ephemeralStorageMib !== undefined && { 'ephemeral-storage': `${Math.floor(left.ephemeralStorageMib)}Mi` }),
    ...Object.fromEntries(Object.entries(left.extended).map(([resource, amount]) => [resource, String(amount)])),
  };
}
