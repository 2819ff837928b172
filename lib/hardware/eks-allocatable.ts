import {
  exactly,
  hiddenMemoryMib,
  memoryLeft,
  type Allocatable,
  type AllocatableOptions,
  type AmountRange,
} from './allocatable';
import { machineResources } from './machine-resources';
import type { Machine } from './machine';

/** What decides how much a node of EKS has for pods. */
export interface EksAllocatableOptions extends AllocatableOptions {
  /**
   * Who runs the node. A managed node group that is not given an AMI of one's own caps the pods: 110 below 30 vCPU, 250
   * from there.
   */
  readonly manager?: 'managed-node-group' | 'karpenter' | 'self-managed' | undefined;
}

/** What the kubelet has for pods where EC2 says nothing of the machine's network. */
const pods = 110;

const rootVolumeGib = 20;

/**
 * What a node of EKS has for pods, by the arithmetic of nodeadm (Amazon Linux 2023), which Karpenter shares.
 *
 * The memory that is kept grows with the pods that the network interfaces allow, and nodeadm computes it of these even
 * where `maxPods` is set; Karpenter computes it of `maxPods`. With `maxPods` given, the range holds both.
 *
 * Source: awslabs/amazon-eks-ami, nodeadm/internal/kubelet/config.go and eni_max_pods.go, and aws/karpenter-provider-aws,
 * pkg/providers/instancetype/types.go (both 2026-08-21); the caps: Amazon EKS user guide, create-managed-node-group.
 */
export function eksAllocatable(machine: Machine, options: EksAllocatableOptions = {}): Allocatable {
  const { manager, maxPods, diskGib = rootVolumeGib } = options;
  const interfacePods = machine.maxPods ?? pods;
  const wanted = maxPods ?? interfacePods;
  const cap = manager !== 'managed-node-group' ? Number.POSITIVE_INFINITY : machine.vcpu < 30 ? 110 : 250;
  const nodePods = Math.min(wanted, cap);
  // Graviton machines keep 64 MiB more for contiguous memory.
  const contiguous = machine.architecture === 'arm64' ? 64 : 0;
  return {
    cpuMilli: machine.vcpu * 1000 - eksReservedCpuMilli(machine.vcpu),
    memoryMib: memoryLeft({
      advertisedMib: machine.memoryMib,
      hiddenAtMost: contiguous + hiddenMemoryMib(machine.memoryMib - contiguous),
      keptMib: keptMemory(Math.min(interfacePods, nodePods), Math.max(interfacePods, nodePods)),
    }),
    // A tenth is kept free by evicting, and a gibibyte is reserved.
    ephemeralStorageMib: Math.max(0, diskGib * 1024 - Math.ceil(diskGib * 102.4) - 1024),
    pods: exactly(nodePods),
    extended: machineResources(machine),
  };
}

/** The pods that the addresses of EC2's network interfaces allow; two more, because those need none of their own. */
export function eniMaxPods(interfaces: number, addressesPerInterface: number): number {
  return interfaces * (addressesPerInterface - 1) + 2;
}

/** The CPU that nodeadm keeps, in thousandths: each share of the cores rounded down for itself. */
export function eksReservedCpuMilli(vcpu: number): number {
  const total = vcpu * 1000;
  const shares = [
    { from: 0, to: 1000, perTenThousand: 600 },
    { from: 1000, to: 2000, perTenThousand: 100 },
    { from: 2000, to: 4000, perTenThousand: 50 },
    { from: 4000, to: Math.max(4000, total), perTenThousand: 25 },
  ];
  return shares
    .map(({ from, to, perTenThousand }) =>
      Math.floor((Math.max(0, Math.min(total, to) - from) * perTenThousand) / 10_000),
    )
    .reduce((sum, share) => sum + share, 0);
}

/** The memory that nodeadm keeps for the kubelet and the container runtime, in MiB. */
export function eksReservedMemoryMib(maxPods: number): number {
  return 11 * maxPods + 255;
}

const evictionMib = 100;

function keptMemory(fewest: number, most: number): AmountRange {
  return { atLeast: eksReservedMemoryMib(fewest) + evictionMib, atMost: eksReservedMemoryMib(most) + evictionMib };
}
