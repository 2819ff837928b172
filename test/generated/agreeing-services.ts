import { secondsOf } from './amounts';
import {
  agreeingContainer,
  agreeingFiles,
  agreeingInitContainers,
  agreeingSecret,
  agreeingSidecars,
  agreeingVariables,
  isForOnePod,
  PodRoom,
  startupSeconds,
} from './agreeing-pods';
import type {
  CallerDescription,
  ChartDescription,
  ExposureDescription,
  PropsDescription,
  RuntimeDescription,
  ScalingDescription,
  ServiceDescription,
  VolumeDescription,
} from './app-description';
import { agreeingHardware, agreeingRuntime, namesSetBy, portsOf, volumesOf } from './agreeing-runtimes';
import type { TakenNames } from './taken-names';

/** A service in agreement with its chart, and with the names that are taken in its namespace. */
export function agreeingService(
  drawn: ServiceDescription,
  chart: ChartDescription,
  names: TakenNames,
): ServiceDescription {
  const room = new PodRoom(chart);
  const placed = agreeingHardware(drawn.props);
  const runtime = agreeingRuntime(placed.runtime, room);
  const props = agreeingProps({ ...placed, runtime }, room, names);
  return {
    ...drawn,
    props,
    exposures: agreeingExposures(drawn.exposures, runtime, chart, names),
    callers: drawn.callers.map((caller) => agreeingCaller(caller, chart, names)),
  };
}

function agreeingProps(drawn: PropsDescription, room: PodRoom, names: TakenNames): PropsDescription {
  const { runtime, config, sidecars, initContainers, imagePullSecrets, serviceAccount, transformPod } = drawn;
  const { chart } = room;
  // Configuration and volumes share the server's paths with the runtime, which comes first.
  const files = config?.files === undefined ? {} : { files: agreeingFiles(config.files, 'server', room) };
  const set = namesSetBy(runtime);
  const settings = config?.env?.filter(({ name }) => !set.includes(name) && isFree(room, name));
  const taken = [...set, ...(settings ?? []).map(({ name }) => name)];
  const { env: _env, ...server } = agreeingContainer(drawn, 'server', room);
  const variables = drawn.env === undefined ? {} : { env: agreeingVariables(drawn.env, taken, chart) };
  const volumes = [...(runtime.kind === 'defined' ? (runtime.server.volumes ?? []) : []), ...(server.volumes ?? [])];
  const besides = sidecars === undefined ? {} : { sidecars: agreeingSidecars(sidecars, volumes, room) };
  const before =
    initContainers === undefined ? {} : { initContainers: agreeingInitContainers(initContainers, volumes, room) };
  const mounted = [
    ...volumes,
    ...volumesOf(runtime),
    ...[...(besides.sidecars ?? []), ...(before.initContainers ?? [])].flatMap((one) => one.volumes ?? []),
  ];
  return {
    ...server,
    ...variables,
    ...agreeingArguments(drawn),
    ...agreeingScaling(drawn.scaling, mounted, chart),
    ...agreeingRollout(drawn),
    ...(drawn.servicePort === undefined ? {} : { servicePort: portApartFrom(drawn.servicePort, runtime) }),
    ...(drawn.names === undefined ? {} : { names: agreeingNames(namesOf(drawn), chart, names) }),
    ...(config === undefined ? {} : { config: { ...files, ...(settings === undefined ? {} : { env: settings }) } }),
    ...besides,
    ...before,
    ...(imagePullSecrets === undefined
      ? {}
      : { imagePullSecrets: imagePullSecrets.map((secret) => agreeingSecret(secret, chart)) }),
    ...(serviceAccount?.kind === 'kplus' && chart.serviceAccounts.length === 0
      ? { serviceAccount: { kind: 'plain', name: 'default' } }
      : {}),
    ...(transformPod?.kind === 'further-container'
      ? { transformPod: { ...transformPod, name: room.containerName(transformPod.name) } }
      : {}),
  };
}

/** Whether the ConfigMap of the service has no key of that name yet. */
function isFree(room: PodRoom, name: string): boolean {
  const essence = name.replace(/[^a-zA-Z0-9]/g, '').toLowerCase();
  if (room.names.has('configuration', essence)) return false;
  room.names.take('configuration', essence);
  return true;
}

/** No flag of the user's where the runtime has any, since the two might be the same. */
function agreeingArguments({ args, runtime }: PropsDescription): Pick<PropsDescription, 'args'> {
  if (args === undefined) return {};
  const described = runtime.kind === 'defined' ? runtime.server : runtime;
  const ours = 'command' in described || 'args' in described;
  const isKnown = runtime.kind !== 'defined' && runtime.kind !== 'http';
  return { args: ours || isKnown ? args.filter((one) => !one.startsWith('-')) : args };
}

function agreeingScaling(
  drawn: ScalingDescription | undefined,
  volumes: readonly Pick<VolumeDescription, 'from'>[],
  chart: ChartDescription,
): Pick<PropsDescription, 'scaling'> {
  if (drawn === undefined) return {};
  const most = volumes.some((volume) => isForOnePod(volume, chart)) ? 1 : Number.POSITIVE_INFINITY;
  if (drawn.kind === 'fixed') return { scaling: { ...drawn, replicas: Math.min(most, drawn.replicas) } };
  const [min, max] = [Math.min(most, drawn.min, drawn.max), Math.min(most, Math.max(drawn.min, drawn.max))];
  return { scaling: { ...drawn, min, max } };
}

