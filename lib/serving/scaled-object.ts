import {
  formatDuration,
  printGiven,
  readDuration,
  readPercent,
  wholeSeconds,
  type Duration,
  type Notes,
} from '../core';
import { serverContainer } from '../workload';
import { renderScaleDown } from './autoscaler';
import type { Interception } from './interception';
import { judgeKind } from './judge-kind';
import type { Trigger } from './keda-trigger';
import { prometheusTriggers, type Asked, type Measured } from './prometheus-trigger';
import { checkCount, isAutoscalerSignal, type Fallback, type Scaling, type ScalingSignal } from './scaling';
import { wakeTriggers } from './wake-trigger';

/** Scaling in which KEDA, and not Kubernetes alone, sets the number of replicas. */
export type KedaScaling = Extract<Scaling, { kind: 'autoscale' | 'scale-to-zero' }>;

/** What a ScaledObject needs to know besides the scaling. */
export interface ScaledObjectRequest extends Omit<Measured, 'source' | 'fromZero'> {
  readonly scaling: KedaScaling;
  /** Whether the pod has containers beside the server. */
  readonly sidecars: boolean;
  readonly startsWithinSeconds: number;
  readonly interception: Interception | undefined;
  /** The name of the object that tells the interceptor of the service. */
  readonly route: string;
}

/** Says whether a HorizontalPodAutoscaler alone cannot do it: one owner sets the replicas, and KEDA makes it its own. */
export function needsKeda(scaling: KedaScaling): boolean {
  if (scaling.kind === 'scale-to-zero') return true;
  const isTold = scaling.prometheus !== undefined;
  return scaling.on.some((signal) => !isAutoscalerSignal(signal) || (isTold && isRateOfServer(signal)));
}

/** A rate without a metric of its own is the server's, for who is told where to read it. */
function isRateOfServer(signal: ScalingSignal): boolean {
  return signal.kind === 'request-rate' && signal.metric === undefined;
}

/** Renders the spec of a ScaledObject, version keda.sh/v1alpha1. */
export function renderScaledObject(request: ScaledObjectRequest, notes: Notes): Readonly<Record<string, unknown>> {
  const { scaling, cluster, target, startsWithinSeconds } = request;
  if (cluster?.addOns.keda === undefined) judgeKind(cluster, scaledObjects, notes);
  return {
    scaleTargetRef: target,
    // KEDA's own defaults are 0 and 100.
    minReplicaCount: scaling.kind === 'scale-to-zero' ? 0 : scaling.min,
    maxReplicaCount: scaling.max,
    ...(scaling.kind === 'scale-to-zero' ? renderIdleness(scaling, startsWithinSeconds, notes) : {}),
    fallback: renderFallback(scaling.fallback, notes),
    triggers: triggersOf(request, notes),
    advanced: {
      // Nobody is left to wake a service whose ScaledObject is deleted while it sleeps.
      restoreToOriginalReplicaCount: scaling.kind === 'scale-to-zero' ? true : undefined,
      horizontalPodAutoscalerConfig: {
        behavior: { scaleDown: renderScaleDown('ScaledObject', scaling.scaleDown ?? {}, startsWithinSeconds, notes) },
      },
    },
  };
}

const specification = 'https://keda.sh/docs/2.21/reference/scaledobject-spec/';

/** Only the last replica's going and the first one's coming are KEDA's own; the rest is the autoscaler's that it makes. */
function renderIdleness(
  scaling: Extract<Scaling, { kind: 'scale-to-zero' }>,
  startsWithinSeconds: number,
  notes: Notes,
): Readonly<Record<string, unknown>> {
  const seconds = (prop: 'pollingInterval' | 'idleFor', value: Duration, reason: string, field: string): number => {
    const override = `scaling.${prop}`;
    const given = notes.choose(scaling[prop], {
      field: `ScaledObject ${field}`,
      value,
      reason,
      source: specification,
      override,
    });
    return wholeSeconds(notes.read(readDuration(override, given), 300_000));
  };
  return {
    pollingInterval: seconds(
      'pollingInterval',
      '30s',
      'as often as most configurations of Prometheus scrape; a start takes longer',
      'spec.pollingInterval',
    ),
    cooldownPeriod: seconds(
      'idleFor',
      formatDuration(Math.max(300, startsWithinSeconds) * 1000),
      'the last replica takes up to its start-up time to come back: nothing must be asked for as long',
      'spec.cooldownPeriod',
    ),
  };
}

function triggersOf(request: ScaledObjectRequest, notes: Notes): readonly Trigger[] {
  const { scaling, sidecars, interception, route } = request;
  const measured: Measured = {
    ...request,
    source: scaling.prometheus ?? {},
    fromZero: scaling.kind === 'scale-to-zero',
  };
  const asked: Asked[] = [];
  const used: Trigger[] = [];
  const waking =
    scaling.kind === 'scale-to-zero'
      ? wakeTriggers(scaling.wake, interception, { ...measured, max: scaling.max, route }, notes)
      : [];
  if (scaling.kind === 'scale-to-zero' && scaling.wake.kind === 'prometheus') {
    asked.push({ property: 'scaling.wake', signal: scaling.wake });
  }
  (scaling.on ?? []).forEach((signal, index) => {
    const property = `scaling.on[${index}]`;
    switch (signal.kind) {
      case 'cpu':
      case 'memory':
        used.push(usageTrigger(property, signal, sidecars, notes));
        break;
      case 'pods-metric':
      case 'external-metric':
        refuseAdapter(`${property}.kind`, signal.kind, notes);
        break;
      case 'request-rate':
        if (signal.metric !== undefined) refuseAdapter(`${property}.metric`, signal.metric, notes);
        asked.push({ property, signal });
        break;
      case 'queue-depth':
      case 'concurrency':
      case 'prometheus':
        asked.push({ property, signal });
    }
  });
  return [...waking, ...prometheusTriggers(asked, measured, notes), ...used];
}

function usageTrigger(
  property: string,
  { kind, target }: Extract<ScalingSignal, { kind: 'cpu' | 'memory' }>,
  sidecars: boolean,
  notes: Notes,
): Trigger {
  const percent = notes.read(readPercent(`${property}.target`, target, { least: 'positive', whole: true }), 50);
  // With sidecars, only the server's own use says something about its load.
  const metadata = { value: String(percent), ...(sidecars ? { containerName: serverContainer } : {}) };
  return { type: kind, metricType: 'Utilization', metadata };
}

/** A metrics adapter serves a HorizontalPodAutoscaler, and KEDA makes its own from its triggers alone. */
function refuseAdapter(property: string, given: string, notes: Notes): void {
  notes.issue({
    code: 'serving/two-scalers',
    property,
    given: printGiven(given),
    message: 'is read through a metrics adapter, and what else is asked for through KEDA, which does not take it',
    fix: "kind: 'prometheus' with a query of your own",
  });
}

function renderFallback(fallback: Fallback | undefined, notes: Notes): Fallback | undefined {
  if (fallback === undefined) return undefined;
  checkCount('scaling.fallback.failureThreshold', fallback.failureThreshold, 0, notes);
  checkCount('scaling.fallback.replicas', fallback.replicas, 0, notes);
  return fallback;
}

const scaledObjects = {
  group: 'keda.sh',
  kind: 'ScaledObject',
  property: 'scaling',
  fix: 'addOns: { keda: … } of the target cluster, or signals that a HorizontalPodAutoscaler reads: cpu, memory, pods-metric',
} as const;
