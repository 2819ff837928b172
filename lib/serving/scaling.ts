import { parseDuration, printGiven, wholeSeconds, type Duration, type Notes, type Percent } from '../core';
import type { NonEmpty } from '../workload';

const atLeastOneBrand: unique symbol = Symbol.for('modelyard.atLeastOne');

type CountTo<Last extends number, Seen extends unknown[] = [unknown], Counted = never> = Seen['length'] extends Last
  ? Counted | Last
  : CountTo<Last, [...Seen, unknown], Counted | Seen['length']>;

/** A number of replicas that is not zero: a literal from 1 to 100, or what `atLeastOne` made of a number. */
export type AtLeastOne = CountTo<100> | (number & { readonly [atLeastOneBrand]: true });

/** Takes a number that the compiler does not know for a number of replicas; `ModelService` says so if it is none. */
export function atLeastOne(replicas: number): AtLeastOne {
  // The brand exists for the compiler alone; the value is judged when the service is made.
  return replicas as AtLeastOne;
}

/** What an autoscaler goes by. */
export type ScalingSignal =
  | {
      /** Processor time used, of the time reserved. */
      readonly kind: 'cpu';
      readonly target: Percent;
    }
  | {
      /** Memory used, of the memory reserved. */
      readonly kind: 'memory';
      readonly target: Percent;
    }
  | {
      /** Requests a second and replica, which a metrics adapter must serve under the metric's name. */
      readonly kind: 'request-rate';
      readonly perReplica: number;
      /** @default 'http_requests_per_second' - the name in Kubernetes' own walkthrough */
      readonly metric?: string | undefined;
    }
  | {
      /** Any metric of the pods themselves, averaged over them. */
      readonly kind: 'pods-metric';
      readonly metric: string;
      readonly perReplica: number;
      readonly matchLabels?: Readonly<Record<string, string>> | undefined;
    }
  | {
      /** A metric from outside the cluster, such as the length of a queue, divided by the replicas. */
      readonly kind: 'external-metric';
      readonly metric: string;
      readonly perReplica: number;
      readonly matchLabels?: Readonly<Record<string, string>> | undefined;
    };

/** How fast replicas go when the load falls. */
export interface ScaleDown {
  /** For how long the load must have been low, up to `'1h'`. @default - the time to start, and `'5m'` at least */
  readonly stabilizationWindow?: Duration | undefined;
  /** @default 1 - a replica that is missed takes its whole start-up time to come back */
  readonly podsPerMinute?: number | undefined;
}

/** How many replicas run. */
export type Scaling =
  | { readonly kind: 'fixed'; readonly replicas: number }
  | {
      readonly kind: 'autoscale';
      /** Never 0: an autoscaler of this kind sees no load where nothing runs. */
      readonly min: AtLeastOne;
      readonly max: number;
      readonly on: NonEmpty<ScalingSignal>;
      readonly scaleDown?: ScaleDown | undefined;
    };

/** The fewest and the most replicas that run, a rollout's surge aside. */
export interface ReplicaRange {
  readonly min: number;
  readonly max: number;
}

/** Reads the range and notes what is wrong with it. */
export function replicaRange(scaling: Scaling, notes: Notes): ReplicaRange {
  if (scaling.kind === 'fixed') {
    checkCount('scaling.replicas', scaling.replicas, 0, notes);
    return { min: scaling.replicas, max: scaling.replicas };
  }
  checkCount('scaling.min', scaling.min, 1, notes);
  checkCount('scaling.max', scaling.max, 1, notes);
  if (scaling.min > scaling.max) {
    notes.issue({
      code: 'serving/min-exceeds-max',
      property: 'scaling.min',
      given: printGiven(scaling.min),
      message: `is more than scaling.max, which is ${scaling.max}`,
      fix: `min: ${scaling.max}, max: ${scaling.min}`,
    });
  }
  return { min: scaling.min, max: scaling.max };
}

/** Notes a count that is not a whole number, or less than the least. */
export function checkCount(property: string, count: number, least: number, notes: Notes): void {
  if (Number.isInteger(count) && count >= least && count <= 2_147_483_647) return;
  notes.issue({
    code: 'serving/invalid-replicas',
    property,
    given: printGiven(count),
    message: `is not a whole number of replicas, ${least} or more`,
    fix: `${property}: ${Math.max(least, 1)}`,
  });
}

/** The seconds of a start-up budget that has been read before. */
export function startupSeconds(startsWithin: string): number {
  return wholeSeconds(parseDuration(startsWithin) ?? 600_000);
}
