import fc from 'fast-check';
import type {
  Accelerator,
  Bytes,
  Cpu,
  DisruptionBudget,
  Duration,
  Fallback,
  Health,
  Percent,
  PrometheusSource,
  ReservedAmounts,
  Rollout,
  RouteTimeouts,
  ScalingSignal,
  ServerPort,
  ServerSignal,
  ServerUser,
  TriggerAuthenticationReference,
  VerticalScaling,
} from '../../lib';
import { neuronModelNames } from '../../lib/hardware';
import { duration, durationOrNone, longDuration, percent } from './amounts';
import type {
  CallerDescription,
  ConfigurationDescription,
  ExposureDescription,
  GatewayDescription,
  NamespacesDescription,
  PlacementDescription,
  PropsDescription,
  RuntimeDescription,
  ScaleDownDescription,
  ScalingDescription,
  ServiceAccountDescription,
  ServiceDescription,
  TlsDescription,
  WakeDescription,
} from './app-description';
import { anyId, anyPath, anyText, someText } from './hostile-text';
import {
  annotations,
  args,
  command,
  env,
  files,
  image,
  initContainer,
  reason,
  resources,
  security,
  settings,
  sidecar,
  transform,
  writable,
} from './pod-shapes';
import { apart, flag, list, nonEmpty, numberOrText, oneOf, optional, record, some, union, type Shape } from './shape';
import { sampleClass } from './sample-cluster';
import {
  addressBlock,
  host,
  label,
  labels,
  labelWithLetter,
  pathSegment,
  portName,
  portNumber,
  subdomain,
} from './valid-names';
import { pick, secret, subPath, volume, volumeSource } from './volume-shapes';

type Signals = NonNullable<ServerDescription['signals']>;

const serverSignal: Shape<ServerSignal> = record<ServerSignal>('ServerSignal', {
  metric: some(fc.oneof(fc.constantFrom('vllm:num_requests_waiting', 'te_queue_size'), anyText)),
  counts: oneOf('ServerSignal.counts', { now: true, ever: true }),
});

const signals: Shape<Signals> = record<Signals>('signals', {
  'queue-depth': optional(serverSignal),
  concurrency: optional(serverSignal),
  'request-rate': optional(serverSignal),
});

type ServerDescription = Extract<RuntimeDescription, { readonly kind: 'defined' }>['server'];

const server: Shape<ServerDescription> = record<ServerDescription>('ServerDescription', {
  application: optional(some(anyText)),
  image,
  command: optional(command),
  args: optional(args),
  env: optional(env),
  ports: nonEmpty(
    record<ServerPort>('ServerPort', {
      name: some(portName),
      port: some(portNumber),
      appProtocol: optional(some(fc.constantFrom('http', 'grpc', 'kubernetes.io/h2c', 'example.com/custom'))),
    }),
    3,
  ),
  health: record<Health>('Health', {
    port: some(portName),
    started: some(anyPath),
    ready: some(anyPath),
    alive: some(anyPath),
  }),
  startsWithin: some(longDuration),
  drain: some(durationOrNone),
  user: record<ServerUser>('ServerUser', {
    user: some(fc.integer({ min: 1, max: 2_147_483_647 })),
    group: some(fc.integer({ min: 0, max: 2_147_483_647 })),
    reason: some(someText),
    source: optional(some(someText)),
  }),
  writable,
  volumes: optional(list(volume, { maxLength: 2 })),
  files: optional(files),
  metrics: optional(
    record<NonNullable<ServerDescription['metrics']>>('ServerDescription.metrics', {
      port: some(portName),
      path: some(anyPath),
    }),
  ),
  signals: optional(signals),
});

