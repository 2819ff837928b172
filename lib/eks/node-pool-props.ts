import type { Accelerator, GpuSharing, NodeCount, PoolCapacity, Taint } from '../hardware';
import type { PoolCluster } from './pool-cluster';

/** What the nodes boot: Amazon Linux 2023, or Bottlerocket, whose image for GPUs has the device plugin in it. */
export type NodeImageFamily = 'al2023' | 'bottlerocket';

/** The image of the nodes. */
export interface NodeImage {
  readonly family: NodeImageFamily;
  /** The release of the image, such as `1.34.1-20260101`; the newest when the pool is made unless given. */
  readonly release?: string | undefined;
}

/** How nodes are renewed one after the other. */
export type PoolUpdate = { readonly maxUnavailable: number } | { readonly maxUnavailablePercentage: number };

interface CommonPoolProps {
  readonly cluster: PoolCluster;
  /** Between the two an autoscaler decides; equal, the pool has a fixed size. */
  readonly nodes: NodeCount;
  /**
   * How many nodes there are to be now, instead of what the autoscaler has made of it: needed for the one `up` that
   * raises `nodes.min` above the nodes that there are, which EKS else refuses.
   */
  readonly desired?: number | undefined;
  /** On demand unless given. */
  readonly capacity?: PoolCapacity | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** All taints of the nodes; one that keeps other pods away where they have accelerators, unless given. */
  readonly taints?: readonly Taint[] | undefined;
  /** All zones of the network unless given, those left out where `machineZones` says that they lack the machine. */
  readonly zones?: readonly string[] | undefined;
  /** The root disk, encrypted; 100 unless given, and 200 for nodes with accelerators, whose images are large. */
  readonly diskGib?: number | undefined;
  readonly maxPods?: number | undefined;
  /** Amazon Linux 2023 unless given. */
  readonly image?: NodeImage | undefined;
  /** Whether images and pods live on the machine's own NVMe disks; they do where it has some, unless given. */
  readonly localDisks?: 'raid0' | 'unused' | undefined;
  /** One node at a time unless given. */
  readonly update?: PoolUpdate | undefined;
  /** Whether EKS replaces nodes that it finds broken; it does unless given. */
  readonly repair?: 'on' | 'off' | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** A pool of nodes of one machine. */
export interface NodePoolProps extends CommonPoolProps {
  readonly machine: string;
}

/** The accelerators that each node of a pool has at the least: how they are cut is said apart. */
export type PoolAccelerator = Extract<Accelerator, { readonly kind: 'gpu' | 'neuron' }>;

/** A pool of nodes with accelerators: of a machine, or of the cheapest one that has what is asked for. */
export type GpuNodePoolProps = CommonPoolProps &
  (
    | { readonly accelerator: PoolAccelerator; readonly machine?: undefined }
    | { readonly machine: string; readonly accelerator?: undefined }
  ) & {
    /** Elastic Fabric Adapters between the nodes, which are then put close together in one zone; none unless given. */
    readonly fabric?: { readonly kind: 'efa' } | undefined;
    /** How the device plugin cuts the GPUs; whoever installs it has to configure it so. */
    readonly sharing?: GpuSharing | undefined;
    /** Who installs the device plugin, unless the image has it. */
    readonly devicePlugin?: 'node-image' | 'gpu-operator' | 'yourself' | undefined;
    /** Accepts a machine that has only a slice of a GPU, for a reason. */
    readonly fractionalGpu?: { readonly reason: string } | undefined;
  };
