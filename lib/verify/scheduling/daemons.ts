import type { TargetCluster } from '../../hardware';
import type { Inventory } from '../inventory';
import { admit } from './admission';
import type { DeclaredNode } from './declared-node';
import { judgeNodes } from './feasible-nodes';
import type { NodeState } from './node-state';
import type { NodesOfCluster } from './nodes-of-cluster';
import { nodeAffinity } from './plugins/node-affinity';
import { nodeResourcesFit } from './plugins/node-resources-fit';
import { taintToleration } from './plugins/taint-toleration';
import type { PodState } from './pod-state';
import { labelsAskedFor, undeclaredLabels } from './undeclared';

/**
 * Puts the pods of an app's DaemonSets on nodes, since they come before all others.
 *
 * @param room with the least, wherever they may run; with the most, where they surely do and find room
 */
export function placeDaemons(
  inventory: Inventory,
  nodes: readonly DeclaredNode[],
  room: NodesOfCluster['room'],
  cluster: TargetCluster,
): void {
  const state = { nodes: nodes.map(({ node }) => node) };
  for (const owner of inventory.ofKind('apps', 'DaemonSet')) {
    for (const template of inventory.podTemplatesOf(owner)) {
      const { pod, openTo } = admit(template, inventory);
      const daemon = { ...pod, tolerations: [...pod.tolerations, ...ofDaemons] };
      const [surely, perhaps] = [surePlugins, possiblePlugins].map((plugins) => judgeNodes(daemon, state, plugins));
      const asked = labelsAskedFor(daemon);
      nodes.forEach((one, index) => {
        const { node } = one;
        const isOpen = openTo !== undefined || undeclaredLabels(asked, one, cluster).length > 0;
        const runs =
          room === 'least'
            ? (isOpen ? perhaps : surely)?.[index]?.feasible !== false
            : !isOpen && surely?.[index]?.feasible === true && nodeHasRoom(daemon, node);
        if (runs) node.place(daemon);
      });
    }
  }
}

const surePlugins = [taintToleration, nodeAffinity];
const possiblePlugins = [taintToleration];

function nodeHasRoom(pod: PodState, node: NodeState): boolean {
  const [verdict] = judgeNodes(pod, { nodes: [node] }, [nodeResourcesFit]);
  return verdict?.feasible !== false;
}

// Source: Kubernetes 1.34.4, pkg/controller/daemon/util/daemonset_util.go.
const ofDaemons = [
  'node.kubernetes.io/disk-pressure',
  'node.kubernetes.io/memory-pressure',
  'node.kubernetes.io/pid-pressure',
  'node.kubernetes.io/unschedulable',
].map((key) => ({ key, operator: 'Exists', value: '', effect: 'NoSchedule' }));
