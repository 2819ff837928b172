import { output, type Resource } from '@pulumi/pulumi';
import type { AddOnCluster } from '../clouds';
import { warn } from '../provider';

/** What is known of a cluster that tells who adds nodes to its pools. */
type ScaledCluster = Pick<AddOnCluster, 'nodePools' | 'addOns' | 'installed' | 'callPool'>;

/**
 * What is to be said of node groups that may grow and that nobody who is known of grows: the cluster autoscaler alone does,
 * and Karpenter makes nodes of its own. Nothing where all is well.
 *
 * Source: kubernetes/autoscaler, cluster-autoscaler/cloudprovider/aws/README.md (read 2026-11-22).
 */
export function unscaledPools(cluster: ScaledCluster): string | undefined {
  const { nodePools, addOns, installed } = cluster;
  if (addOns.clusterAutoscaler !== undefined) return undefined;
  const left = nodePools.filter(
    ({ manager, nodes, taints }) =>
      manager === 'eks-managed-node-group' &&
      nodes.min < nodes.max &&
      // A pool of the system alone, which its minimum is enough for.
      !taints.some(({ key }) => key === 'CriticalAddonsOnly'),
  );
  if (left.length === 0) return undefined;
  const names = left.map((pool) => cluster.callPool(pool)).join(', ');
  const stays = left.length === 1 ? 'it stays' : 'they stay';
  const stay = `${names}: ${stays} at nodes.min, whatever nodes.max says`;
  if (installed.includes('karpenter')) return `Karpenter adds no nodes to ${stay}`;
  return (
    `nobody who is known of adds nodes to ${stay}; write autoscaler: { kind: 'cluster-autoscaler' } in eks.AddOns, or ` +
    'addOns: { clusterAutoscaler: {} } of the cluster where it has one'
  );
}

/**
 * Warns of them once the program has made what it makes: whoever adds nodes may be made after the pools.
 *
 * The provider is registered when all of the cluster is, which a program that makes everything at once is done before.
 */
export function warnOfUnscaledPools(cluster: ScaledCluster & Resource, provider: Resource): void {
  output(provider.urn).apply(() => {
    const warning = unscaledPools(cluster);
    if (warning !== undefined) warn(warning, cluster);
  });
}
