import { howManyFit, isOpen, requestsOf, type Demand } from './demand';
import { canHold, largestFirst } from './packing';
import { packingOf } from './packing-of-demands';
import type { PoolRoom } from './pool-room';

/** Shows that some pods cannot have room at the same time. */
export interface Shortage {
  readonly demands: readonly Demand[];
  /** The positions of the only pools that can take them. */
  readonly pools: readonly number[];
  /** A resource; or `nodes`, which some pods need each for itself; or `arrangement`, where no way to place them was left. */
  readonly resource: string;
  readonly asked: number;
  /** What the pools have of it at most; of an arrangement, the nodes. */
  readonly has: number;
}

/** Some pools, the pods that can go nowhere else, and what these ask of a resource beside what the pools have of it. */
export interface Bound {
  readonly pools: readonly number[];
  readonly demands: readonly Demand[];
  readonly asked: ReadonlyMap<string, number>;
  /** Of those resources of which it is known. */
  readonly has: ReadonlyMap<string, number>;
  /** How many of these pods there are. */
  readonly count: number;
  /** How many nodes there can be. */
  readonly nodes: number;
  /** By resources, the pods that are each more than half of every node, and how many these are. */
  readonly alone: ReadonlyMap<string, { readonly demands: ReadonlySet<Demand>; readonly count: number }>;
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
  const alone = new Map<string, { demands: ReadonlySet<Demand>; count: number }>();
  for (const resource of asked.keys()) {
    if (set.some((index) => isOpen(resource, pools[index]?.each))) continue;
    has.set(
      resource,
      sum(set, (index) => (pools[index]?.each?.get(resource) ?? 0) * nodesOf(pools, index)),
    );
    const most = Math.max(...set.map((index) => pools[index]?.each?.get(resource) ?? 0));
    const large = demands.filter(({ group }) => (requestsOf(group).get(resource) ?? 0) * 2 > most);
    alone.set(resource, { demands: new Set(large), count: sum(large, ({ count }) => count) });
  }
  const nodes = sum(set, (index) => nodesOf(pools, index));
  return { pools: set, demands, asked, has, count: sum(demands, ({ count }) => count), nodes, alone };
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
    for (const { demands, count } of bound.alone.values()) {
      if (count > bound.nodes) return ofNodes([...demands], bound, count);
    }
    const shortage = isSmall(bound, 0) ? ofArrangement(bound.demands, bound, pools) : undefined;
    if (shortage !== undefined) return shortage;
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
    for (const [resource, amount] of requestsOf(demand.group)) {
      const has = bound.has.get(resource);
      if (has === undefined) continue;
      const asked = (bound.asked.get(resource) ?? 0) + amount;
      if (asked > has) return ofResource({ ...bound, demands: withMore(bound.demands) }, resource, asked, has);
      const large = bound.alone.get(resource);
      if (large?.demands.has(demand) === true && large.count + 1 > bound.nodes) {
        return ofNodes(withMore([...large.demands]), bound, large.count + 1);
      }
    }
    const shortage =
      ofPieces(more, bound, pools) ??
      (isSmall(bound, 1) ? ofArrangement(withMore(bound.demands), bound, pools) : undefined);
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
  const has = sum(set, (index) => howManyFit(demand, pools[index]?.each) * nodesOf(pools, index));
  return demand.count > has ? { demands: [demand], pools: set, resource: 'pods', asked: demand.count, has } : undefined;
}

function ofNodes(demands: readonly Demand[], { pools, nodes }: Bound, asked: number): Shortage {
  return { demands, pools, resource: 'nodes', asked, has: nodes };
}

/** Whether few enough pods ask for few enough nodes, so that all ways to place them can be tried. */
function isSmall({ count, nodes }: Bound, more: number): boolean {
  return (count + more) * nodes <= 1_000;
}

/** Tries all ways to place some pods. */
function ofArrangement(
  demands: readonly Demand[],
  { pools: set, nodes: count }: Bound,
  pools: readonly PoolRoom[],
): Shortage | undefined {
  const asked = sum(demands, (demand) => demand.count);
  const { nodes, kinds } = packingOf(demands, set, pools);
  const all = set.flatMap((index, position) =>
    Array.from({ length: nodesOf(pools, index) }, () => nodes[position] ?? []),
  );
  const most = (nodes[0] ?? []).map((_, resource) => Math.max(...nodes.map((node) => node[resource] ?? 0)));
  const canBe = canHold(all, largestFirst(most, kinds));
  return canBe === false ? { demands, pools: set, resource: 'arrangement', asked, has: count } : undefined;
}

function nodesOf(pools: readonly PoolRoom[], index: number): number {
  return pools[index]?.pool.nodes.max ?? 0;
}

function sum<T>(items: readonly T[], amount: (item: T) => number): number {
  return items.reduce((total, item) => total + amount(item), 0);
}
