import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import {
  atLeastOne,
  bindCluster,
  defineRuntime,
  existingClaim,
  existingConfigMap,
  existingSecret,
  gateway,
  targetCluster,
  unpinned,
  warningsOf,
  type IssueDetails,
  ModelService,
  type ModelServiceProps,
  type PrometheusSource,
  type Scaling,
  type ScalingSignal,
  type ServerDescription,
  type TargetCluster,
  type Wake,
  type ZeroScaling,
} from 'modelyard';
import { issuesOf } from '../../lib/core';
import { httpRuntime, image, least, OneService, resources } from './one-service';

/** What was found, without the place, which `test/core` holds. */
function found(issues: readonly IssueDetails[]): IssueDetails[] {
  return issues.map(({ code, property, given, message, fix }) => ({ code, property, given, message, fix }));
}

type Row = readonly [
  what: string,
  issue: IssueDetails,
  props: Partial<ModelServiceProps>,
  use?: ((service: ModelService) => void) | undefined,
  cluster?: TargetCluster,
];

function byName([what, issue, props, use, cluster]: Row): {
  what: string;
  issue: IssueDetails;
  props: Row[2];
  use: Row[3] | undefined;
  cluster: Row[4] | undefined;
} {
  return { what, issue, props, use, cluster };
}

function scalingOn(signal: ScalingSignal): Partial<ModelServiceProps> {
  return { scaling: { kind: 'autoscale', min: 1, max: 2, on: [signal] } };
}

const queueing: Partial<ModelServiceProps> = {
  runtime: { ...httpRuntime, signals: { 'queue-depth': { metric: 'waiting', counts: 'now' } } },
};

const metrics = { address: 'http://prometheus' };

function readFrom(prometheus: PrometheusSource, signal?: ScalingSignal): Partial<ModelServiceProps> {
  const on = [signal ?? { kind: 'queue-depth', perReplica: 4 }] as const;
  return { ...queueing, scaling: { kind: 'autoscale', min: 1, max: 2, on, prometheus } };
}

const onRequests: Wake = { kind: 'http-add-on', concurrency: 16 };

function zero(wake: Wake, more: Partial<ZeroScaling> = {}): Partial<ModelServiceProps> {
  return { ...queueing, scaling: { kind: 'scale-to-zero', max: 6, wake, prometheus: metrics, ...more } };
}

function clusterWith(version: string): TargetCluster {
  const http = { version, proxy: { namespace: 'keda', service: 'keda-http-proxy', port: 8080 } };
  const addOns = { keda: { version: '2.21', namespace: 'keda', http } };
  return targetCluster({ name: 'production', cloud: 'eks', kubernetes: '1.34', addOns });
}

const schedule = {
  kind: 'schedule',
  timeZone: 'UTC',
  from: '0 8 * * 1-5',
  to: '0 18 * * 1-5',
  replicas: 1,
} as const;

/** A server whose only port has this name. */
const listening = defineRuntime<string>({
  name: 'listening',
  describe: (name): ServerDescription => ({
    image,
    ports: [{ name, port: 8080 }],
    health: { port: name, started: '/', ready: '/', alive: '/' },
    startsWithin: '1m',
    drain: '10s',
    user: { user: 1000, group: 1000, reason: 'a test' },
    writable: [],
  }),
});

const exclusive = existingClaim('disk', { accessModes: ['ReadWriteOnce'] });

