import fc from 'fast-check';
import type { Accelerator, Bytes, DisruptionBudget, Percent, Rollout, RouteTimeouts } from '../../lib';
import { neuronModelNames } from '../../lib/hardware';
import { duration, durationOrNone, percent } from './amounts';
import type {
  CallerDescription,
  ConfigurationDescription,
  ExposureDescription,
  GatewayDescription,
  NamespacesDescription,
  PlacementDescription,
  PropsDescription,
  ServiceAccountDescription,
  ServiceDescription,
  TlsDescription,
} from './app-description';
import { anyId, anyText } from './hostile-text';
import { reason } from './image-shapes';
import {
  annotations,
  args,
  env,
  files,
  initContainer,
  resources,
  security,
  settings,
  sidecar,
  transform,
} from './pod-shapes';
import { runtime } from './runtime-shapes';
import { sampleClass } from './sample-cluster';
import { scaling, verticalScaling } from './scaling-shapes';
import { flag, list, nonEmpty, numberOrText, oneOf, optional, record, some, union, type Shape } from './shape';
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
import { pick, secret, volume } from './volume-shapes';

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

export const serviceAccount: Shape<ServiceAccountDescription> = union<ServiceAccountDescription>('ServiceAccount', {
  kplus: { pick },
  plain: { name: some(fc.constant('default')) },
});

const configuration: Shape<ConfigurationDescription> = record<ConfigurationDescription>('Configuration', {
  env: optional(settings),
  files: optional(files),
});

const names: Shape<NonNullable<PropsDescription['names']>> = record<NonNullable<PropsDescription['names']>>(
  'ModelServiceNames',
  {
    deployment: optional(some(label)),
    leaderWorkerSet: optional(some(labelWithLetter.map((name) => name.slice(0, 44).replace(/-+$/, '')))),
    service: optional(some(labelWithLetter)),
    autoscaler: optional(some(subdomain)),
    disruptionBudget: optional(some(pathSegment)),
    serviceAccount: optional(some(subdomain)),
    configMap: optional(some(subdomain)),
    networkPolicy: optional(some(subdomain)),
    proxy: optional(some(labelWithLetter)),
    verticalAutoscaler: optional(some(subdomain)),
  },
);

export const placement: Shape<PlacementDescription> = union<PlacementDescription>('Placement', {
  pool: { pick },
  'any-pool': {
    capacity: optional(oneOf('Placement.capacity', { 'on-demand': true, spot: true, reservation: true })),
    architecture: optional(oneOf('Placement.architecture', { amd64: true, arm64: true })),
  },
});

/** At most half of what a node of the sample cluster has: a full pool would need a rollout of its own. */
export const accelerators: Shape<number> = some(fc.integer({ min: 1, max: 4 }));

export const accelerator: Shape<Accelerator> = union<Accelerator>('Accelerator', {
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
  load: optional(
    record<NonNullable<PropsDescription['load']>>('Load', {
      concurrency: some(fc.constantFrom(1, 64)),
      tokensPerRequest: some(fc.constantFrom(512, 4096)),
    }),
    0.3,
  ),
  resources: optional(resources, 0.8),
  imageSize: optional(some(fc.constantFrom<Bytes>('512Mi', '1Gi'))),
  scaling: optional(scaling, 0.9),
  verticalScaling: optional(verticalScaling, 0.3),
  rollout: optional(rollout, 0.6),
  disruptionBudget: optional(disruptionBudget, 0.4),
  env: optional(env, 0.7),
  args: optional(args),
  volumes: optional(list(volume, { maxLength: 3 }), 0.7),
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

/** A service, with its ways in and its callers. */
export const service: Shape<ServiceDescription> = record<ServiceDescription>('ModelService', {
  path: some(
    fc
      .tuple(anyId, fc.array(anyId, { maxLength: 2 }))
      .map(([first, rest]): readonly [string, ...string[]] => [first, ...rest]),
  ),
  props,
  exposures: list(exposure, { maxLength: 2 }),
  callers: list(caller, { maxLength: 3 }),
});
