import type { TargetCluster } from '../../hardware';
import type { Inventory } from '../inventory';
import { placeDaemons } from './daemons';
import type { DeclaredNode } from './declared-node';
import { NodeState } from './node-state';
import { nodesOfCluster, type NodesOfCluster } from './nodes-of-cluster';

/** A node in each zone of each pool of a cluster, with the DaemonSets of an app on it. */
export function declaredNodes(
  cluster: TargetCluster,
  inventory: Inventory,
  room: NodesOfCluster['room'],
): readonly DeclaredNode[] {
  const nodes = nodesOfCluster(cluster, { nodes: 'one-a-zone', room }).map(({ pool, node }) => ({
    pool,
    node: new NodeState(node),
  }));
  placeDaemons(inventory, nodes, room, cluster);
  return nodes;
}
