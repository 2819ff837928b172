import fc from 'fast-check';
import type {
  Amounts,
  ContainerLimits,
  EgressDefault,
  IngressDefault,
  PlatformUsers,
  PodSecurity,
  PodSecurityLevel,
} from '../../lib';
import { bytes, duration } from './amounts';
import type {
  AppDescription,
  CaBundleDescription,
  ChartDescription,
  ClaimDescription,
  ExternalSecretDescription,
  NamespaceDescription,
  NeighbourDescription,
  PlatformDescription,
} from './app-description';
import { anyId, anyText } from './hostile-text';
import { reason } from './pod-shapes';
import { service } from './service-shapes';
import { list, nonEmpty, oneOf, optional, record, some, union, type Shape } from './shape';
import { dataKey, label, labels, subdomain } from './valid-names';
import { accessMode } from './volume-shapes';

const claim: Shape<ClaimDescription> = record<ClaimDescription>('Claim', {
  id: some(anyId),
  size: some(bytes),
  accessModes: nonEmpty(accessMode, 2),
  storageClass: optional(some(fc.oneof(subdomain, fc.constant('')))),
  name: optional(some(subdomain)),
});

type RemoteRef = ExternalSecretDescription['data'][number];

const externalSecret: Shape<ExternalSecretDescription> = record<ExternalSecretDescription>('ExternalSecret', {
  id: some(anyId),
  store: record<ExternalSecretDescription['store']>('store', {
    kind: oneOf('store', { SecretStore: true, ClusterSecretStore: true }),
    name: some(subdomain),
  }),
  data: nonEmpty(
    record<RemoteRef>('remoteRef', {
      secretKey: some(dataKey),
      key: some(anyText),
      property: optional(some(anyText)),
      version: optional(some(anyText)),
    }),
    2,
  ),
  refreshEvery: optional(some(duration)),
  name: optional(some(subdomain)),
});

const neighbour: Shape<NeighbourDescription> = record<NeighbourDescription>('kplus neighbour', {
  id: some(fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/)),
  keys: nonEmpty(some(dataKey), 2),
});

const address: Shape<string> = some(fc.constantFrom('http://proxy.example.com:3128', 'https://10.0.0.1'));

const platform: Shape<PlatformDescription> = record<PlatformDescription>('PlatformDefaults', {
  registryMirror: optional(
    some(fc.constantFrom({ 'docker.io': 'mirror.example.com/hub' }, { 'registry.example.com/a': 'b' })),
  ),
  imagePullSecrets: optional(some(fc.array(subdomain, { maxLength: 2 }))),
  labels: optional(some(labels)),
  proxy: optional(
    record<NonNullable<PlatformDescription['proxy']>>('Proxy', {
      httpProxy: optional(address),
      httpsProxy: optional(address),
      noProxy: optional(some(fc.constantFrom([], ['.example.com', '10.0.0.0/8']))),
    }),
  ),
  caBundle: optional(
    union<CaBundleDescription>('CaBundle', {
      'config-map': { name: some(subdomain), key: some(dataKey) },
      secret: { name: some(subdomain), key: some(dataKey) },
    }),
  ),
  huggingFaceEndpoint: optional(some(fc.constant('https://hub.example.com'))),
  priorityClassName: optional(some(fc.constant('system-cluster-critical'))),
  users: optional(
    union<PlatformUsers>('PlatformUsers', {
      assigned: {},
      range: { first: some(fc.constantFrom(1, 1000, 1_000_680_000)), count: some(fc.constantFrom(1, 10_000)) },
    }),
  ),
});

const chart: Shape<ChartDescription> = record<ChartDescription>('Chart', {
  id: some(anyId),
  platform: optional(platform, 0.4),
  namespace: optional(some(fc.constantFrom('models', 'team-a', '0ns', 'n'.repeat(63)))),
  nested: optional(some(fc.constant(true)), 0.2),
  claims: list(claim, { maxLength: 2 }),
  externalSecrets: list(externalSecret, { maxLength: 2 }),
  secrets: list(neighbour, { maxLength: 1 }),
  configMaps: list(neighbour, { maxLength: 1 }),
  volumeClaims: list(
    record<ChartDescription['volumeClaims'][number]>('kplus.PersistentVolumeClaim', {
      id: some(fc.constantFrom('disk', 'shared')),
      accessModes: nonEmpty(accessMode, 2),
    }),
    { maxLength: 1 },
  ),
  serviceAccounts: list(
    record<ChartDescription['serviceAccounts'][number]>('kplus.ServiceAccount', {
      id: some(fc.constantFrom('account', 'robot')),
    }),
    { maxLength: 1 },
  ),
  workloads: list(
    record<ChartDescription['workloads'][number]>('kplus.Deployment', { id: some(fc.constantFrom('web', 'gateway')) }),
    { maxLength: 1 },
  ),
  services: list(service, { minLength: 1, maxLength: 3 }),
});

const level: Shape<PodSecurityLevel> = some(fc.constantFrom('privileged', 'baseline', 'restricted'));

/** What is enforced: two of the three may be of an older version. */
const enforce: Shape<PodSecurity['enforce']> = some(
  fc.constantFrom<PodSecurity['enforce'][]>(
    { level: 'restricted' },
    { level: 'restricted', version: 'v1.30' },
    { level: 'baseline', version: 'latest' },
    { level: 'privileged', reason: 'device plugins' },
  ),
);

const namespace: Shape<NamespaceDescription> = record<NamespaceDescription>('Namespace', {
  id: some(anyId),
  name: optional(some(label)),
  labels: optional(some(labels)),
  annotations: optional(some(fc.constant({ 'example.com/note': 'of no worth' }))),
  podSecurity: optional(
    record<PodSecurity>('PodSecurity', {
      enforce,
      warn: optional(level),
      audit: optional(level),
    }),
  ),
  quota: optional(
    some(fc.constantFrom<Amounts>({ pods: 10 }, { 'requests.nvidia.com/gpu': 8, 'limits.memory': '1Ti' })),
  ),
  limits: optional(
    record<ContainerLimits>('ContainerLimits', {
      default: optional(some(fc.constantFrom<Amounts>({ cpu: 2, memory: '2Gi' }, { memory: '4Gi' }))),
      defaultRequest: optional(some(fc.constantFrom<Amounts>({ cpu: '0.5' }, { cpu: 1, memory: '512Mi' }))),
      min: optional(some(fc.constant<Amounts>({ memory: '1Mi' }))),
      max: optional(some(fc.constant<Amounts>({ cpu: 64, memory: '1Ti' }))),
    }),
  ),
  ingress: optional(union<IngressDefault>('IngressDefault', { deny: {}, open: { reason } }), 0.8),
  egress: optional(union<EgressDefault>('EgressDefault', { open: {}, deny: { dns: some(fc.boolean()) } }), 0.8),
  loadBalancerReadiness: optional(some(fc.boolean())),
});

/** An app before its parts have been made to agree with each other. */
export const app: Shape<AppDescription> = record<AppDescription>('App', {
  namespaces: list(namespace, { minLength: 1, maxLength: 2 }),
  charts: nonEmpty(chart, 3),
});
