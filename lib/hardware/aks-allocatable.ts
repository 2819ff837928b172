import {
  hiddenMemoryMib,
  memoryLeft,
  type Allocatable,
  type AllocatableOptions,
  type AmountRange,
} from './allocatable';
import { minorVersion } from './kubernetes-version';
import { machineResources } from './machine-resources';
import type { Machine } from './machine';

/** How pods get their addresses in AKS. */
export type AksNetwork = 'azure-cni-overlay' | 'azure-cni-pod-subnet' | 'azure-cni-node-subnet' | 'kubenet';

/** What decides how much a node of AKS has for pods. */
export interface AksAllocatableOptions extends AllocatableOptions {
  readonly network?: AksNetwork | undefined;
}

/** The pods of a node where `maxPods` is not given; it cannot be changed later. */
const defaultPods: Readonly<Record<AksNetwork, number>> = {
  'azure-cni-overlay': 250,
  'azure-cni-pod-subnet': 110,
  'azure-cni-node-subnet': 30,
  kubenet: 110,
};

const fewestPods = 30;
const mostPods = 250;

// The documentation counts in MB, which is taken for MiB where that is the safer reading.
const megabyte = 1e6 / 2 ** 20;

/**
 * What a node of AKS has for pods, by the rules of its documentation.
 *
 * Without `maxPods` and without a network the range holds every default. The memory has room for the doubt whether the
 * documentation's megabytes are of 10^6 or 2^20 bytes.
 *
 * Source: MicrosoftDocs/azure-aks-docs, articles/aks/node-resource-reservations.md (2026-06-11) and
 * concepts-network-ip-address-planning.md; CPU between and beyond its seven sizes by the same brackets in
 * Azure/karpenter-provider-azure, pkg/providers/instancetype/instancetype.go (2026-08-21).
 */
export function aksAllocatable(machine: Machine, options: AksAllocatableOptions = {}): Allocatable {
  const { diskGib } = options;
  const pods = podsOf(options);
  const hidden = hiddenMemoryMib(machine.memoryMib);
  const isOld = (minorVersion(options.kubernetes) ?? Number.POSITIVE_INFINITY) < 29;
  return {
    cpuMilli: machine.vcpu * 1000 - aksReservedCpuMilli(machine.vcpu),
    memoryMib: memoryLeft({
      advertisedMib: machine.memoryMib,
      hiddenAtMost: hidden,
      keptMib: isOld ? keptBefore129(machine.memoryMib, hidden) : keptFrom129(machine.memoryMib, hidden, pods),
    }),
    // A tenth is kept free by evicting; a node printed in Azure/AKS#3525 (2023-04-24) has nine tenths, to the byte.
    ...(diskGib !== undefined && { ephemeralStorageMib: Math.floor(diskGib * 1024 * 0.9) }),
    pods,
    extended: machineResources(machine),
  };
}

/** The CPU that AKS keeps, in thousandths: 6 % of the first core, 4 % of the second, 2 % of two more, 1 % of the rest. */
export function aksReservedCpuMilli(vcpu: number): number {
  const brackets = [
    { from: 0, to: 1, perCore: 60 },
    { from: 1, to: 2, perCore: 40 },
    { from: 2, to: 4, perCore: 20 },
    { from: 4, to: Math.max(4, vcpu), perCore: 10 },
  ];
  return brackets
    .map(({ from, to, perCore }) => Math.max(0, Math.min(vcpu, to) - from) * perCore)
    .reduce((sum, kept) => sum + kept, 0);
}

function podsOf({ maxPods, network }: AksAllocatableOptions): AmountRange {
  const pods = maxPods ?? (network && defaultPods[network]);
  return pods === undefined ? { atLeast: fewestPods, atMost: mostPods } : { atLeast: pods, atMost: pods };
}

/** 20 MB a pod and 50 MB, or a quarter of the memory if that is less; and 100 MiB are kept free by evicting. */
function keptFrom129(advertisedMib: number, hiddenMib: number, pods: AmountRange): AmountRange {
  const eviction = 100;
  return {
    atLeast: eviction + Math.min((20 * pods.atLeast + 50) * megabyte, (advertisedMib - hiddenMib) / 4),
    atMost: eviction + Math.min(20 * pods.atMost + 50, advertisedMib / 4),
  };
}

/** A share that falls with the size of the memory; and 750 MiB are kept free by evicting. */
function keptBefore129(advertisedMib: number, hiddenMib: number): AmountRange {
  const eviction = 750;
  return {
    atLeast: eviction + bracketShare(advertisedMib - hiddenMib),
    atMost: eviction + bracketShare(advertisedMib),
  };
}

function bracketShare(mib: number): number {
  const brackets = [
    { from: 0, to: 4, share: 0.25 },
    { from: 4, to: 8, share: 0.2 },
    { from: 8, to: 16, share: 0.1 },
    { from: 16, to: 128, share: 0.06 },
    { from: 128, to: Number.POSITIVE_INFINITY, share: 0.02 },
  ];
  return brackets
    .map(({ from, to, share }) => Math.max(0, Math.min(mib, to * 1024) - from * 1024) * share)
    .reduce((sum, kept) => sum + kept, 0);
}
