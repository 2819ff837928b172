import type { Accelerator, AcceleratorDriver, GpuSharing, NodeCount, PoolCapacity, Taint } from '../hardware';
import type { PoolCluster } from './pool-cluster';

/** What the nodes boot: Ubuntu, or Azure Linux, on whose nodes with GPUs AKS installs no security patches by itself. */
export type NodeImageFamily = 'ubuntu' | 'azure-linux';

/** The image of the nodes; AKS takes the newest when it makes a pool, and names no release to ask for. */
export interface NodeImage {
  readonly family: NodeImageFamily;
}

/** How nodes are renewed: by new ones that come first, or by taking away old ones first, which needs no spare machine. */
export type PoolUpdate =
  | { readonly maxSurge: number }
  | { readonly maxSurgePercentage: number }
  | { readonly maxUnavailable: number }
  | { readonly maxUnavailablePercentage: number };

/** How a pool of spot nodes pays for them and what is left of one that Azure takes back. */
export interface SpotNodes {
  /** The most that a node may cost an hour, in USD with up to five decimals; up to the price on demand unless given. */
  readonly maxPrice?: number | undefined;
  /** Deleted unless given; a stopped one still counts against the quota. */
  readonly evicted?: 'delete' | 'deallocate' | undefined;
}

/** What every pool of nodes can be told. */
export interface CommonPoolProps {
  readonly cluster: PoolCluster;
  /**
   * What its name in AKS begins with: at most eight letters a-z and digits; those of the component's name unless given.
   * A hash follows.
   */
  readonly name?: string | undefined;
  /** Between the two the autoscaler of AKS decides; equal, the pool has a fixed size. */
  readonly nodes: NodeCount;
  /** How many nodes there are to be now, instead of what the autoscaler has made of it. */
  readonly desired?: number | undefined;
  /**
   * On demand unless given. A reservation is a capacity reservation group, by its id in Azure, and the identity of the
   * cluster has to be a Contributor of the resource group that it is in.
   */
  readonly capacity?: PoolCapacity | undefined;
  /** For a pool of spot nodes. */
  readonly spot?: SpotNodes | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** All taints of the nodes; one that keeps other pods away where they have accelerators, unless given. */
  readonly taints?: readonly Taint[] | undefined;
  /** By their numbers, such as `['1']`; wherever in the region unless given. The autoscaler knows no zones: better a pool for each. */
  readonly zones?: readonly string[] | undefined;
  /** The disk of system, images and pods; 128 unless given, and 256 for nodes with accelerators, whose images are large. */
  readonly diskGib?: number | undefined;
  /** Whether that disk outlives the machine, or is the machine's own temporary one, where that is large enough; `managed` unless given. */
  readonly disk?: 'managed' | 'ephemeral' | undefined;
  /** 110 unless given: AKS keeps memory for each pod that there could be. */
  readonly maxPods?: number | undefined;
  /** Ubuntu unless given. */
  readonly image?: NodeImage | undefined;
  /** One new node at a time unless given; for nodes with accelerators, one is taken away first. Spot nodes know neither. */
  readonly update?: PoolUpdate | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** A pool of nodes of one machine. */
export interface NodePoolProps extends CommonPoolProps {
  readonly machine: string;
}

/** A pool of nodes with accelerators: of a machine, or of the cheapest one that has what is asked for. */
export type GpuNodePoolProps = CommonPoolProps &
  (
    | { readonly accelerator: Accelerator; readonly machine?: undefined }
    | { readonly machine: string; readonly accelerator?: undefined }
  ) & {
    /**
     * InfiniBand between the nodes; none unless given. The subscription needs the feature
     * `Microsoft.ContainerService/AKSInfinibandSupport`, without which nodes may be on different fabrics.
     */
    readonly fabric?: { readonly kind: 'infiniband' } | undefined;
    /**
     * How the GPUs are cut. MIG is cut by AKS, with one profile, unless the GPU operator is the owner of the device
     * plugin; what shares the time of GPUs is the device plugin, and whoever installs it has to configure it so.
     */
    readonly sharing?: GpuSharing | undefined;
    /** Who installs the driver; AKS does, in the image, unless given. */
    readonly driver?: AcceleratorDriver['from'] | undefined;
    /** Who installs the device plugin, which AKS does not. */
    readonly devicePlugin?: 'gpu-operator' | 'yourself' | undefined;
    /** Accepts a machine that has only a slice of a GPU, for a reason. */
    readonly fractionalGpu?: { readonly reason: string } | undefined;
  };
