import type { NodePool, TargetCluster } from '../../hardware';
import type { DeclaredNode } from './declared-node';
import type { NodeState } from './node-state';
import type { NodesOfCluster } from './nodes-of-cluster';
import type { Amounts } from './pod-requests';
import { isNotKnown } from './verdict';

/** What the nodes of a pool have for the pods of an app, after its DaemonSets. */
export interface PoolRoom {
  readonly pool: NodePool;
  /** What each node has; nothing where that is not known. */
  readonly each: Amounts | undefined;
}

/** The room of each pool of a cluster, by nodes that it can have. */
export function roomOfPools(
  { nodePools }: TargetCluster,
  nodes: readonly DeclaredNode[],
  room: NodesOfCluster['room'],
): readonly PoolRoom[] {
  return nodePools.map((pool) => {
    const own = nodes.filter((one) => one.pool === pool).map(({ node }) => node);
    return { pool, each: leftOn(own, room === 'least' ? Math.min : Math.max) };
  });
}

/** What is left of nodes of one pool, by the bound that is asked for: DaemonSets may run in some zones only. */
function leftOn(nodes: readonly NodeState[], bound: (one: number, other: number) => number): Amounts | undefined {
  const all = new Map<string, number>();
  for (const { allocatable, requested, pods } of nodes) {
    if (isNotKnown(allocatable) || isNotKnown(requested)) return undefined;
    for (const [name, amount] of allocatable) {
      const left = amount - (name === 'pods' ? pods.length : (requested.get(name) ?? 0));
      all.set(name, bound(left, all.get(name) ?? left));
    }
  }
  return all.size === 0 ? undefined : all;
}
