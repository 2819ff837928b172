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
} from './agreeing-pods';
import type {
  CallerDescription,
  ChartDescription,
  ClusterDescription,
  ExposureDescription,
  PropsDescription,
  RuntimeDescription,
  ServiceDescription,
} from './app-description';
import { agreeingHardware } from './agreeing-hardware';
import { agreeingRuntime, namesSetBy, podsEachOf, portsOf, volumesOf } from './agreeing-runtimes';
import { agreeingRollout, agreeingScaling, agreeingVerticalScaling } from './agreeing-scaling';
import type { TakenNames } from './taken-names';

/** A service in agreement with its chart, and with the names that are taken in its namespace. */
export function agreeingService(
  drawn: ServiceDescription,
  chart: ChartDescription,
  names: TakenNames,
  cluster: ClusterDescription,
): ServiceDescription {
  const placed = agreeingHardware(drawn.props);
  const room = new PodRoom(chart, podsEachOf(placed.runtime));
  const runtime = agreeingRuntime(placed.runtime, room);
  const props = agreeingProps({ ...placed, runtime }, room, names, cluster);
  return {
    ...drawn,
    props,
    exposures: agreeingExposures(drawn.exposures, props, chart, names, cluster),
    callers: drawn.callers.map((caller) => agreeingCaller(caller, chart, names)),
  };
}

function agreeingProps(
  drawn: PropsDescription,
  room: PodRoom,
  names: TakenNames,
  cluster: ClusterDescription,
): PropsDescription {
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
  const scaled = agreeingScaling(
    drawn,
    mounted.some((volume) => isForOnePod(volume, chart)),
    cluster,
  );
  return {
    ...server,
    ...variables,
    ...agreeingArguments(drawn),
    ...scaled,
    ...agreeingVerticalScaling({ ...drawn, ...scaled }),
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

/** A port of the Service that none of the further ports of the server has. */
function portApartFrom(port: number, runtime: RuntimeDescription): number {
  const others = portsOf(runtime)
    .slice(1)
    .map(([, taken]) => taken);
  return others.includes(port) ? portApartFrom((port % 65_535) + 1, runtime) : port;
}

const kinds = {
  deployment: 'Deployment',
  // It makes a headless Service of its own name.
  leaderWorkerSet: 'Service',
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

/** No name for the account of the service where it has another. */
function namesOf({ names = {}, serviceAccount, scaling }: PropsDescription): Names {
  const { serviceAccount: account, autoscaler, ...others } = names;
  const byKeda = scaling?.kind === 'keda' || scaling?.kind === 'scale-to-zero';
  return {
    ...others,
    ...(serviceAccount === undefined && account !== undefined ? { serviceAccount: account } : {}),
    // KEDA puts the name of its own autoscaler, which is longer, into a label.
    ...(autoscaler === undefined ? {} : { autoscaler: byKeda ? shortened(autoscaler, 50) : autoscaler }),
  };
}

function shortened(name: string, length: number): string {
  return name.slice(0, length).replace(/[-.]+$/, '');
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

/** What stands before a service that an interceptor wakes: the version decides what it knows of hosts and paths. */
function interceptorOf({ scaling }: PropsDescription, { keda }: ClusterDescription): string | undefined {
  return scaling?.kind === 'scale-to-zero' && scaling.wake.kind === 'http-add-on' ? keda?.http?.version : undefined;
}

function agreeingExposures(
  drawn: readonly ExposureDescription[],
  props: PropsDescription,
  chart: ChartDescription,
  names: TakenNames,
  cluster: ClusterDescription,
): readonly ExposureDescription[] {
  const { runtime } = props;
  const interceptor = interceptorOf(props, cluster);
  const defaults = new Set<string>();
  let hasLoadBalancer = false;
  return drawn.flatMap((given): readonly ExposureDescription[] => {
    if (given.kind === 'load-balancer') {
      // It would lead past the interceptor.
      if (hasLoadBalancer || interceptor !== undefined) return [];
      hasLoadBalancer = true;
      const { otherPorts, ...rest } = given;
      return [otherPorts === undefined ? given : { ...rest, otherPorts: openedPorts(otherPorts.length, runtime) }];
    }
    const exposure = interceptor === undefined ? given : knownTo(interceptor, given);
    const { kind } = exposure;
    // Leave to lead to another namespace is given to one by its name.
    if (interceptor !== undefined && kind === 'gateway' && chart.namespace === undefined) return [];
    const named = exposure.name === undefined && defaults.has(kind) ? { ...exposure, name: 'second' } : exposure;
    if (named.name === undefined) defaults.add(kind);
    const object = kind === 'gateway' ? 'HTTPRoute' : 'Ingress';
    const name = named.name === undefined ? {} : { name: freeName(named.name, object, chart, names) };
    if (named.kind === 'gateway') return [{ ...named, ...name, ...agreeingTimeouts(named) }];
    const { tls } = named;
    if (tls?.kind !== 'secret') return [{ ...named, ...name }];
    // What stands beside the interceptor reads no Secret of this chart.
    const secret = interceptor === undefined ? agreeingSecret(tls.secret, chart) : existingBeside;
    return [{ ...named, ...name, tls: { ...tls, secret } }];
  });
}

const existingBeside = { kind: 'existing', declared: { name: 'registry' } } as const;

/** Beside the interceptor, the name of the namespace comes before it; and old interceptors know no paths. */
function knownTo<T extends { readonly name?: string | undefined; readonly path?: unknown }>(
  interceptor: string,
  { name, path, ...exposure }: T,
): T {
  const known = {
    ...exposure,
    ...(name === undefined ? {} : { name: shortened(name, 150) }),
    ...(path === undefined || interceptor === '0.13' ? {} : { path }),
  };
  // Only optional props are gone.
  return known as unknown as T;
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