const issues: Row[] = [
  [
    'an amount of memory that is none',
    {
      code: 'core/invalid-quantity',
      property: 'resources.memory',
      given: '"-1Gi"',
      message: 'must not be negative',
      fix: "'1Gi'",
    },
    { resources: { cpu: 1, memory: '-1Gi' } },
  ],
  [
    "an amount of a sidecar's CPU that is none",
    {
      code: 'core/invalid-quantity',
      property: 'sidecars[0].resources.cpu',
      given: '0',
      message: 'must be more than zero',
      fix: "a number of cores, such as '2', '0.5' or '500m'",
    },
    { sidecars: [{ name: 'log', image, resources: { cpu: 0, memory: '1Gi' } }] },
  ],
  [
    'a size of a volume that is none',
    {
      code: 'core/invalid-quantity',
      property: 'volumes.scratch.from.sizeLimit',
      given: '"0Gi"',
      message: 'must be more than zero',
      fix: "a number and a unit, such as '512Mi' or '80Gi'",
    },
    { volumes: [{ name: 'scratch', mountPath: '/scratch', from: { kind: 'empty', sizeLimit: '0Gi' } }] },
  ],
  [
    'a time to start that is none',
    {
      code: 'core/invalid-duration',
      property: 'runtime.startsWithin',
      given: '"0m"',
      message: 'must be more than zero',
      fix: "a number and a unit, such as '30s', '15m' or '1.5h'",
    },
    { runtime: { ...httpRuntime, startsWithin: '0m' } },
  ],
  [
    'a time for requests under way that is none',
    {
      code: 'core/invalid-duration',
      property: 'runtime.drain',
      given: '"-5s"',
      message: 'must not be negative',
      fix: "'5s'",
    },
    { runtime: { ...httpRuntime, drain: '-5s' } },
  ],
  [
    'a sleep that is none',
    {
      code: 'core/invalid-duration',
      property: 'rollout.preStopSleep',
      given: '"-1s"',
      message: 'must not be negative',
      fix: "'1s'",
    },
    { rollout: { kind: 'recreate', preStopSleep: '-1s' } },
  ],
  [
    'an account with a name for another',
    {
      code: 'serving/account-named-twice',
      property: 'names.serviceAccount',
      given: '"chat"',
      message: 'names the account that the service would make, and serviceAccount gives it default instead',
      fix: 'serviceAccount, or names.serviceAccount',
    },
    { serviceAccount: { name: 'default' }, names: { serviceAccount: 'chat' } },
  ],
  [
    'an autoscaler that waits longer than it may',
    {
      code: 'serving/invalid-scale-down',
      property: 'scaling.scaleDown.stabilizationWindow',
      given: '"61m"',
      message: 'is longer than the hour that an autoscaler may wait',
      fix: "scaling.scaleDown.stabilizationWindow: '1h'",
    },
    {
      scaling: {
        kind: 'autoscale',
        min: 1,
        max: 2,
        on: [{ kind: 'cpu', target: '50%' }],
        scaleDown: { stabilizationWindow: '61m' },
      },
    },
  ],
  [
    'no budget, for no reason',
    {
      code: 'core/no-reason',
      property: 'disruptionBudget',
      given: 'null',
      message: 'gives up safety without a reason',
      fix: 'the reason, in a sentence for the next reader',
    },
    { disruptionBudget: { kind: 'none', reason: '' } },
  ],
  [
    'a root file system that can be written for no reason',
    {
      code: 'core/no-reason',
      property: 'security.rootFilesystem',
      given: 'false',
      message: 'gives up safety without a reason',
      fix: 'the reason, in a sentence for the next reader',
    },
    { security: { rootFilesystem: { kind: 'writable', reason: '' } } },
  ],
  [
    'a load balancer before a port that there is not',
    {
      code: 'serving/invalid-port',
      property: 'exposeVia.otherPorts',
      given: '"grpc"',
      message: 'is not the name of a port of the server',
      fix: "one of 'http'",
    },
    {},
    (service) => {
      service.exposeVia({ kind: 'load-balancer', otherPorts: ['grpc'] });
    },
  ],
  [
    'a Secret of another namespace',
    {
      code: 'data/other-namespace',
      property: 'env.PASSWORD',
      given: '"redis"',
      message: 'the Secret lives in namespace elsewhere, and can be read in that one only, not in models',
      fix: "a Secret in a chart with namespace 'models'",
    },
    { env: { PASSWORD: { kind: 'secret', secret: { name: 'redis', namespace: 'elsewhere' }, key: 'password' } } },
  ],
  [
    'a share that no field of Kubernetes takes',
    {
      code: 'core/invalid-percent',
      property: 'rollout.maxSurge',
      given: '"33.3%"',
      message: 'must be a whole number of percent',
      fix: "'33%' or '34%'",
    },
    { rollout: { kind: 'rolling', maxSurge: '33.3%' } },
  ],
  [
    'a name that the API server refuses',
    {
      code: 'core/invalid-name',
      property: 'names.service',
      given: '"5-models"',
      message: 'must start with a letter',
      fix: "names: { service: 'chat' }, or nothing",
    },
    { names: { service: '5-models' } },
  ],
  [
    'an image that cannot be read',
    {
      code: 'image/invalid-reference',
      property: 'runtime.image',
      given: '"My/Model:v1"',
      message:
        'is not an image reference: a lower-case repository, then :TAG, @sha256: and 64 hexadecimal digits, or both',
      fix: "runtime.image: 'REPOSITORY@sha256:DIGEST', or unpinned('REPOSITORY:TAG', 'the reason')",
    },
    { runtime: { ...httpRuntime, image: unpinned('My/Model:v1', 'a test') } },
  ],
  [
    'an image that is unpinned for no reason',
    {
      code: 'core/no-reason',
      property: 'initContainers[0].image',
      given: '"busybox:1"',
      message: 'gives up safety without a reason',
      fix: 'the reason, in a sentence for the next reader',
    },
    { initContainers: [{ name: 'fetch', image: unpinned('busybox:1', ' '), resources }] },
  ],
  [
    'a variable that is a credential',
    {
      code: 'data/credential-literal',
      property: 'env.DB_PASSWORD',
      given: '(7 characters, not shown)',
      message: 'looks like a credential, by its name; it would stand in plain text in the manifest',
      fix: "{ kind: 'secret', secret: existingSecret('NAME', { keys: ['KEY'] }), key: 'KEY' }, or notSecret(value, 'the reason') if DB_PASSWORD is none",
    },
    { env: { DB_PASSWORD: 'hunter2' } },
  ],
  [
    'a file that holds a credential',
    {
      code: 'data/credential-literal',
      property: "config.files['/etc/app.ini']",
      given: '(20 characters, not shown)',
      message: 'looks like an AWS access key id; a ConfigMap is plain text to everyone who may read the namespace',
      fix: "env: { NAME: { kind: 'secret', secret: existingSecret('NAME', { keys: ['KEY'] }), key: 'KEY' } }, or notSecret(value, 'the reason') if it is none",
    },
    { config: { files: { '/etc/app.ini': 'AKIAIOSFODNN7EXAMPLE' } } },
  ],
  [
    'a variable of the configuration that is a credential',
    {
      code: 'data/credential-literal',
      property: 'config.env.API_KEY',
      given: '(7 characters, not shown)',
      message: 'looks like a credential, by its name; a ConfigMap is plain text to everyone who may read the namespace',
      fix: "env: { NAME: { kind: 'secret', secret: existingSecret('NAME', { keys: ['KEY'] }), key: 'KEY' } }, or notSecret(value, 'the reason') if it is none",
    },
    { config: { env: { API_KEY: 'hunter2' } } },
  ],
  [
    'a key that a Secret is not declared to hold',
    {
      code: 'data/no-such-key',
      property: 'env.PASSWORD',
      given: '"passwort"',
      message: "redis is declared to hold 'password', 'user' only",
      fix: "one of its keys, or declare 'passwort' among them",
    },
    {
      env: {
        PASSWORD: {
          kind: 'secret',
          secret: existingSecret('redis', { keys: ['password', 'user'] }),
          key: 'passwort',
        },
      },
    },
  ],
  [
    'a key that a ConfigMap is not declared to hold',
    {
      code: 'data/no-such-key',
      property: 'env.LEVEL',
      given: '"level"',
      message: "settings is declared to hold 'log-level' only",
      fix: "one of its keys, or declare 'level' among them",
    },
    {
      env: {
        LEVEL: { kind: 'config-map', configMap: existingConfigMap('settings', { keys: ['log-level'] }), key: 'level' },
      },
    },
  ],
  [
    'an argument that the runtime gives too',
    {
      code: 'workload/argument-clash',
      property: 'args[1]',
      given: '"--rest_api_port"',
      message: '--rest_api_port is set already by the runtime',
      fix: "the runtime's own prop for --rest_api_port, and no argument",
    },
    {
      runtime: {
        kind: 'tensorflow-serving',
        image,
        modelName: 'm',
        models: { kind: 'empty' },
      },
      args: ['--enable_batching', '--rest_api_port=9000'],
    },
  ],
  [
    'a path where nothing can be mounted',
    {
      code: 'workload/invalid-mount-path',
      property: 'volumes.scratch.mountPath',
      given: '"/a:b"',
      message: "must not contain ':'",
      fix: 'an absolute path without a colon',
    },
    { volumes: [{ name: 'scratch', mountPath: '/a:b', from: { kind: 'empty' } }] },
  ],
  [
    'root',
    {
      code: 'workload/root-user',
      property: 'security.user',
      given: '0',
      message: 'is root, which Pod Security restricted refuses',
      fix: 'security: { user: 1000 }, and an image whose files that user can read',
    },
    { security: { user: 0 } },
  ],
  [
    'a volume with the name of a folder',
    {
      code: 'workload/volume-clash',
      property: 'volumes',
      given: '"tmp"',
      message: 'the pod has a volume of that name already, for the folder /tmp',
      fix: 'another name; or, to share that folder, a volume of your own mounted at /tmp too',
    },
    { volumes: [{ name: 'tmp', mountPath: '/scratch', from: { kind: 'empty' } }] },
  ],
  [
    'two volumes of one name',
    {
      code: 'workload/volume-clash',
      property: 'sidecars[0].volumes',
      given: '"shared"',
      message: 'the pod has a different volume of that name already',
      fix: 'another name, or the same source in both to share one volume',
    },
    {
      volumes: [{ name: 'shared', mountPath: '/a', from: { kind: 'empty' } }],
      sidecars: [
        {
          name: 'log',
          image,
          resources,
          volumes: [{ name: 'shared', mountPath: '/b', from: { kind: 'empty', medium: 'memory' } }],
        },
      ],
    },
  ],
  [
    'more replicas than pods may mount a claim',
    {
      code: 'serving/claim-not-shared',
      property: 'scaling',
      given: 'up to 2 replicas',
      message: 'claim disk is ReadWriteOncePod: only one pod can mount it',
      fix: "a claim with accessModes: ['ReadOnlyMany'] or ['ReadWriteMany'], or scaling: { kind: 'fixed', replicas: 1 }",
    },
    {
      scaling: { kind: 'fixed', replicas: 2 },
      volumes: [
        {
          name: 'disk',
          mountPath: '/disk',
          from: { kind: 'claim', claim: existingClaim('disk', { accessModes: ['ReadWriteOncePod'] }) },
        },
      ],
    },
  ],
  [
    'two files of a configuration that would be one key',
    {
      code: 'serving/configuration-clash',
      property: "config.files['/etc/a.b']",
      given: '"/etc/a.b"',
      message: "would be the key 'etc.a.b' of the ConfigMap, which another file or variable is already",
      fix: 'a path that differs in more than its punctuation',
    },
    { config: { files: { '/etc/a/b': 'one', '/etc/a.b': 'two' } } },
  ],
  [
    'a variable that the runtime sets too',
    {
      code: 'serving/env-clash',
      property: 'env.MODEL_NAME',
      given: '"MODEL_NAME"',
      message: 'is set already by the runtime',
      fix: "the runtime's own prop for it, and no variable",
    },
    {
      runtime: { kind: 'tensorflow-serving', image, modelName: 'm', models: { kind: 'empty' } },
      env: { MODEL_NAME: 'other' },
    },
  ],
  [
    'a host that is none',
    {
      code: 'serving/invalid-host',
      property: 'exposeVia.host',
      given: '"https://models.example.com"',
      message: 'is not a DNS name in lower case, without scheme, port or path',
      fix: "host: 'models.example.com'",
    },
    {},
    (service) => service.exposeVia({ kind: 'ingress', host: 'https://models.example.com' }),
  ],
  [
    'the name of a model that cannot stand in a URL',
    {
      code: 'serving/invalid-model-name',
      property: 'runtime.modelName',
      given: '"my model"',
      message: 'stands in a URL and in a path: letters, digits, dots, underscores and dashes only',
      fix: "modelName: 'my_model', the name of the model's folder",
    },
    { runtime: { kind: 'tensorflow-serving', image, modelName: 'my model', models: { kind: 'empty' } } },
  ],
  [
    'a number of replicas that is none',
    {
      code: 'serving/invalid-replicas',
      property: 'scaling.replicas',
      given: '1.5',
      message: 'is not a whole number of replicas, 0 or more',
      fix: 'scaling.replicas: 1',
    },
    { scaling: { kind: 'fixed', replicas: 1.5 } },
  ],
  [
    'a minimum that is zero after all',
    {
      code: 'serving/invalid-replicas',
      property: 'scaling.min',
      given: '0',
      message: 'is not a whole number of replicas, 1 or more',
      fix: 'scaling.min: 1',
    },
    { scaling: { kind: 'autoscale', min: atLeastOne(0), max: 2, on: [{ kind: 'cpu', target: '50%' }] } },
  ],
  [
    'a number of pods that is none',
    {
      code: 'serving/invalid-rollout',
      property: 'rollout.maxUnavailable',
      given: '-1',
      message: 'is neither a whole number of pods nor a percentage',
      fix: "rollout.maxUnavailable: 1, or '25%'",
    },
    { rollout: { kind: 'rolling', maxUnavailable: -1 } },
  ],
  [
    'a target of no use at all',
    {
      code: 'core/invalid-percent',
      property: 'scaling.on[0].target',
      given: '"0%"',
      message: 'must be more than zero',
      fix: "a number and %, such as '25%'",
    },
    scalingOn({ kind: 'memory', target: '0%' }),
  ],
  [
    'a target that no replica can take',
    {
      code: 'serving/invalid-target',
      property: 'scaling.on[0].perReplica',
      given: '-3',
      message: 'is not an amount that one replica can take, of 0.001 or more',
      fix: 'scaling.on[0].perReplica: 10',
    },
    scalingOn({ kind: 'external-metric', metric: 'queue', perReplica: -3 }),
  ],
  [
    'a minimum above the maximum',
    {
      code: 'serving/min-exceeds-max',
      property: 'scaling.min',
      given: '5',
      message: 'is more than scaling.max, which is 2',
      fix: 'min: 2, max: 5',
    },
    { scaling: { kind: 'autoscale', min: 5, max: 2, on: [{ kind: 'cpu', target: '50%' }] } },
  ],
  ...[{}, { kind: 'autoscaled', min: 1 }].map((scaling): Row => [
    'a scaling of no kind, from JavaScript',
    {
      code: 'serving/invalid-scaling',
      property: 'scaling.kind',
      given: 'kind' in scaling ? '"autoscaled"' : 'undefined',
      message: 'is no kind of scaling',
      fix: "kind: 'fixed', 'autoscale' or 'scale-to-zero'",
    },
    { scaling: scaling as unknown as Scaling }, // what the compiler would refuse
  ]),
  [
    'an autoscaler without signals, from JavaScript',
    {
      code: 'serving/invalid-scaling',
      property: 'scaling.on',
      given: 'undefined',
      message: 'is no list of signals, by which an autoscaler goes',
      fix: "on: [{ kind: 'cpu', target: '70%' }]",
    },
    { scaling: { kind: 'autoscale', min: 1, max: 2 } as unknown as Scaling }, // what the compiler would refuse
  ],
  [
    'a service at zero that nothing wakes, from JavaScript',
    {
      code: 'serving/invalid-scaling',
      property: 'scaling.wake',
      given: 'undefined',
      message: 'does not say what wakes the service',
      fix: "wake: { kind: 'http-add-on' }, or another",
    },
    { scaling: { kind: 'scale-to-zero', max: 2 } as unknown as Scaling }, // what the compiler would refuse
  ],
  [
    'a port that is none',
    {
      code: 'serving/invalid-port',
      property: 'runtime.port',
      given: '70000',
      message: 'is not a port: a whole number from 1 to 65535',
      fix: 'runtime.port: 8080',
    },
    { runtime: { ...httpRuntime, port: 70_000 } },
  ],
  [
    'a port of the Service that is none',
    {
      code: 'serving/invalid-port',
      property: 'servicePort',
      given: '0',
      message: 'is not a port: a whole number from 1 to 65535',
      fix: 'servicePort: 80',
    },
    { servicePort: 0 },
  ],
  [
    'a port of the Service that the server has beside it',
    {
      code: 'serving/invalid-port',
      property: 'servicePort',
      given: '8500',
      message: 'is the port of grpc already',
      fix: 'servicePort: 80',
    },
    { servicePort: 8500, runtime: { kind: 'tensorflow-serving', image, modelName: 'm', models: { kind: 'empty' } } },
  ],
  [
    'the name of a port that is none',
    {
      code: 'serving/invalid-port',
      property: 'runtime.ports[0].name',
      given: '"Requests"',
      message: 'must consist of a-z, 0-9 and -',
      fix: "a name such as 'http'",
    },
    { runtime: listening('Requests') },
  ],
  [
    'a second Ingress without a name',
    {
      code: 'serving/second-exposure',
      property: 'exposeVia.host',
      given: '"b.example.com"',
      message: 'there is an Ingress called chat already',
      fix: "exposeVia({ kind: 'ingress', name: 'ANOTHER-NAME', … })",
    },
    {},
    (service) => {
      service.exposeVia({ kind: 'ingress', host: 'a.example.com' });
      service.exposeVia({ kind: 'ingress', host: 'b.example.com' });
    },
  ],
  [
    'a second load balancer',
    {
      code: 'serving/second-exposure',
      property: 'exposeVia.kind',
      given: '"load-balancer"',
      message: 'the service has a load balancer already',
      fix: 'one exposeVia with all its options',
    },
    {},
    (service) => {
      service.exposeVia({ kind: 'load-balancer' });
      service.exposeVia({ kind: 'load-balancer' });
    },
  ],
];