const runtime: Shape<RuntimeDescription> = union<RuntimeDescription>('Runtime', {
  http: {
    image,
    port: some(portNumber),
    healthPath: some(anyPath),
    livenessPath: optional(some(anyPath)),
    command: optional(command),
    args: optional(args),
    startsWithin: optional(some(longDuration)),
    drain: optional(some(durationOrNone)),
    writable: optional(writable),
    metricsPath: optional(some(anyPath)),
    signals: optional(signals),
  },
  'tensorflow-serving': {
    image,
    modelName: some(
      fc.oneof(fc.constantFrom('my_model', '1', 'A.b-c_d'), fc.stringMatching(/^[A-Za-z0-9][\w.-]{0,80}$/)),
    ),
    models: volumeSource,
    subPath: optional(subPath),
    command: optional(command),
    startsWithin: optional(some(longDuration)),
    drain: optional(some(durationOrNone)),
  },
  defined: { name: some(someText), server },
});

const perReplica: Shape<number> = some(
  fc.oneof(fc.constantFrom(1, 0.001, 0.0015, 10, 1e6, 1e15, 1234567.891), fc.integer({ min: 1, max: 10_000 })),
);

const query: fc.Arbitrary<string> = someText.filter((text) => text.trim() !== '');

const signal: Shape<ScalingSignal> = union<ScalingSignal>('ScalingSignal', {
  cpu: { target: some(percent) },
  memory: { target: some(percent) },
  'request-rate': { perReplica, metric: optional(some(pathSegment)) },
  'pods-metric': { metric: some(pathSegment), perReplica, matchLabels: optional(some(labels)) },
  'external-metric': { metric: some(pathSegment), perReplica, matchLabels: optional(some(labels)) },
  'queue-depth': { perReplica },
  concurrency: { perReplica },
  prometheus: {
    query: some(fc.oneof(fc.constant('sum(rate(requests_total[2m]))'), query)),
    perReplica,
    emptyIsZero: optional(some(fc.boolean())),
  },
});

const authentication: Shape<TriggerAuthenticationReference> = record<TriggerAuthenticationReference>('authentication', {
  kind: oneOf('authentication', { TriggerAuthentication: true, ClusterTriggerAuthentication: true }),
  name: some(subdomain),
});

const prometheus: Shape<PrometheusSource> = record<PrometheusSource>('PrometheusSource', {
  address: optional(some(fc.constantFrom('http://prometheus.monitoring.svc:9090', 'https://prometheus.example.com/'))),
  namespaceLabel: optional(some(fc.constant('kubernetes_namespace'))),
  podLabel: optional(some(fc.constant('kubernetes_pod_name'))),
  window: optional(some(duration)),
  authentication: optional(authentication, 0.7),
  authModes: optional(some(fc.constant('bearer'))),
});

const fallback: Shape<Fallback> = record<Fallback>('Fallback', {
  failureThreshold: some(fc.integer({ min: 0, max: 5 })),
  replicas: some(fc.integer({ min: 0, max: 5 })),
});

const replicas: fc.Arbitrary<number> = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom(100, 2_147_483_647) },
);

const scaleDown: Shape<ScaleDownDescription> = record<ScaleDownDescription>('ScaleDown', {
  stabilizationWindow: optional(some(durationOrNone)),
  podsPerMinute: optional(some(replicas)),
});

const whole: Shape<number> = some(fc.oneof(fc.constantFrom(1, 2_147_483_647), fc.integer({ min: 1, max: 100 })));

const wake: Shape<WakeDescription> = union<WakeDescription>('Wake', {
  'http-add-on': {
    counts: some(fc.constantFrom('concurrency', 'requestRate')),
    perReplica: whole,
    waitsFor: optional(some(fc.constantFrom<Duration>('3h', '24h'))),
    answersWithin: optional(some(duration)),
    clusterDomain: optional(some(fc.constantFrom('cluster.local', 'k8s.example.com'))),
  },
  prometheus: {
    query: some(fc.oneof(fc.constant('sum(rate(router_requests_total[2m]))'), query)),
    perReplica,
    emptyIsZero: optional(some(fc.boolean())),
  },
  sqs: {
    queueUrl: some(someText),
    region: some(fc.constantFrom('us-east-1', 'eu-central-1')),
    perReplica: whole,
    authentication,
  },
  'azure-service-bus': { namespace: some(someText), queue: some(someText), perReplica: whole, authentication },
  schedule: {
    timeZone: some(fc.constantFrom('UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5')),
    from: some(fc.constantFrom('0 8 * * 1-5', '*/30 7 1,15 JAN-MAR ?')),
    to: some(fc.constantFrom('0 18 * * 1-5', '59 23 * * SUN')),
    replicas: some(fc.constant(1)),
  },
  trigger: {
    type: some(fc.constantFrom('kafka', 'rabbitmq', 'metrics-api')),
    metadata: some(fc.dictionary(label, anyText, { maxKeys: 3, noNullPrototype: true })),
    authentication: optional(authentication),
  },
});

