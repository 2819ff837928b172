import { parseDuration, wholeSeconds, type Bytes, type Cpu, type Duration, type IssueDetails } from '../core';
import type { Accelerator } from './accelerator';
import type { AksNetwork } from './aks-allocatable';
import type { Architecture, Machine } from './machine';
import type { GpuSharing } from './machine-resources';
import { machine } from './machines';
import {
  automaticTaintsAndLabels,
  type PoolCapacity,
  type PoolManager,
  type Taint,
  type TaintsAndLabels,
} from './taints-and-labels';

/** How many nodes a pool has; between the two an autoscaler decides. */
export interface NodeCount {
  readonly min: number;
  readonly max: number;
}

/** Nodes that no cloud lends, or of a type that is not known: what `kubectl describe node` shows as allocatable. */
export interface CustomMachine {
  readonly cpu: Cpu;
  readonly memory: Bytes;
  readonly pods: number;
  readonly ephemeralStorage?: Bytes | undefined;
  /** `amd64` unless given. */
  readonly architecture?: Architecture | undefined;
  /** All accelerators of one node. */
  readonly accelerator?: Accelerator | undefined;
}

/** Who installs the driver of the accelerators, and which. */
export interface AcceleratorDriver {
  readonly from: 'node-image' | 'gpu-operator' | 'yourself';
  /** Such as `580.95.05`. */
  readonly version?: string | undefined;
}

interface CommonProps {
  readonly nodes: NodeCount;
  /** `on-demand` unless given. */
  readonly capacity?: PoolCapacity | undefined;
  /** Labels of your own. Pools with GPUs get `nvidia.com/gpu.present: 'true'` besides, unless you set that. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** All taints that you give the pool; without, a pool with accelerators gets one that keeps other pods away. */
  readonly taints?: readonly Taint[] | undefined;
  /** The zones of its nodes: as AWS names them, or on AKS their numbers. */
  readonly zones?: readonly string[] | undefined;
  /** A managed node group or an AKS node pool, by the machine, unless given. */
  readonly manager?: PoolManager | undefined;
  /** AKS: the pool is for the system's own pods. */
  readonly system?: boolean | undefined;
  readonly maxPods?: number | undefined;
  /** AKS: how pods get their addresses, which decides how many a node takes. */
  readonly network?: AksNetwork | undefined;
  /** The disk that images and the kubelet live on. */
  readonly diskGib?: number | undefined;
  /** From the wish for a further node until pods start on it, with its accelerators; nobody knows unless given. */
  readonly nodeBoot?: Duration | undefined;
  readonly sharing?: GpuSharing | undefined;
  /** Who installs the device plugin; nobody knows unless given. */
  readonly devicePlugin?: 'node-image' | 'gpu-operator' | 'yourself' | undefined;
  readonly driver?: AcceleratorDriver | undefined;
  /** Accepts a machine that has only a slice of a GPU, for a reason. */
  readonly fractionalGpu?: { readonly reason: string } | undefined;
}

/** A pool of nodes that are all of one machine, or of one that you describe. */
export type NodePoolProps = CommonProps &
  (
    | { readonly machine: string; readonly custom?: undefined }
    | { readonly custom: CustomMachine; readonly machine?: undefined }
  );

/** Nodes of one kind, with the labels and taints that they are given: plain data, the same from whoever makes them. */
export interface NodePool {
  readonly kind: 'NodePool';
  readonly name: string;
  readonly manager: PoolManager;
  /** The instance type; `machineOf` gives its facts. */
  readonly machine?: string | undefined;
  readonly custom?: CustomMachine | undefined;
  readonly nodes: NodeCount;
  readonly capacity: PoolCapacity;
  /** Those that the pool is given; `nodeTaintsAndLabels` adds what the cloud sets by itself. */
  readonly labels: Readonly<Record<string, string>>;
  /** Those that the pool is given; `nodeTaintsAndLabels` adds what the cloud sets by itself. */
  readonly taints: readonly Taint[];
  readonly zones: readonly string[];
  readonly system?: boolean | undefined;
  readonly maxPods?: number | undefined;
  readonly network?: AksNetwork | undefined;
  readonly diskGib?: number | undefined;
  /** From the wish for a further node until pods start on it, with its accelerators; left out: not known. */
  readonly nodeBoot?: Duration | undefined;
  readonly sharing?: GpuSharing | undefined;
  readonly devicePlugin?: 'node-image' | 'gpu-operator' | 'yourself' | undefined;
  readonly driver?: AcceleratorDriver | undefined;
  readonly fractionalGpu?: { readonly reason: string } | undefined;
  /** What is wrong with the pool; whoever uses it reports that. */
  readonly issues: readonly IssueDetails[];
}

/** The facts of a pool's machine, or `undefined` where it is not a known one. */
export function machineOf(pool: Pick<NodePool, 'machine'>): Machine | undefined {
  return pool.machine === undefined ? undefined : machine(pool.machine);
}

/** The seconds that pods may wait for a further node of a pool; nothing where it grows no further, or that is not known. */
export function nodeBootSeconds({ nodes, nodeBoot }: Pick<NodePool, 'nodes' | 'nodeBoot'>): number | undefined {
  const boot = nodes.min < nodes.max && nodeBoot !== undefined ? parseDuration(nodeBoot) : undefined;
  return boot === undefined ? undefined : wholeSeconds(boot);
}

/** The operating system that its labels say, which is Linux otherwise. */
function systemOf({ labels }: NodePool): Readonly<Record<string, string>> {
  const system = labels['kubernetes.io/os'];
  return system === undefined ? {} : { 'kubernetes.io/os': system };
}

/** What kind of accelerator the nodes of a pool have, if any. */
export function acceleratorOf(pool: Pick<NodePool, 'machine' | 'custom'>): 'gpu' | 'neuron' | undefined {
  const kind = machineOf(pool)?.accelerator?.kind ?? pool.custom?.accelerator?.kind;
  switch (kind) {
    case 'gpu':
    case 'mig':
    case 'time-sliced':
      return 'gpu';
    case 'neuron':
      return 'neuron';
    case 'custom':
    case undefined:
      return undefined;
  }
}

/** The architecture of a pool's nodes; `undefined` where the machine is not known. */
export function architectureOf(pool: Pick<NodePool, 'machine' | 'custom'>): Architecture | undefined {
  return machineOf(pool)?.architecture ?? (pool.custom && (pool.custom.architecture ?? 'amd64'));
}

/**
 * The labels and taints of each node of a pool: those that the pool is given, and those that the cloud sets by itself.
 *
 * @param region of the cluster, without which the labels that name it are left out
 */
export function nodeTaintsAndLabels(pool: NodePool, region?: string): TaintsAndLabels {
  const automatic = automaticTaintsAndLabels({
    ...pool,
    machine: machineOf(pool),
    accelerator: acceleratorOf(pool),
    architecture: architectureOf(pool),
    region,
  });
  const isGiven = (taint: Taint): boolean =>
    pool.taints.some(({ key, effect }) => key === taint.key && effect === taint.effect);
  return {
    labels: { ...pool.labels, ...automatic.labels, ...systemOf(pool) },
    taints: [...pool.taints, ...automatic.taints.filter((taint) => !isGiven(taint))],
  };
}
