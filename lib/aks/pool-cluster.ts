import type { Input } from '@pulumi/pulumi';
import type { CloudCluster } from '../clouds';
import type { AksNetwork, NodePool } from '../hardware';
import type { ClusterNetwork } from './network-props';

/** What a pool needs of the cluster that it is made for: a `Cluster` or an `ExistingCluster`. */
export interface PoolCluster extends CloudCluster {
  readonly resourceGroupName: Input<string>;
  readonly network: ClusterNetwork;
  /** How pods get their addresses. */
  readonly podNetwork: AksNetwork;
  /** The range that an overlay gives its pods addresses from, where it is known. */
  readonly podAddresses?: string | undefined;
  /** The pools that were made for it so far, and those that it had. */
  readonly nodePools: readonly NodePool[];
}
