import type { PodGroup } from './pod-groups';
import type { Amounts } from './pod-requests';
import type { PoolRoom } from './pool-room';
import { isAlwaysDeclared } from './undeclared';
import { isNotKnown } from './verdict';

/** Pods of one kind that are to have room at the same time, and the pools that can take one. */
export interface Demand {
  readonly group: PodGroup;
  readonly count: number;
  /** By their positions. */
  readonly pools: readonly number[];
  /** The most of them that one node can hold, by what they ask of each other. */
  readonly perNode: number;
}

/** Shows that some pods cannot have room at the same time. */
export interface Shortage {
  readonly demands: readonly Demand[];
  /** The positions of the only pools that can take them. */
  readonly pools: readonly number[];
  readonly resource: string;
  readonly asked: number;
  /** What the pools have of it at most. */
  readonly has: number;
}

/**
 * Looks for pods that their pools cannot hold together, however they are placed: what is asked of a resource by all that
 * can go nowhere else is more than there is, or more pods are there than fit side by side.
 */
export function findShortage(demands: readonly Demand[], pools: readonly PoolRoom[]): Shortage | undefined {
  const sets = new Map<string, readonly number[]>();
  for (const demand of demands) sets.set(demand.pools.join(), demand.pools);
  for (const set of sets.values()) {
    if (set.some((index) => pools[index]?.each === undefined)) continue;
    const inSet = new Set(set);
    const bound = demands.filter((demand) => demand.pools.every((index) => inSet.has(index)));
    const shortage = ofResources(bound, set, pools) ?? ofPieces(bound, set, pools);
    if (shortage !== undefined) return shortage;
  }
  return undefined;
}

function ofResources(
  demands: readonly Demand[],
  set: readonly number[],
  pools: readonly PoolRoom[],
): Shortage | undefined {
  const asked = new Map<string, number>();
  for (const { group, count } of demands) {
    for (const [name, amount] of requestsOf(group)) asked.set(name, (asked.get(name) ?? 0) + amount * count);
  }
  for (const [resource, amount] of asked) {
    if (set.some((index) => isOpen(resource, pools[index]?.each))) continue;
    const has = sum(set, (index) => (pools[index]?.each?.get(resource) ?? 0) * nodesOf(pools, index));
    if (amount > has) {
      const those = demands.filter(({ group }) => (requestsOf(group).get(resource) ?? 0) > 0);
      return { demands: those, pools: set, resource, asked: amount, has };
    }
  }
  return undefined;
}

/** Pods that are each more than half of every node need a node each; those of one group need whole pieces of nodes. */
function ofPieces(
  demands: readonly Demand[],
  set: readonly number[],
  pools: readonly PoolRoom[],
): Shortage | undefined {
  for (const demand of demands) {
    const has = sum(set, (index) => fitting(demand, pools[index]?.each) * nodesOf(pools, index));
    if (demand.count > has) return { demands: [demand], pools: set, resource: 'pods', asked: demand.count, has };
  }
  for (const resource of new Set(demands.flatMap(({ group }) => [...requestsOf(group).keys()]))) {
    const alone = demands.filter(({ group }) =>
      set.every((index) => isMoreThanHalf(group, resource, pools[index]?.each)),
    );
    const asked = sum(alone, ({ count }) => count);
    const has = sum(set, (index) => nodesOf(pools, index));
    if (asked > has) return { demands: alone, pools: set, resource: 'nodes', asked, has };
  }
  return undefined;
}

/** Whether nobody said that a node has a resource, and it may have it all the same. */
function isOpen(resource: string, each: Amounts | undefined): boolean {
  return resource !== 'pods' && !isAlwaysDeclared(resource) && each?.has(resource) !== true;
}

/** How many of some pods a node holds beside each other. */
function fitting({ group, perNode }: Demand, each: Amounts | undefined): number {
  if (each === undefined) return perNode;
  const bounds = [...requestsOf(group)].map(([name, amount]) =>
    isOpen(name, each) ? perNode : Math.floor((each.get(name) ?? 0) / amount),
  );
  return Math.max(0, Math.min(perNode, ...bounds));
}

function isMoreThanHalf(group: PodGroup, resource: string, each: Amounts | undefined): boolean {
  const amount = requestsOf(group).get(resource) ?? 0;
  return each !== undefined && !isOpen(resource, each) && amount > 0 && amount * 2 > (each.get(resource) ?? 0);
}

/**
 * Says whether all pods find room at the same time, as an assignment shows: the largest first, each to the first node
 * that has room for it. A *no* only says that this found none.
 */
export function findRoom(demands: readonly Demand[], pools: readonly PoolRoom[]): boolean {
  const open = pools.map((): Map<string, number>[] => []);
  const largestFirst = [...demands].sort((one, other) => shareOf(other, pools) - shareOf(one, pools));
  return largestFirst.every((demand) => {
    let left = demand.count;
    for (const index of demand.pools) {
      const nodes = open[index];
      const pool = pools[index];
      if (nodes === undefined || pool === undefined) continue;
      left = fill(demand, left, nodes, pool);
      if (left === 0) return true;
    }
    return left === 0;
  });
}

/** Puts as many as find room on the nodes of a pool, opening further ones, and gives how many are left. */
function fill(demand: Demand, count: number, nodes: Map<string, number>[], { pool, each }: PoolRoom): number {
  if (each === undefined) return count;
  let left = count;
  for (let position = 0; left > 0 && position < pool.nodes.max; position += 1) {
    const node = nodes[position] ?? new Map(each);
    const fits = Math.min(left, fitting(demand, node));
    if (position >= nodes.length) {
      if (fits === 0) return left;
      nodes.push(node);
    }
    for (const [name, amount] of requestsOf(demand.group)) node.set(name, (node.get(name) ?? 0) - amount * fits);
    left -= fits;
  }
  return left;
}

/** The largest share of a node that a pod takes, in the pool where that is most. */
function shareOf({ group, pools: set }: Demand, pools: readonly PoolRoom[]): number {
  const shares = set.flatMap((index) =>
    [...requestsOf(group)].map(([name, amount]) => amount / Math.max(1, pools[index]?.each?.get(name) ?? 0)),
  );
  return Math.max(0, ...shares);
}

const requested = new WeakMap<PodGroup, Amounts>();

/** What one pod takes of a node, its place among the pods included. */
function requestsOf(group: PodGroup): Amounts {
  const known = requested.get(group);
  if (known !== undefined) return known;
  const { requests } = group.pod;
  const amounts = isNotKnown(requests) ? [] : [...requests].filter(([, amount]) => amount > 0);
  const all = new Map([...amounts, ['pods', 1] as const]);
  requested.set(group, all);
  return all;
}

function nodesOf(pools: readonly PoolRoom[], index: number): number {
  return pools[index]?.pool.nodes.max ?? 0;
}

function sum<T>(items: readonly T[], amount: (item: T) => number): number {
  return items.reduce((total, item) => total + amount(item), 0);
}
