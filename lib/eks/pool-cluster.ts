import type { Input } from '@pulumi/pulumi';
import type { CloudCluster } from '../clouds';
import type { ClusterNetwork } from './network-props';
import type { NodePolicy } from './node-policies';

/** What a pool needs of the cluster that it is made for: a `Cluster` or an `ExistingCluster`. */
export interface PoolCluster extends CloudCluster {
  readonly network: ClusterNetwork;
  /** The security group that EKS made for the cluster and its nodes. */
  readonly securityGroupId: Input<string>;
  readonly nodeRoleArn: Input<string>;
  /** What a further role of nodes needs in this cluster, for nodes that Karpenter makes. */
  readonly nodePolicies: readonly NodePolicy[];
}