function agreeingRollout({ rollout, runtime }: PropsDescription): Pick<PropsDescription, 'rollout'> {
  if (rollout === undefined) return {};
  const readyFor = secondsOf(rollout.readyFor ?? '10s');
  // The start-up probe asks every 5 s, so that its budget may be as much longer.
  const least = startupSeconds(runtime) + 5 + readyFor;
  const { deadline } = rollout;
  const timed = deadline === undefined ? rollout : { ...rollout, deadline: `${least + secondsOf(deadline)}s` as const };
  if (timed.kind === 'recreate') return { rollout: timed };
  const stands = timed.maxSurge === 0 && (timed.maxUnavailable ?? 0) === 0;
  return { rollout: stands ? { ...timed, maxUnavailable: 1 } : timed };
}

/** A port of the Service that none of the further ports of the server has. */
function portApartFrom(port: number, runtime: RuntimeDescription): number {
  const others = portsOf(runtime)
    .slice(1)
    .map(([, taken]) => taken);
  return others.includes(port) ? portApartFrom((port % 65_535) + 1, runtime) : port;
}

const kinds = {
  deployment: 'Deployment',
  service: 'Service',
  autoscaler: 'HorizontalPodAutoscaler',
  disruptionBudget: 'PodDisruptionBudget',
  serviceAccount: 'ServiceAccount',
  configMap: 'ConfigMap',
  networkPolicy: 'NetworkPolicy',
} as const;

type Names = NonNullable<PropsDescription['names']>;

/** No name for the account of the service where it has another. */
function namesOf({ names = {}, serviceAccount }: PropsDescription): Names {
  const { serviceAccount: account, ...others } = names;
  return serviceAccount === undefined && account !== undefined ? { ...others, serviceAccount: account } : others;
}

function agreeingNames(drawn: Names, chart: ChartDescription, names: TakenNames): Names {
  return Object.fromEntries(
    Object.entries(drawn).flatMap(([prop, name]) => {
      const kind = Object.entries(kinds).find(([key]) => key === prop)?.[1] ?? prop;
      return name === undefined ? [] : [[prop, freeName(name, kind, chart, names)] as const];
    }),
  );
}

/** A name that no object of the kind has in the namespace, and that no construct derives. */
export function freeName(name: string, kind: string, chart: ChartDescription, names: TakenNames): string {
  const namespace = chart.namespace ?? '';
  let free = name;
  for (let count = 2; names.has(`derived in ${namespace}`, free); count++) free = `${name.slice(0, 50)}x${count}`;
  return names.take(`${kind} in ${namespace}`, free, (count) => `${free.slice(0, 50)}x${count}`);
}

function agreeingExposures(
  drawn: readonly ExposureDescription[],
  runtime: RuntimeDescription,
  chart: ChartDescription,
  names: TakenNames,
): readonly ExposureDescription[] {
  const defaults = new Set<string>();
  let hasLoadBalancer = false;
  return drawn.flatMap((exposure): readonly ExposureDescription[] => {
    if (exposure.kind === 'load-balancer') {
      if (hasLoadBalancer) return [];
      hasLoadBalancer = true;
      const { otherPorts, ...rest } = exposure;
      return [otherPorts === undefined ? exposure : { ...rest, otherPorts: openedPorts(otherPorts.length, runtime) }];
    }
    const { kind } = exposure;
    const named = exposure.name === undefined && defaults.has(kind) ? { ...exposure, name: 'second' } : exposure;
    if (named.name === undefined) defaults.add(kind);
    const object = kind === 'gateway' ? 'HTTPRoute' : 'Ingress';
    const name = named.name === undefined ? {} : { name: freeName(named.name, object, chart, names) };
    if (named.kind === 'gateway') return [{ ...named, ...name, ...agreeingTimeouts(named) }];
    const { tls } = named;
    const secret = tls?.kind === 'secret' ? { tls: { ...tls, secret: agreeingSecret(tls.secret, chart) } } : {};
    return [{ ...named, ...name, ...secret }];
  });
}

type Route = Extract<ExposureDescription, { readonly kind: 'gateway' }>;

/** A request to a pod takes no longer than the whole, unless that may take for ever. */
function agreeingTimeouts({ timeouts }: Route): Pick<Route, 'timeouts'> {
  const { request, backendRequest } = timeouts ?? {};
  if (request === undefined || backendRequest === undefined) return {};
  const whole = secondsOf(request);
  return whole > 0 && secondsOf(backendRequest) >= whole ? { timeouts: { request, backendRequest: request } } : {};
}

/** As many of the server's ports as were drawn, the last ones first: that the first is closed is rarer. */
function openedPorts(count: number, runtime: RuntimeDescription): readonly [string, ...string[]] {
  const [first, ...rest] = portsOf(runtime)
    .map(([name]) => name)
    .reverse();
  return [first ?? 'http', ...rest.slice(0, count - 1)];
}

function agreeingCaller(drawn: CallerDescription, chart: ChartDescription, names: TakenNames): CallerDescription {
  if (drawn.kind === 'kplus-workload' && chart.workloads.length === 0) return { kind: 'namespace', name: 'elsewhere' };
  if (drawn.kind === 'kplus-namespace') return { ...drawn, name: names.take('Namespace', drawn.name) };
  return drawn;
}
