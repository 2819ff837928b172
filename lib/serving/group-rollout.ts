import { printGiven, type Notes, type Percent } from '../core';
import { readShare, type Rollout } from './rollout';
import type { Scaling } from './scaling';

type Rolling = Extract<Rollout, { kind: 'rolling' }>;
type Shares = Readonly<Record<'maxSurge' | 'maxUnavailable', number | Percent>>;

const source = 'https://lws.sigs.k8s.io/docs/concepts/rollout-strategy/';

/** Decides how groups of one version follow those of another, and notes what of a Deployment's ways they do not know. */
export function planGroupRollout(given: Rollout, scaling: Scaling, notes: Notes): Readonly<Record<string, unknown>> {
  const groups = 'a LeaderWorkerSet, which runs a model on several nodes,';
  const refuse = (field: string, value: unknown, message: string, fix: string): void => {
    notes.issue({
      code: 'serving/no-such-rollout',
      property: `rollout.${field}`,
      given: printGiven(value),
      message,
      fix,
    });
  };
  if (given.readyFor !== undefined) {
    refuse('readyFor', given.readyFor, `${groups} counts a group as soon as it is ready`, 'no readyFor');
  }
  if (given.deadline !== undefined) {
    refuse('deadline', given.deadline, `${groups} never reports a rollout as failed`, 'no deadline');
  }
  if (given.kind === 'recreate') {
    const fix = "rollout: { kind: 'rolling', maxSurge: 0, maxUnavailable: 1 }";
    refuse('kind', given.kind, `${groups} knows rolling updates only`, fix);
  }
  const shares = chosenShares(given.kind === 'rolling' ? given : { kind: 'rolling' }, notes);
  const maxSurge = readShare('rollout.maxSurge', shares.maxSurge, notes);
  const maxUnavailable = readShare('rollout.maxUnavailable', shares.maxUnavailable, notes);
  for (const [field, share] of Object.entries({ maxSurge, maxUnavailable })) {
    if (typeof share === 'number' || Number.parseInt(share, 10) <= 100) continue;
    refuse(field, share, `${groups} takes no more than 100%`, `${field}: '100%'`);
  }
  // Where an autoscaler owns them, the API server makes one replica at first.
  const replicas = scaling.kind === 'fixed' ? scaling.replicas : 1;
  if (replicas > 0 && isNone(maxSurge) && !takesOne(maxUnavailable, replicas)) {
    refuse(
      'maxUnavailable',
      maxUnavailable,
      `of ${replicas} replicas it is none, rounded down: without a surge no version would follow another, and ${groups} is refused`,
      'maxUnavailable: 1',
    );
  }
  return { partition: 0, maxSurge, maxUnavailable };
}

/** The shares that hold where the user leaves them out: one group goes and another comes in its place, or the reverse. */
export function sharesOfGroups({ maxSurge, maxUnavailable }: Rolling): Shares {
  const surge = maxSurge ?? (maxUnavailable !== undefined && isNone(maxUnavailable) ? 1 : 0);
  return { maxSurge: surge, maxUnavailable: maxUnavailable ?? (isNone(surge) ? 1 : 0) };
}

function chosenShares(given: Rolling, notes: Notes): Shares {
  const { maxSurge, maxUnavailable } = sharesOfGroups(given);
  const field = 'LeaderWorkerSet spec.rolloutStrategy.rollingUpdateConfiguration';
  return {
    maxSurge: notes.choose<number | Percent>(given.maxSurge, {
      field: `${field}.maxSurge`,
      value: maxSurge,
      reason: isNone(maxSurge)
        ? 'a group more takes several nodes more, the dearest of the cluster, for the time of each rollout'
        : 'no group may be missing, so that a new one comes first',
      source,
      override: 'rollout.maxSurge',
    }),
    maxUnavailable: notes.choose<number | Percent>(given.maxUnavailable, {
      field: `${field}.maxUnavailable`,
      value: maxUnavailable,
      reason: isNone(maxUnavailable)
        ? 'a new group comes before an old one goes: no request is lost for want of a replica'
        : 'one group after the other gives its nodes to its follower; a single replica is away for as long',
      source,
      override: 'rollout.maxUnavailable',
    }),
  };
}

/** Whether a share is none, as a number or a percentage. */
export function isNone(share: number | Percent): boolean {
  return Number.parseFloat(String(share)) === 0;
}

function takesOne(share: number | Percent, replicas: number): boolean {
  return (typeof share === 'number' ? share : Math.floor((Number.parseInt(share, 10) * replicas) / 100)) > 0;
}
