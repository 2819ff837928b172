import { printGiven, type Notes } from '../core';
import { podsPerNode, type PodPlacement } from '../workload';
import type { Rollout } from './rollout';
import type { ReplicaRange } from './scaling';

/**
 * Judges whether a pool at its largest has room for all replicas, and for those that a rollout adds: by accelerators,
 * which nothing overcommits.
 *
 * @returns the rollout to use where the user gave none
 */
export function judgePoolRoom(
  { pool, accelerator }: PodPlacement,
  replicas: ReplicaRange,
  rollout: Rollout | undefined,
  notes: Notes,
): Rollout | undefined {
  const each = pool && podsPerNode(pool, accelerator);
  if (pool === undefined || each === undefined || each === 0) return rollout;
  const room = each * pool.nodes.max;
  if (replicas.max > room) {
    notes.issue({
      code: 'serving/pool-too-small',
      property: 'scaling',
      given: `up to ${replicas.max} replicas`,
      message: `pool ${pool.name} has room for ${room}: ${each} on each of ${pool.nodes.max} nodes at most`,
      fix: `${room} replicas, or nodes: { max: ${Math.ceil(replicas.max / each)} } for pool ${pool.name}`,
    });
    return rollout;
  }
  if (replicas.max < room) return rollout;
  if (rollout === undefined) {
    return notes.decide({
      field: 'Deployment spec.strategy',
      value: { kind: 'rolling', maxSurge: 0, maxUnavailable: 1 } as const,
      reason: `${replicas.max} replicas fill pool ${pool.name}, so that a new pod would wait for ever for the place of an old one`,
      source: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment',
      override: 'rollout',
    });
  }
  const { kind, maxSurge, maxUnavailable = 0 } = { maxSurge: undefined, maxUnavailable: undefined, ...rollout };
  if (kind === 'rolling' && maxSurge !== 0 && maxSurge !== '0%' && (maxUnavailable === 0 || maxUnavailable === '0%')) {
    const details = {
      code: 'serving/pool-stops-rollout' as const,
      property: 'rollout.maxSurge',
      given: maxSurge === undefined ? undefined : printGiven(maxSurge),
      message: `${replicas.max} replicas fill pool ${pool.name}, so that a new pod would wait for ever for the place of an old one`,
      fix: 'maxSurge: 0 with maxUnavailable: 1, or a larger pool',
    };
    // An autoscaler fills the pool only at the highest load.
    if (replicas.min === replicas.max) notes.issue(details);
    else notes.warn(details);
  }
  return rollout;
}