issues.push(
  [
    'a signal that the server does not tell',
    {
      code: 'serving/no-signal',
      property: 'scaling.on[0].kind',
      given: '"concurrency"',
      message: 'the server does not tell it, only queue-depth',
      fix: "kind: 'queue-depth' or kind: 'prometheus' with a query of your own",
    },
    readFrom(metrics, { kind: 'concurrency', perReplica: 4 }),
  ],
  [
    'a signal of a server that tells none',
    {
      code: 'serving/no-signal',
      property: 'scaling.on[0].kind',
      given: '"queue-depth"',
      message: 'the server tells nothing of its work that a scaler could go by',
      fix: "kind: 'prometheus' with a query of your own",
    },
    { ...readFrom(metrics), runtime: httpRuntime },
  ],
  [
    'metrics that are nowhere',
    {
      code: 'serving/not-declared',
      property: 'scaling.prometheus.address',
      given: undefined,
      message: 'where Prometheus answers KEDA is not declared',
      fix: "prometheus: { address: 'http://prometheus.monitoring.svc:9090' }, or addOns: { prometheus: … } of the target cluster",
    },
    readFrom({}),
  ],
  [
    'an address that is none',
    {
      code: 'serving/not-declared',
      property: 'scaling.prometheus.address',
      given: '"prometheus:9090"',
      message: 'is no address of a Prometheus: http:// or https:// and a host',
      fix: "'http://prometheus.monitoring.svc:9090'",
    },
    readFrom({ address: 'prometheus:9090' }),
  ],
  [
    'a query that asks nothing',
    {
      code: 'serving/invalid-query',
      property: 'scaling.on[0].query',
      given: '" "',
      message: 'asks Prometheus nothing',
      fix: "query: 'sum(rate(requests_total[2m]))'",
    },
    readFrom(metrics, { kind: 'prometheus', query: ' ', perReplica: 1 }),
  ],
  [
    'a label that is none',
    {
      code: 'serving/invalid-query',
      property: 'scaling.prometheus.podLabel',
      given: '"k8s.pod"',
      message: 'is no label of Prometheus: letters, digits and _, and no digit first',
      fix: "podLabel: 'pod'",
    },
    readFrom({ ...metrics, podLabel: 'k8s.pod' }),
  ],
  [
    'a metrics adapter beside KEDA',
    {
      code: 'serving/two-scalers',
      property: 'scaling.on[0].kind',
      given: '"pods-metric"',
      message: 'is read through a metrics adapter, and what else is asked for through KEDA, which does not take it',
      fix: "kind: 'prometheus' with a query of your own",
    },
    {
      ...queueing,
      scaling: {
        kind: 'autoscale',
        min: 1,
        max: 2,
        on: [
          { kind: 'pods-metric', metric: 'queue', perReplica: 1 },
          { kind: 'queue-depth', perReplica: 4 },
        ],
        prometheus: metrics,
      },
    },
  ],
  [
    'a fallback without KEDA',
    {
      code: 'serving/two-scalers',
      property: 'scaling.fallback',
      given: undefined,
      message: 'is for KEDA, and a HorizontalPodAutoscaler reads these signals: it keeps the replicas while it cannot',
      fix: 'no fallback, or signals that KEDA reads: queue-depth, concurrency, prometheus',
    },
    {
      scaling: {
        kind: 'autoscale',
        min: 1,
        max: 2,
        on: [{ kind: 'cpu', target: '50%' }],
        fallback: { failureThreshold: 3, replicas: 2 },
      },
    },
  ],
  [
    'a cluster without KEDA',
    {
      code: 'serving/unknown-kind',
      property: 'scaling',
      given: undefined,
      message:
        'cluster plain does not know the kind ScaledObject of keda.sh: its custom resources are declared without it',
      fix: 'addOns: { keda: … } of the target cluster, or signals that a HorizontalPodAutoscaler reads: cpu, memory, pods-metric',
    },
    readFrom(metrics),
    undefined,
    targetCluster({ name: 'plain', cloud: 'eks', kubernetes: '1.34', customResources: [] }),
  ],
);

