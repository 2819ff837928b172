import { nodeTaintsAndLabels, type NodePool, type TargetCluster } from '../../hardware';
import { isNotKnown } from './verdict';
import type { PodState } from './pod-state';
import { asArray, asRecord, asString } from '../untrusted';

/**
 * The labels of nodes that a pod asks for and that the description of a pool cannot tell: it is neither said to have
 * them nor is any other pool, and its cloud is not known to set them. Discovery of features labels nodes later.
 */
export function undeclaredLabels(pod: PodState, pool: NodePool, cluster: TargetCluster): readonly string[] {
  const declared = declaredLabels(pool, cluster);
  return [...labelsAskedFor(pod)].filter((key) => !declared.has(key));
}

function declaredLabels(pool: NodePool, cluster: TargetCluster): ReadonlySet<string> {
  const declared = new Set(['kubernetes.io/hostname']);
  // What one pool is given, the others are known not to have.
  for (const { labels } of cluster.nodePools) for (const key of Object.keys(labels)) declared.add(key);
  const ofItsManager = cluster.nodePools.filter(({ manager }) => manager === pool.manager);
  for (const other of ofItsManager) {
    for (const key of Object.keys(nodeTaintsAndLabels(other, cluster.region).labels)) declared.add(key);
  }
  if (pool.zones.length > 0) declared.add(zoneLabel);
  else if (pool.labels[zoneLabel] === undefined) declared.delete(zoneLabel);
  return declared;
}

const zoneLabel = 'topology.kubernetes.io/zone';

function labelsAskedFor({ spec, selection }: PodState): ReadonlySet<string> {
  const keys = new Set<string>();
  if (!isNotKnown(selection)) {
    for (const [key] of selection.labels.pairs) keys.add(key);
    for (const { expressions } of selection.terms ?? []) for (const { key } of expressions) keys.add(key);
  }
  for (const constraint of asArray(spec['topologySpreadConstraints']).map(asRecord)) {
    if (constraint['whenUnsatisfiable'] === 'DoNotSchedule') keys.add(asString(constraint['topologyKey']) ?? '');
  }
  return keys;
}

/** Says whether a resource is one that the description of a machine always speaks of, so that silence means none. */
export function isAlwaysDeclared(resource: string): boolean {
  return (
    resource === 'cpu' ||
    resource === 'memory' ||
    resource === 'ephemeral-storage' ||
    resource.startsWith('nvidia.com/') ||
    resource.startsWith('aws.amazon.com/neuron')
  );
}
