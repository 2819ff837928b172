import { parseQuantity, quantityToInteger, quantityToMilli } from '../core';
import type { Resources } from './resources';

/** What a pod asks of its node, in thousandths of a core and bytes. */
export interface PodRequests {
  readonly cpuMilli: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
}

interface Asks {
  readonly resources: Partial<Resources>;
}

/**
 * What a pod asks of its node: that of its server and of the sidecars beside it, or of an init container beside the
 * sidecars where that is more. What cannot be read counts as nothing, and is said where it is rendered.
 *
 * Source: k8s.io/component-helpers/resource PodRequests, which the scheduler goes by.
 */
export function podRequests(
  server: Partial<Resources>,
  {
    sidecars = [],
    initContainers = [],
  }: { readonly sidecars?: readonly Asks[]; readonly initContainers?: readonly Asks[] },
): PodRequests {
  const beside = sidecars.map(({ resources }) => requestsOf(resources)).reduce(sum, nothing);
  const first = initContainers.map(({ resources }) => requestsOf(resources)).reduce(most, nothing);
  return sum(beside, most(requestsOf(server), first));
}

const nothing: PodRequests = { cpuMilli: 0, memory: 0, ephemeralStorage: 0 };

function requestsOf({ cpu, memory, ephemeralStorage }: Partial<Resources>): PodRequests {
  const cores = parseQuantity(String(cpu ?? 0));
  return {
    cpuMilli: cores === undefined ? 0 : Number(quantityToMilli(cores)),
    memory: bytesOf(memory),
    ephemeralStorage: bytesOf(ephemeralStorage),
  };
}

function bytesOf(amount: string | undefined): number {
  const bytes = parseQuantity(amount ?? '0');
  return bytes === undefined ? 0 : Number(quantityToInteger(bytes));
}

function sum(one: PodRequests, other: PodRequests): PodRequests {
  return {
    cpuMilli: one.cpuMilli + other.cpuMilli,
    memory: one.memory + other.memory,
    ephemeralStorage: one.ephemeralStorage + other.ephemeralStorage,
  };
}

function most(one: PodRequests, other: PodRequests): PodRequests {
  return {
    cpuMilli: Math.max(one.cpuMilli, other.cpuMilli),
    memory: Math.max(one.memory, other.memory),
    ephemeralStorage: Math.max(one.ephemeralStorage, other.ephemeralStorage),
  };
}
