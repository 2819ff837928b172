import { printGiven, type Notes } from '../core';
import type { NodePool } from '../hardware';
import { isNone, sharesOfGroups } from './group-rollout';
import type { Rollout } from './rollout';
import type { ReplicaRange } from './scaling';

/**
 * Judges whether a pool at its largest has room for all replicas, and for those that a rollout adds.
 *
 * @param each the pods that fit on a node, at most
 * @param podsEach the pods of one replica, each on a node of its own
 * @returns the rollout to use where the user gave none
 */
export function judgePoolRoom(
  pool: NodePool | undefined,
  each: number | undefined,
  replicas: ReplicaRange,
  podsEach: number,
  rollout: Rollout | undefined,
  notes: Notes,
): Rollout | undefined {
  if (pool === undefined) return rollout;
  const { max: nodes } = pool.nodes;
  if (podsEach > 1 && nodes < podsEach) {
    notes.issue({
      code: 'serving/pool-too-small',
      property: 'placement',
      given: `${podsEach} pods, each on a node of its own`,
      message: `pool ${pool.name} has ${nodes} nodes at most`,
      fix: `nodes: { max: ${Math.max(podsEach, Math.ceil((replicas.max * podsEach) / Math.max(1, each ?? podsEach)))} } for pool ${pool.name}`,
    });
    return rollout;
  }
  if (each === undefined || each === 0) return rollout;
  const room = Math.floor((each * nodes) / podsEach);
  if (replicas.max > room) {
    notes.issue({
      code: 'serving/pool-too-small',
      property: 'scaling',
      given: `up to ${replicas.max} replicas${podsEach === 1 ? '' : ` of ${podsEach} pods, each on a node of its own`}`,
      message: `pool ${pool.name} has room for ${room}: ${each}${podsEach === 1 ? '' : ' pods'} on each of ${nodes} nodes at most`,
      fix: `${room} replicas, or nodes: { max: ${Math.ceil((replicas.max * podsEach) / each)} } for pool ${pool.name}`,
    });
    return rollout;
  }
  if (replicas.max < room) return rollout;
  const full = `${replicas.max} replicas fill pool ${pool.name}, so that a new pod would wait for ever for the place of an old one`;
  if (rollout === undefined) {
    // Groups go one by one by themselves.
    if (podsEach > 1) return undefined;
    return notes.decide({
      field: 'Deployment spec.strategy',
      value: { kind: 'rolling', maxSurge: 0, maxUnavailable: 1 } as const,
      reason: full,
      source: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment',
      override: 'rollout',
    });
  }
  if (rollout.kind === 'rolling' && onlyAdds(rollout, podsEach)) {
    const details = {
      code: 'serving/pool-stops-rollout' as const,
      property: 'rollout.maxSurge',
      given: rollout.maxSurge === undefined ? undefined : printGiven(rollout.maxSurge),
      message: full,
      fix: 'maxSurge: 0 with maxUnavailable: 1, or a larger pool',
    };
    // An autoscaler fills the pool only at the highest load.
    if (replicas.min === replicas.max) notes.issue(details);
    else notes.warn(details);
  }
  return rollout;
}

/** Whether new pods must come before an old one goes. */
function onlyAdds(rollout: Extract<Rollout, { kind: 'rolling' }>, podsEach: number): boolean {
  const { maxSurge = '25%', maxUnavailable = 0 } = podsEach > 1 ? sharesOfGroups(rollout) : rollout;
  return !isNone(maxSurge) && isNone(maxUnavailable);
}
