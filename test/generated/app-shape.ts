import fc from 'fast-check';
import type { PlatformUsers } from '../../lib';
import { bytes, duration } from './amounts';
import type {
  AppDescription,
  CaBundleDescription,
  ChartDescription,
  ClaimDescription,
  ExternalSecretDescription,
  NeighbourDescription,
  PlatformDescription,
} from './app-description';
import { anyId, anyText } from './hostile-text';
import { service } from './service-shapes';
import { list, nonEmpty, oneOf, optional, record, some, union, type Shape } from './shape';
import { dataKey, labels, subdomain } from './valid-names';
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
  platform: optional(platform, 0.3),
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

/** An app before its parts have been made to agree with each other. */
export const app: Shape<AppDescription> = record<AppDescription>('App', {
  charts: nonEmpty(chart, 3),
});
