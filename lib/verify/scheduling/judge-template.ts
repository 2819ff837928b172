import type { TargetCluster } from '../../hardware';
import type { Inventory } from '../inventory';
import { placementProblems } from '../placement-problems';
import type { PodTemplate } from '../pod-template';
import { admit, withTolerationsOfResources } from './admission';
import type { DeclaredNode } from './declared-node';
import { declaredNodes } from './declared-nodes';
import { explain } from './explain';
import type { NodeFeasibility } from './feasible-nodes';
import { judgeDeclared } from './open-verdicts';
import { placedOtherwise } from './placed-otherwise';
import type { PodState } from './pod-state';
import { areAllPools } from './undeclared';

/** A cluster, and a node in each zone of each of its pools, with the DaemonSets of the app on it. */
export interface ClusterRoom {
  readonly inventory: Inventory;
  readonly cluster: TargetCluster;
  readonly least: readonly DeclaredNode[];
  readonly most: readonly DeclaredNode[];
}

/** What a cluster has for the pods of an app. */
export function roomOf(cluster: TargetCluster, inventory: Inventory): ClusterRoom {
  const [least, most] = [declaredNodes(cluster, inventory, 'least'), declaredNodes(cluster, inventory, 'most')];
  return { inventory, cluster, least, most };
}

/** Whether a node can take the pods of a template: some can, none can, or that is not known. */
export type Schedulable =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no'; readonly because: string }
  | { readonly kind: 'not-known'; readonly because: string };

const yes: Schedulable = { kind: 'yes' };

/** Tells whether a node of a cluster can take the pods of a template; yes too where the scheduler is not asked. */
export function judgeTemplate(template: PodTemplate, room: ClusterRoom): Schedulable {
  const { cluster } = room;
  // It does not come so far, as another rule says.
  if (placementProblems(template.pod).length > 0) return yes;
  const { pod, openTo } = admit(template, room.inventory);
  // Whoever names a node has asked the scheduler for nothing.
  if (pod.nodeName !== undefined) return yes;
  const other = placedOtherwise(pod.spec);
  if (other !== undefined) return notKnown(other);
  if (cluster.nodePools.length === 0) return notKnown(`no node pool of cluster ${cluster.name} is declared`);
  if (judgeDeclared(pod, room.least, cluster).some(({ feasible }) => feasible === true)) return yes;
  const verdicts = judgeDeclared(pod, room.most, cluster);
  const doubt = verdicts.find(({ feasible }) => feasible !== false);
  if (doubt !== undefined)
    return notKnown(doubt.reason ?? 'what its nodes have for pods is known between two bounds only');
  const open = whyOpen(pod, openTo, room, verdicts);
  return open === undefined ? { kind: 'no', because: reasons(pod, room, verdicts) } : notKnown(open);
}

function notKnown(because: string): Schedulable {
  return { kind: 'not-known', because };
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
