import type { Notes } from '../core';
import {
  architectureOf,
  machineOf,
  type Architecture,
  type NodePool,
  type PoolCapacity,
  type TargetCluster,
} from '../hardware';
import { mostPodsPerNode, podsPerNode, whyNoRoom, type NodeNeeds } from './node-room';

/** The pool of the target cluster that costs least of those that have what a pod asks for. */
export interface AnyPool {
  readonly kind: 'any-pool';
  /** @default - any, and on-demand before spot */
  readonly capacity?: PoolCapacity['kind'] | undefined;
  /** @default - any */
  readonly architecture?: Architecture | undefined;
}

/** Chooses a pool of the target cluster: on-demand before spot, then the one that costs least, then by name. */
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
  notes.decide({
    field: 'node pool',
    value: chosen.name,
    reason: whyChosen(chosen, others, needs, cluster),
    override: 'placement',
  });
  return chosen;
}

function whyChosen(
  chosen: NodePool,
  others: readonly NodePool[],
  { accelerator }: NodeNeeds,
  cluster: TargetCluster,
): string {
  const names = (pools: readonly NodePool[]): string => pools.map(({ name }) => name).join(', ');
  const rivals = others.filter((pool) => isSpot(pool) === isSpot(chosen));
  const passedOver = others.filter((pool) => !rivals.includes(pool));
  const unknown = rivals.filter((pool) => priceOf(pool, accelerator) === undefined);
  const price = priceOf(chosen, accelerator);
  const because =
    rivals.length === 0
      ? `the only pool of ${cluster.name} that has what a pod asks for`
      : price === undefined
        ? `no price is known of ${names([chosen, ...rivals])}, and its name comes first`
        : `of ${names([chosen, ...rivals])} it costs least: ${price.usdPerHour.toFixed(2)} USD an hour for each ${accelerator === undefined ? 'node' : 'pod'}, on demand in ${price.region}`;
  return [
    because,
    ...(price === undefined || unknown.length === 0 ? [] : [`no price is known of ${names(unknown)}`]),
    ...(passedOver.length === 0
      ? []
      : [`${names(passedOver)} passed over, since nodes on spot are taken away at short notice`]),
  ].join('; ');
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
  return whyNoRoom(pool, needs, cluster) ?? whyNotAll(pool, needs, cluster);
}

function whyNotAll(pool: NodePool, needs: NodeNeeds, cluster: TargetCluster): string | undefined {
  const each = mostPodsPerNode(pool, needs, cluster);
  if (each === undefined || each * pool.nodes.max >= needs.pods) return undefined;
  return `it has room for ${each * pool.nodes.max} of ${needs.pods} pods`;
}

function compare(left: NodePool, right: NodePool, { accelerator }: NodeNeeds): number {
  const price = (pool: NodePool): number => priceOf(pool, accelerator)?.usdPerHour ?? Number.MAX_VALUE;
  return (
    Number(isSpot(left)) - Number(isSpot(right)) || price(left) - price(right) || (left.name < right.name ? -1 : 1)
  );
}

function isSpot({ capacity }: NodePool): boolean {
  return capacity.kind === 'spot';
}

/** The price of a node; or, with an accelerator, the share that falls on a pod by what it takes of the node's. */
function priceOf(
  pool: NodePool,
  accelerator: NodeNeeds['accelerator'],
): { readonly usdPerHour: number; readonly region: string } | undefined {
  const price = machineOf(pool)?.onDemandPrice;
  if (price === undefined) return undefined;
  const pods = Math.max(1, podsPerNode(pool, accelerator) ?? 1);
  return { usdPerHour: price.usdPerHour / pods, region: price.region };
}
