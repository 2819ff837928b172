import {
  machineOf,
  machineResources,
  nodePoolAllocatable,
  resourceOf,
  type Accelerator,
  type NodePool,
  type TargetCluster,
} from '../hardware';
import type { PodRequests } from './pod-requests';

/** What one pod asks of its node, as far as a pool can be judged by it. */
export interface NodeNeeds {
  readonly accelerator?: Accelerator | undefined;
  /** As far as the server's part is not to be a share of the node. */
  readonly requests: PodRequests;
  /** The most pods that there are at once. */
  readonly pods: number;
}

/** How much of an extended resource each node of a pool has; `undefined` where the pool's machine is not known. */
export function extendedOf(pool: NodePool, resource: string): number | undefined {
  const known = machineOf(pool);
  if (known !== undefined) return machineResources(known, pool.sharing)[resource] ?? 0;
  if (pool.custom === undefined) return undefined;
  const has = pool.custom.accelerator === undefined ? undefined : resourceOf(pool.custom.accelerator);
  return has?.name === resource ? has.amount : 0;
}

/** Says why no node of a pool can take a pod, or nothing where one can, or where that is not known. */
export function whyNoRoom(pool: NodePool, needs: NodeNeeds, cluster: TargetCluster | undefined): string | undefined {
  return whyNoAccelerator(pool, needs.accelerator) ?? whyTooSmall(pool, needs.requests, cluster);
}

function whyNoAccelerator(pool: NodePool, accelerator: Accelerator | undefined): string | undefined {
  if (accelerator === undefined) return undefined;
  const { name, amount } = resourceOf(accelerator);
  const wanted = accelerator.kind === 'custom' ? undefined : accelerator.model;
  const model = machineOf(pool)?.accelerator?.model ?? modelOf(pool.custom?.accelerator);
  if (wanted !== undefined && model !== undefined && wanted !== model) return `its nodes have ${model}, not ${wanted}`;
  const has = extendedOf(pool, name);
  if (has === undefined || has >= amount) return undefined;
  return has === 0 ? `its nodes have no ${name}` : `each of its nodes has ${has} ${name}`;
}

function modelOf(accelerator: Accelerator | undefined): string | undefined {
  return accelerator === undefined || accelerator.kind === 'custom' ? undefined : accelerator.model;
}

/** By the most that a node can have: what needs more than that never fits. */
function whyTooSmall(pool: NodePool, requests: PodRequests, cluster: TargetCluster | undefined): string | undefined {
  const left = nodePoolAllocatable(pool, cluster?.kubernetes);
  if (left === undefined) return undefined;
  if (requests.cpuMilli > left.cpuMilli) {
    return `each of its nodes has ${left.cpuMilli}m of processor time for pods, and a pod asks for ${requests.cpuMilli}m`;
  }
  const memory = left.memoryMib.atMost * 2 ** 20;
  if (requests.memory > memory) {
    return `each of its nodes has at most ${inMebibytes(memory)} of memory for pods, and a pod asks for ${inMebibytes(requests.memory)}`;
  }
  const disk = left.ephemeralStorageMib === undefined ? Infinity : left.ephemeralStorageMib * 2 ** 20;
  if (requests.ephemeralStorage > disk) {
    return `each of its nodes has ${inMebibytes(disk)} of disk for pods, and a pod asks for ${inMebibytes(requests.ephemeralStorage)}`;
  }
  return undefined;
}

function inMebibytes(bytes: number): string {
  return `${Math.floor(bytes / 2 ** 20)}Mi`;
}

/**
 * How many pods fit on a node of a pool beside each other, at most; `undefined` where nothing is known that bounds it.
 *
 * Accelerators are counted exactly; of memory a node may have less than is taken here.
 */
export function mostPodsPerNode(
  pool: NodePool,
  { accelerator, requests }: Pick<NodeNeeds, 'accelerator' | 'requests'>,
  cluster: TargetCluster | undefined,
): number | undefined {
  const left = nodePoolAllocatable(pool, cluster?.kubernetes);
  const bounds = [
    podsPerNode(pool, accelerator),
    left && requests.cpuMilli > 0 ? Math.floor(left.cpuMilli / requests.cpuMilli) : undefined,
    left && requests.memory > 0 ? Math.floor((left.memoryMib.atMost * 2 ** 20) / requests.memory) : undefined,
    left?.ephemeralStorageMib !== undefined && requests.ephemeralStorage > 0
      ? Math.floor((left.ephemeralStorageMib * 2 ** 20) / requests.ephemeralStorage)
      : undefined,
  ].filter((bound) => bound !== undefined);
  return bounds.length === 0 ? undefined : Math.min(...bounds);
}

/** How many pods fit on a node beside each other by what they ask of its accelerators; `undefined` where not known. */
export function podsPerNode(pool: NodePool, accelerator: Accelerator | undefined): number | undefined {
  if (accelerator === undefined) return undefined;
  const { name, amount } = resourceOf(accelerator);
  const has = extendedOf(pool, name);
  return has === undefined ? undefined : Math.floor(has / amount);
}
