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

/** Some pools, the pods that can go nowhere else, and what these ask of a resource beside what the pools have of it. */
export interface Bound {
  readonly pools: readonly number[];
  readonly demands: readonly Demand[];
  readonly asked: ReadonlyMap<string, number>;
  /** Of those resources of which it is known. */
  readonly has: ReadonlyMap<string, number>;
  /** How many nodes there can be. */
  readonly nodes: number;
  /** By resources, the pods that are each more than half of every node. */
  readonly alone: ReadonlyMap<string, readonly Demand[]>;
}

/** The bounds of each set of pools that some pods are confined to and of which it is known what it has. */
export function boundsOf(demands: readonly Demand[], pools: readonly PoolRoom[]): readonly Bound[] {
  const sets = new Map(demands.map((demand) => [demand.pools.join(), demand.pools]));
  return [...sets.values()]
    .filter((set) => set.every((index) => pools[index]?.each !== undefined))
    .map((set) => {
      const inSet = new Set(set);
      return boundOf(
        set,
        demands.filter((demand) => demand.pools.every((index) => inSet.has(index))),
        pools,
      );
    });
}

function boundOf(set: readonly number[], demands: readonly Demand[], pools: readonly PoolRoom[]): Bound {
  const asked = new Map<string, number>();
  for (const { group, count } of demands) {
    for (const [name, amount] of requestsOf(group)) asked.set(name, (asked.get(name) ?? 0) + amount * count);
  }
  const has = new Map<string, number>();
  const alone = new Map<string, readonly Demand[]>();
  for (const resource of asked.keys()) {
    if (set.some((index) => isOpen(resource, pools[index]?.each))) continue;
    has.set(
      resource,
      sum(set, (index) => (pools[index]?.each?.get(resource) ?? 0) * nodesOf(pools, index)),
    );
    const most = Math.max(...set.map((index) => pools[index]?.each?.get(resource) ?? 0));
    alone.set(
      resource,
      demands.filter(({ group }) => (requestsOf(group).get(resource) ?? 0) * 2 > most),
    );
  }
  return { pools: set, demands, asked, has, nodes: sum(set, (index) => nodesOf(pools, index)), alone };
}

/**
 * Looks for pods that their pools cannot hold together, however they are placed: what is asked of a resource by all that
 * can go nowhere else is more than there is, or more pods are there than fit side by side.
 */
export function findShortage(bounds: readonly Bound[], pools: readonly PoolRoom[]): Shortage | undefined {
  for (const bound of bounds) {
    for (const [resource, has] of bound.has) {
      const asked = bound.asked.get(resource) ?? 0;
      if (asked > has) return ofResource(bound, resource, asked, has);
    }
    for (const demand of bound.demands) {
      const shortage = ofPieces(demand, bound, pools);
      if (shortage !== undefined) return shortage;
    }
    for (const demands of bound.alone.values()) {
      const asked = sum(demands, ({ count }) => count);
      if (asked > bound.nodes) return { demands, pools: bound.pools, resource: 'nodes', asked, has: bound.nodes };
    }
  }
  return undefined;
}

/**
 * Looks for what is short where there is one more of some pods, while there is enough for all without it.
 *
 * @param bounds those of all pods, this one's among them
 */
export function findShortageWithOneMore(
  demand: Demand,
  bounds: readonly Bound[],
  pools: readonly PoolRoom[],
): Shortage | undefined {
  const more = { ...demand, count: demand.count + 1 };
  const withMore = (demands: readonly Demand[]): readonly Demand[] =>
    demands.map((one) => (one === demand ? more : one));
  for (const bound of bounds) {
    const { nodes } = bound;
    for (const [resource, amount] of requestsOf(demand.group)) {
      const has = bound.has.get(resource);
      if (has === undefined) continue;
      const asked = (bound.asked.get(resource) ?? 0) + amount;
      if (asked > has) return ofResource({ ...bound, demands: withMore(bound.demands) }, resource, asked, has);
      const demands = bound.alone.get(resource) ?? [];
      const each = demands.includes(demand) ? sum(demands, ({ count }) => count) + 1 : 0;
      if (each > nodes) {
        return { demands: withMore(demands), pools: bound.pools, resource: 'nodes', asked: each, has: nodes };
      }
    }
    const shortage = ofPieces(more, bound, pools);
    if (shortage !== undefined) return shortage;
  }
  return undefined;
}

function ofResource({ demands, pools }: Bound, resource: string, asked: number, has: number): Shortage {
  const those = demands.filter(({ group }) => requestsOf(group).has(resource));
  return { demands: those, pools, resource, asked, has };
}

/** Pods need whole pieces of nodes. */
function ofPieces(demand: Demand, { pools: set }: Bound, pools: readonly PoolRoom[]): Shortage | undefined {
  const has = sum(set, (index) => fitting(demand, pools[index]?.each) * nodesOf(pools, index));
  return demand.count > has ? { demands: [demand], pools: set, resource: 'pods', asked: demand.count, has } : undefined;
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
