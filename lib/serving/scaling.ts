import { parseDuration, printGiven, wholeSeconds, type IssueDetails, type Notes, type Percent } from '../core';
import { serverContainer, type NonEmpty } from '../workload';
import { readWholePercent } from './whole-percent';

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

/** How many replicas run. */
export type Scaling =
  | { readonly kind: 'fixed'; readonly replicas: number }
  | {
      readonly kind: 'autoscale';
      /** Never 0: an autoscaler of this kind sees no load where nothing runs. */
      readonly min: AtLeastOne;
      readonly max: number;
      readonly on: NonEmpty<ScalingSignal>;
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

function checkCount(property: string, count: number, least: number, notes: Notes): void {
  if (Number.isInteger(count) && count >= least && count <= 2_147_483_647) return;
  notes.issue({
    code: 'serving/invalid-replicas',
    property,
    given: printGiven(count),
    message: `is not a whole number of replicas, ${least} or more`,
    fix: `${property}: ${Math.max(least, 1)}`,
  });
}

/** What an autoscaler's spec needs to know besides the signals. */
export interface AutoscalerRequest {
  readonly scaling: Extract<Scaling, { kind: 'autoscale' }>;
  readonly deployment: string;
  /** Whether the pod has containers beside the server. */
  readonly sidecars: boolean;
  readonly startsWithinSeconds: number;
}

/** Renders the spec of a HorizontalPodAutoscaler, version autoscaling/v2. */
export function renderAutoscaler(request: AutoscalerRequest, notes: Notes): Readonly<Record<string, unknown>> {
  const { scaling } = request;
  return {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: request.deployment },
    minReplicas: scaling.min,
    maxReplicas: scaling.max,
    metrics: scaling.on.map((signal, index) => renderSignal(`scaling.on[${index}]`, signal, request.sidecars, notes)),
    behavior: {
      scaleDown: notes.decide({
        field: 'HorizontalPodAutoscaler spec.behavior.scaleDown',
        value: {
          stabilizationWindowSeconds: scaleDownWindow(request.startsWithinSeconds),
          policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }],
        },
        reason:
          'a replica that is taken away takes up to its start-up time to come back: load must stay low for as long, and one goes a minute',
        source:
          'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#configurable-scaling-behavior',
        override: 'an ApiObject of your own with scaling of kind fixed',
      }),
    },
  };
}

/** Kubernetes' own 300 s or the time a replica may take to start, within the hour that the API allows. */
function scaleDownWindow(startsWithinSeconds: number): number {
  return Math.min(3600, Math.max(300, startsWithinSeconds));
}

function renderSignal(
  property: string,
  signal: ScalingSignal,
  sidecars: boolean,
  notes: Notes,
): Readonly<Record<string, unknown>> {
  switch (signal.kind) {
    case 'cpu':
    case 'memory': {
      const averageUtilization = readWholePercent(`${property}.target`, signal.target, 50, notes);
      if (averageUtilization === 0) notes.issue(zeroTarget(property, signal.target));
      const target = { type: 'Utilization', averageUtilization };
      // With sidecars, only the server's own use says something about its load.
      return sidecars
        ? { type: 'ContainerResource', containerResource: { name: signal.kind, container: serverContainer, target } }
        : { type: 'Resource', resource: { name: signal.kind, target } };
    }
    case 'request-rate': {
      const metric = notes.choose(signal.metric, {
        field: 'HorizontalPodAutoscaler metric of request-rate',
        value: 'http_requests_per_second',
        reason: "the name in Kubernetes' own walkthrough; a metrics adapter must serve it",
        source: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale-walkthrough/',
        override: `${property}.metric`,
      });
      return { type: 'Pods', pods: { metric: { name: metric }, target: average(property, signal.perReplica, notes) } };
    }
    case 'pods-metric':
      return { type: 'Pods', pods: { metric: metricOf(signal), target: average(property, signal.perReplica, notes) } };
    case 'external-metric':
      return {
        type: 'External',
        external: { metric: metricOf(signal), target: average(property, signal.perReplica, notes) },
      };
  }
}

function zeroTarget(property: string, target: Percent): IssueDetails {
  return {
    code: 'serving/invalid-target',
    property: `${property}.target`,
    given: printGiven(target),
    message: 'no replica can be used that little, so the service would always run at its maximum',
    fix: `${property}.target: '50%'`,
  };
}

function metricOf(signal: Extract<ScalingSignal, { matchLabels?: unknown }>): Readonly<Record<string, unknown>> {
  const selector = signal.matchLabels === undefined ? undefined : { matchLabels: signal.matchLabels };
  return { name: signal.metric, selector };
}

function average(property: string, perReplica: number, notes: Notes): Readonly<Record<string, unknown>> {
  if (!(Number.isFinite(perReplica) && perReplica >= 0.001)) {
    notes.issue({
      code: 'serving/invalid-target',
      property: `${property}.perReplica`,
      given: printGiven(perReplica),
      message: 'is not an amount that one replica can take, of 0.001 or more',
      fix: `${property}.perReplica: 10`,
    });
    return { type: 'AverageValue', averageValue: '1' };
  }
  return {
    type: 'AverageValue',
    averageValue: Number.isInteger(perReplica) ? String(perReplica) : `${Math.round(perReplica * 1000)}m`,
  };
}

/** The seconds of a start-up budget that has been read before. */
export function startupSeconds(startsWithin: string): number {
  return wholeSeconds(parseDuration(startsWithin) ?? 600_000);
}
