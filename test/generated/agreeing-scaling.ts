import type { Percent, SignalName, VerticalScaling, Wake } from '../../lib';
import { secondsOf, sizeOf } from './amounts';
import { startupSeconds } from './agreeing-pods';
import { podsEachOf, signalsOf } from './agreeing-runtimes';
import type {
  ClusterDescription,
  KedaSignalDescription,
  PropsDescription,
  RuntimeDescription,
  ScalingDescription,
} from './app-description';

// How many replicas there are and how new ones follow old ones, in agreement with what they are replicas of.

type Of<K extends ScalingDescription['kind']> = Extract<ScalingDescription, { readonly kind: K }>;

/** Scaling that the server's signals and its volumes allow, in a cluster of that kind. */
export function agreeingScaling(
  { scaling: drawn, runtime }: Pick<PropsDescription, 'scaling' | 'runtime'>,
  isForOnePod: boolean,
  cluster: ClusterDescription,
): Pick<PropsDescription, 'scaling'> {
  if (drawn === undefined) return {};
  // Of groups there are no more than a million, by their names; and they take several nodes each.
  const most = isForOnePod ? 1 : podsEachOf(runtime) > 1 ? 1000 : Number.POSITIVE_INFINITY;
  switch (drawn.kind) {
    case 'fixed':
      return { scaling: { ...drawn, replicas: Math.min(most, drawn.replicas) } };
    case 'autoscale':
      return { scaling: { ...drawn, ...agreeingRange(drawn, most) } };
    case 'keda': {
      const on = readByKeda(agreeingSignals(drawn.on, runtime), drawn);
      const scaling = { ...drawn, on, ...agreeingRange(drawn, most) };
      return { scaling: { ...scaling, ...agreeingPrometheus(scaling, cluster) } };
    }
    case 'scale-to-zero': {
      const max = Math.min(most, drawn.max);
      const on = drawn.on === undefined ? {} : { on: agreeingSignals(drawn.on, runtime) };
      const scaling = { ...drawn, ...on, max, wake: agreeingWake(drawn.wake, max), ...agreeingPatience(drawn) };
      return { scaling: { ...scaling, ...agreeingPrometheus(scaling, cluster) } };
    }
  }
}

function agreeingRange({ min, max }: { min: number; max: number }, most: number): { min: number; max: number } {
  return { min: Math.min(most, min, max), max: Math.min(most, Math.max(min, max)) };
}

type Signals = Of<'keda'>['on'];

const ownQuery = { kind: 'prometheus', query: 'sum(gateway_requests)' } as const;

/** A query of the user's own in the place of what the server does not tell. */
function agreeingSignals([first, ...rest]: Signals, runtime: RuntimeDescription): Signals {
  const told: readonly string[] = signalsOf(runtime) satisfies readonly SignalName[];
  const agreeing = (signal: KedaSignalDescription): KedaSignalDescription => {
    if (signal.kind === 'cpu' || signal.kind === 'memory' || signal.kind === 'prometheus') return signal;
    return told.includes(signal.kind) ? signal : { ...ownQuery, perReplica: signal.perReplica };
  };
  return [agreeing(first), ...rest.map(agreeing)];
}

/** With nothing among them that needs KEDA, a HorizontalPodAutoscaler would read them. */
function readByKeda(on: Signals, { prometheus }: Of<'keda'>): Signals {
  const needs = on.some(({ kind }) => kind === 'queue-depth' || kind === 'concurrency' || kind === 'prometheus');
  const isTold = prometheus !== undefined && on.some(({ kind }) => kind === 'request-rate');
  return needs || isTold ? on : [{ ...ownQuery, perReplica: 10 }, ...on];
}

/** An address where one is needed and the cluster has none. */
function agreeingPrometheus(
  scaling: Of<'keda'> | Of<'scale-to-zero'>,
  { prometheus }: ClusterDescription,
): Pick<Of<'keda'>, 'prometheus'> {
  const wakes = scaling.kind === 'scale-to-zero' && scaling.wake.kind === 'prometheus';
  const reads = wakes || (scaling.on ?? []).some(({ kind }) => kind !== 'cpu' && kind !== 'memory');
  if (!reads || prometheus !== undefined || scaling.prometheus?.address !== undefined) return {};
  return { prometheus: { ...scaling.prometheus, address: 'http://prometheus.monitoring.svc:9090' } };
}

