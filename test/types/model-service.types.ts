import type * as kplus from 'cdk8s-plus-28';
import {
  atLeastOne,
  existingClaim,
  existingConfigMap,
  existingSecret,
  gateway,
  ingressClass,
  notSecret,
  unpinned,
  type ClaimProps,
  type Exposure,
  type HttpRuntimeProps,
  type ImageRef,
  type InitContainer,
  type ModelServiceProps,
  type MountedVolume,
  type Resources,
  type Rollout,
  type Runtime,
  type Scaling,
  type Tls,
} from 'modelyard';

// Checked by tsc alone: each line under an expectation must not compile, and everything else must.

const image: ImageRef = unpinned('myuser/model:v1', 'a test');
const digest = 'myuser/model@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
const http: HttpRuntimeProps = { kind: 'http', image, port: 5000, healthPath: '/health' };
const resources: Resources = { cpu: '500m', memory: '1Gi' };

export const images: readonly ImageRef[] = [
  digest,
  image,
  // @ts-expect-error a tag can point elsewhere tomorrow: a digest, or unpinned(image, reason)
  'myuser/model:v1',
  // @ts-expect-error made by unpinned, which asks why
  { image: 'myuser/model:v1', reason: 'because' },
];

// @ts-expect-error who names a tag says why
unpinned('myuser/model:v1');

// @ts-expect-error who writes what looks like a secret says why it is none
notSecret('hunter2');

export const amounts: readonly Resources[] = [
  resources,
  { cpu: 0.5, memory: '80Gi', cpuLimit: 2, memoryLimit: '80G', ephemeralStorage: '10Gi' },
  // @ts-expect-error GB is written G (10^9) or Gi (2^30)
  { cpu: 1, memory: '80GB' },
  // @ts-expect-error bytes have a unit
  { cpu: 1, memory: 1024 },
  // @ts-expect-error nobody knows what a model needs but its owner
  { cpu: 1 },
  // @ts-expect-error nobody knows what a model needs but its owner
  { memory: '1Gi' },
];

export const runtimes: readonly Runtime[] = [
  http,
  { ...http, command: ['serve', '--fast'] },
  { kind: 'tensorflow-serving', image, modelName: 'm', models: { kind: 'empty' } },
  // @ts-expect-error an empty command starts nothing
  { ...http, command: [] },
  // @ts-expect-error no such server; one of your own is made by defineRuntime
  { kind: 'flask', image, port: 5000, healthPath: '/health' },
  // @ts-expect-error a server that cannot say that it is well gets requests that it cannot answer
  { kind: 'http', image, port: 5000 },
  // @ts-expect-error a path begins with /
  { ...http, healthPath: 'health' },
  // @ts-expect-error what another runtime takes
  { ...http, modelName: 'm' },
  // @ts-expect-error what another runtime takes
  { kind: 'tensorflow-serving', image, modelName: 'm', models: { kind: 'empty' }, port: 8501 },
  // @ts-expect-error a duration has a unit
  { ...http, startsWithin: '600' },
];

const cpu = { kind: 'cpu', target: '50%' } as const;