issues.push(
  [
    'a signal of the pods that should wake them',
    {
      code: 'serving/cannot-wake',
      property: 'scaling.wake',
      given: '"queue-depth"',
      message: 'is measured inside the pods, and at zero there are none',
      fix: "wake: { kind: 'http-add-on', … } (the target's keda.http is declared) or kind: 'autoscale', min: 1",
    },
    // The compiler refuses it; a program in JavaScript hands it over all the same.
    zero({ kind: 'queue-depth', perReplica: 4 } as never),
    undefined,
    clusterWith('0.15'),
  ],
  [
    'a trigger that KEDA cannot wake by',
    {
      code: 'serving/cannot-wake',
      property: 'scaling.wake.type',
      given: '"memory"',
      message: 'is measured inside the pods, and at zero there are none',
      fix: "wake: { kind: 'http-add-on', … } (where the target's keda.http is declared) or kind: 'autoscale', min: 1",
    },
    zero({ kind: 'trigger', type: 'memory', metadata: { value: '50' } }),
  ],
  [
    'an interceptor that is nowhere',
    {
      code: 'serving/not-declared',
      property: 'scaling.wake',
      given: '"http-add-on"',
      message: "where the interceptor of KEDA's HTTP add-on answers is not declared",
      fix: "addOns: { keda: { …, http: { version: '0.15', proxy: { namespace: 'keda', service: 'keda-add-ons-http-interceptor-proxy', port: 8080 } } } } of the target cluster, or AddOns with keda: { http: {} } before the charts, where Pulumi makes the cluster",
    },
    zero(onRequests),
  ],
  [
    'an add-on that is too old',
    {
      code: 'serving/old-add-on',
      property: 'addOns.keda.http.version',
      given: '"0.10.0"',
      message: 'is older than 0.11, the first with time-outs for each service',
      fix: "version: '0.15'",
    },
    zero(onRequests),
    undefined,
    clusterWith('0.10.0'),
  ],
  [
    'an add-on of no version',
    {
      code: 'serving/old-add-on',
      property: 'addOns.keda.http.version',
      given: '"latest"',
      message: "is no version of KEDA's HTTP add-on",
      fix: "version: '0.15'",
    },
    zero(onRequests),
    undefined,
    clusterWith('latest'),
  ],
  [
    'a path that an older add-on cannot tell from others',
    {
      code: 'serving/old-add-on',
      property: 'exposeVia.path',
      given: '"/chat"',
      message: 'the HTTP add-on 0.13 takes paths for all hosts of a service alike, those in the cluster included',
      fix: "path: '/', or version 0.14 of the add-on",
    },
    zero(onRequests),
    (service) => {
      service.exposeVia({ kind: 'ingress', host: 'example.com', path: '/chat' });
    },
    clusterWith('0.13'),
  ],
  [
    'a load balancer past the interceptor',
    {
      code: 'serving/bypasses-wake',
      property: 'exposeVia.kind',
      given: '"load-balancer"',
      message:
        'leads past the interceptor to the pods, and at zero there are none: nobody counts the request and wakes one',
      fix: "exposeVia({ kind: 'ingress', … }), or kind: 'autoscale', min: 1",
    },
    zero(onRequests),
    (service) => {
      service.exposeVia({ kind: 'load-balancer' });
    },
    clusterWith('0.15'),
  ],
  [
    'half a request',
    {
      code: 'serving/invalid-target',
      property: 'scaling.wake.concurrency',
      given: '0.5',
      message: 'is not a whole number that one replica can take, of 1 or more',
      fix: 'scaling.wake.concurrency: 10',
    },
    zero({ kind: 'http-add-on', concurrency: 0.5 }),
    undefined,
    clusterWith('0.15'),
  ],
  [
    'clients that give up before the service has woken',
    {
      code: 'serving/clients-give-up',
      property: 'scaling.clientTimeout',
      given: '30s',
      message: 'clients give up before the service has woken, which takes 3m (scaling.coldStart)',
      fix: "scaling.clientTimeout: '3m' or more, or kind: 'autoscale', min: 1",
    },
    zero(onRequests, { clientTimeout: '30s', coldStart: '3m' }),
    undefined,
    clusterWith('0.15'),
  ],
  [
    'no moment at all',
    {
      code: 'serving/invalid-schedule',
      property: 'scaling.wake.from',
      given: '"8:00"',
      message: 'is not five fields of cron: minute, hour, day of the month, month, day of the week',
      fix: "from: '0 8 * * 1-5'",
    },
    zero({ ...schedule, from: '8:00' }),
  ],
  [
    'replicas that go when they come',
    {
      code: 'serving/invalid-schedule',
      property: 'scaling.wake.to',
      given: '"0 8 * * 1-5"',
      message: 'is the moment at which the replicas come too, which KEDA refuses',
      fix: "to: '0 18 * * 1-5'",
    },
    zero({ ...schedule, to: schedule.from }),
  ],
  [
    'a time zone that is none',
    {
      code: 'serving/invalid-schedule',
      property: 'scaling.wake.timeZone',
      given: '"+01:00"',
      message: 'is not the name of a time zone',
      fix: "timeZone: 'Europe/Berlin'",
    },
    zero({ ...schedule, timeZone: '+01:00' }),
  ],
  [
    'more replicas by the clock than at most',
    {
      code: 'serving/min-exceeds-max',
      property: 'scaling.wake.replicas',
      given: '7',
      message: 'is more than scaling.max, which is 6',
      fix: 'replicas: 6, or max: 7',
    },
    zero({ ...schedule, replicas: 7 }),
  ],
);

