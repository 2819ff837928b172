import type { NodePool, TargetCluster } from '../../hardware';
import type { Inventory } from '../inventory';
import { asArray, asInteger, asRecord } from '../untrusted';
import type { DeclaredNode } from './declared-node';
import type { Demand } from './demand';
import type { NodesOfCluster } from './nodes-of-cluster';
import { judgeDeclared } from './open-verdicts';
import type { PodGroup } from './pod-groups';
import { readWithKeys, type PodTerm } from './pod-terms';
import { placedOtherwise } from './placed-otherwise';
import { areAllPools, namesPool } from './undeclared';
import { isNotKnown } from './verdict';

/** What some pods ask of the pools of a cluster. */
export interface Demands {
  /** Those of which it can be told. */
  readonly told: readonly Omit<Demand, 'count'>[];
  /** Those that ask something of other pods or of zones, or that may go where nobody has declared a pool. */
  readonly open: readonly PodGroup[];
  /** Of these, those that no pool can take. */
  readonly nowhere: readonly PodGroup[];
}

/**
 * Finds the pools that can take each pod: with the most room, all that perhaps can; with the least, those that surely can.
 */
export function demandsOf(
  groups: readonly PodGroup[],
  nodes: readonly DeclaredNode[],
  room: NodesOfCluster['room'],
  cluster: TargetCluster,
  inventory: Inventory,
): Demands {
  const isWhole = areAllPools(cluster);
  const known = new Map<number, readonly number[]>();
  const told: Omit<Demand, 'count'>[] = [];
  const open: PodGroup[] = [];
  const nowhere: PodGroup[] = [];
  for (const group of groups) {
    const likeness = inventory.likenesses[group.index] ?? -1;
    const possible = known.get(likeness) ?? poolsFor(group, nodes, room, cluster);
    known.set(likeness, possible);
    const perNode = perNodeOf(group, room, inventory);
    const isOpen = isElsewhere(group) || (!isWhole && !namesPool(group.pod));
    if (possible.length === 0) nowhere.push(group);
    if (possible.length === 0 || perNode === undefined || isOpen) open.push(group);
    else told.push({ group, pools: possible, perNode });
  }
  return { told, open, nowhere };
}

/** With the most room each pool that perhaps has a node for a pod; with the least, each of which every node has room. */
function poolsFor(
  { pod }: PodGroup,
  nodes: readonly DeclaredNode[],
  room: NodesOfCluster['room'],
  cluster: TargetCluster,
): readonly number[] {
  const verdicts = judgeDeclared(pod, nodes, cluster);
  const ofPools = new Map<NodePool, (boolean | undefined)[]>();
  nodes.forEach(({ pool }, index) => {
    const before = ofPools.get(pool) ?? [];
    ofPools.set(pool, [...before, verdicts[index]?.feasible]);
  });
  return cluster.nodePools.flatMap((pool, index) => {
    const feasible = ofPools.get(pool) ?? [];
    const isPossible =
      room === 'most'
        ? feasible.some((one) => one !== false)
        : feasible.length > 0 && feasible.every((one) => one === true);
    return isPossible ? [index] : [];
  });
}

/** Whether something that is not declared has a say in where pods go, or somebody has chosen already. */
function isElsewhere({ pod: { spec, nodeName }, isOpen }: PodGroup): boolean {
  return isOpen || nodeName !== undefined || placedOtherwise(spec) !== undefined;
}

const hostname = 'kubernetes.io/hostname';

/** How many of some pods one node holds, by what they require of each other; nothing where they require more than that. */
function perNodeOf(group: PodGroup, room: NodesOfCluster['room'], inventory: Inventory): number | undefined {
  const { affinity, spec } = group.pod;
  if (isNotKnown(affinity) || affinity.near.length > 0) return undefined;
  let perNode = Number.MAX_SAFE_INTEGER;
  for (const term of affinity.apart) {
    if (!isOfItself(term, group, inventory)) return undefined;
    perNode = 1;
  }
  for (const constraint of asArray(spec['topologySpreadConstraints']).map(asRecord)) {
    if (constraint['whenUnsatisfiable'] !== 'DoNotSchedule') continue;
    // As many on each node are even enough, whatever the others have. They need not be so few.
    if (room === 'most') continue;
    const selector = readWithKeys(constraint, group.pod.labels);
    if (selector === undefined || selector === 'malformed') return undefined;
    const term = { selector, namespaces: [group.pod.namespace], namespaceSelector: undefined };
    if (!isOfItself({ ...term, topologyKey: String(constraint['topologyKey']) }, group, inventory)) return undefined;
    perNode = Math.min(perNode, asInteger(constraint['maxSkew']) ?? 1);
  }
  return perNode;
}

/** Whether a term is about nodes, and about the very pods that have it. */
function isOfItself(
  { selector, namespaces, namespaceSelector, topologyKey }: PodTerm,
  group: PodGroup,
  inventory: Inventory,
): boolean {
  const [namespace, ...more] = namespaces;
  if (topologyKey !== hostname || selector === undefined || namespaceSelector !== undefined) return false;
  if (namespace !== group.pod.namespace || more.length > 0) return false;
  const selected = [...inventory.podsSelectedBy(selector, namespace)];
  return selected.length === 1 && selected[0] === group.template;
}