const scaling: Shape<ScalingDescription> = union<ScalingDescription>('Scaling', {
  fixed: { replicas: some(fc.oneof(fc.constant(0), replicas)) },
  autoscale: {
    min: some(replicas),
    max: some(replicas),
    on: nonEmpty(signal, 3),
    scaleDown: optional(scaleDown),
    prometheus: optional(prometheus, 0.3),
    fallback: optional(fallback, 0.3),
  },
  'scale-to-zero': {
    max: some(replicas),
    wake,
    on: optional(nonEmpty(signal, 2)),
    idleFor: optional(some(duration)),
    pollingInterval: optional(some(duration)),
    clientTimeout: optional(some(fc.constant('2h'))),
    coldStart: optional(some(fc.constant('10m'))),
    scaleDown: optional(scaleDown),
    prometheus: optional(prometheus, 0.3),
    fallback: optional(fallback, 0.3),
  },
});

const least: Shape<ReservedAmounts> = record<ReservedAmounts>('least', {
  cpu: optional(some(fc.constantFrom<Cpu>('50m', 0.5))),
  memory: optional(some(fc.constantFrom<Bytes>('64Mi', '1G'))),
});

const most: Shape<ReservedAmounts> = record<ReservedAmounts>('most', {
  cpu: optional(some(fc.constantFrom<Cpu>('4', 64))),
  memory: optional(some(fc.constantFrom<Bytes>('4Gi', '2T'))),
});

const verticalScaling: Shape<VerticalScaling> = record<VerticalScaling>('VerticalScaling', {
  mode: oneOf('VerticalScaling.mode', { recommend: true, initial: true, recreate: true, 'in-place-or-recreate': true }),
  min: optional(least),
  max: optional(most),
});

const shareOf = (name: string): Shape<number | Percent> =>
  numberOrText<number | Percent>(name, fc.constantFrom(0, 1, 3), percent);

const rollout: Shape<Rollout> = union<Rollout>('Rollout', {
  rolling: {
    maxSurge: optional(shareOf('maxSurge')),
    maxUnavailable: optional(shareOf('maxUnavailable')),
    preStopSleep: optional(some(durationOrNone)),
    readyFor: optional(some(durationOrNone)),
    deadline: optional(some(duration)),
  },
  recreate: {
    preStopSleep: optional(some(durationOrNone)),
    readyFor: optional(some(durationOrNone)),
    deadline: optional(some(duration)),
  },
});

const disruptionBudget: Shape<DisruptionBudget> = union<DisruptionBudget>('DisruptionBudget', {
  none: { reason },
  'max-unavailable': {
    maxUnavailable: optional(
      numberOrText<number | Percent>('DisruptionBudget.maxUnavailable', fc.constantFrom(1, 3), percent),
    ),
    unhealthyPodEvictionPolicy: optional(
      oneOf('unhealthyPodEvictionPolicy', { AlwaysAllow: true, IfHealthyBudget: true }),
    ),
  },
});

const serviceAccount: Shape<ServiceAccountDescription> = union<ServiceAccountDescription>('ServiceAccount', {
  kplus: { pick },
  plain: { name: some(fc.constant('default')) },
});

