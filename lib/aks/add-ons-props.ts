import type { Input } from '@pulumi/pulumi';
import type { AddOnCluster, CommonAddOns } from '../clouds';
import type { PoolCluster } from './pool-cluster';

/**
 * Add-ons of an AKS cluster: each is left out unless it is given.
 *
 * AKS brings metrics-server, the autoscaler of its pools and what makes load balancers itself, and Karpenter as its own
 * node auto-provisioning, so that there are none of these here.
 */
export interface AddOnsProps extends CommonAddOns {
  /** A `Cluster` or an `ExistingCluster`. */
  readonly cluster: PoolCluster &
    AddOnCluster & {
      /** Who issues the identities of its pods: needed where external-secrets may read some. */
      readonly issuerUrl?: Input<string> | undefined;
    };
  readonly tags?: Readonly<Record<string, string>> | undefined;
}
