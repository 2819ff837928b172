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
import { drawnPools } from '../platform/karpenter/drawn-pools';
import { bytes, duration } from './amounts';
import type {
  AppDescription,
  CaBundleDescription,
  ChartDescription,
  ClaimDescription,
  ClusterDescription,
  ExternalSecretDescription,
  NamespaceDescription,
  NeighbourDescription,
  PlatformDescription,
} from './app-description';
import { anyId, anyText } from './hostile-text';
import { reason } from './image-shapes';
import { service } from './service-shapes';
import { flag, list, nonEmpty, oneOf, optional, record, some, union, type Shape } from './shape';
import { dataKey, label, labels, subdomain } from './valid-names';
import { accessMode } from './volume-shapes';

const claim: Shape<ClaimDescription> = record<ClaimDescription>('ClaimProps', {
  id: some(anyId),
  size: some(bytes),
  accessModes: nonEmpty(accessMode, 2),
  storageClass: optional(some(fc.oneof(subdomain, fc.constant('')))),
  name: optional(some(subdomain)),
});

type RemoteRef = ExternalSecretDescription['data'][number];

const externalSecret: Shape<ExternalSecretDescription> = record<ExternalSecretDescription>('ExternalSecretProps', {
  id: some(anyId),
  store: record<ExternalSecretDescription['store']>('store', {
    kind: oneOf('store', { SecretStore: true, ClusterSecretStore: true }),
    name: some(subdomain),
  }),
  data: nonEmpty(
    record<RemoteRef>('ExternalSecretProps.data', {
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

/** Such as nothing in the app is called, which might have other keys. */
const bundleName: Shape<string> = some(subdomain.map((name) => `${name}.ca-bundle`));

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
      'config-map': { name: bundleName, key: some(dataKey) },
      secret: { name: bundleName, key: some(dataKey) },
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

type Keda = NonNullable<ClusterDescription['keda']>;
type HttpAddOn = NonNullable<Keda['http']>;
type Prometheus = NonNullable<ClusterDescription['prometheus']>;

const httpAddOn: Shape<HttpAddOn> = record<HttpAddOn>('AddOns.keda.http', {
  // The last of them whose interceptor is told of a service by an HTTPScaledObject, and one after it.
  version: oneOf('HttpAddOn', { '0.13': true, '0.15.0': true }),
  proxy: some(
    fc.constantFrom(
      { namespace: 'keda', service: 'keda-add-ons-http-interceptor-proxy', port: 8080 },
      { namespace: 'models', service: 'interceptor', port: 80 },
    ),
  ),
  scaler: optional(some(fc.constant({ namespace: 'keda', service: 'scaler', port: 9090 }))),
});

const cluster: Shape<ClusterDescription> = record<ClusterDescription>('TargetCluster', {
  kubernetes: oneOf('Kubernetes', { '1.34': true, '1.35': true }),
  declaresKinds: flag('TargetCluster.customResources'),
  keda: optional(
    record<Keda>('AddOns.keda', {
      version: some(fc.constant('2.21.0')),
      namespace: some(fc.constant('keda')),
      http: optional(httpAddOn),
    }),
    0.8,
  ),
  prometheus: optional(
    record<Prometheus>('AddOns.prometheus', {
      address: some(fc.constant('http://prometheus.monitoring:9090/')),
      scrapeNamespace: optional(some(fc.constantFrom('monitoring', 'keda'))),
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

type Enforced = PodSecurity['enforce'];

/** What is enforced, as it is now or as it was in an older version. */
const enforce: Shape<Enforced> = {
  ...some(
    fc.constantFrom<Enforced[]>(
      { level: 'restricted' },
      { level: 'restricted', version: 'v1.30' },
      { level: 'baseline', version: 'latest' },
      { level: 'privileged', reason: 'device plugins' },
    ),
  ),
  options: new Set(['PodSecurity.enforce.version: on', 'PodSecurity.enforce.version: off']),
  look: (value, sight) => {
    const isOn = 'version' in value && value.version !== undefined;
    sight.option(`PodSecurity.enforce.version: ${isOn ? 'on' : 'off'}`);
  },
};

const namespace: Shape<NamespaceDescription> = record<NamespaceDescription>('NamespaceProps', {
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
  cluster,
  platform: optional(platform, 0.2),
  namespaces: list(namespace, { minLength: 1, maxLength: 2 }),
  charts: nonEmpty(chart, 3),
  // Drawn as a whole: what there is in one is drawn in test/platform/karpenter.
  pools: some(fc.array(drawnPools, { maxLength: 2 })),
});
