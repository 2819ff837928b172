import type { Deferrable, Duration, Percent } from '../../core';
import type { Accelerator, AcceleratorDriver, NodeCount, PoolCapacity, Taint } from '../../hardware';

/** Nodes that Karpenter may disrupt at once: a number of them, or a share of the pool, which is rounded up. */
export interface DisruptionBudget {
  readonly nodes: number | Percent;
  /** For any reason unless given. */
  readonly reasons?: readonly ('Empty' | 'Drifted' | 'Underutilized')[] | undefined;
  /** When it begins to hold, in UTC; always unless given. */
  readonly during?:
    | {
        /** Five fields of cron, or `@daily` and its like. */
        readonly schedule: string;
        readonly duration: Duration;
      }
    | undefined;
}

/** When Karpenter takes nodes away that are healthy. */
export interface Disruption {
  /** Only nodes that no workload is left on, or also those whose pods would find room elsewhere, or on a cheaper node. */
  readonly consolidationPolicy?: 'WhenEmpty' | 'WhenEmptyOrUnderutilized' | undefined;
  /** How long a node must have been so. */
  readonly consolidateAfter?: Duration | 'Never' | undefined;
  /** How many nodes at once. Nodes that have reached their age are not counted. */
  readonly budgets?: readonly DisruptionBudget[] | undefined;
  /** The age at which a node is drained, whatever runs on it. */
  readonly expireAfter?: Duration | 'Never' | undefined;
  /** How long a drain may wait for pods that budgets or `karpenter.sh/do-not-disrupt` keep; then they are deleted. */
  readonly terminationGracePeriod?: Duration | undefined;
}

/** What every pool of Karpenter can be told, in whichever cloud. */
export interface CommonPoolProps {
  /**
   * The most nodes that there may be at once. Karpenter makes them for pods that wait and keeps none for others: `min` is
   * 0, or left out.
   */
  readonly nodes: { readonly min?: NodeCount['min'] | undefined; readonly max: NodeCount['max'] };
  /** On demand unless given. */
  readonly capacity?: PoolCapacity | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** All taints of the nodes; one that keeps other pods away where they have accelerators, unless given. */
  readonly taints?: readonly Taint[] | undefined;
  /** Taints that something on the node takes away once it is ready, and that pods need not tolerate; none unless given. */
  readonly startupTaints?: readonly Taint[] | undefined;
  /** As AWS names them, or on AKS their numbers, such as `['1']`; wherever in the region unless given. */
  readonly zones?: readonly string[] | undefined;
  /** Such as `eu-central-1` or `westeurope`: zones are held against it, and on AKS they need it. */
  readonly region?: string | undefined;
  /** The disk that images and pods live on, where the machine's own do not serve. */
  readonly diskGib?: number | undefined;
  readonly maxPods?: number | undefined;
  /** From the wish for a further node until pods start on it, with its accelerators; nobody knows unless given. */
  readonly nodeBoot?: Duration | undefined;
  readonly disruption?: Disruption | undefined;
  /** Of several pools that a pod fits, Karpenter takes the one with the greatest, from 1 to 100; 0 unless given. */
  readonly weight?: number | undefined;
  /** On the machines and disks, in the cloud. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** @default - the derived name */
  readonly name?: string | undefined;
}

/** What finds subnets or security groups of AWS: tags that they all carry, or an id. */
export type Ec2Selector =
  | { readonly tags: Readonly<Record<string, Deferrable<string>>>; readonly id?: undefined }
  | { readonly id: Deferrable<string>; readonly tags?: undefined };

/** The image of nodes on EKS, in the release that is named, or in the newest for a reason. */
export type Ec2Image = {
  /** Amazon Linux 2023 unless given. */
  readonly family?: 'al2023' | 'bottlerocket' | undefined;
} & (
  | {
      /** As its project tags it: `v20260714` of Amazon Linux 2023, `v1.20.4` of Bottlerocket. */
      readonly release: string;
      readonly newest?: undefined;
    }
  | {
      /** Each release that comes out then replaces all nodes: say why that will do. */
      readonly newest: { readonly reason: string };
      readonly release?: undefined;
    }
);

/** Nodes on EKS: a NodePool with an EC2NodeClass. */
export interface Ec2Nodes {
  readonly cloud: 'eks';
  /** The name of the cluster in EKS, by which its subnets and its security group are found. */
  readonly cluster: Deferrable<string>;
  /** The name of the IAM role of the nodes. */
  readonly role: Deferrable<string>;
  readonly image: Ec2Image;
  /** Those whose tag `karpenter.sh/discovery` is the name of the cluster unless given: whoever makes a network tags them. */
  readonly subnets?: readonly Ec2Selector[] | undefined;
  /** That which EKS made for the cluster unless given, by the tag `aws:eks:cluster-name` that EKS gives it. */
  readonly securityGroups?: readonly Ec2Selector[] | undefined;
  /** Whether images and pods live on the machine's own NVMe disks; they do where it has some, unless given. */
  readonly localDisks?: 'raid0' | 'unused' | undefined;
  /** A placement group that exists, by its name; none unless given. */
  readonly placementGroup?: Deferrable<string> | undefined;
}

/** Nodes on AKS: a NodePool with an AKSNodeClass, for node auto-provisioning or a Karpenter of your own. */
export interface AksNodes {
  readonly cloud: 'aks';
  /** Ubuntu unless given; AKS takes its newest release. */
  readonly image?: { readonly family: 'ubuntu' | 'azure-linux' } | undefined;
  /** The resource id of the subnet of the nodes; that of the cluster unless given. */
  readonly subnet?: Deferrable<string> | undefined;
}

/** A pool of nodes of one machine, which Karpenter makes for pods that wait. */
export type NodePoolProps = CommonPoolProps & (Ec2Nodes | AksNodes) & { readonly machine: string };

/** The accelerators that each node of a pool has at the least; Karpenter counts them whole, and knows of no shares. */
export type PoolAccelerator = Extract<Accelerator, { readonly kind: 'gpu' | 'neuron' }>;

/** A pool of nodes with accelerators: of a machine, or of the cheapest one that has what is asked for. */
export type GpuNodePoolProps = CommonPoolProps &
  (
    | (Ec2Nodes & {
        /** Accepts only machines with Elastic Fabric Adapters, in one zone; a pod gets those that it asks for. */
        readonly fabric?: { readonly kind: 'efa' } | undefined;
        /** Who installs the device plugin, unless the image has it; the add-ons of the cluster unless given. */
        readonly devicePlugin?: 'node-image' | 'gpu-operator' | 'yourself' | undefined;
      })
    | (AksNodes & {
        /** Who installs the driver; AKS does, in the image, unless given. */
        readonly driver?: AcceleratorDriver['from'] | undefined;
        /** Who installs the device plugin, which AKS does not; the add-ons of the cluster unless given. */
        readonly devicePlugin?: 'gpu-operator' | 'yourself' | undefined;
      })
  ) &
  (
    | { readonly accelerator: PoolAccelerator; readonly machine?: undefined }
    | { readonly machine: string; readonly accelerator?: undefined }
  ) & {
    /** Accepts a machine that has only a slice of a GPU, for a reason. */
    readonly fractionalGpu?: { readonly reason: string } | undefined;
  };
