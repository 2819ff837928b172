/** An amount of which only the bounds are known; they are equal where it is known. */
export interface AmountRange {
  /** What there is for sure: what needs no more fits. */
  readonly atLeast: number;
  /** What there can be: what needs more never fits. */
  readonly atMost: number;
}

/** What a node has for pods, after what the cloud and the kubelet keep for themselves. */
export interface Allocatable {
  /** Thousandths of a core. */
  readonly cpuMilli: number;
  /** Bounds, because how much of the advertised memory the hypervisor and the kernel hide shows only on the node. */
  readonly memoryMib: AmountRange;
  /** `undefined` where the size of the disk is not known; what its file system takes of it for itself is not counted. */
  readonly ephemeralStorageMib?: number | undefined;
  /** Bounds where neither the machine nor an option says how many. */
  readonly pods: AmountRange;
  /** What device plugins advertise, by resource, such as `nvidia.com/gpu`. */
  readonly extended: Readonly<Record<string, number>>;
}

/** What of a node's settings decides how much it has for pods. */
export interface AllocatableOptions {
  /** The kubelet's `maxPods`, where it is set. */
  readonly maxPods?: number | undefined;
  /** The version of Kubernetes, such as `1.34`; the newest rules where it is not given. */
  readonly kubernetes?: string | undefined;
  /** The disk that the kubelet and the images live on. */
  readonly diskGib?: number | undefined;
}

/** The part of a cloud's rule that keeps memory: from what is advertised to what is left. */
export interface MemoryRule {
  readonly advertisedMib: number;
  /** The most that hypervisor, firmware and kernel hide; the least is nothing. */
  readonly hiddenAtMost: number;
  /** What is kept for the kubelet and its friends, and what it keeps free by evicting. */
  readonly keptMib: AmountRange;
}

/** A range of one amount. */
export function exactly(amount: number): AmountRange {
  return { atLeast: amount, atMost: amount };
}

/** What is left of a machine's memory; never less than nothing. */
export function memoryLeft({ advertisedMib, hiddenAtMost, keptMib }: MemoryRule): AmountRange {
  return {
    atLeast: Math.max(0, advertisedMib - hiddenAtMost - keptMib.atMost),
    atMost: Math.max(0, advertisedMib - keptMib.atLeast),
  };
}

/**
 * What hypervisor, firmware and kernel hide of a machine's memory, in MiB: 7.5 %, which Karpenter assumes on both clouds
 * until it has seen a node.
 *
 * Source: vmMemoryOverheadPercent of aws/karpenter-provider-aws (pkg/providers/instancetype/types.go, 2026-08-21) and of
 * Azure/karpenter-provider-azure (pkg/operator/options/options.go, 2026-08-21).
 */
export function hiddenMemoryMib(visibleMib: number): number {
  return Math.ceil((visibleMib * 2 ** 20 * 0.075) / 1024 / 1024);
}
