import type { Notes } from '../core';
import type { ClaimReference, MountedVolume } from '../workload';
import type { Rollout } from './rollout';
import type { ReplicaRange } from './scaling';

/**
 * Judges volumes that only one node, or one pod, may have: further replicas and a rollout's extra pods may not start.
 *
 * @param podsEach the pods of one replica, each on a node of its own
 * @returns the rollout to use where the user gave none
 */
export function judgeClaims(
  volumes: readonly MountedVolume[],
  replicas: ReplicaRange,
  podsEach: number,
  rollout: Rollout | undefined,
  notes: Notes,
): Rollout {
  const alone = volumes.flatMap(({ from }) =>
    from.kind === 'claim' && isExclusive(from.claim.accessModes) ? [from.claim] : [],
  );
  const claim = alone.find(isForOnePod) ?? alone[0];
  if (claim === undefined) return rollout ?? { kind: 'rolling' };
  const onePod = isForOnePod(claim);
  const modes = (claim.accessModes ?? []).join(', ');
  if (podsEach > 1) {
    notes.issue({
      code: 'serving/claim-not-shared',
      property: 'runtime',
      given: `${podsEach} pods on nodes of their own`,
      message: `claim ${claim.name} is ${modes}: ${onePod ? 'only one pod can mount it' : 'pods on a second node cannot mount it'}`,
      fix: "a claim with accessModes: ['ReadOnlyMany'] or ['ReadWriteMany'], or a model on one node",
    });
    return rollout ?? { kind: 'rolling' };
  }
  if (replicas.max > 1) {
    const details = {
      code: 'serving/claim-not-shared' as const,
      property: 'scaling',
      given: `up to ${replicas.max} replicas`,
      message: `claim ${claim.name} is ${modes}: ${onePod ? 'only one pod can mount it' : 'replicas on a second node cannot mount it'}`,
      fix: "a claim with accessModes: ['ReadOnlyMany'] or ['ReadWriteMany'], or scaling: { kind: 'fixed', replicas: 1 }",
    };
    if (onePod) notes.issue(details);
    else notes.warn(details);
  }
  if (rollout === undefined) {
    return {
      kind: notes.decide({
        field: 'Deployment spec.strategy',
        value: 'recreate',
        reason: `claim ${claim.name} is ${modes}, so a new pod may wait for ever while the old one holds it`,
        source: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes',
        override: 'rollout',
      }),
    };
  }
  if (rollout.kind === 'rolling' && rollout.maxSurge !== 0 && rollout.maxSurge !== '0%') {
    notes.warn({
      code: 'serving/claim-stops-rollout',
      property: 'rollout.maxSurge',
      given: rollout.maxSurge === undefined ? undefined : String(rollout.maxSurge),
      message: `claim ${claim.name} is ${modes}, so a new pod may wait for ever while the old one holds it`,
      fix: "rollout: { kind: 'recreate' }, or maxSurge: 0 with maxUnavailable: 1",
    });
  }
  return rollout;
}

function isForOnePod({ accessModes = [] }: ClaimReference): boolean {
  return accessModes.every((mode) => mode === 'ReadWriteOncePod');
}

function isExclusive(modes: readonly string[] | undefined): boolean {
  return (
    modes !== undefined &&
    modes.length > 0 &&
    modes.every((mode) => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod')
  );
}
