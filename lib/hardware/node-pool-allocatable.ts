import { parseQuantity, quantityToInteger, quantityToMilli } from '../core';
import { resourceOf } from './accelerator';
import { aksAllocatable } from './aks-allocatable';
import { exactly, type Allocatable } from './allocatable';
import { eksAllocatable } from './eks-allocatable';
import type { Machine } from './machine';
import { machineResources } from './machine-resources';
import { machineOf, type CustomMachine, type NodePool } from './node-pool';

/**
 * What each node of a pool has for pods; `undefined` where that is not known: an unknown machine, or nodes of a cloud
 * that are not run by it.
 *
 * @param kubernetes the version, such as `1.34`, which decides what AKS keeps
 */
export function nodePoolAllocatable(pool: NodePool, kubernetes?: string): Allocatable | undefined {
  if (pool.custom !== undefined) return customAllocatable(pool.custom);
  const known = machineOf(pool);
  const left = known && machineAllocatable(known, pool, kubernetes);
  return left && { ...left, extended: machineResources(known, pool.sharing) };
}

function machineAllocatable(known: Machine, pool: NodePool, kubernetes: string | undefined): Allocatable | undefined {
  const { maxPods, diskGib, network } = pool;
  switch (pool.manager) {
    case 'eks-managed-node-group':
      return eksAllocatable(known, { manager: 'managed-node-group', maxPods, diskGib });
    case 'eks-karpenter':
      return eksAllocatable(known, { manager: 'karpenter', maxPods, diskGib });
    case 'aks-node-pool':
    case 'aks-karpenter':
      return aksAllocatable(known, { maxPods, diskGib, network, kubernetes });
    case 'other':
      return undefined;
  }
}

/** What is declared is what there is; what cannot be read is an issue of the pool, and counts as nothing. */
function customAllocatable({ cpu, memory, pods, ephemeralStorage, accelerator }: CustomMachine): Allocatable {
  const cores = parseQuantity(String(cpu));
  const resource = accelerator && resourceOf(accelerator);
  return {
    cpuMilli: cores === undefined ? 0 : Number(quantityToMilli(cores)),
    memoryMib: exactly(mebibytes(memory)),
    ...(ephemeralStorage !== undefined && { ephemeralStorageMib: mebibytes(ephemeralStorage) }),
    pods: exactly(pods),
    extended: resource === undefined ? {} : { [resource.name]: resource.amount },
  };
}

function mebibytes(amount: string): number {
  const quantity = parseQuantity(amount);
  return quantity === undefined ? 0 : Number(quantityToInteger(quantity)) / 2 ** 20;
}
