import type { Inventory } from '../inventory';
import { judgeNodes } from './feasible-nodes';
import type { NodeState } from './node-state';
import { nodeAffinity } from './plugins/node-affinity';
import { taintToleration } from './plugins/taint-toleration';
import { readPod } from './pod-state';
import { SchedulerState } from './scheduler-state';

/** Puts the pods of an app's DaemonSets on the nodes where they would run, since they come before all others. */
export function placeDaemons(inventory: Inventory, nodes: readonly NodeState[]): void {
  for (const owner of inventory.ofKind('apps', 'DaemonSet')) {
    for (const { metadata, pod: spec } of inventory.podTemplatesOf(owner)) {
      const pod = readPod({ metadata: { ...metadata, namespace: owner.namespace }, spec });
      const tolerations = [...pod.tolerations, ...ofDaemons];
      const state = new SchedulerState({ nodes: [] }, nodes);
      judgeNodes({ ...pod, tolerations }, state, [taintToleration, nodeAffinity]).forEach(({ feasible }, index) => {
        if (feasible === true) nodes[index]?.place(pod);
      });
    }
  }
}

// Source: Kubernetes 1.34.4, pkg/controller/daemon/util/daemonset_util.go.
const ofDaemons = [
  'node.kubernetes.io/disk-pressure',
  'node.kubernetes.io/memory-pressure',
  'node.kubernetes.io/pid-pressure',
  'node.kubernetes.io/unschedulable',
].map((key) => ({ key, operator: 'Exists', value: '', effect: 'NoSchedule' }));
