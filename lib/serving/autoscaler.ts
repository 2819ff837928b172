import { formatDuration, printGiven, readDuration, readPercent, wholeSeconds, type Notes } from '../core';
import { serverContainer } from '../workload';
import type { ScaleTarget } from './scale-target';
import { checkCount, type AutoscalerSignal, type ScaleDown } from './scaling';

/** What an autoscaler's spec needs to know besides the signals. */
export interface AutoscalerRequest {
  readonly scaling: {
    readonly min: number;
    readonly max: number;
    readonly on: readonly AutoscalerSignal[];
    readonly scaleDown?: ScaleDown | undefined;
  };
  readonly target: ScaleTarget;
  /** Whether the pod has containers beside the server. */
  readonly sidecars: boolean;
  readonly startsWithinSeconds: number;
}

/** Renders the spec of a HorizontalPodAutoscaler, version autoscaling/v2. */
export function renderAutoscaler(request: AutoscalerRequest, notes: Notes): Readonly<Record<string, unknown>> {
  const { scaling } = request;
  return {
    scaleTargetRef: request.target,
    minReplicas: scaling.min,
    maxReplicas: scaling.max,
    metrics: scaling.on.map((signal, index) => renderSignal(`scaling.on[${index}]`, signal, request.sidecars, notes)),
    behavior: {
      scaleDown: renderScaleDown(
        'HorizontalPodAutoscaler',
        scaling.scaleDown ?? {},
        request.startsWithinSeconds,
        notes,
      ),
    },
  };
}

/** The hour that the API allows at most. */
const longestWindow = 3600;

const pathOfBehavior = {
  HorizontalPodAutoscaler: 'spec.behavior',
  ScaledObject: 'spec.advanced.horizontalPodAutoscalerConfig.behavior',
} as const;

/** Renders how fast a HorizontalPodAutoscaler, or the one that KEDA makes, takes replicas away. */
export function renderScaleDown(
  owner: 'HorizontalPodAutoscaler' | 'ScaledObject',
  given: ScaleDown,
  startsWithinSeconds: number,
  notes: Notes,
): Readonly<Record<string, unknown>> {
  const source =
    'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#configurable-scaling-behavior';
  const window = notes.choose(given.stabilizationWindow, {
    field: `${owner} ${pathOfBehavior[owner]}.scaleDown.stabilizationWindowSeconds`,
    // Kubernetes' own five minutes, or the time a replica may take to start.
    value: formatDuration(Math.min(longestWindow, Math.max(300, startsWithinSeconds)) * 1000),
    reason: 'a replica that is taken away takes up to its start-up time to come back: load must stay low for as long',
    source,
    override: 'scaling.scaleDown.stabilizationWindow',
  });
  const property = 'scaling.scaleDown.stabilizationWindow';
  const stabilizationWindowSeconds = wholeSeconds(notes.read(readDuration(property, window, 'zero'), 300_000));
  if (stabilizationWindowSeconds > longestWindow) {
    notes.issue({
      code: 'serving/invalid-scale-down',
      property,
      given: printGiven(window),
      message: 'is longer than the hour that an autoscaler may wait',
      fix: `${property}: '1h'`,
    });
  }
  const podsPerMinute = notes.choose(given.podsPerMinute, {
    field: `${owner} ${pathOfBehavior[owner]}.scaleDown.policies`,
    value: 1,
    reason: 'one replica a minute, so that those which stay are measured again before the next one goes',
    source,
    override: 'scaling.scaleDown.podsPerMinute',
  });
  checkCount('scaling.scaleDown.podsPerMinute', podsPerMinute, 1, notes);
  return { stabilizationWindowSeconds, policies: [{ type: 'Pods', value: podsPerMinute, periodSeconds: 60 }] };
}

function renderSignal(
  property: string,
  signal: AutoscalerSignal,
  sidecars: boolean,
  notes: Notes,
): Readonly<Record<string, unknown>> {
  switch (signal.kind) {
    case 'cpu':
    case 'memory': {
      // At zero the service would always run at its maximum.
      const range = { least: 'positive', whole: true } as const;
      const averageUtilization = notes.read(readPercent(`${property}.target`, signal.target, range), 50);
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

function metricOf(signal: Extract<AutoscalerSignal, { matchLabels?: unknown }>): Readonly<Record<string, unknown>> {
  const selector = signal.matchLabels === undefined ? undefined : { matchLabels: signal.matchLabels };
  return { name: signal.metric, selector };
}

function average(property: string, perReplica: number, notes: Notes): Readonly<Record<string, unknown>> {
  if (!checkPerReplica(property, perReplica, notes)) return { type: 'AverageValue', averageValue: '1' };
  return {
    type: 'AverageValue',
    averageValue: Number.isInteger(perReplica) ? String(perReplica) : `${Math.round(perReplica * 1000)}m`,
  };
}

/** Notes an amount per replica that an autoscaler cannot aim at: it counts in thousandths, in 64 bits. */
export function checkPerReplica(property: string, perReplica: number, notes: Notes): boolean {
  if (perReplica >= 0.001 && perReplica <= Number.MAX_SAFE_INTEGER) return true;
  notes.issue({
    code: 'serving/invalid-target',
    property: `${property}.perReplica`,
    given: printGiven(perReplica),
    message: 'is not an amount that one replica can take, of 0.001 or more',
    fix: `${property}.perReplica: 10`,
  });
  return false;
}

/** An amount in thousandths at most, as a text without an exponent. */
export function decimal(amount: number): string {
  return String(Math.round(amount * 1000) / 1000);
}
