import type { NodePool, TargetCluster } from '../hardware';
import { asRecord, feasibleNodes, nodesOfCluster, type Manifest } from '../verify';
import type { Workload } from './workload';

/**
 * Says whether a cluster surely has a node for each kind of pod of a workload.
 *
 * Nodes that an autoscaler has yet to ask the cloud for, and spot nodes, it may not have. Where nobody said which pools
 * there are, it is taken to have what is needed.
 */
export function hasCapacity(workload: Workload, cluster: TargetCluster): boolean {
  if (cluster.nodePools.length === 0) return true;
  const standing = { ...cluster, nodePools: cluster.nodePools.filter(stands) };
  const nodes = nodesOfCluster(standing, { nodes: 'one-a-zone', room: 'most' }).map(({ node }) => node);
  return workload.templates.every((template) => {
    const pod: Manifest = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...asRecord(template['metadata']), name: 'pod', namespace: workload.namespace },
      spec: template['spec'],
    };
    return feasibleNodes({ pod, nodes }).some(({ feasible }) => feasible !== false);
  });
}

function stands({ nodes, capacity }: NodePool): boolean {
  return nodes.min > 0 && capacity.kind !== 'spot';
}
