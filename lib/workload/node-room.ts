import { parseQuantity, quantityToInteger, quantityToMilli } from '../core';
import {
  machineOf,
  machineResources,
  nodePoolAllocatable,
  resourceOf,
  type Accelerator,
  type NodePool,
  type TargetCluster,
} from '../hardware';
import type { Resources } from './resources';

/** What one pod asks of its node, as far as a pool can be judged by it. */
export interface NodeNeeds {
  readonly accelerator?: Accelerator | undefined;
  /** As far as they are not to be a share of the node. */
  readonly resources: Partial<Resources>;
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
  return whyNoAccelerator(pool, needs.accelerator) ?? whyTooSmall(pool, needs.resources, cluster);
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
function whyTooSmall(
  pool: NodePool,
  resources: Partial<Resources>,
  cluster: TargetCluster | undefined,
): string | undefined {
  const left = nodePoolAllocatable(pool, cluster?.kubernetes);
  if (left === undefined) return undefined;
  const cpu = parseQuantity(String(resources.cpu ?? 0));
  if (cpu !== undefined && Number(quantityToMilli(cpu)) > left.cpuMilli) {
    return `each of its nodes has ${left.cpuMilli}m of processor time for pods`;
  }
  const memory = parseQuantity(resources.memory ?? '0');
  if (memory !== undefined && Number(quantityToInteger(memory)) > left.memoryMib.atMost * 2 ** 20) {
    return `each of its nodes has at most ${Math.floor(left.memoryMib.atMost)}Mi of memory for pods`;
  }
  const disk = parseQuantity(resources.ephemeralStorage ?? '0');
  const diskMib = left.ephemeralStorageMib;
  if (disk !== undefined && diskMib !== undefined && Number(quantityToInteger(disk)) > diskMib * 2 ** 20) {
    return `each of its nodes has ${Math.floor(diskMib / 1024)}Gi of disk for pods`;
  }
  return undefined;
}

/** How many pods fit on a node beside each other by what they ask of its accelerators; `undefined` where not known. */
export function podsPerNode(pool: NodePool, accelerator: Accelerator | undefined): number | undefined {
  if (accelerator === undefined) return undefined;
  const { name, amount } = resourceOf(accelerator);
  const has = extendedOf(pool, name);
  return has === undefined ? undefined : Math.floor(has / amount);
}
