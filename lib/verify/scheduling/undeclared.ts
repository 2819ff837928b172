import type { TargetCluster } from '../../hardware';
import { asArray, asRecord, asString } from '../untrusted';
import type { DeclaredNode } from './declared-node';
import type { PodState } from './pod-state';
import { isNotKnown } from './verdict';

/**
 * The labels of those that a pod asks for which the description of a pool cannot tell: its nodes are not said to have
 * them, and no pool is given them by hand, which would say that the others have not. Discovery of features labels nodes
 * later, and names of nodes are not known before they are there.
 */
export function undeclaredLabels(
  asked: readonly string[],
  { node, pool }: DeclaredNode,
  cluster: TargetCluster,
): readonly string[] {
  return asked.filter(
    (key) =>
      key === hostname ||
      (node.label(key) === undefined &&
        !(poolLabels.has(key) && pool.manager !== 'other') &&
        !cluster.nodePools.some(({ labels }) => Object.hasOwn(labels, key))),
  );
}

const hostname = 'kubernetes.io/hostname';

/** The labels that name the pool of a node, which managers set on each node of theirs, and no others. */
const poolLabels = new Set(['eks.amazonaws.com/nodegroup', 'karpenter.sh/nodepool', 'kubernetes.azure.com/agentpool']);

/** The labels of nodes that a pod asks for; one of their names stands for these. */
export function labelsAskedFor({ spec, selection }: PodState): readonly string[] {
  const keys = new Set<string>();
  if (!isNotKnown(selection)) {
    for (const [key] of selection.labels.pairs) keys.add(key);
    for (const { expressions, fields } of selection.terms ?? []) {
      for (const { key } of expressions) keys.add(key);
      if (fields.length > 0) keys.add(hostname);
    }
  }
  for (const constraint of asArray(spec['topologySpreadConstraints']).map(asRecord)) {
    const key = asString(constraint['topologyKey']) ?? '';
    // Every node has a name of its own, whichever that is.
    if (constraint['whenUnsatisfiable'] === 'DoNotSchedule' && key !== hostname) keys.add(key);
  }
  return [...keys];
}

/** Says whether a resource is one that the description of a machine always speaks of, so that silence means none. */
export function isAlwaysDeclared(resource: string): boolean {
  return alwaysDeclared.has(resource) || resource.startsWith('nvidia.com/mig-');
}

// Other plugins of the same vendors have resources of their own, such as those of networks.
const alwaysDeclared = new Set([
  'cpu',
  'memory',
  'nvidia.com/gpu',
  'nvidia.com/gpu.shared',
  'aws.amazon.com/neuron',
  'aws.amazon.com/neuroncore',
]);

/** Whether the pools that are declared are all there are: where none takes a pod that tolerates nothing, some are missing. */
export function areAllPools({ nodePools }: TargetCluster): boolean {
  return nodePools.some(
    ({ system, taints }) =>
      system === true ||
      taints.every(({ key, effect }) => effect === 'PreferNoSchedule' || key === 'CriticalAddonsOnly'),
  );
}

/** Whether a pod asks for a pool by its name, so that no other will do. */
export function namesPool({ selection }: PodState): boolean {
  return !isNotKnown(selection) && selection.labels.pairs.some(([key]) => poolLabels.has(key));
}