issues.push(
  [
    'a share of what is changed',
    {
      code: 'serving/scaled-twice',
      property: 'scaling.on[0]',
      given: '"memory"',
      message:
        'is a share of what the server reserves, which verticalScaling changes: each would undo what the other did',
      fix: "verticalScaling: { mode: 'recommend' }, or signals other than cpu and memory",
    },
    { ...scalingOn({ kind: 'memory', target: '80%' }), verticalScaling: { mode: 'initial' } },
  ],
  [
    'more than the most',
    {
      code: 'serving/invalid-bounds',
      property: 'verticalScaling.min.memory',
      given: '"2Gi"',
      message: 'is more than verticalScaling.max.memory, which is 1G',
      fix: "min: { memory: '1G' }, or a greater max",
    },
    { verticalScaling: { mode: 'recommend', min: { cpu: 1, memory: '2Gi' }, max: { cpu: '1', memory: '1G' } } },
  ],
  [
    'a cluster without the vertical autoscaler',
    {
      code: 'serving/unknown-kind',
      property: 'verticalScaling',
      given: undefined,
      message:
        'cluster plain does not know the kind VerticalPodAutoscaler of autoscaling.k8s.io: its custom resources are declared without it',
      fix: 'no verticalScaling, or the vertical autoscaler in the cluster and its kinds in customResources',
    },
    { verticalScaling: { mode: 'recommend' } },
    undefined,
    targetCluster({ name: 'plain', cloud: 'eks', kubernetes: '1.34', customResources: [] }),
  ],
);

