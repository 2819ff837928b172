import {
  formatDuration,
  formatPercent,
  printGiven,
  readDuration,
  readPercent,
  wholeSeconds,
  type Duration,
  type Notes,
  type Percent,
} from '../core';
import { nodeBootSeconds, type NodePool } from '../hardware';

/** How a new version replaces the old one. */
export type Rollout =
  | {
      /** New pods come before old ones go. */
      readonly kind: 'rolling';
      /** Pods above the wanted number while rolling, rounded up. @default '25%' */
      readonly maxSurge?: number | Percent | undefined;
      /** Pods below the wanted number while rolling, rounded down. @default 0 */
      readonly maxUnavailable?: number | Percent | undefined;
      /** How long a leaving pod goes on serving while load balancers learn of it. @default '15s' */
      readonly preStopSleep?: Duration | undefined;
      /** How long a pod must stay ready before it counts. @default '10s' */
      readonly readyFor?: Duration | undefined;
      /** When a rollout that does not move is reported as failed. @default - `startsWithin`, `readyFor`, `nodeBoot` of the pool and 10 minutes */
      readonly deadline?: Duration | undefined;
    }
  | {
      /** Old pods go before new ones come: requests fail in between. */
      readonly kind: 'recreate';
      /** How long a leaving pod goes on serving while load balancers learn of it. @default '15s' */
      readonly preStopSleep?: Duration | undefined;
      /** How long a pod must stay ready before it counts. @default '10s' */
      readonly readyFor?: Duration | undefined;
      /** When a rollout that does not move is reported as failed. @default - `startsWithin`, `readyFor`, `nodeBoot` of the pool and 10 minutes */
      readonly deadline?: Duration | undefined;
    };

/** The fields of a Deployment's spec that a rollout decides. */
export interface RolloutFields {
  readonly strategy: Readonly<Record<string, unknown>>;
  readonly minReadySeconds: number;
  readonly progressDeadlineSeconds: number;
}

/** Seconds granted, beyond the server's own start, for a large image to arrive, and for a node where no more is known. */
const provisioning = 600;

/** Decides how versions follow each other. */
export function planRollout(
  given: Rollout,
  startsWithinSeconds: number,
  pool: NodePool | undefined,
  notes: Notes,
): RolloutFields {
  const readyFor = notes.choose(given.readyFor, {
    field: 'Deployment spec.minReadySeconds',
    value: '10s',
    reason: 'a version that dies on its first requests then stops the rollout instead of replacing every pod',
    source: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#min-ready-seconds',
    override: 'rollout.readyFor',
  });
  const minReadySeconds = wholeSeconds(notes.read(readDuration('rollout.readyFor', readyFor, 'zero'), 10_000));
  const least = startsWithinSeconds + minReadySeconds;
  const boot = pool && nodeBootSeconds(pool);
  const granted =
    boot === undefined
      ? `${provisioning} s for a node and the image`
      : `${boot} s for a node as its pool says, ${provisioning} s for the image`;
  const deadline = notes.choose(given.deadline, {
    field: 'Deployment spec.progressDeadlineSeconds',
    value: formatDuration((least + (boot ?? 0) + provisioning) * 1000),
    reason: `${startsWithinSeconds} s to start, ${minReadySeconds} s to stay ready, ${granted}: less would report a good rollout as failed`,
    source: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds',
    override: 'rollout.deadline',
  });
  return {
    strategy: strategyOf(given, notes),
    minReadySeconds,
    progressDeadlineSeconds: wholeSeconds(notes.read(readDuration('rollout.deadline', deadline), 600_000)),
  };
}

function strategyOf(given: Rollout, notes: Notes): Readonly<Record<string, unknown>> {
  if (given.kind === 'recreate') return { type: 'Recreate' };
  const source = 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment';
  const maxSurge = notes.choose<number | Percent>(given.maxSurge, {
    field: 'Deployment spec.strategy.rollingUpdate.maxSurge',
    value: '25%',
    reason: "Kubernetes' own default: new pods start before old ones leave",
    source,
    override: 'rollout.maxSurge',
  });
  const maxUnavailable = notes.choose<number | Percent>(given.maxUnavailable, {
    field: 'Deployment spec.strategy.rollingUpdate.maxUnavailable',
    value: 0,
    reason: 'no request is lost for want of a replica',
    source,
    override: 'rollout.maxUnavailable',
  });
  return {
    type: 'RollingUpdate',
    rollingUpdate: {
      maxSurge: readShare('rollout.maxSurge', maxSurge, notes),
      maxUnavailable: readShare('rollout.maxUnavailable', maxUnavailable, notes),
    },
  };
}

/** Reads a number of pods, or a share of them, as Kubernetes writes it. */
export function readShare(property: string, share: number | Percent, notes: Notes): number | Percent {
  // Kubernetes knows 25% and refuses 25.0%.
  if (typeof share === 'string') {
    return formatPercent(notes.read(readPercent(property, share, { whole: true }), 25));
  }
  if (!Number.isInteger(share) || share < 0) {
    notes.issue({
      code: 'serving/invalid-rollout',
      property,
      given: printGiven(share),
      message: 'is neither a whole number of pods nor a percentage',
      fix: `${property}: 1, or '25%'`,
    });
  }
  return share;
}
