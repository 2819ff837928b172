import type { AddOnCluster, AddOnSettings, CommonAddOns } from '../clouds';
import type { PoolCluster } from './pool-cluster';

/** What adds nodes for pods that wait, and takes them away again. */
export type Autoscaler = AddOnSettings & {
  /** The cluster autoscaler changes the number of nodes in pools of this library; Karpenter makes nodes by itself, of node pools of its own. */
  readonly kind: 'cluster-autoscaler' | 'karpenter';
};

/** Add-ons of an EKS cluster: each is left out unless it is given. */
export interface AddOnsProps extends CommonAddOns {
  /** A `Cluster` or an `ExistingCluster`, which then needs the agent of EKS Pod Identity. */
  readonly cluster: PoolCluster & AddOnCluster;
  readonly autoscaler?: Autoscaler | undefined;
  /** What autoscalers of pods and `kubectl top` ask. */
  readonly metricsServer?: AddOnSettings | undefined;
  /** AWS's load balancer controller, for Services and Ingresses that are reached from outside of the cluster. */
  readonly loadBalancer?: AddOnSettings | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}
