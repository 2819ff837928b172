import { enoughNodes } from './blocked-nodes';
import { requestsOf, type Demand } from './demand';
import { packingOf } from './packing-of-demands';
import type { PoolRoom } from './pool-room';

/**
 * Says whether all pods find room at the same time in whatever order the scheduler comes to them, and whichever of the
 * nodes with room it chooses. It is not asked to choose well: by default it spreads, and small pods on every node leave
 * none to a large one. A *no* only says that this was not shown.
 *
 * @param surely with the pools that have room for each pod
 * @param perhaps the same, with all pools that may have
 */
export function isRoomAssured(
  surely: readonly Demand[],
  perhaps: readonly Demand[],
  pools: readonly PoolRoom[],
): boolean {
  const totals = new Map<string, ReadonlyMap<string, number>>();
  const ofPools = new Map<number, boolean>();
  return surely.every((demand) => {
    const key = demand.pools.join();
    const total = totals.get(key) ?? totalOf(demand.pools, perhaps);
    totals.set(key, total);
    if (mostBlocked(demand, total, pools) < nodesOf(demand.pools, pools)) return true;
    const [index, ...more] = demand.pools;
    if (index === undefined || more.length > 0) return false;
    const isEnough = ofPools.get(index) ?? isPoolEnough(index, perhaps, pools);
    ofPools.set(index, isEnough);
    return isEnough;
  });
}

/** What all pods that can go to some of the pools ask for together. */
function totalOf(set: readonly number[], demands: readonly Demand[]): ReadonlyMap<string, number> {
  const total = new Map<string, number>();
  for (const { group, count, pools } of demands) {
    if (!pools.some((index) => set.includes(index))) continue;
    for (const [name, amount] of requestsOf(group)) total.set(name, (total.get(name) ?? 0) + amount * count);
  }
  return total;
}

/** No more nodes than this can be too full for one pod of a kind: each has all of a resource taken but for less than it asks for. */
function mostBlocked(
  { group, count, pools: set, perNode }: Demand,
  total: ReadonlyMap<string, number>,
  pools: readonly PoolRoom[],
): number {
  let blocked = Math.floor((count - 1) / perNode);
  for (const [name, amount] of requestsOf(group)) {
    const has = Math.min(...set.map((index) => pools[index]?.each?.get(name) ?? 0));
    blocked += Math.floor(((total.get(name) ?? 0) - amount) / Math.max(1, has - amount + 1));
  }
  return blocked;
}

function isPoolEnough(index: number, demands: readonly Demand[], pools: readonly PoolRoom[]): boolean {
  const there = demands.filter((demand) => demand.pools.includes(index));
  const { nodes, kinds } = packingOf(there, [index], pools);
  const [node] = nodes;
  if (node === undefined || kinds.length > 12) return false;
  return (enoughNodes({ node, kinds }) ?? Infinity) <= nodesOf([index], pools);
}

function nodesOf(set: readonly number[], pools: readonly PoolRoom[]): number {
  return set.reduce((sum, index) => sum + (pools[index]?.pool.nodes.max ?? 0), 0);
}
