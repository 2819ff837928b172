import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { nameOf } from '../manifest';
import type { Rule } from '../rule';
import { demandsOf, type Demands } from '../scheduling/demands';
import { findRoom, findShortage, type Demand, type Shortage } from '../scheduling/fit-together';
import { podGroupsOf, type PodGroup } from '../scheduling/pod-groups';
import { roomOfPools, type PoolRoom } from '../scheduling/pool-room';

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
    const most = roomOfPools(cluster, inventory, 'most');
    const perhaps = demandsOf(groups, most, 'most', cluster, inventory);
    const always = findShortage(
      counted(perhaps, ({ fewest }) => fewest),
      most,
    );
    if (always !== undefined) return [tooMany(always, most)];
    const found = rolloutsWithoutRoom(perhaps, most);
    const atPeak = findShortage(
      counted(perhaps, ({ most: count }) => count ?? 0),
      most,
    );
    if (atPeak !== undefined) return [...found, tooManyAtPeak(atPeak, most)];
    const least = roomOfPools(cluster, inventory, 'least');
    const surely = demandsOf(groups, least, 'least', cluster, inventory);
    const isShown = surely.open.length === 0 && groups.every(({ most: count }) => count !== undefined);
    if (
      isShown &&
      findRoom(
        counted(surely, ({ most: count }) => count ?? 0),
        least,
      )
    )
      return found;
    const [doubtful] = surely.open.length > 0 ? surely.open : groups;
    return doubtful === undefined ? found : [...found, notShown(doubtful, cluster.name)];
  },
};

function counted({ told }: Demands, count: (group: PodGroup) => number): readonly Demand[] {
  return told.map((demand) => ({ ...demand, count: count(demand.group) })).filter((demand) => demand.count > 0);
}

/** Rollouts that would wait for ever for the place of their first new pod, while all pods run that always do. */
function rolloutsWithoutRoom(perhaps: Demands, pools: readonly PoolRoom[]): readonly RuleFinding[] {
  const all = counted(perhaps, ({ fewest }) => fewest);
  const found: RuleFinding[] = [];
  const seen = new Set<string>();
  for (const demand of all) {
    const { group } = demand;
    // Where a rollout can do without a further pod it begins by ending one.
    const key = `${demand.pools.join()} ${JSON.stringify([...requestsIn(group)])}`;
    if (!group.rollsByAdding || group.fewest !== group.most) continue;
    const shortage = seen.has(key)
      ? undefined
      : findShortage(
          all.map((one) => (one === demand ? { ...one, count: one.count + 1 } : one)),
          pools,
        );
    // Pods that ask for the same have the same answer; what is shown for one need not be looked for again.
    if (shortage === undefined) seen.add(key);
    else found.push(noRoomToRoll(group, shortage, pools));
  }
  return found;
}

function requestsIn({ pod }: PodGroup): Iterable<unknown> {
  return pod.requests instanceof Map ? pod.requests : [];
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
    case 'pods':
      return `${shown} are ${asked} pods, and ${where} can hold ${has} of them`;
    default:
      return `${shown} ask for ${amountInWords(resource, asked)}, and ${where} can have ${amountInWords(resource, has)}`;
  }
}

function amountInWords(resource: string, amount: number): string {
  switch (resource) {
    case 'cpu':
      return `${amount}m of cpu`;
    case 'memory':
    case 'ephemeral-storage':
      return `${Math.round(amount / 2 ** 20)}Mi of ${resource}`;
    default:
      return `${amount} ${resource}`;
  }
}
