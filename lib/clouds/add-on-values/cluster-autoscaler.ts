import type { Deferrable } from '../../core';
import type { AddOnRelease } from '../add-on-charts';
import { onSystemNodes, resources, type ChartValues } from './chart-values';

/** The service account of the cluster autoscaler, which its role is for. */
export const autoscalerAccount = 'cluster-autoscaler';

/**
 * The values of the cluster autoscaler's chart for EKS, with the image that is for the cluster's version.
 *
 * It finds the groups of nodes by the tags that EKS gives them, keeps groups of one machine in several zones alike, chooses
 * the group that a pod leaves the least of unused, and takes nodes whose pods keep files of their own away as well, since
 * pods of ours keep caches and shared memory there. Requests: kubernetes/autoscaler,
 * cluster-autoscaler/cloudprovider/aws/examples/cluster-autoscaler-autodiscover.yaml, read 2026-11-22.
 */
export function clusterAutoscalerValues(
  { clusterName, region }: { readonly clusterName: Deferrable<string>; readonly region: Deferrable<string> },
  { app }: AddOnRelease,
): ChartValues {
  return {
    fullnameOverride: 'cluster-autoscaler',
    cloudProvider: 'aws',
    awsRegion: region,
    autoDiscovery: { clusterName },
    image: { tag: `v${app}` },
    rbac: { serviceAccount: { create: true, name: autoscalerAccount } },
    extraArgs: {
      expander: 'least-waste',
      'balance-similar-node-groups': true,
      'skip-nodes-with-local-storage': false,
    },
    replicaCount: 2,
    tolerations: onSystemNodes,
    resources: resources('100m', '600Mi', '600Mi'),
  };
}
