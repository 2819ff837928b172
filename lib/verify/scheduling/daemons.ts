import type { NodePool, TargetCluster } from '../../hardware';
import type { Inventory } from '../inventory';
import { admit } from './admission';
import { judgeNodes } from './feasible-nodes';
import type { NodeState } from './node-state';
import type { NodesOfCluster } from './nodes-of-cluster';
import { nodeAffinity } from './plugins/node-affinity';
import { nodeResourcesFit } from './plugins/node-resources-fit';
import { taintToleration } from './plugins/taint-toleration';
import type { PodState } from './pod-state';
import { SchedulerState } from './scheduler-state';
import { undeclaredLabels } from './undeclared';

/**
 * Puts the pods of an app's DaemonSets on nodes, since they come before all others.
 *
 * @param room with the least, wherever they may run; with the most, where they surely do and find room
 */
export function placeDaemons(
  inventory: Inventory,
  nodes: readonly NodeOfPoolState[],
  room: NodesOfCluster['room'],
  cluster: TargetCluster,
): void {
  const state = new SchedulerState(
    { nodes: [] },
    nodes.map(({ node }) => node),
  );
  for (const owner of inventory.ofKind('apps', 'DaemonSet')) {
    for (const template of inventory.podTemplatesOf(owner)) {
      const { pod, openTo } = admit(template, inventory);
      const daemon = { ...pod, tolerations: [...pod.tolerations, ...ofDaemons] };
      const [surely, perhaps] = [surePlugins, possiblePlugins].map((plugins) => judgeNodes(daemon, state, plugins));
      nodes.forEach(({ node, pool }, index) => {
        const isOpen = openTo !== undefined || undeclaredLabels(daemon, node, pool, cluster).length > 0;
        const runs =
          room === 'least'
            ? (isOpen ? perhaps : surely)?.[index]?.feasible !== false
            : !isOpen && surely?.[index]?.feasible === true && nodeHasRoom(daemon, node);
        if (runs) node.place(daemon);
      });
    }
  }
}

/** A node that a pool can have. */
export interface NodeOfPoolState {
  readonly pool: NodePool;
  readonly node: NodeState;
}

const surePlugins = [taintToleration, nodeAffinity];
const possiblePlugins = [taintToleration];

function nodeHasRoom(pod: PodState, node: NodeState): boolean {
  const [verdict] = judgeNodes(pod, new SchedulerState({ nodes: [] }, [node]), [nodeResourcesFit]);
  return verdict?.feasible !== false;
}

// Source: Kubernetes 1.34.4, pkg/controller/daemon/util/daemonset_util.go.
const ofDaemons = [
  'node.kubernetes.io/disk-pressure',
  'node.kubernetes.io/memory-pressure',
  'node.kubernetes.io/pid-pressure',
  'node.kubernetes.io/unschedulable',
].map((key) => ({ key, operator: 'Exists', value: '', effect: 'NoSchedule' }));