const configuration: Shape<ConfigurationDescription> = record<ConfigurationDescription>('Configuration', {
  env: optional(settings),
  files: optional(files),
});

const names: Shape<NonNullable<PropsDescription['names']>> = record<NonNullable<PropsDescription['names']>>('names', {
  deployment: optional(some(label)),
  // Judged, and used by no service here: none is a group.
  leaderWorkerSet: optional(some(labelWithLetter.map((name) => name.slice(0, 44).replace(/-+$/, '')))),
  service: optional(some(labelWithLetter)),
  autoscaler: optional(some(subdomain)),
  disruptionBudget: optional(some(pathSegment)),
  serviceAccount: optional(some(subdomain)),
  configMap: optional(some(subdomain)),
  networkPolicy: optional(some(subdomain)),
  proxy: optional(some(labelWithLetter)),
  verticalAutoscaler: optional(some(subdomain)),
});

const placement: Shape<PlacementDescription> = union<PlacementDescription>('Placement', {
  pool: { pick },
  'any-pool': {
    capacity: optional(oneOf('Placement.capacity', { 'on-demand': true, spot: true, reservation: true })),
    architecture: optional(oneOf('Placement.architecture', { amd64: true, arm64: true })),
  },
});

/** At most half of what a node of the sample cluster has: a full pool would need a rollout of its own. */
const accelerators: Shape<number> = some(fc.integer({ min: 1, max: 4 }));

const accelerator: Shape<Accelerator> = union<Accelerator>('Accelerator', {
  gpu: { count: accelerators, model: optional(some(fc.constantFrom('L4', 'H100'))) },
  mig: { profile: some(fc.constant('1g.5gb')), count: accelerators, model: optional(some(fc.constant('A100-40GB'))) },
  'time-sliced': { count: accelerators, model: optional(some(fc.constant('T4'))) },
  neuron: {
    count: accelerators,
    unit: oneOf('Accelerator.unit', { device: true, core: true }),
    model: optional(some(fc.constantFrom(...neuronModelNames))),
  },
  custom: { resource: some(fc.constant('example.com/device')), count: accelerators },
});

const props: Shape<PropsDescription> = record<PropsDescription>('ModelServiceProps', {
  runtime,
  resources,
  scaling: optional(scaling, 0.85),
  verticalScaling: optional(verticalScaling, 0.3),
  rollout: optional(rollout, 0.6),
  disruptionBudget: optional(disruptionBudget, 0.4),
  env: optional(env),
  args: optional(args),
  volumes: optional(list(volume, { maxLength: 2 })),
  config: optional(configuration),
  servicePort: optional(some(portNumber), 0.3),
  version: optional(some(anyText), 0.3),
  serviceAccount: optional(serviceAccount, 0.4),
  names: optional(names, 0.3),
  sidecars: optional(list(sidecar, { maxLength: 2 }), 0.4),
  initContainers: optional(list(initContainer, { maxLength: 2 }), 0.4),
  security: optional(security, 0.4),
  imagePullSecrets: optional(list(secret, { maxLength: 2 }), 0.4),
  mountServiceAccountToken: optional(flag('mountServiceAccountToken'), 0.4),
  priorityClassName: optional(some(fc.constantFrom('system-cluster-critical', 'system-node-critical')), 0.3),
  podAnnotations: optional(annotations, 0.4),
  transformPod: optional(transform, 0.4),
  placement: optional(placement, 0.5),
  gpus: optional(accelerators, 0.2),
  accelerator: optional(accelerator, 0.5),
  sharedMemory: optional(some(fc.constantFrom('1Ki', '512Ki')), 0.3),
});

const tls: Shape<TlsDescription> = union<TlsDescription>('Tls', {
  secret: { secret },
  'cert-manager': {
    issuer: record<Extract<TlsDescription, { readonly kind: 'cert-manager' }>['issuer']>('issuer', {
      kind: oneOf('issuer', { Issuer: true, ClusterIssuer: true }),
      name: some(subdomain),
    }),
  },
});

