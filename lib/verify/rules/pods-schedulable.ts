import type { NodePool, TargetCluster } from '../../hardware';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { placeDaemons } from '../scheduling/daemons';
import { explain } from '../scheduling/explain';
import { judgeNodes, type NodeFeasibility } from '../scheduling/feasible-nodes';
import type { NodeState } from '../scheduling/node-state';
import { nodesOfCluster } from '../scheduling/nodes-of-cluster';
import { nodeAffinity } from '../scheduling/plugins/node-affinity';
import { nodeResourcesFit } from '../scheduling/plugins/node-resources-fit';
import { podTopologySpread } from '../scheduling/plugins/pod-topology-spread';
import { taintToleration } from '../scheduling/plugins/taint-toleration';
import { readPod, type PodState } from '../scheduling/pod-state';
import { SchedulerState } from '../scheduling/scheduler-state';
import { isAlwaysDeclared, undeclaredLabels } from '../scheduling/undeclared';
import { isNotKnown } from '../scheduling/verdict';

/** Some node of the cluster can take each pod. */
export const podsSchedulable: Rule = {
  name: 'pods-schedulable',
  summary: 'some node of the target cluster can take each pod, beside the DaemonSets of the app',
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

/** What of the scheduler can be judged before there are other pods. */
const plugins = [taintToleration, nodeAffinity, nodeResourcesFit, podTopologySpread];

/** What can be judged of nodes whose labels are not all known. */
const pluginsWithoutLabels = [taintToleration, nodeResourcesFit];

/** A node in each zone of each pool, with the DaemonSets of the app on it. */
class ClusterRoom {
  readonly cluster: TargetCluster;
  readonly pools: readonly NodePool[];
  readonly least: SchedulerState;
  readonly most: SchedulerState;

  constructor(cluster: TargetCluster, inventory: Inventory) {
    const most = nodesOfCluster(cluster, { nodes: 'one-a-zone', room: 'most' });
    const least = nodesOfCluster(cluster, { nodes: 'one-a-zone', room: 'least' });
    this.cluster = cluster;
    this.pools = most.map(({ pool }) => pool);
    this.most = new SchedulerState({ nodes: most.map(({ node }) => node) });
    this.least = new SchedulerState({ nodes: least.map(({ node }) => node) });
    for (const { nodes } of [this.most, this.least]) placeDaemons(inventory, nodes);
  }

  /** Whether pods that tolerate nothing have a pool: where they have none, not all pools are declared. */
  get isWhole(): boolean {
    return this.cluster.nodePools.some(
      ({ system, taints }) =>
        system === true ||
        taints.every(({ key, effect }) => effect === 'PreferNoSchedule' || key === 'CriticalAddonsOnly'),
    );
  }
}

/** Reports where no node can take a pod, and says what keeps that from being known. */
function judge(template: PodTemplate, room: ClusterRoom, found: RuleFinding[]): string | undefined {
  const { cluster } = room;
  const pod = readPod({ metadata: { ...template.metadata, namespace: template.owner.namespace }, spec: template.pod });
  // Whoever names a node has asked the scheduler for nothing.
  if (pod.nodeName !== undefined) return undefined;
  const scheduler = pod.spec['schedulerName'];
  if (typeof scheduler === 'string' && scheduler !== 'default-scheduler') return `${scheduler} places them`;
  if (room.pools.length === 0) return `no node pool of cluster ${cluster.name} is declared`;
  if (judgeAll(pod, room, room.least).some(({ feasible }) => feasible === true)) return undefined;
  const verdicts = judgeAll(pod, room, room.most);
  const doubt = verdicts.find(({ feasible }) => feasible !== false);
  if (doubt !== undefined) return doubt.reason ?? 'what its nodes have for pods is known between two bounds only';
  if (!room.isWhole)
    return `the pools that are declared of cluster ${cluster.name} are not all it has: each is tainted`;
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

/** A verdict for each node; where what a pool does not declare would decide, it is open. */
function judgeAll(pod: PodState, room: ClusterRoom, state: SchedulerState): readonly NodeFeasibility[] {
  const whole = judgeNodes(pod, state, plugins);
  const withoutLabels = judgeNodes(pod, state, pluginsWithoutLabels);
  return whole.map((verdict, index) => {
    const pool = room.pools[index];
    const node = state.nodes[index];
    if (pool === undefined || node === undefined) return verdict;
    const [label] = undeclaredLabels(pod, pool, room.cluster);
    const known = label === undefined ? verdict : (withoutLabels[index] ?? verdict);
    if (known.feasible === false) {
      const resource = known.plugin === 'NodeResourcesFit' ? undeclaredResource(pod, node) : undefined;
      return resource === undefined
        ? known
        : { node: node.name, feasible: undefined, reason: `whether pool ${pool.name} has ${resource} is not declared` };
    }
    if (label === undefined) return known;
    return {
      node: node.name,
      feasible: undefined,
      reason: `whether the nodes of pool ${pool.name} have label ${label} is not declared`,
    };
  });
}

/** A resource that is all that a pod lacks on a node, and of which nobody said whether the node has it. */
function undeclaredResource({ requests }: PodState, { allocatable, requested }: NodeState): string | undefined {
  if (isNotKnown(requests) || isNotKnown(allocatable) || isNotKnown(requested)) return undefined;
  const lacking = [...requests].filter(
    ([name, amount]) => amount > (allocatable.get(name) ?? 0) - (requested.get(name) ?? 0),
  );
  const open = lacking.filter(([name]) => !isAlwaysDeclared(name) && !allocatable.has(name));
  return open.length === lacking.length ? open[0]?.[0] : undefined;
}

/** Why each pool cannot take a pod, once for all its zones. */
function reasons(pod: PodState, room: ClusterRoom, verdicts: readonly NodeFeasibility[]): string {
  const said = new Map<string, string>();
  verdicts.forEach((verdict, index) => {
    const pool = room.pools[index];
    const node = room.most.nodes[index];
    if (pool !== undefined && node !== undefined && !said.has(pool.name))
      said.set(pool.name, explain(pod, node, verdict));
  });
  return [...said].map(([pool, why]) => `pool ${pool}: ${why}`).join('. ');
}