const warnings: readonly Row[] = [
  [
    'a query about the pods themselves that should wake them',
    {
      code: 'serving/cannot-wake',
      property: 'scaling.wake.query',
      given: '"sum(waiting)"',
      message: 'asks for metrics of the server itself alone: where they come from its own pods, there are none at zero',
      fix: "a query for what is measured in front of the pods, wake: { kind: 'http-add-on', … } or kind: 'autoscale', min: 1",
    },
    zero({ kind: 'prometheus', query: 'sum(waiting)', perReplica: 1 }),
  ],
  [
    'clients that may give up too soon',
    {
      code: 'serving/clients-give-up',
      property: 'scaling.clientTimeout',
      given: '1m',
      message:
        'clients give up before a start must be over: it may take 10m, and a node and an image may come before it',
      fix: "scaling.clientTimeout: '10m' or more, coldStart as you measured it, or kind: 'autoscale', min: 1",
    },
    zero(onRequests, { clientTimeout: '1m' }),
    undefined,
    clusterWith('0.15'),
  ],
  [
    'clients that wait where nobody holds a request',
    {
      code: 'serving/clients-give-up',
      property: 'scaling.clientTimeout',
      given: '1h',
      message: 'does not help at zero: nobody holds the request, which fails at once',
      fix: "wake: { kind: 'http-add-on', … }, or clients that try again",
    },
    zero(schedule, { clientTimeout: '1h' }),
  ],
  [
    'a port where only root may listen',
    {
      code: 'serving/privileged-port',
      property: 'runtime.port',
      given: '80',
      message: 'is below 1024, where a server that is not root may listen on some container runtimes only',
      fix: 'port: 8080, and a server that listens there',
    },
    { runtime: { ...httpRuntime, port: 80 } },
  ],
  [
    'more replicas than nodes may mount a claim',
    {
      code: 'serving/claim-not-shared',
      property: 'scaling',
      given: 'up to 4 replicas',
      message: 'claim disk is ReadWriteOnce: replicas on a second node cannot mount it',
      fix: "a claim with accessModes: ['ReadOnlyMany'] or ['ReadWriteMany'], or scaling: { kind: 'fixed', replicas: 1 }",
    },
    {
      scaling: { kind: 'autoscale', min: 1, max: 4, on: [{ kind: 'cpu', target: '50%' }] },
      volumes: [{ name: 'disk', mountPath: '/disk', from: { kind: 'claim', claim: exclusive } }],
    },
  ],
  [
    'a rollout whose new pods may wait for ever',
    {
      code: 'serving/claim-stops-rollout',
      property: 'rollout.maxSurge',
      given: '1',
      message: 'claim disk is ReadWriteOnce, so a new pod may wait for ever while the old one holds it',
      fix: "rollout: { kind: 'recreate' }, or maxSurge: 0 with maxUnavailable: 1",
    },
    {
      rollout: { kind: 'rolling', maxSurge: 1 },
      volumes: [{ name: 'disk', mountPath: '/disk', from: { kind: 'claim', claim: exclusive } }],
    },
  ],
];

