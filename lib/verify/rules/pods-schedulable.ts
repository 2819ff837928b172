import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { judgeTemplate, roomOf } from '../scheduling/judge-template';

/** Some node of the cluster can take each pod. */
export const podsSchedulable: Rule = {
  name: 'pods-schedulable',
  summary:
    'some node of the target cluster can take each pod by its taints, labels and room, beside the DaemonSets of the app',
  source: 'kubernetes 1.34 pkg/scheduler/framework/plugins, to which e2e feasible-nodes holds feasibleNodes',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    const room = inventory.cluster === undefined ? undefined : roomOf(inventory.cluster, inventory);
    checkPods(inventory, found, (template) => {
      const { kind } = template.owner;
      // One runs where it can, and the other makes no pods.
      if (kind === 'DaemonSet' || kind === 'PodTemplate') return;
      if (room === undefined) {
        found.push(notProven(template, 'no target cluster is declared'));
        return;
      }
      const verdict = judgeTemplate(template, room);
      if (verdict.kind === 'not-known') found.push(notProven(template, verdict.because));
      else if (verdict.kind === 'no') found.push(refused(template, room.cluster.name, verdict.because));
    });
    return found;
  },
};

function notProven({ owner, podPath }: PodTemplate, because: string): RuleFinding {
  return {
    code: 'verify/not-known-schedulable',
    severity: 'not-known',
    manifest: owner.manifest,
    path: podPath,
    message: `whether a node has room for its pods is not known: ${because}`,
    fix: 'nothing here: compare its requests, node selector and tolerations with the nodes',
  };
}

function refused({ owner, podPath }: PodTemplate, cluster: string, because: string): RuleFinding {
  return {
    code: 'verify/unschedulable',
    severity: 'error',
    manifest: owner.manifest,
    path: podPath,
    message: `no node of cluster ${cluster} can take its pods: ${because}`,
    fix: 'less to ask for, the labels and tolerations of a pool that is there, or a pool that suits',
  };
}
