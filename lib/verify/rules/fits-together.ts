import type { TargetCluster } from '../../hardware';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { nameOf } from '../manifest';
import type { Rule } from '../rule';
import { amountInWords } from '../scheduling/amount-in-words';
import { isRoomAssured } from '../scheduling/assured-room';
import { declaredNodes } from '../scheduling/declared-nodes';
import type { Demand } from '../scheduling/demand';
import { demandsOf, type Demands } from '../scheduling/demands';
import { findRoom } from '../scheduling/find-room';
import { podGroupsOf, type PodGroup } from '../scheduling/pod-groups';
import { roomOfPools, type PoolRoom } from '../scheduling/pool-room';
import { boundsOf, findShortage, findShortageWithOneMore, type Bound, type Shortage } from '../scheduling/shortage';

/** The pools of the cluster have room for all pods at once. */
export const fitsTogether: Rule = {
  name: 'fits-together',
  summary:
    'the pools of the target cluster at their largest have room for all pods at once, and for one that a rollout adds',
  source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/: a pod without room waits',
  check(inventory: Inventory): readonly RuleFinding[] {
    const { cluster } = inventory;
    if (cluster === undefined || cluster.nodePools.length === 0) return [];
    const groups = podGroupsOf(inventory);
    const nodes = declaredNodes(cluster, inventory, 'most');
    const pools = roomOfPools(cluster, nodes, 'most');
    const perhaps = demandsOf(groups, nodes, 'most', cluster, inventory);
    const always = counted(perhaps, ({ fewest }) => fewest);
    const bounds = boundsOf(always, pools);
    const shortage = findShortage(bounds, pools);
    if (shortage !== undefined) return [tooMany(shortage, pools)];
    const found = rolloutsWithoutRoom(always, bounds, pools);
    const peak = counted(perhaps, ({ most }) => most ?? 0);
    const atPeak = findShortage(boundsOf(peak, pools), pools);
    if (atPeak !== undefined) return [...found, tooManyAtPeak(atPeak, pools)];
    return [...found, ...whatIsNotShown(groups, peak, cluster, inventory)];
  },
};

/** What keeps from showing that all pods find room at once; nothing where that is shown. */
function whatIsNotShown(
  groups: readonly PodGroup[],
  peak: readonly Demand[],
  cluster: TargetCluster,
  inventory: Inventory,
): readonly RuleFinding[] {
  const nodes = declaredNodes(cluster, inventory, 'least');
  const pools = roomOfPools(cluster, nodes, 'least');
  const surely = demandsOf(groups, nodes, 'least', cluster, inventory);
  const doubtful = surely.open[0] ?? groups.find(({ most }) => most === undefined);
  if (doubtful !== undefined) return [notShown(doubtful, cluster.name)];
  const all = counted(surely, ({ most }) => most ?? 0);
  if (isRoomAssured(all, peak, pools)) return [];
  const [first] = groups;
  if (first === undefined) return [];
  return [findRoom(all, pools) ? shownIfPlacedWell(first, cluster.name) : notShown(first, cluster.name)];
}

function counted({ told }: Demands, count: (group: PodGroup) => number): readonly Demand[] {
  return told.map((demand) => ({ ...demand, count: count(demand.group) })).filter((demand) => demand.count > 0);
}

/** Rollouts that would wait for ever for the place of their first new pod, while all pods run that always do. */
function rolloutsWithoutRoom(
  always: readonly Demand[],
  bounds: readonly Bound[],
  pools: readonly PoolRoom[],
): readonly RuleFinding[] {
  const confining = new Map<Demand, Bound[]>(always.map((demand) => [demand, []]));
  for (const bound of bounds) for (const demand of bound.demands) confining.get(demand)?.push(bound);
  return always.flatMap((demand) => {
    const { rollsByAdding, fewest, most } = demand.group;
    if (!rollsByAdding || fewest !== most) return [];
    const shortage = findShortageWithOneMore(demand, confining.get(demand) ?? [], pools);
    return shortage === undefined ? [] : [noRoomToRoll(demand.group, shortage, pools)];
  });
}

function noRoomToRoll({ template }: PodGroup, shortage: Shortage, pools: readonly PoolRoom[]): RuleFinding {
  return {
    code: 'verify/no-room-to-roll',
    severity: 'error',
    manifest: template.owner.manifest,
    path: 'spec.strategy.rollingUpdate.maxSurge',
    message: `a rollout adds a pod before it ends one, and that waits for ever: ${inWords(shortage, pools)}`,
    fix: 'maxSurge: 0 with maxUnavailable: 1, or a larger pool',
  };
}

function tooMany(shortage: Shortage, pools: readonly PoolRoom[]): RuleFinding {
  const [first] = shortage.demands.slice(-1);
  return {
    code: 'verify/no-room-together',
    severity: 'error',
    manifest: manifestOf(first),
    path: 'spec',
    message: `not all pods have room at once: ${inWords(shortage, pools)}`,
    fix: 'fewer replicas, less for each to ask for, or larger pools',
  };
}

function tooManyAtPeak(shortage: Shortage, pools: readonly PoolRoom[]): RuleFinding {
  return {
    ...tooMany(shortage, pools),
    severity: 'warning',
    message: `not all pods have room at once when autoscalers are at their most and Jobs run: ${inWords(shortage, pools)}`,
    fix: 'lower maxima, larger pools, or nothing where that never comes at the same time',
  };
}

function notShown({ template }: PodGroup, cluster: string): RuleFinding {
  return {
    code: 'verify/not-known-room-together',
    severity: 'not-known',
    manifest: template.owner.manifest,
    path: template.podPath,
    message: `whether cluster ${cluster} has room for all pods at once is not known: no assignment was found, and nothing shows that there is none`,
    fix: 'nothing here: compare what all pods ask for with what the pools have',
  };
}

function shownIfPlacedWell({ template }: PodGroup, cluster: string): RuleFinding {
  return {
    code: 'verify/not-known-room-together',
    severity: 'not-known',
    manifest: template.owner.manifest,
    path: template.podPath,
    message: `whether cluster ${cluster} has room for all pods at once is not known: all have room if the scheduler places them well, but it may spread small ones so that none is left for a large one`,
    fix: 'more nodes at most for the pool, or a pool of its own for what is large',
  };
}

function manifestOf(demand: Demand | undefined): RuleFinding['manifest'] {
  if (demand === undefined) throw new Error('a shortage is of some pods');
  return demand.group.template.owner.manifest;
}

function inWords({ demands, pools: set, resource, asked, has }: Shortage, pools: readonly PoolRoom[]): string {
  const names = set.map((index) => pools[index]?.pool.name ?? '');
  const where = `${names.length === 1 ? 'pool' : 'pools'} ${names.join(', ')}`;
  const who = demands.map(({ group, count }) => `${nameOf(group.template.owner)} (${count})`);
  const shown = who.length > 4 ? `${who.slice(0, 3).join(', ')} and ${who.length - 3} more` : who.join(', ');
  switch (resource) {
    case 'nodes':
      return `${shown} need a node each, ${asked} in all, and ${where} can have ${has}`;
    case 'arrangement':
      return `${shown} are ${asked} pods, which ${where} with ${has} nodes cannot hold however they are placed`;
    case 'pods':
      return `${shown} are ${asked} pods, and ${where} can hold ${has} of them`;
    default:
      return `${shown} ask for ${amountInWords(resource, asked)}, and ${where} can have ${amountInWords(resource, has)}`;
  }
}