describe('an issue says what, where, and what to write instead:', () => {
  it.each(issues.map(byName))('$what', ({ issue, props, use, cluster }) => {
    const built = new OneService(props, use, cluster);
    expect(found(built.issues)).toEqual([issue]);
    expect(found(built.warnings)).toEqual([]);
  });
});

describe('a warning says what, where, and what to write instead:', () => {
  it.each(warnings.map(byName))('$what', ({ issue: warning, props, use, cluster }) => {
    const built = new OneService(props, use, cluster);
    expect(found(built.warnings)).toEqual([warning]);
    expect(found(built.issues)).toEqual([]);
  });
});

describe('an image without a digest', () => {
  it('does not compile, and is an issue where it came from elsewhere', () => {
    const text: string = JSON.parse('"myuser/model:v1"');
    // The compiler refuses a tag; a program in JavaScript hands one over all the same.
    const props = { runtime: { ...httpRuntime, image: text as never } };
    expect(found(new OneService(props).issues)).toEqual([
      {
        code: 'image/not-pinned',
        property: 'runtime.image',
        given: '"myuser/model:v1"',
        message: 'has no digest, so it can change under a running service',
        fix: "runtime.image: 'myuser/model:v1@sha256:DIGEST', or unpinned(\"myuser/model:v1\", 'the reason')",
      },
    ]);
  });
});