export const scalings: readonly Scaling[] = [
  { kind: 'fixed', replicas: 3 },
  { kind: 'autoscale', min: 1, max: 10, on: [cpu] },
  { kind: 'autoscale', min: 100, max: 1000, on: [cpu, { kind: 'request-rate', perReplica: 5 }] },
  { kind: 'autoscale', min: atLeastOne(Number('3')), max: 10, on: [cpu] },
  { kind: 'autoscale', min: 1, max: 10, on: [{ kind: 'queue-depth', perReplica: 4 }, cpu] },
  { kind: 'autoscale', min: 1, max: 10, on: [{ kind: 'prometheus', query: 'sum(queue)', perReplica: 4 }] },
  {
    kind: 'scale-to-zero',
    max: 6,
    wake: { kind: 'http-add-on', concurrency: 16 },
    idleFor: '15m',
    clientTimeout: '10m',
  },
  { kind: 'scale-to-zero', max: 6, wake: { kind: 'http-add-on', requestRate: 16 }, on: [cpu] },
  { kind: 'scale-to-zero', max: 6, wake: { kind: 'trigger', type: 'kafka', metadata: { topic: 'jobs' } } },
  // @ts-expect-error what is measured inside of the pods cannot wake them
  { kind: 'scale-to-zero', max: 6, wake: { kind: 'queue-depth', perReplica: 4 } },
  // @ts-expect-error what is measured inside of the pods cannot wake them
  { kind: 'scale-to-zero', max: 6, wake: cpu },
  // @ts-expect-error nothing wakes it
  { kind: 'scale-to-zero', max: 6 },
  // @ts-expect-error zero is the least
  { kind: 'scale-to-zero', min: 1, max: 6, wake: { kind: 'http-add-on', concurrency: 16 } },
  // @ts-expect-error requests are counted in one way
  { kind: 'scale-to-zero', max: 6, wake: { kind: 'http-add-on', concurrency: 16, requestRate: 5 } },
  // @ts-expect-error requests are counted in one way
  { kind: 'scale-to-zero', max: 6, wake: { kind: 'http-add-on' } },
  // @ts-expect-error KEDA does not read a queue without leave
  { kind: 'scale-to-zero', max: 6, wake: { kind: 'sqs', queueUrl: 'https://q', region: 'us-east-1', perReplica: 5 } },
  // @ts-expect-error what one replica can take is for its owner to say
  { kind: 'autoscale', min: 1, max: 10, on: [{ kind: 'queue-depth' }] },
  // @ts-expect-error the server's metric is known by its runtime
  { kind: 'autoscale', min: 1, max: 10, on: [{ kind: 'queue-depth', perReplica: 4, metric: 'waiting' }] },
  // @ts-expect-error a fixed number has no maximum
  { kind: 'fixed', replicas: 3, max: 10 },
  // @ts-expect-error a fixed number is given
  { kind: 'fixed' },
  // @ts-expect-error an autoscaler of pods cannot wake what does not run
  { kind: 'autoscale', min: 0, max: 10, on: [cpu] },
  // @ts-expect-error nor is there less than none
  { kind: 'autoscale', min: -1, max: 10, on: [cpu] },
  // @ts-expect-error there are no halves
  { kind: 'autoscale', min: 1.5, max: 10, on: [cpu] },
  // @ts-expect-error a number that the compiler does not know goes through atLeastOne
  { kind: 'autoscale', min: Number('3'), max: 10, on: [cpu] },
  // @ts-expect-error a minimum that is left out would be 1 by chance
  { kind: 'autoscale', max: 10, on: [cpu] },
  // @ts-expect-error a maximum is what somebody pays
  { kind: 'autoscale', min: 1, on: [cpu] },
  // @ts-expect-error an autoscaler goes by something
  { kind: 'autoscale', min: 1, max: 10, on: [] },
  // @ts-expect-error an autoscaler goes by something
  { kind: 'autoscale', min: 1, max: 10 },
  // @ts-expect-error an autoscaler owns the number of replicas
  { kind: 'autoscale', min: 1, max: 10, on: [cpu], replicas: 3 },
  // @ts-expect-error a percentage has its sign
  { kind: 'autoscale', min: 1, max: 10, on: [{ kind: 'cpu', target: 50 }] },
  // @ts-expect-error nothing measures this
  { kind: 'autoscale', min: 1, max: 10, on: [{ kind: 'gpu', target: '50%' }] },
];

export const rollouts: readonly Rollout[] = [
  { kind: 'rolling' },
  { kind: 'rolling', maxSurge: 1, maxUnavailable: '25%', preStopSleep: '30s', readyFor: '10s', deadline: '1h' },
  { kind: 'recreate', preStopSleep: '30s' },
  // @ts-expect-error nothing rolls
  { kind: 'recreate', maxSurge: 1 },
  // @ts-expect-error not a way to roll out yet
  { kind: 'canary' },
];

export const tls: readonly Tls[] = [
  { kind: 'secret', secret: existingSecret('tls') },
  { kind: 'cert-manager', issuer: { kind: 'ClusterIssuer', name: 'letters' } },
  // @ts-expect-error a reference, never a name
  { kind: 'secret', secret: 'tls' },
  // @ts-expect-error cert-manager has no such kind
  { kind: 'cert-manager', issuer: { kind: 'Cluster', name: 'letters' } },
];

