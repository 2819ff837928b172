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
import { judgeTemplate, roomOf } from '../scheduling/judge-template';
import { podGroupsOf, type PodGroup } from '../scheduling/pod-groups';
import { Priorities } from '../scheduling/priorities';
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
    const priorities = new Priorities(inventory);
    const nodes = declaredNodes(cluster, inventory, 'most');
    const pools = roomOfPools(cluster, nodes, 'most');
    const perhaps = demandsOf(groups, nodes, 'most', cluster, inventory);
    const always = counted(perhaps, ({ fewest }) => fewest);
    const bounds = boundsOf(always, pools);
    const shortage = findShortage(bounds, pools);
    if (shortage !== undefined) {
      const lasting = always.filter(({ group }) => !standsIn(group, priorities));
      const isMeant = lasting.length < always.length && findShortage(boundsOf(lasting, pools), pools) === undefined;
      return [isMeant ? placeholdersWait(shortage, pools) : tooMany(shortage, pools, priorities)];
    }
    const found = rolloutsWithoutRoom(always, bounds, pools, priorities);
    const peak = counted(perhaps, ({ most }) => most ?? 0);
    const atPeak = findShortage(boundsOf(peak, pools), pools);
    if (atPeak !== undefined) return [...found, tooManyAtPeak(atPeak, pools, priorities)];
    // What no node takes has another finding already, and takes no room.
    const room = perhaps.nowhere.length === 0 ? undefined : roomOf(cluster, inventory);
    const refused = perhaps.nowhere.filter(({ template }) => room && judgeTemplate(template, room).kind === 'no');
    const placed = groups.filter((group) => !refused.includes(group));
    return [...found, ...whatIsNotShown(placed, peak, cluster, inventory)];
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
  priorities: Priorities,
): readonly RuleFinding[] {
  const confining = new Map<Demand, Bound[]>(always.map((demand) => [demand, []]));
  for (const bound of bounds) for (const demand of bound.demands) confining.get(demand)?.push(bound);
  return always.flatMap((demand) => {
    const { rollsByAdding, fewest, most } = demand.group;
    if (!rollsByAdding || fewest !== most) return [];
    const shortage = findShortageWithOneMore(demand, confining.get(demand) ?? [], pools);
    if (shortage === undefined) return [];
    const puttingOut = puttingOutFor(demand, always, pools, priorities);
    return [noRoomToRoll(demand.group, puttingOut, shortage, pools)];
  });
}

/** Whether a further pod gets room as the scheduler puts out others for it; nothing where priorities are not declared. */
function puttingOutFor(
  demand: Demand,
  always: readonly Demand[],
  pools: readonly PoolRoom[],
  priorities: Priorities,
): boolean | undefined {
  const { pod } = demand.group.template;
  const putsOut = (other: Demand): boolean | undefined => priorities.putsOut(pod, other.group.template.pod);
  const hasRoomBeside = (others: readonly Demand[]): boolean =>
    others.length < always.length && findShortageWithOneMore(demand, boundsOf(others, pools), pools) === undefined;
  if (hasRoomBeside(always.filter((other) => putsOut(other) !== true))) return true;
  return hasRoomBeside(always.filter((other) => putsOut(other) === false)) ? undefined : false;
}

function noRoomToRoll(
  { template }: PodGroup,
  putsOut: boolean | undefined,
  shortage: Shortage,
  pools: readonly PoolRoom[],
): RuleFinding {
  const place = { manifest: template.owner.manifest, path: 'spec.strategy.rollingUpdate.maxSurge' };
  const fix = 'maxSurge: 0 with maxUnavailable: 1, or a larger pool';
  const short = inWords(shortage, pools);
  if (putsOut === undefined) {
    return {
      ...place,
      code: 'verify/not-known-room-to-roll',
      severity: 'not-known',
      message: `whether a rollout, which adds a pod before it ends one, waits for ever is not known: the scheduler makes room where priorities differ, and they are not declared: ${short}`,
      fix: `${fix}, or the PriorityClasses in the app`,
    };
  }
  return {
    ...place,
    code: 'verify/no-room-to-roll',
    severity: putsOut ? 'warning' : 'error',
    message: `a rollout adds a pod before it ends one, and that ${putsOut ? 'puts out pods of lower priority' : 'waits for ever'}: ${short}`,
    fix,
  };
}

/** Says whether pods only hold a place for others, which put them out: that is what a priority below zero is for. */
function standsIn({ template }: PodGroup, priorities: Priorities): boolean {
  return (priorities.valueOf(template.pod) ?? 0) < 0;
}

function placeholdersWait(shortage: Shortage, pools: readonly PoolRoom[]): RuleFinding {
  return {
    code: 'verify/no-room-together',
    severity: 'warning',
    manifest: manifestOf(shortage.demands.at(-1)),
    path: 'spec',
    message: `not all pods have room at once, and those of a priority below 0 wait: ${inWords(shortage, pools)}`,
    fix: 'larger pools, or nothing where they only hold a place',
  };
}

function tooMany(shortage: Shortage, pools: readonly PoolRoom[], priorities: Priorities): RuleFinding {
  const [first] = shortage.demands.slice(-1);
  return {
    code: 'verify/no-room-together',
    severity: 'error',
    manifest: manifestOf(first),
    path: 'spec',
    message: `not all pods have room at once: ${inWords(shortage, pools)}${whoWaits(shortage, priorities)}`,
    fix: 'fewer replicas, less for each to ask for, or larger pools',
  };
}

/** Those that others put out; nothing where all are of one priority. */
function whoWaits({ demands }: Shortage, priorities: Priorities): string {
  const pods = demands.map(({ group }) => group.template.pod);
  const ofEachClass = [...new Map(pods.map((pod) => [pod['priorityClassName'], pod])).values()];
  const verdicts = pods.map((pod) => ofEachClass.map((other) => priorities.putsOut(other, pod)));
  const low = demands.filter((_, index) => verdicts[index]?.includes(true));
  if (low.length > 0)
    return `; of lower priority, and so those that wait: ${namesOf(low.map(({ group }) => nameOf(group.template.owner)))}`;
  return verdicts.flat().includes(undefined)
    ? '; which of them wait, their priorities say, which are not declared'
    : '';
}

function tooManyAtPeak(shortage: Shortage, pools: readonly PoolRoom[], priorities: Priorities): RuleFinding {
  return {
    ...tooMany(shortage, pools, priorities),
    severity: 'warning',
    message: `not all pods have room at once when autoscalers are at their most and Jobs run: ${inWords(shortage, pools)}${whoWaits(shortage, priorities)}`,
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

function namesOf(who: readonly string[]): string {
  return who.length > 4 ? `${who.slice(0, 3).join(', ')} and ${who.length - 3} more` : who.join(', ');
}

function inWords({ demands, pools: set, resource, asked, has }: Shortage, pools: readonly PoolRoom[]): string {
  const names = set.map((index) => pools[index]?.pool.name ?? '');
  const where = `${names.length === 1 ? 'pool' : 'pools'} ${names.join(', ')}`;
  const who = demands.map(({ group, count }) => `${nameOf(group.template.owner)} (${count})`);
  const shown = namesOf(who);
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