describe('a chart without a namespace', () => {
  it('is nothing that routes to an interceptor can be granted to', () => {
    const app = new App();
    bindCluster(app, clusterWith('0.15'));
    const service = new ModelService(new Chart(app, 'models'), 'chat', { ...least, ...zero(onRequests) });
    service.exposeVia({ kind: 'gateway', host: 'example.com', gateway: gateway('public', { namespace: 'gateways' }) });
    expect(found(issuesOf(service))).toEqual([
      {
        code: 'serving/not-declared',
        property: 'exposeVia.kind',
        given: '"gateway"',
        message:
          'the chart has no namespace, and in keda it must be granted by name that routes lead to the interceptor',
        fix: "new Chart(app, 'models', { namespace: 'models' })",
      },
    ]);
  });

  it('is warned of where a query would count the pods of every namespace', () => {
    const service = new ModelService(new Chart(new App(), 'models'), 'chat', { ...least, ...readFrom(metrics) });
    expect(found(warningsOf(service))).toEqual([
      {
        code: 'serving/unscoped-query',
        property: 'scaling',
        given: undefined,
        message: 'the chart has no namespace, so that pods of the same name in others are counted too',
        fix: "new Chart(app, 'models', { namespace: 'models' })",
      },
    ]);
  });
});

it('every code that these rooms emit is pinned, here or in another test of theirs', () => {
  const root = join(__dirname, '..', '..');
  const codesIn = (folder: string): string[] =>
    ['data', 'image', 'serving', 'workload']
      .flatMap((room) =>
        readdirSync(join(root, folder, room), { recursive: true, encoding: 'utf8' }).map((file) =>
          join(root, folder, room, file),
        ),
      )
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bcode: '([^']+)'/g)].map(([, code = '']) => code));
  const emitted = codesIn('lib');
  expect(emitted.length).toBeGreaterThan(20);
  expect(codesIn('test')).toEqual(expect.arrayContaining(emitted));
});
