import {
  parseDuration,
  printGiven,
  wholeSeconds,
  type Duration,
  type IssueDetails,
  type Notes,
  type Percent,
} from '../core';
import type { NonEmpty } from '../workload';
import type { PrometheusQuery, TriggerAuthenticationReference } from './keda-trigger';
import type { Wake } from './wake';

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
      /**
       * Requests a second and replica, which a metrics adapter must serve under the metric's name; the server's own
       * counter, where KEDA reads the signals from Prometheus and no metric is named.
       */
      readonly kind: 'request-rate';
      readonly perReplica: number;
      /** @default 'http_requests_per_second' - the name in Kubernetes' own walkthrough */
      readonly metric?: string | undefined;
    }
  | {
      /** Requests that wait in the server, by its own metric, which KEDA reads from Prometheus. */
      readonly kind: 'queue-depth';
      readonly perReplica: number;
    }
  | {
      /** Requests that the server works at, by its own metric, which KEDA reads from Prometheus. */
      readonly kind: 'concurrency';
      readonly perReplica: number;
    }
  | PrometheusQuery
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

/** A signal that a HorizontalPodAutoscaler reads by itself, if need be through a metrics adapter. */
export type AutoscalerSignal = Exclude<ScalingSignal, { kind: 'queue-depth' | 'concurrency' | 'prometheus' }>;

/** Says whether a HorizontalPodAutoscaler reads a signal by itself. */
export function isAutoscalerSignal(signal: ScalingSignal): signal is AutoscalerSignal {
  return signal.kind !== 'queue-depth' && signal.kind !== 'concurrency' && signal.kind !== 'prometheus';
}

/** Where KEDA reads metrics of the server, and by which labels it finds those of this service's pods. */
export interface PrometheusSource {
  /** Where Prometheus answers queries inside of the cluster. @default - `addOns.prometheus.address` of the target cluster */
  readonly address?: string | undefined;
  /** The label that scraping writes the namespace of a pod into. @default 'namespace' */
  readonly namespaceLabel?: string | undefined;
  /** The label that scraping writes the name of a pod into. @default 'pod' */
  readonly podLabel?: string | undefined;
  /** How far back a rate looks: four scrapes at least. @default '2m' */
  readonly window?: Duration | undefined;
  /** How KEDA proves who it is, where Prometheus asks. */
  readonly authentication?: TriggerAuthenticationReference | undefined;
  /** In which way it does, in KEDA's words, such as `bearer`. */
  readonly authModes?: string | undefined;
}

/** What KEDA does while it cannot read the signals. */
export interface Fallback {
  /** After how many failures in a row. */
  readonly failureThreshold: number;
  readonly replicas: number;
}

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
      /** Given, KEDA reads the rate of requests there too. @default - where a signal needs it, the target cluster's */
      readonly prometheus?: PrometheusSource | undefined;
      /** @default - none: the replicas stay as they are while the signals cannot be read */
      readonly fallback?: Fallback | undefined;
    }
  | ZeroScaling;

/** Replicas that all go while nobody asks for them. */
export interface ZeroScaling {
  readonly kind: 'scale-to-zero';
  readonly max: number;
  /** What brings the first replica back, and more of them where it grows. */
  readonly wake: Wake;
  /** What else brings further replicas, or keeps the last one. */
  readonly on?: NonEmpty<ScalingSignal> | undefined;
  /** For how long nothing must have been asked for, before the last replica goes. @default - the time to start, and `'5m'` at least */
  readonly idleFor?: Duration | undefined;
  /** How often KEDA looks whether to wake; the HTTP add-on tells it at once. @default '30s' */
  readonly pollingInterval?: Duration | undefined;
  /** How long clients wait for an answer. @default - not known */
  readonly clientTimeout?: Duration | undefined;
  /** How long the first answer takes, from zero, as you measured it. @default - not known, and judged by the time to start */
  readonly coldStart?: Duration | undefined;
  readonly scaleDown?: ScaleDown | undefined;
  /** @default - where a signal needs it, the target cluster's */
  readonly prometheus?: PrometheusSource | undefined;
  /** @default - none: a service at zero stays there while what should wake it cannot be read */
  readonly fallback?: Fallback | undefined;
}

/** The fewest and the most replicas that run, a rollout's surge aside. */
export interface ReplicaRange {
  readonly min: number;
  readonly max: number;
}

/** The scaling that is asked for, or one that can be rendered where JavaScript, or JSON, says what is none. */
export function soundScaling(scaling: Scaling, notes: Notes): Scaling {
  const { kind, on, wake }: Readonly<Record<string, unknown>> = { ...scaling };
  const problem = scalingProblem(kind, on, wake);
  if (problem === undefined) return scaling;
  notes.issue({ code: 'serving/invalid-scaling', ...problem });
  return { kind: 'fixed', replicas: 1 };
}

function scalingProblem(kind: unknown, on: unknown, wake: unknown): Omit<IssueDetails, 'code'> | undefined {
  switch (kind) {
    case 'fixed':
      return undefined;
    case 'autoscale':
      if (Array.isArray(on) && on.length > 0) return undefined;
      return {
        property: 'scaling.on',
        given: printGiven(on),
        message: 'is no list of signals, by which an autoscaler goes',
        fix: "on: [{ kind: 'cpu', target: '70%' }]",
      };
    case 'scale-to-zero':
      if (typeof wake === 'object' && wake !== null) return undefined;
      return {
        property: 'scaling.wake',
        given: printGiven(wake),
        message: 'does not say what wakes the service',
        fix: "wake: { kind: 'http-add-on' }, or another",
      };
    default:
      return {
        property: 'scaling.kind',
        given: printGiven(kind),
        message: 'is no kind of scaling',
        fix: "kind: 'fixed', 'autoscale' or 'scale-to-zero'",
      };
  }
}

/** Reads the range and notes what is wrong with it. */
export function replicaRange(scaling: Scaling, notes: Notes): ReplicaRange {
  if (scaling.kind === 'fixed') {
    checkCount('scaling.replicas', scaling.replicas, 0, notes);
    return { min: scaling.replicas, max: scaling.replicas };
  }
  if (scaling.kind === 'scale-to-zero') {
    checkCount('scaling.max', scaling.max, 1, notes);
    return { min: 0, max: scaling.max };
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
