import fc from 'fast-check';
import type {
  Cpu,
  Fallback,
  PrometheusSource,
  ReservedAmounts,
  TriggerAuthenticationReference,
  VerticalScaling,
  Wake,
} from '../../lib';
import { bytes, cpuNumber, cpuText, duration, durationOrNone, longDuration, percent } from './amounts';
import type {
  AutoscalerSignalDescription,
  KedaSignalDescription,
  ScaleDownDescription,
  ScalingDescription,
} from './app-description';
import { someText } from './hostile-text';
import { flag, nonEmpty, numberOrText, oneOf, optional, record, some, union, type Shape } from './shape';
import { labels, pathSegment, subdomain } from './valid-names';

const perReplica: Shape<number> = some(
  fc.oneof(fc.constantFrom(1, 0.001, 0.0015, 10, 1e6, 1e15, 1234567.891), fc.integer({ min: 1, max: 10_000 })),
);

const signal: Shape<AutoscalerSignalDescription> = union<AutoscalerSignalDescription>('ScalingSignal', {
  cpu: { target: some(percent) },
  memory: { target: some(percent) },
  'request-rate': { perReplica, metric: optional(some(pathSegment)) },
  'pods-metric': { metric: some(pathSegment), perReplica, matchLabels: optional(some(labels)) },
  'external-metric': { metric: some(pathSegment), perReplica, matchLabels: optional(some(labels)) },
});

const query: Shape<string> = some(
  fc.oneof(
    fc.constantFrom('sum(rate(gateway_requests_total{host="chat"}[2m]))', 'max(gateway:requests_waiting) # ü'),
    someText.filter((text) => text.trim() !== ''),
  ),
);

const emptyIsZero = optional(flag('PrometheusQuery.emptyIsZero'));

const kedaSignal: Shape<KedaSignalDescription> = union<KedaSignalDescription>('KedaSignal', {
  cpu: { target: some(percent) },
  memory: { target: some(percent) },
  'request-rate': { perReplica },
  'queue-depth': { perReplica },
  concurrency: { perReplica },
  prometheus: { query, perReplica, emptyIsZero },
});

const replicas: fc.Arbitrary<number> = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom(100, 2_147_483_647) },
);

const authentication: Shape<TriggerAuthenticationReference> = record<TriggerAuthenticationReference>(
  'TriggerAuthenticationReference',
  {
    kind: oneOf('TriggerAuthenticationReference', { TriggerAuthentication: true, ClusterTriggerAuthentication: true }),
    name: some(subdomain),
  },
);

const labelName: Shape<string> = some(fc.constantFrom('exported_pod', 'k8s_name', '_'));

const prometheus: Shape<PrometheusSource> = record<PrometheusSource>('PrometheusSource', {
  address: optional(some(fc.constantFrom('http://prometheus.monitoring.svc:9090', 'https://metrics.example.com/a/'))),
  namespaceLabel: optional(labelName),
  podLabel: optional(labelName),
  window: optional(some(duration)),
  authentication: optional(authentication),
  authModes: optional(some(fc.constantFrom('bearer', 'basic,tls'))),
});

const fallback: Shape<Fallback> = record<Fallback>('Fallback', {
  failureThreshold: some(fc.nat(5)),
  replicas: some(fc.oneof(fc.constant(0), replicas)),
});

const scaleDown: Shape<ScaleDownDescription> = record<ScaleDownDescription>('ScaleDown', {
  stabilizationWindow: optional(some(durationOrNone)),
  podsPerMinute: optional(some(replicas)),
});

const whole: Shape<number> = some(fc.constantFrom(1, 10, 2_147_483_647));
const moments = ['0 8 * * 1-5', '30 18 * * MON,FRI', '*/15 0-6 1 JAN ?'] as const;

const wake: Shape<Wake> = union<Wake>('Wake', {
  // One of the two is left of them: which way requests are counted.
  'http-add-on': {
    concurrency: optional(whole),
    requestRate: optional(whole),
    waitsFor: optional(some(longDuration)),
    answersWithin: optional(some(longDuration)),
    clusterDomain: optional(some(fc.constantFrom('cluster.local', 'k8s.example.com'))),
  },
  prometheus: { query, perReplica, emptyIsZero },
  sqs: {
    queueUrl: some(fc.constant('https://sqs.eu-central-1.amazonaws.com/123456789012/jobs')),
    region: some(fc.constant('eu-central-1')),
    perReplica: whole,
    authentication,
  },
  'azure-service-bus': {
    namespace: some(fc.constant('acme')),
    queue: some(fc.constantFrom('jobs', 'a/b')),
    perReplica: whole,
    authentication,
  },
  schedule: {
    timeZone: some(fc.constantFrom('Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+8')),
    from: some(fc.constant(moments[0])),
    to: some(fc.constantFrom(moments[1], moments[2])),
    replicas: some(replicas),
  },
  trigger: {
    type: some(fc.constantFrom('kafka', 'rabbitmq', 'metrics-api')),
    metadata: some(fc.dictionary(fc.constantFrom('topic', 'url', 'on'), someText, { noNullPrototype: true })),
    authentication: optional(authentication),
  },
});

/** Each way to say how many replicas run: those of one list of signals are all read in the same way. */
export const scaling: Shape<ScalingDescription> = union<ScalingDescription>('Scaling', {
  fixed: { replicas: some(fc.oneof(fc.constant(0), replicas)) },
  autoscale: { min: some(replicas), max: some(replicas), on: nonEmpty(signal, 3), scaleDown: optional(scaleDown) },
  keda: {
    min: some(replicas),
    max: some(replicas),
    on: nonEmpty(kedaSignal, 3),
    scaleDown: optional(scaleDown),
    prometheus: optional(prometheus),
    fallback: optional(fallback),
  },
  'scale-to-zero': {
    max: some(replicas),
    wake,
    on: optional(nonEmpty(kedaSignal, 3)),
    idleFor: optional(some(longDuration)),
    pollingInterval: optional(some(duration)),
    clientTimeout: optional(some(longDuration)),
    coldStart: optional(some(duration)),
    scaleDown: optional(scaleDown),
    prometheus: optional(prometheus),
    fallback: optional(fallback),
  },
});

const reserved: Shape<ReservedAmounts> = record<ReservedAmounts>('ReservedAmounts', {
  cpu: optional(numberOrText<Cpu>('Cpu', cpuNumber, cpuText)),
  memory: optional(some(bytes)),
});

/** What happens to resources as they turn out. */
export const verticalScaling: Shape<VerticalScaling> = record<VerticalScaling>('VerticalScaling', {
  mode: oneOf('VerticalScaling', { recommend: true, initial: true, recreate: true, 'in-place-or-recreate': true }),
  min: optional(reserved),
  max: optional(reserved),
});