export const exposures: readonly Exposure[] = [
  { kind: 'ingress', host: 'a.example.com' },
  { kind: 'ingress', host: 'a.example.com', path: '/predict', class: ingressClass('nginx') },
  { kind: 'load-balancer', allowedRanges: ['10.0.0.0/8'] },
  { kind: 'gateway', host: 'a.example.com' },
  { kind: 'gateway', host: ['a.example.com', 'b.example.com'], gateway: gateway('public', { namespace: 'gateways' }) },
  { kind: 'gateway', host: 'a.example.com', path: '/v1', timeouts: { request: '10m' } },
  // @ts-expect-error without a host it would take the requests of every other
  { kind: 'gateway', host: [] },
  // @ts-expect-error a reference, never a name
  { kind: 'gateway', host: 'a.example.com', gateway: 'public' },
  // @ts-expect-error certificates are a matter of the Gateway
  { kind: 'gateway', host: 'a.example.com', tls: { kind: 'secret', secret: existingSecret('tls') } },
  // @ts-expect-error the Gateway API writes 1h30m, and we write 1.5h
  { kind: 'gateway', host: 'a.example.com', timeouts: { request: '1h30m' } },
  // @ts-expect-error without a host it would take the requests of every other
  { kind: 'ingress' },
  // @ts-expect-error a path begins with /
  { kind: 'ingress', host: 'a.example.com', path: 'predict' },
  // @ts-expect-error a reference, never a name
  { kind: 'ingress', host: 'a.example.com', class: 'nginx' },
  // @ts-expect-error a load balancer has an address, not a host
  { kind: 'load-balancer', host: 'a.example.com' },
  // @ts-expect-error not a way in
  { kind: 'node-port' },
];

export const volumes: readonly MountedVolume[] = [
  { name: 'a', mountPath: '/a', from: { kind: 'claim', claim: existingClaim('a') } },
  { name: 'a', mountPath: '/a', from: { kind: 'config-map', configMap: existingConfigMap('a') } },
  // @ts-expect-error a path begins with /
  { name: 'a', mountPath: 'a', from: { kind: 'empty' } },
  // @ts-expect-error Pod Security restricted refuses the host's folders
  { name: 'a', mountPath: '/a', from: { kind: 'host-path', path: '/a' } },
  // @ts-expect-error a reference, never a name
  { name: 'a', mountPath: '/a', from: { kind: 'claim', claim: 'a' } },
];

export const containers: readonly InitContainer[] = [
  { name: 'fetch', image, resources },
  // @ts-expect-error every container says what it needs
  { name: 'fetch', image },
  // @ts-expect-error an empty command starts nothing
  { name: 'fetch', image, resources, command: [] },
  // @ts-expect-error who lets a container write to its image's files says why
  { name: 'fetch', image, resources, rootFilesystem: { kind: 'writable' } },
];

export const claims: readonly ClaimProps[] = [
  { size: '20Gi', accessModes: ['ReadWriteMany'] },
  // @ts-expect-error a claim that nobody may mount
  { size: '20Gi', accessModes: [] },
  // @ts-expect-error in Kubernetes' own words
  { size: '20Gi', accessModes: ['RWX'] },
];

declare const account: kplus.ServiceAccount;
declare const password: kplus.ISecret;
declare const settings: kplus.IConfigMap;
declare const claim: kplus.IPersistentVolumeClaim;

export const services: readonly ModelServiceProps[] = [
  { runtime: http, resources },
  {
    runtime: http,
    resources,
    serviceAccount: account,
    env: {
      PASSWORD: { kind: 'secret', secret: password, key: 'password' },
      LEVEL: { kind: 'config-map', configMap: settings, key: 'level' },
      NAME: { kind: 'field', path: "metadata.labels['app']" },
      LIMIT: { kind: 'resource', resource: 'limits.memory' },
    },
    volumes: [{ name: 'models', mountPath: '/models', from: { kind: 'claim', claim } }],
    imagePullSecrets: [password],
  },
  // @ts-expect-error a service without a server
  { resources },
  // @ts-expect-error misspelt: scaling
  { runtime: http, resources, scalling: { kind: 'fixed', replicas: 3 } },
  // @ts-expect-error misspelt: deployment
  { runtime: http, resources, names: { deploymnet: 'a' } },
  // @ts-expect-error a reference, never a name
  { runtime: http, resources, serviceAccount: 'reader' },
  // @ts-expect-error no such field
  { runtime: http, resources, env: { NAME: { kind: 'field', path: 'spec.name' } } },
  // @ts-expect-error variables are texts
  { runtime: http, resources, env: { WORKERS: 4 } },
];
