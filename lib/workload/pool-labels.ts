import { printGiven, type Notes } from '../core';
import { architectureOf, nodeTaintsAndLabels, type NodePool, type TargetCluster } from '../hardware';

/** The labels by which a pod asks for the nodes of a pool: its maker's own label, or those that the pool was given. */
export function labelsThatName(pool: NodePool): Readonly<Record<string, string>> {
  const architecture = architectureOf(pool);
  return {
    ...(architecture === undefined ? {} : { 'kubernetes.io/arch': architecture }),
    ...ownLabels(pool),
  };
}

/** Notes a pool whose labels do not tell its nodes from those of others. */
export function judgeName(pool: NodePool, cluster: TargetCluster | undefined, notes: Notes): void {
  if (pool.manager !== 'other') return;
  const others = (cluster?.nodePools ?? []).filter((other) => other.name !== pool.name);
  const alike = others.filter((other) => carries(other, labelsThatName(pool), cluster)).map(({ name }) => name);
  // Which other nodes an undeclared cluster has, nobody knows.
  const nameless = cluster === undefined && Object.keys(pool.labels).every((label) => label === gpuPresent);
  if (alike.length === 0 && !nameless) return;
  notes.issue({
    code: 'workload/pool-not-named',
    property: 'placement',
    given: printGiven(pool.name),
    message: `no label tells its nodes from ${alike.length === 0 ? 'any others' : `those of ${alike.join(', ')}`}, where the pod might land as well`,
    fix: `nodePool('${pool.name}', { labels: { 'example.com/pool': '${pool.name}' }, … }), with a label that its nodes really have`,
  });
}

const gpuPresent = 'nvidia.com/gpu.present';

function carries(
  pool: NodePool,
  wanted: Readonly<Record<string, string>>,
  cluster: TargetCluster | undefined,
): boolean {
  const { labels } = nodeTaintsAndLabels(pool, cluster?.region);
  return Object.entries(wanted).every(([label, value]) => labels[label] === value);
}

function ownLabels(pool: NodePool): Readonly<Record<string, string>> {
  switch (pool.manager) {
    case 'eks-managed-node-group':
      return { 'eks.amazonaws.com/nodegroup': pool.name };
    case 'aks-node-pool':
      return { 'kubernetes.azure.com/agentpool': pool.name };
    case 'eks-karpenter':
    case 'aks-karpenter':
      return { 'karpenter.sh/nodepool': pool.name };
    case 'other':
      return pool.labels;
  }
}