function agreeingWake(wake: Wake, max: number): Wake {
  if (wake.kind === 'schedule') return { ...wake, replicas: Math.min(max, wake.replicas) };
  if (wake.kind !== 'http-add-on') return wake;
  const { concurrency, requestRate, ...rest } = wake;
  return requestRate === undefined ? { ...rest, concurrency: concurrency ?? 1 } : { ...rest, requestRate };
}

/** Nobody gives up before what was measured. */
function agreeingPatience({
  wake,
  clientTimeout,
  coldStart,
}: Of<'scale-to-zero'>): Pick<Of<'scale-to-zero'>, 'coldStart'> {
  if (coldStart === undefined) return {};
  const waits = [clientTimeout, wake.kind === 'http-add-on' ? wake.waitsFor : undefined].flatMap((wait) => wait ?? []);
  const isPatient = waits.every((wait) => secondsOf(wait) >= secondsOf(coldStart));
  return { coldStart: isPatient ? coldStart : '1s' };
}

/** What a vertical autoscaler changes is not what others go by the share of; and its least is not above its most. */
export function agreeingVerticalScaling({
  verticalScaling,
  scaling,
}: Pick<PropsDescription, 'verticalScaling' | 'scaling'>): Pick<PropsDescription, 'verticalScaling'> {
  if (verticalScaling === undefined) return {};
  const signals: readonly { readonly kind: string }[] =
    scaling === undefined || scaling.kind === 'fixed' ? [] : (scaling.on ?? []);
  const isShare = signals.some(({ kind }) => kind === 'cpu' || kind === 'memory');
  const { min, max, mode } = verticalScaling;
  const agreed = { ...verticalScaling, mode: isShare ? 'recommend' : mode } satisfies VerticalScaling;
  if (min === undefined || max === undefined) return { verticalScaling: agreed };
  const isAbove = (resource: 'cpu' | 'memory'): boolean => {
    const [least, most] = [min[resource], max[resource]];
    return least !== undefined && most !== undefined && sizeOf(least) > sizeOf(most);
  };
  return {
    verticalScaling: {
      ...agreed,
      max: {
        ...max,
        ...(isAbove('cpu') ? { cpu: min.cpu } : {}),
        ...(isAbove('memory') ? { memory: min.memory } : {}),
      },
    },
  };
}

/** A rollout that goes on, and that those who carry it out know. */
export function agreeingRollout({
  rollout,
  runtime,
}: Pick<PropsDescription, 'rollout' | 'runtime'>): Pick<PropsDescription, 'rollout'> {
  if (rollout === undefined) return {};
  if (podsEachOf(runtime) > 1) return { rollout: rolloutOfGroups(rollout) };
  const readyFor = secondsOf(rollout.readyFor ?? '10s');
  // The start-up probe asks every 5 s, so that its budget may be as much longer.
  const least = startupSeconds(runtime) + 5 + readyFor;
  const { deadline } = rollout;
  const timed = deadline === undefined ? rollout : { ...rollout, deadline: `${least + secondsOf(deadline)}s` as const };
  if (timed.kind === 'recreate') return { rollout: timed };
  const stands = timed.maxSurge === 0 && (timed.maxUnavailable ?? 0) === 0;
  return { rollout: stands ? { ...timed, maxUnavailable: 1 } : timed };
}

type Rollout = NonNullable<PropsDescription['rollout']>;

/** Groups only roll, as soon as they are ready, and as long as it takes. */
function rolloutOfGroups(drawn: Rollout): Rollout {
  const { readyFor: _1, deadline: _2, ...rest } = drawn;
  if (rest.kind === 'recreate') return { ...rest, kind: 'rolling' };
  const { maxSurge, maxUnavailable } = rest;
  const isSurge = maxSurge !== undefined && maxSurge !== 0;
  const mayBeNone = (share: number | Percent): boolean => typeof share === 'string' || (share === 0 && maxSurge === 0);
  const isNone = !isSurge && maxUnavailable !== undefined && mayBeNone(maxUnavailable);
  return isNone ? { ...rest, maxUnavailable: 1 } : rest;
}
