import type { Input, Resource } from '@pulumi/pulumi';
import type { AksNetwork, KubernetesVersion, NodePool, TargetCluster } from '../hardware';
import type { ClusterNetwork } from './network-props';

/** What a pool needs of the cluster that it is made for: a `Cluster` or an `ExistingCluster`. */
export interface PoolCluster {
  readonly clusterName: Input<string>;
  readonly resourceGroupName: Input<string>;
  readonly kubernetes: KubernetesVersion;
  readonly network: ClusterNetwork;
  /** How pods get their addresses. */
  readonly podNetwork: AksNetwork;
  /** The range that an overlay gives its pods addresses from, where it is known. */
  readonly podAddresses?: string | undefined;
  /** What has to be there before a node, and to stay until the last one is gone. */
  readonly neededByNodes: readonly Resource[];
  readonly machineZones?: Readonly<Record<string, readonly string[]>> | undefined;
  /** The pools that were made for it so far, and those that it had. */
  readonly nodePools: readonly NodePool[];
  /** The cluster with all pools that were made for it so far. */
  readonly target: TargetCluster;
  /** Takes note of a pool that was made for it; each pool does that by itself. */
  addPool(pool: NodePool): void;
}