const exposure: Shape<ExposureDescription> = union<ExposureDescription>('Exposure', {
  gateway: {
    host: some<Extract<ExposureDescription, { readonly kind: 'gateway' }>['host']>(
      fc.oneof(host, fc.tuple(host, host)),
    ),
    name: optional(some(subdomain)),
    path: optional(some(fc.constantFrom<`/${string}`>('/', '/predict', '/v1/', '/a%20b', '/x:y', '/.well-known'))),
    gateway: optional(record<GatewayDescription>('GatewayReference', { section: optional(some(subdomain)) })),
    timeouts: optional(
      record<RouteTimeouts>('RouteTimeouts', {
        request: optional(some(durationOrNone)),
        backendRequest: optional(some(durationOrNone)),
      }),
    ),
    annotations: optional(annotations),
  },
  ingress: {
    host: some(host),
    name: optional(some(subdomain)),
    path: optional(
      some(fc.constantFrom<`/${string}`>('/', '/predict', '/v1/', '/a b', '/модель', '/x:y', '/.well-known')),
    ),
    class: optional(some(fc.constant(sampleClass))),
    tls: optional(tls),
    annotations: optional(annotations),
  },
  'load-balancer': {
    otherPorts: optional(nonEmpty(some(portName), 2)),
    annotations: optional(annotations),
    allowedRanges: optional(some(fc.array(addressBlock, { maxLength: 2 }))),
  },
});

const namespaces: Shape<NamespacesDescription> = record<NamespacesDescription>('kplus.Namespaces', {
  names: optional(some(fc.array(label, { minLength: 1, maxLength: 2 }))),
  labels: optional(some(labels)),
});

const caller: Shape<CallerDescription> = union<CallerDescription>('Caller', {
  namespace: { name: some(label) },
  pods: { matchLabels: some(labels), namespace: optional(some(label)) },
  addresses: {
    cidr: some(fc.constant('10.0.0.0/8')),
    except: optional(some(fc.subarray(['10.1.0.0/16', '10.2.3.4/32']))),
  },
  'model-service': { pick },
  'kplus-workload': { pick },
  'kplus-pods': { labels: some(labels), namespaces: optional(namespaces) },
  'kplus-namespaces': { namespaces },
  'kplus-namespace': { name: some(label) },
  'kplus-addresses': { cidr: some(addressBlock) },
});

/**
 * What no service can have at once: KEDA reads no metrics adapter, TensorFlow Serving tells no signals, and a load
 * balancer leads past the interceptor, beside which no Secret of the chart lies.
 */
const apartFrom: readonly (readonly [RegExp, RegExp])[] = [
  [/^ScalingSignal: (?:pods|external)-metric$/, /^(?:Scaling: scale-to-zero|Wake: .*)$/],
  [/^VerticalScaling\.mode: (?:initial|recreate|in-place-or-recreate)$/, /^(?:Scaling: autoscale|ScalingSignal: .*)$/],
  [/^(?:Exposure: load-balancer|Tls: secret)$/, /^Wake: http-add-on$/],
  [/^ScalingSignal: (?:pods|external)-metric$/, /^ScalingSignal: (?:queue-depth|concurrency|prometheus)$/],
  [/^ScalingSignal: (?:pods|external)-metric$/, /^authentication: /],
  [/^Runtime: tensorflow-serving$/, /^ScalingSignal: (?:queue-depth|concurrency)$/],
];

/** A service, with its ways in and its callers. */
const anyService: Shape<ServiceDescription> = record<ServiceDescription>('ModelService', {
  path: some(
    fc
      .tuple(anyId, fc.array(anyId, { maxLength: 2 }))
      .map(([first, rest]): readonly [string, ...string[]] => [first, ...rest]),
  ),
  props,
  exposures: list(exposure, { maxLength: 2 }),
  callers: list(caller, { maxLength: 3 }),
});

export const service: Shape<ServiceDescription> = apart(anyService, apartFrom);
