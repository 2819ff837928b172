import { judgeNodePool } from './judge-node-pool';
import type { Machine } from './machine';
import { acceleratorOf, machineOf, type NodePool, type NodePoolProps } from './node-pool';
import { defaultTaintsAndLabels, type PoolManager } from './taints-and-labels';

/**
 * Declares a pool of nodes that exists, or that something else makes.
 *
 * It does not throw: what is wrong is kept in `issues`, and reported by whoever uses the pool.
 */
export function nodePool(name: string, props: NodePoolProps): NodePool {
  const { capacity, manager, labels, taints, zones, ...rest } = props;
  const defaults = defaultTaintsAndLabels(acceleratorOf(props));
  const pool = {
    kind: 'NodePool',
    name,
    manager: manager ?? managerOf(machineOf(props)),
    capacity: capacity ?? { kind: 'on-demand' },
    labels: { ...defaults.labels, ...labels },
    taints: taints ?? defaults.taints,
    zones: zones ?? [],
    ...withoutUndefined(rest),
  } as const;
  return { ...pool, issues: judgeNodePool(pool) };
}

function managerOf(known: Machine | undefined): PoolManager {
  switch (known?.cloud) {
    case 'aws':
      return 'eks-managed-node-group';
    case 'azure':
      return 'aks-node-pool';
    case undefined:
      return 'other';
  }
}

/** JSON has no undefined: without it, what is read back is equal to what was written. */
function withoutUndefined<T extends object>(value: T): T {
  // What is left out is what the type allows to be undefined.
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}
