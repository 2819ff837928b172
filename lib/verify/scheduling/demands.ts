import type { TargetCluster } from '../../hardware';
import type { Inventory } from '../inventory';
import { asArray, asInteger, asRecord } from '../untrusted';
import type { Demand } from './fit-together';
import { judgeDeclared } from './open-verdicts';
import type { PodGroup } from './pod-groups';
import { readWithKeys, type PodTerm } from './pod-terms';
import type { PoolRoom } from './pool-room';
import { areAllPools, namesPool } from './undeclared';
import { isNotKnown } from './verdict';

/** What some pods ask of the pools of a cluster. */
export interface Demands {
  /** Those of which it can be told. */
  readonly told: readonly Omit<Demand, 'count'>[];
  /** Those that ask something of other pods or of zones, or that may go where nobody has declared a pool. */
  readonly open: readonly PodGroup[];
}

/**
 * Finds the pools that can take each pod: with the most room, all that perhaps can; with the least, those that surely can.
 */
export function demandsOf(
  groups: readonly PodGroup[],
  pools: readonly PoolRoom[],
  room: 'least' | 'most',
  cluster: TargetCluster,
  inventory: Inventory,
): Demands {
  const isWhole = areAllPools(cluster);
  const known = new Map<number, readonly number[]>();
  const told: Omit<Demand, 'count'>[] = [];
  const open: PodGroup[] = [];
  for (const group of groups) {
    const likeness = inventory.likenesses[group.index] ?? -1;
    const possible = known.get(likeness) ?? poolsFor(group, pools, room, cluster);
    known.set(likeness, possible);
    const perNode = perNodeOf(group, room, inventory);
    const isElsewhere = group.isOpen || isPlacedByOthers(group) || (!isWhole && !namesPool(group.pod));
    if (possible.length === 0 || perNode === undefined || isElsewhere) open.push(group);
    else told.push({ group, pools: possible, perNode });
  }
  return { told, open };
}

function poolsFor(
  { pod }: PodGroup,
  pools: readonly PoolRoom[],
  room: 'least' | 'most',
  cluster: TargetCluster,
): readonly number[] {
  return pools.flatMap(({ pool, nodes }, index) => {
    const verdicts = judgeDeclared(pod, nodes, () => pool, cluster);
    const isPossible =
      room === 'most'
        ? verdicts.some(({ feasible }) => feasible !== false)
        : verdicts.length > 0 && verdicts.every(({ feasible }) => feasible === true);
    return isPossible ? [index] : [];
  });
}

function isPlacedByOthers({ pod: { spec, nodeName } }: PodGroup): boolean {
  const scheduler = spec['schedulerName'];
  if (nodeName !== undefined || asArray(spec['schedulingGates']).length > 0) return true;
  return typeof scheduler === 'string' && scheduler !== 'default-scheduler';
}

const hostname = 'kubernetes.io/hostname';

/** How many of some pods one node holds, by what they require of each other; nothing where they require more than that. */
function perNodeOf(group: PodGroup, room: 'least' | 'most', inventory: Inventory): number | undefined {
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
