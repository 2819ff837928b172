import type { TargetCluster } from '../../hardware';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { admit, withTolerationsOfResources } from '../scheduling/admission';
import { placeDaemons, type NodeOfPoolState } from '../scheduling/daemons';
import { explain } from '../scheduling/explain';
import type { NodeFeasibility } from '../scheduling/feasible-nodes';
import { NodeState } from '../scheduling/node-state';
import { nodesOfCluster } from '../scheduling/nodes-of-cluster';
import { judgeDeclared } from '../scheduling/open-verdicts';
import type { PodState } from '../scheduling/pod-state';
import { areAllPools } from '../scheduling/undeclared';
import { asArray } from '../untrusted';

/** Some node of the cluster can take each pod. */
export const podsSchedulable: Rule = {
  name: 'pods-schedulable',
  summary:
    'some node of the target cluster can take each pod by its taints, labels and room, beside the DaemonSets of the app',
  source: 'kubernetes 1.34 pkg/scheduler/framework/plugins, to which e2e feasible-nodes holds feasibleNodes',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    const cluster = inventory.cluster === undefined ? undefined : new ClusterRoom(inventory.cluster, inventory);
    checkPods(inventory, found, (template) => {
      const { kind } = template.owner;
      // One runs where it can, and the other makes no pods.
      if (kind === 'DaemonSet' || kind === 'PodTemplate') return;
      const doubt = cluster === undefined ? 'no target cluster is declared' : judge(template, cluster, found);
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

/** A node in each zone of each pool, with the DaemonSets of the app on it. */
class ClusterRoom {
  readonly inventory: Inventory;
  readonly cluster: TargetCluster;
  readonly least: readonly NodeOfPoolState[];
  readonly most: readonly NodeOfPoolState[];

  constructor(cluster: TargetCluster, inventory: Inventory) {
    this.inventory = inventory;
    this.cluster = cluster;
    this.least = this.nodesWith('least');
    this.most = this.nodesWith('most');
  }

  judge(pod: PodState, nodes: readonly NodeOfPoolState[]): readonly NodeFeasibility[] {
    return judgeDeclared(
      pod,
      nodes.map(({ node }) => node),
      (index) => nodes[index]?.pool,
      this.cluster,
    );
  }

  private nodesWith(room: 'least' | 'most'): readonly NodeOfPoolState[] {
    const { cluster, inventory } = this;
    const all = nodesOfCluster(cluster, { nodes: 'one-a-zone', room });
    const nodes = all.map(({ pool, node }) => ({ pool, node: new NodeState(node) }));
    placeDaemons(inventory, nodes, room, cluster);
    return nodes;
  }
}

/** Reports where no node can take a pod, and says what keeps that from being known. */
function judge(template: PodTemplate, room: ClusterRoom, found: RuleFinding[]): string | undefined {
  const { cluster } = room;
  const { pod, openTo } = admit(template, room.inventory);
  // Whoever names a node has asked the scheduler for nothing.
  if (pod.nodeName !== undefined) return undefined;
  const other = whyNotJudged(pod, cluster);
  if (other !== undefined) return other;
  if (room.judge(pod, room.least).some(({ feasible }) => feasible === true)) return undefined;
  const verdicts = room.judge(pod, room.most);
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

function whyNotJudged({ spec }: PodState, cluster: TargetCluster): string | undefined {
  const scheduler = spec['schedulerName'];
  if (typeof scheduler === 'string' && scheduler !== 'default-scheduler') return `${scheduler} places them`;
  if (asArray(spec['schedulingGates']).length > 0) return 'they wait for somebody to lift their scheduling gates';
  if (asArray(spec['resourceClaims']).length > 0)
    return 'the devices that their resource claims may have are not declared';
  return cluster.nodePools.length === 0 ? `no node pool of cluster ${cluster.name} is declared` : undefined;
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
  if (tolerant !== pod && room.judge(tolerant, room.most).some(({ feasible }) => feasible !== false)) {
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
