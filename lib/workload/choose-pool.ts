import type { Notes } from '../core';
import {
  architectureOf,
  machineOf,
  type Architecture,
  type NodePool,
  type PoolCapacity,
  type TargetCluster,
} from '../hardware';
import { podsPerNode, whyNoRoom, type NodeNeeds } from './node-room';

/** The pool of the target cluster that costs least of those that have what a pod asks for. */
export interface AnyPool {
  readonly kind: 'any-pool';
  /** @default - any, and on-demand before spot */
  readonly capacity?: PoolCapacity['kind'] | undefined;
  /** @default - any */
  readonly architecture?: Architecture | undefined;
}

/** Chooses a pool of the target cluster: on-demand before spot, then the one that costs least a pod, then by name. */
export function choosePool(
  wanted: AnyPool,
  needs: NodeNeeds,
  cluster: TargetCluster,
  notes: Notes,
): NodePool | undefined {
  const judged = cluster.nodePools.map((pool) => ({ pool, why: whyNot(pool, wanted, needs, cluster) }));
  const fitting = judged.filter(({ why }) => why === undefined).map(({ pool }) => pool);
  const [chosen, ...others] = fitting.sort((left, right) => compare(left, right, needs));
  if (chosen === undefined) {
    notes.issue({
      code: 'workload/no-pool',
      property: 'placement',
      given: "{ kind: 'any-pool' }",
      message: `no pool of cluster ${cluster.name} can take a pod: ${judged.map(({ pool, why }) => `${pool.name}, ${why ?? ''}`).join('; ') || 'it has none'}`,
      fix: 'a pool that has what the server asks for, or less to ask for',
    });
    return undefined;
  }
  const price = priceOfPod(chosen, needs);
  notes.decide({
    field: 'node pool',
    value: chosen.name,
    reason:
      others.length === 0
        ? `the only pool of ${cluster.name} that has what a pod asks for`
        : `of ${[chosen, ...others].map(({ name }) => name).join(', ')} it costs least a pod${price === undefined ? ', as far as prices are known' : `, ${price.toFixed(2)} USD an hour on demand`}`,
    override: 'placement',
  });
  return chosen;
}

function whyNot(pool: NodePool, wanted: AnyPool, needs: NodeNeeds, cluster: TargetCluster): string | undefined {
  if (pool.system === true) return 'it is for the pods of the system';
  if (wanted.capacity !== undefined && pool.capacity.kind !== wanted.capacity)
    return `its nodes are ${pool.capacity.kind}`;
  const architecture = architectureOf(pool);
  if (wanted.architecture !== undefined && architecture !== undefined && architecture !== wanted.architecture) {
    return `its nodes are ${architecture}`;
  }
  if (pool.nodes.max === 0) return 'it may have no node';
  return whyNoRoom(pool, needs, cluster);
}

function compare(left: NodePool, right: NodePool, needs: NodeNeeds): number {
  return (
    Number(left.capacity.kind === 'spot') - Number(right.capacity.kind === 'spot') ||
    (priceOfPod(left, needs) ?? Number.MAX_VALUE) - (priceOfPod(right, needs) ?? Number.MAX_VALUE) ||
    (left.name < right.name ? -1 : 1)
  );
}

/** The share of a node's price that falls on a pod, by the accelerators that it takes. */
function priceOfPod(pool: NodePool, { accelerator }: NodeNeeds): number | undefined {
  const price = machineOf(pool)?.onDemandPrice?.usdPerHour;
  return price === undefined ? undefined : price / Math.max(1, podsPerNode(pool, accelerator) ?? 1);
}
