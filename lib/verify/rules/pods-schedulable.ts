import type { TargetCluster } from '../../hardware';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { placementProblems } from '../placement-problems';
import type { PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { admit, withTolerationsOfResources } from '../scheduling/admission';
import type { DeclaredNode } from '../scheduling/declared-node';
import { declaredNodes } from '../scheduling/declared-nodes';
import { explain } from '../scheduling/explain';
import type { NodeFeasibility } from '../scheduling/feasible-nodes';
import { judgeDeclared } from '../scheduling/open-verdicts';
import { placedOtherwise } from '../scheduling/placed-otherwise';
import type { PodState } from '../scheduling/pod-state';
import { areAllPools } from '../scheduling/undeclared';

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
      const doubt = room === undefined ? 'no target cluster is declared' : judge(template, room, found);
      if (doubt !== undefined) found.push(notProven(template, doubt));
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

/** A cluster, and a node in each zone of each of its pools, with the DaemonSets of the app on it. */
interface ClusterRoom {
  readonly inventory: Inventory;
  readonly cluster: TargetCluster;
  readonly least: readonly DeclaredNode[];
  readonly most: readonly DeclaredNode[];
}

function roomOf(cluster: TargetCluster, inventory: Inventory): ClusterRoom {
  const [least, most] = [declaredNodes(cluster, inventory, 'least'), declaredNodes(cluster, inventory, 'most')];
  return { inventory, cluster, least, most };
}

/** Reports where no node can take a pod, and says what keeps that from being known. */
function judge(template: PodTemplate, room: ClusterRoom, found: RuleFinding[]): string | undefined {
  const { cluster } = room;
  // It does not come so far, as another rule says.
  if (placementProblems(template.pod).length > 0) return undefined;
  const { pod, openTo } = admit(template, room.inventory);
  // Whoever names a node has asked the scheduler for nothing.
  if (pod.nodeName !== undefined) return undefined;
  const other = placedOtherwise(pod.spec);
  if (other !== undefined) return other;
  if (cluster.nodePools.length === 0) return `no node pool of cluster ${cluster.name} is declared`;
  if (judgeDeclared(pod, room.least, cluster).some(({ feasible }) => feasible === true)) return undefined;
  const verdicts = judgeDeclared(pod, room.most, cluster);
  const doubt = verdicts.find(({ feasible }) => feasible !== false);
  if (doubt !== undefined) return doubt.reason ?? 'what its nodes have for pods is known between two bounds only';
  const open = whyOpen(pod, openTo, room, verdicts);
  if (open !== undefined) return open;
  found.push({
    code: 'verify/unschedulable',
    severity: 'error',
    manifest: template.owner.manifest,
    path: template.podPath,
    message: `no node of cluster ${cluster.name} can take its pods: ${reasons(pod, room, verdicts)}`,
    fix: 'less to ask for, the labels and tolerations of a pool that is there, or a pool that suits',
  });
  return undefined;
}

/** Says what may let a pod on a node all the same. */
function whyOpen(
  pod: PodState,
  openTo: string | undefined,
  room: ClusterRoom,
  verdicts: readonly NodeFeasibility[],
): string | undefined {
  const { cluster } = room;
  if (!areAllPools(cluster)) {
    return `the pools that are declared of cluster ${cluster.name} are not all it has: each is tainted`;
  }
  const mayGain = verdicts.some(({ plugin }) => plugin === 'TaintToleration' || plugin === 'NodeAffinity');
  if (openTo !== undefined && mayGain) return `${openTo} is not declared`;
  const tolerant = withTolerationsOfResources(pod);
  if (tolerant !== pod && judgeDeclared(tolerant, room.most, cluster).some(({ feasible }) => feasible !== false)) {
    return 'whether the cluster adds tolerations for the resources that they ask for is not declared';
  }
  return undefined;
}

/** Why each pool cannot take a pod, once for all its zones. */
function reasons(pod: PodState, room: ClusterRoom, verdicts: readonly NodeFeasibility[]): string {
  const said = new Map<string, string>();
  verdicts.forEach((verdict, index) => {
    const one = room.most[index];
    if (one !== undefined && !said.has(one.pool.name)) said.set(one.pool.name, explain(pod, one.node, verdict));
  });
  return [...said].map(([pool, why]) => `pool ${pool}: ${why}`).join('. ');
}
