import { secondsOf } from './amounts';
import {
  agreeingContainer,
  agreeingFiles,
  agreeingInitContainers,
  agreeingSecret,
  agreeingSidecars,
  agreeingSource,
  agreeingVariables,
  agreeingVolumes,
  freePort,
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
import type { TakenNames } from './taken-names';

/** A service in agreement with its chart, and with the names that are taken in its namespace. */
export function agreeingService(
  drawn: ServiceDescription,
  chart: ChartDescription,
  names: TakenNames,
): ServiceDescription {
  const room = new PodRoom(chart);
  const runtime = agreeingRuntime(withSignals(drawn.props), room);
  const props = agreeingProps({ ...withOneAccelerator(drawn.props), runtime }, room, names);
  return {
    ...drawn,
    props,
    exposures: agreeingExposures(drawn.exposures, props, chart, names),
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
    ...(runtime.kind === 'tensorflow-serving' ? [{ from: runtime.models }] : []),
    ...[...(besides.sidecars ?? []), ...(before.initContainers ?? [])].flatMap((one) => one.volumes ?? []),
  ];
  return {
    ...server,
    ...variables,
    ...agreeingArguments(drawn),
    ...agreeingScaling(drawn.scaling, runtime, mounted, chart),
    ...agreeingRollout(drawn),
    ...agreeingVerticalScaling(drawn),
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

function agreeingRuntime(runtime: RuntimeDescription, room: PodRoom): RuntimeDescription {
  switch (runtime.kind) {
    case 'http': {
      room.names.take('ports', 'http');
      const { writable } = runtime;
      return {
        ...runtime,
        port: freePort(runtime.port, room),
        ...(writable === undefined ? {} : { writable: writable.map((path) => room.mountPath('server', path)) }),
      };
    }
    case 'tensorflow-serving':
      for (const name of ['http', 'grpc']) room.names.take('ports', name);
      for (const port of [8500, 8501]) freePort(port, room);
      for (const path of ['/models', '/tmp', '/etc/tensorflow-serving/monitoring.config'] as const) {
        room.mountPath('server', path);
      }
      room.names.take('configuration', 'etctensorflowservingmonitoringconfig');
      return { ...runtime, models: agreeingSource(runtime.models, room.chart) };
    case 'defined':
      return { ...runtime, server: agreeingServer(runtime.server, room) };
  }
}

type Server = Extract<RuntimeDescription, { readonly kind: 'defined' }>['server'];

function agreeingServer(server: Server, room: PodRoom): Server {
  const { env, volumes, files, metrics, health } = server;
  const [first, ...rest] = server.ports;
  const agreeing = (port: Server['ports'][number]): Server['ports'][number] => ({
    ...port,
    name: room.names.take('ports', port.name, (count) => `${port.name.slice(0, 9)}-${count}`),
    // 80 is what the Service takes for the first of them.
    port: freePort(port.port === 80 ? 8080 : port.port, room),
  });
  const ports: Server['ports'] = [agreeing(first), ...rest.map(agreeing)];
  const known = (name: string): string => (ports.some((port) => port.name === name) ? name : ports[0].name);
  return {
    ...server,
    ports,
    health: { ...health, port: known(health.port) },
    writable: server.writable.map((path) => room.mountPath('server', path)),
    ...(env === undefined ? {} : { env: agreeingVariables(env, [], room.chart) }),
    ...(volumes === undefined ? {} : { volumes: agreeingVolumes(volumes, 'server', room) }),
    ...(files === undefined ? {} : { files: agreeingFiles(files, 'server', room) }),
    ...(metrics === undefined ? {} : { metrics: { ...metrics, port: known(metrics.port) } }),
  };
}

function namesSetBy(runtime: RuntimeDescription): readonly string[] {
  return runtime.kind === 'defined' ? (runtime.server.env ?? []).map(({ name }) => name) : ['MODEL_NAME'];
}

/** No flag of the user's where the runtime has any, since the two might be the same. */
function agreeingArguments({ args, runtime }: PropsDescription): Pick<PropsDescription, 'args'> {
  if (args === undefined) return {};
  const described = runtime.kind === 'defined' ? runtime.server : runtime;
  const ours = 'command' in described || 'args' in described;
  return { args: ours || runtime.kind === 'tensorflow-serving' ? args.filter((one) => !one.startsWith('-')) : args };
}

function agreeingScaling(
  drawn: ScalingDescription | undefined,
  runtime: RuntimeDescription,
  volumes: readonly Pick<VolumeDescription, 'from'>[],
  chart: ChartDescription,
): Pick<PropsDescription, 'scaling'> {
  if (drawn === undefined) return {};
  const most = volumes.some((volume) => isForOnePod(volume, chart)) ? 1 : Number.POSITIVE_INFINITY;
  if (drawn.kind === 'fixed') return { scaling: { ...drawn, replicas: Math.min(most, drawn.replicas) } };
  if (drawn.kind === 'scale-to-zero') {
    const max = Math.min(most, drawn.max);
    return { scaling: { ...agreeingZero(drawn, runtime), max } };
  }
  const [min, max] = [Math.min(most, drawn.min, drawn.max), Math.min(most, Math.max(drawn.min, drawn.max))];
  return { scaling: { ...agreeingSignals(drawn, runtime), min, max } };
}

type Autoscale = Extract<ScalingDescription, { readonly kind: 'autoscale' }>;
type Zero = Extract<ScalingDescription, { readonly kind: 'scale-to-zero' }>;
type Signal = Autoscale['on'][number];

/** KEDA alone reads Prometheus, and it reads no metrics adapter; TensorFlow Serving tells no signals. */
function agreeingSignals(drawn: Autoscale, { kind }: RuntimeDescription): Autoscale {
  const told = kind === 'tensorflow-serving' ? drawn.on.filter((signal) => !isTold(signal)) : drawn.on;
  const { prometheus, fallback, ...rest } = drawn;
  const byKeda = needsKeda(kind === 'tensorflow-serving' ? { ...rest, on: orCpu(told) } : drawn);
  if (!byKeda) return { ...rest, on: orCpu(told) };
  const source = kind === 'tensorflow-serving' || prometheus === undefined ? {} : { prometheus };
  const read = { ...rest, ...source, on: orCpu(readByKeda(told, kind)) };
  return needsKeda(read) && fallback !== undefined ? { ...read, fallback } : read;
}

function agreeingZero({ on, ...rest }: Zero, { kind }: RuntimeDescription): Zero {
  const told = kind === 'tensorflow-serving' ? on?.filter((signal) => !isTold(signal)) : on;
  return told === undefined ? rest : { ...rest, on: orCpu(readByKeda(told, kind)) };
}

function readByKeda(on: readonly Signal[], runtime: RuntimeDescription['kind']): readonly Signal[] {
  return on
    .filter((signal) => !isAdapted(signal) && (runtime !== 'tensorflow-serving' || signal.kind !== 'request-rate'))
    .map((signal) => (signal.kind === 'request-rate' ? { kind: signal.kind, perReplica: signal.perReplica } : signal));
}

/** What is scaled by a share of a request has the request left alone. */
function agreeingVerticalScaling({
  verticalScaling,
  scaling,
}: PropsDescription): Pick<PropsDescription, 'verticalScaling'> {
  if (verticalScaling === undefined) return {};
  const on = scaling === undefined || scaling.kind === 'fixed' ? [] : (scaling.on ?? []);
  // Where no signal is left, agreement takes the CPU.
  const shared = on.length > 0 || scaling?.kind === 'autoscale';
  return { verticalScaling: shared ? { ...verticalScaling, mode: 'recommend' } : verticalScaling };
}

function isTold({ kind }: Signal): boolean {
  return kind === 'queue-depth' || kind === 'concurrency';
}

function isAdapted({ kind }: Signal): boolean {
  return kind === 'pods-metric' || kind === 'external-metric';
}

function orCpu([first = { kind: 'cpu', target: '50%' }, ...others]: readonly Signal[]): Autoscale['on'] {
  return [first, ...others];
}

function needsKeda({ kind, on, prometheus }: Autoscale | Zero): boolean {
  const read = ['queue-depth', 'concurrency', 'prometheus'];
  const told = (signal: Signal): boolean =>
    prometheus !== undefined && signal.kind === 'request-rate' && signal.metric === undefined;
  return kind === 'scale-to-zero' || (on ?? []).some((signal) => read.includes(signal.kind) || told(signal));
}

/** A server that tells the signals which its scaler goes by. */
function withSignals({ runtime, scaling }: PropsDescription): RuntimeDescription {
  if (scaling === undefined || scaling.kind === 'fixed' || runtime.kind === 'tensorflow-serving') return runtime;
  const kinds = ['queue-depth', 'concurrency', 'request-rate'] as const;
  const missing = kinds.filter((kind) => needsKeda(scaling) && scaling.on?.some((signal) => signal.kind === kind));
  if (missing.length === 0) return runtime;
  const told = Object.fromEntries(missing.map((kind) => [kind, { metric: kind, counts: 'now' as const }]));
  return runtime.kind === 'http'
    ? { ...runtime, signals: { ...told, ...runtime.signals } }
    : { ...runtime, server: { ...runtime.server, signals: { ...told, ...runtime.server.signals } } };
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

/** What the server gets of accelerators is said once. */
function withOneAccelerator({ gpus, ...drawn }: PropsDescription): PropsDescription {
  return drawn.accelerator !== undefined || gpus === undefined ? drawn : { ...drawn, gpus };
}

/** A port of the Service that none of the further ports of the server has. */
function portApartFrom(port: number, runtime: RuntimeDescription): number {
  const others = runtime.kind === 'defined' ? runtime.server.ports.slice(1).map((one) => one.port) : [8500];
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
  proxy: 'Service',
  verticalAutoscaler: 'VerticalPodAutoscaler',
} as const;

type Names = NonNullable<PropsDescription['names']>;

/** No name for the account of the service where it has another, and a short one for what KEDA names after it. */
function namesOf({ names = {}, serviceAccount, scaling }: PropsDescription): Names {
  const { serviceAccount: account, ...given } = names;
  const { autoscaler } = given;
  const owned = scaling !== undefined && scaling.kind !== 'fixed' && needsKeda(scaling);
  const short = owned && autoscaler !== undefined;
  const others = short ? { ...given, autoscaler: autoscaler.slice(0, 40).replace(/[-.]+$/, '') } : given;
  return serviceAccount === undefined && account !== undefined ? { ...others, serviceAccount: account } : others;
}

function agreeingNames(drawn: Names, chart: ChartDescription, names: TakenNames): Names {
  return Object.fromEntries(
    Object.entries(drawn).map(([prop, name]) => {
      const kind = Object.entries(kinds).find(([key]) => key === prop)?.[1] ?? prop;
      return [prop, freeName(name, kind, chart, names)];
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
  { runtime, scaling }: PropsDescription,
  chart: ChartDescription,
  names: TakenNames,
): readonly ExposureDescription[] {
  const defaults = new Set<string>();
  let hasLoadBalancer = false;
  const intercepted = scaling?.kind === 'scale-to-zero' && scaling.wake.kind === 'http-add-on';
  return drawn.flatMap((exposure): readonly ExposureDescription[] => {
    // A route to the interceptor is granted to a namespace, which must have a name.
    if (exposure.kind === 'gateway' && intercepted && chart.namespace === undefined) return [];
    if (exposure.kind === 'load-balancer') {
      // It would lead past the interceptor.
      if (hasLoadBalancer || intercepted) return [];
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
    const { tls, ...plain } = named;
    // An Ingress beside the interceptor reads no Secret of the chart.
    if (intercepted && tls?.kind === 'secret') return [{ ...plain, ...name }];
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
  const ofRuntime = { http: ['http'], 'tensorflow-serving': ['grpc', 'http'] } as const;
  const [first, ...rest] =
    runtime.kind === 'defined' ? runtime.server.ports.map(({ name }) => name).reverse() : ofRuntime[runtime.kind];
  return [first ?? 'http', ...rest.slice(0, count - 1)];
}

function agreeingCaller(drawn: CallerDescription, chart: ChartDescription, names: TakenNames): CallerDescription {
  if (drawn.kind === 'kplus-workload' && chart.workloads.length === 0) return { kind: 'namespace', name: 'elsewhere' };
  if (drawn.kind === 'kplus-namespace') return { ...drawn, name: names.take('Namespace', drawn.name) };
  return drawn;
}
