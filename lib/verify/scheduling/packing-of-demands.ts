import { isOpen, requestsOf, type Demand } from './demand';
import type { Packing } from './packing';
import type { PoolRoom } from './pool-room';

/** Pods in numbers, and what a node of each of some pools has for them. */
export interface PackingOnPools extends Pick<Packing, 'kinds'> {
  readonly nodes: readonly (readonly number[])[];
}

/**
 * The question whether nodes of some pools hold some pods, in numbers.
 *
 * @param set the positions of the pools, of all of which it is known what they have
 */
export function packingOf(
  demands: readonly Demand[],
  set: readonly number[],
  pools: readonly PoolRoom[],
): PackingOnPools {
  const rooms = set.map((index) => pools[index]?.each);
  const resources = [...new Set(demands.flatMap(({ group }) => [...requestsOf(group).keys()]))].filter(
    (resource) => !rooms.some((each) => isOpen(resource, each)),
  );
  // What is no resource counts as one: pods that bear only so many of their own kind beside them have as many places on
  // a node, and pods that cannot go to a pool find none there.
  const confined = demands.filter(({ perNode }) => perNode < Number.MAX_SAFE_INTEGER);
  const choosy = demands.filter((demand) => set.some((index) => !demand.pools.includes(index)));
  return {
    nodes: set.map((index, position) => [
      ...resources.map((resource) => rooms[position]?.get(resource) ?? 0),
      ...confined.map(({ perNode }) => perNode),
      ...choosy.map((demand) => (demand.pools.includes(index) ? demand.count : 0)),
    ]),
    kinds: demands.map((demand) => ({
      takes: [
        ...resources.map((resource) => requestsOf(demand.group).get(resource) ?? 0),
        ...confined.map((one) => (one === demand ? 1 : 0)),
        ...choosy.map((one) => (one === demand ? 1 : 0)),
      ],
      count: demand.count,
    })),
  };
}
