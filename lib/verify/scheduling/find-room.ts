import { howManyFit, requestsOf, type Demand } from './demand';
import type { PoolRoom } from './pool-room';

/**
 * Says whether all pods find room at the same time, as an assignment shows: those first that can go to the fewest
 * pools, of these the largest, each to the first node that has room for it. A *no* only says that this found none.
 */
export function findRoom(demands: readonly Demand[], pools: readonly PoolRoom[]): boolean {
  const open = pools.map((): Map<string, number>[] => []);
  const inOrder = [...demands].sort(
    (one, other) => one.pools.length - other.pools.length || shareOf(other, pools) - shareOf(one, pools),
  );
  return inOrder.every((demand) => {
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
    const fits = Math.min(left, howManyFit(demand, node));
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
