import type { NodePool, TargetCluster } from '../../hardware';
import { Inventory } from '../inventory';
import type { Manifest } from '../manifest';
import { enoughNodes } from './blocked-nodes';
import { declaredNodes } from './declared-nodes';
import type { Demand } from './demand';
import { demandsOf, type Demands } from './demands';
import { packingOf } from './packing-of-demands';
import { fewestNodes, type Packing } from './packing';
import { podGroupsOf } from './pod-groups';
import { roomOfPools, type PoolRoom } from './pool-room';

/** How many nodes of a pool some pods need; both bounds are the same where it is known. */
export interface NodesNeeded {
  readonly pool: NodePool;
  /** With fewer some pod has no room, however they are placed. */
  readonly atLeast: number;
  /** As many are enough, in whatever order the scheduler comes to the pods; nothing where no number is known to be. */
  readonly enough: number | undefined;
}

/**
 * Counts the nodes of each pool of a cluster that the pods of manifests need when all run that can at the same time:
 * autoscalers are at their most, Jobs run. A rollout's further pods, and the most and fewest nodes of a pool, are not
 * looked at; DaemonSets among the manifests are.
 *
 * `atLeast` counts pods that can go to no other pool, `enough` all that can go to this one.
 */
export function nodesNeeded(manifests: readonly Manifest[], cluster: TargetCluster): readonly NodesNeeded[] {
  const inventory = new Inventory(manifests, undefined, cluster);
  const groups = podGroupsOf(inventory);
  const [most, least] = (['most', 'least'] as const).map((room) => {
    const nodes = declaredNodes(cluster, inventory, room);
    return { ...demandsOf(groups, nodes, room, cluster, inventory), pools: roomOfPools(cluster, nodes, room) };
  }) as [Ends, Ends]; // as an array of two is mapped to one of two
  const isOpen = most.open.length > 0 || groups.some(({ most: count }) => count === undefined);
  return cluster.nodePools.map((pool, index) => {
    const only = most.told.filter(({ pools }) => pools.length === 1 && pools[0] === index).map(atMost);
    const perhaps = most.told.filter(({ pools }) => pools.includes(index));
    const surely = least.told.filter(({ pools }) => pools.includes(index)).map(atMost);
    const isTold = !isOpen && surely.length === perhaps.length;
    return {
      pool,
      atLeast: answerFor(only, index, most.pools, fewestNodes) ?? 0,
      enough: isTold ? answerFor(surely, index, least.pools, enoughNodes) : undefined,
    };
  });
}

type Ends = Demands & { readonly pools: readonly PoolRoom[] };

function atMost(demand: Omit<Demand, 'count'>): Demand {
  return { ...demand, count: demand.group.most ?? 0 };
}

function answerFor(
  demands: readonly Demand[],
  index: number,
  pools: readonly PoolRoom[],
  answer: (packing: Packing) => number | undefined,
): number | undefined {
  const running = demands.filter(({ count }) => count > 0);
  if (running.length === 0) return 0;
  if (pools[index]?.each === undefined) return undefined;
  const { nodes, kinds } = packingOf(running, [index], pools);
  return answer({ node: nodes[0] ?? [], kinds });
}
