import type { Manifest } from '../../lib/verify';
import { autoscaler, budget, configMap, deployment, job, object, plain, service, workload } from './manifests';
import { refusedJobs } from './refused-jobs';
import { refusedPlaces } from './refused-places';

/** An object that the API server refuses, and the same object mended. */
export interface Refused {
  readonly what: string;
  readonly wrong: Manifest;
  /** What the API server says of it, in part. */
  readonly says: string;
  readonly right: Manifest;
}

const container = (fields: object): Manifest => deployment({ container: { ...fields } });
const resources = (fields: object): Manifest => container({ resources: fields });
const rolling = (fields: object): Manifest => deployment({ spec: { strategy: { rollingUpdate: fields } } });
const daemon = (fields: object): Manifest =>
  workload('apps/v1', 'DaemonSet', { spec: { updateStrategy: { rollingUpdate: fields } } });
const policy = (spec: object): Manifest =>
  object('networking.k8s.io/v1', 'NetworkPolicy', {}, { podSelector: {}, policyTypes: ['Ingress'], ...spec });
const claim = (storage: unknown): Manifest =>
  object('v1', 'PersistentVolumeClaim', {}, { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } });
const exec = { exec: { command: ['true'] } };
const cron = (name: string): Manifest =>
  object('batch/v1', 'CronJob', { name }, { schedule: '0 3 * * *', jobTemplate: { spec: job()['spec'] } });

const volumes = (...given: readonly object[]): Manifest => deployment({ pod: { volumes: given } });
const settings = { name: 'settings' };
const ingress = (spec: object): Manifest => object('networking.k8s.io/v1', 'Ingress', {}, { ...spec });
const backend = (name: string): object => ({ service: { name, port: { number: 80 } } });
const binding = (kind: string, subject: object): Manifest => ({
  ...plain('rbac.authorization.k8s.io/v1', kind),
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  subjects: [subject],
});
const account = { kind: 'ServiceAccount', name: 'chat' };

const claimOf = (...accessModes: readonly string[]): Manifest =>
  object('v1', 'PersistentVolumeClaim', {}, { accessModes, resources: { requests: { storage: '1Gi' } } });
const ownClaim = (...accessModes: readonly string[]): object => ({
  metadata: { name: 'data' },
  spec: { accessModes, resources: { requests: { storage: '1Gi' } } },
});

const secret = (fields: object): Manifest => ({ ...plain('v1', 'Secret'), ...fields });
const bytes = (binaryData: object): Manifest => ({ ...plain('v1', 'ConfigMap'), binaryData });

const two = (first: object, second: object): Manifest =>
  deployment({
    pod: {
      containers: [first, second].map((port, index) => ({ name: `c${index}`, image: 'a', ports: [port] })),
    },
  });
const onNode = (containerPort: number, hostPort: number): object => ({ containerPort, hostPort });

/** What Kubernetes 1.34 refuses, one object for each thing that verify calls wrong because of that. */
export const refused: readonly Refused[] = [
  ...refusedJobs,
  ...refusedPlaces,
  {
    what: 'an upper-case name',
    wrong: deployment({ name: 'Chat', labels: { app: 'a' } }),
    says: 'metadata.name: Invalid value: "Chat"',
    right: deployment(),
  },
  {
    what: 'a dot in the name of a Service',
    wrong: service({ name: 'chat.a', labels: {} }),
    says: 'metadata.name: Invalid value: "chat.a"',
    right: service(),
  },
  {
    what: 'a long name of a CronJob',
    wrong: cron('a'.repeat(53)),
    says: 'must be no more than 52 characters',
    right: cron('a'.repeat(52)),
  },
  {
    what: 'a plus in a label',
    wrong: deployment({ metadata: { labels: { version: 'v1+2' } } }),
    says: 'metadata.labels: Invalid value: "v1+2"',
    right: deployment({ metadata: { labels: { version: 'v1-2' } } }),
  },
  {
    what: 'a slash in a label of pods',
    wrong: deployment({ labels: { model: 'org/model' } }),
    says: 'Invalid value: "org/model"',
    right: deployment({ labels: { model: 'org-model' } }),
  },
  {
    what: 'a label that is a number',
    wrong: deployment({ metadata: { labels: { count: 1 } } }),
    says: 'cannot unmarshal number',
    right: deployment({ metadata: { labels: { count: '1' } } }),
  },
  {
    what: 'a blank in the key of an annotation',
    wrong: deployment({ metadata: { annotations: { 'a b': '' } } }),
    says: 'metadata.annotations: Invalid value: "a b"',
    right: deployment({ metadata: { annotations: { A_b: '' } } }),
  },
  {
    what: 'annotations that are too big',
    wrong: deployment({ metadata: { annotations: { a: 'x'.repeat(262_144) } } }),
    says: 'metadata.annotations: Too long',
    right: deployment({ metadata: { annotations: { a: 'x'.repeat(262_143) } } }),
  },
  {
    what: 'an underscore in the name of a container',
    wrong: container({ name: 'the_server' }),
    says: 'containers[0].name: Invalid value',
    right: container({ name: 'the-server' }),
  },
  {
    what: 'a long name of a port',
    wrong: container({ ports: [{ name: 'much-too-long-name', containerPort: 1 }] }),
    says: 'must be no more than 15 characters',
    right: container({ ports: [{ name: 'not-too-long', containerPort: 1 }] }),
  },
  {
    what: 'a dot in the name of a volume',
    wrong: deployment({ pod: { volumes: [{ name: 'a.b', emptyDir: {} }] } }),
    says: 'volumes[0].name: Invalid value: "a.b"',
    right: deployment({ pod: { volumes: [{ name: 'a-b', emptyDir: {} }] } }),
  },
  {
    what: 'an = in the name of a variable',
    wrong: container({ env: [{ name: 'A=B', value: '' }] }),
    says: 'env[0].name: Invalid value: "A=B"',
    right: container({ env: [{ name: 'A.B', value: '' }] }),
  },
  {
    what: 'a slash in a key',
    wrong: configMap('settings', { 'a/b': '' }),
    says: 'data[a/b]: Invalid value',
    right: configMap('settings', { 'a.b': '' }),
  },
  {
    what: 'two dots at the start of a key',
    wrong: configMap('settings', { '..a': '' }),
    says: "must not start with '..'",
    right: configMap('settings', { '.a': '' }),
  },
  {
    what: 'a ConfigMap that is too big',
    wrong: configMap('settings', { a: 'x'.repeat(1_048_577) }),
    says: 'Too long',
    right: configMap('settings', { a: 'x'.repeat(1_048_576) }),
  },
  {
    what: 'GB',
    wrong: resources({ limits: { memory: '80GB' } }),
    says: 'quantities must match the regular expression',
    right: resources({ limits: { memory: '80G' } }),
  },
  {
    what: 'a negative amount',
    wrong: resources({ limits: { cpu: '-1' } }),
    says: 'must be greater than or equal to 0',
    right: resources({ limits: { cpu: '0' } }),
  },
  {
    what: 'a request above its limit',
    wrong: resources({ requests: { memory: '1Gi' }, limits: { memory: '1G' } }),
    says: 'must be less than or equal to memory limit of 1G',
    right: resources({ requests: { memory: '1G' }, limits: { memory: '1Gi' } }),
  },
  {
    what: 'half a device',
    wrong: resources({ limits: { 'nvidia.com/gpu': '0.5' } }),
    says: 'must be an integer',
    right: resources({ limits: { 'nvidia.com/gpu': '1' } }),
  },
  {
    what: 'a device without a limit',
    wrong: resources({ requests: { 'nvidia.com/gpu': 1 } }),
    says: 'Limit must be set for non overcommitable resources',
    right: resources({ requests: { 'nvidia.com/gpu': 1 }, limits: { 'nvidia.com/gpu': 1 } }),
  },
  {
    what: 'fewer devices than the limit',
    wrong: resources({ requests: { 'nvidia.com/gpu': 1 }, limits: { 'nvidia.com/gpu': 2 } }),
    says: 'must be equal to nvidia.com/gpu limit of 2',
    right: resources({ requests: { 'nvidia.com/gpu': 2 }, limits: { 'nvidia.com/gpu': 2 } }),
  },
  {
    what: 'a device without a domain',
    wrong: resources({ limits: { gpu: 1 } }),
    says: 'must be a standard resource for containers',
    right: resources({ limits: { 'example.com/gpu': 1 } }),
  },
  {
    what: 'a request of the pod above its limit',
    wrong: deployment({ pod: { resources: { requests: { cpu: 2 }, limits: { cpu: 1 } } } }),
    says: 'must be less than or equal to cpu limit of 1',
    right: deployment({ pod: { resources: { requests: { cpu: 1 }, limits: { cpu: 1 } } } }),
  },
  { what: 'a claim for nothing', wrong: claim('0'), says: 'must be greater than zero', right: claim('1Gi') },
  {
    what: 'a claim without an amount',
    wrong: claim(undefined),
    says: 'spec.resources[storage]: Required value',
    right: claim(1),
  },
  {
    what: 'two containers of one name',
    wrong: deployment({ pod: { initContainers: [{ name: 'server', image: 'a' }] } }),
    says: 'initContainers[0].name: Duplicate value: "server"',
    right: deployment({ pod: { initContainers: [{ name: 'load', image: 'a' }] } }),
  },
  {
    what: 'two volumes of one name',
    wrong: deployment({
      pod: {
        volumes: [
          { name: 'a', emptyDir: {} },
          { name: 'a', emptyDir: {} },
        ],
      },
    }),
    says: 'volumes[1].name: Duplicate value: "a"',
    right: deployment({
      pod: {
        volumes: [
          { name: 'a', emptyDir: {} },
          { name: 'b', emptyDir: {} },
        ],
      },
    }),
  },
  {
    what: 'two ports of one name',
    wrong: container({
      ports: [
        { name: 'a', containerPort: 1 },
        { name: 'a', containerPort: 2 },
      ],
    }),
    says: 'ports[1].name: Duplicate value: "a"',
    right: container({
      ports: [
        { name: 'a', containerPort: 1 },
        { name: 'b', containerPort: 2 },
      ],
    }),
  },
  {
    what: 'a mount without a volume',
    wrong: container({ volumeMounts: [{ name: 'a', mountPath: '/a' }] }),
    says: 'volumeMounts[0].name: Not found: "a"',
    right: deployment({
      pod: { volumes: [{ name: 'a', emptyDir: {} }] },
      container: { volumeMounts: [{ name: 'a', mountPath: '/a' }] },
    }),
  },
  {
    what: 'two mounts at one path',
    wrong: deployment({
      pod: { volumes: [{ name: 'a', emptyDir: {} }] },
      container: {
        volumeMounts: [
          { name: 'a', mountPath: '/a' },
          { name: 'a', mountPath: '/a' },
        ],
      },
    }),
    says: 'mountPath: Invalid value: "/a": must be unique',
    right: deployment({
      pod: { volumes: [{ name: 'a', emptyDir: {} }] },
      container: {
        volumeMounts: [
          { name: 'a', mountPath: '/a' },
          { name: 'a', mountPath: '/b' },
        ],
      },
    }),
  },
  {
    what: 'a path out of a volume',
    wrong: deployment({
      pod: { volumes: [{ name: 'a', emptyDir: {} }] },
      container: { volumeMounts: [{ name: 'a', mountPath: '/a', subPath: 'b/../c' }] },
    }),
    says: "must not contain '..'",
    right: deployment({
      pod: { volumes: [{ name: 'a', emptyDir: {} }] },
      container: { volumeMounts: [{ name: 'a', mountPath: '/a', subPath: 'b/..c' }] },
    }),
  },
  {
    what: 'a mount of a claim that a StatefulSet does not make',
    wrong: workload('apps/v1', 'StatefulSet', { container: { volumeMounts: [{ name: 'data', mountPath: '/a' }] } }),
    says: 'Not found: "data"',
    right: workload('apps/v1', 'StatefulSet', {
      spec: {
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        ],
      },
      container: { volumeMounts: [{ name: 'data', mountPath: '/a' }] },
    }),
  },
  {
    what: 'a variable that is a number',
    wrong: container({ env: [{ name: 'A', value: 1 }] }),
    says: 'cannot unmarshal number',
    right: container({ env: [{ name: 'A', value: '1' }] }),
  },
  {
    what: 'a variable with two sources',
    wrong: container({ env: [{ name: 'A', value: 'a', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
    says: 'may not be specified when `value` is not empty',
    right: container({ env: [{ name: 'A', value: '', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
  },
  {
    what: 'a liveness probe that must succeed twice',
    wrong: container({ livenessProbe: { ...exec, successThreshold: 2 } }),
    says: 'livenessProbe.successThreshold: Invalid value: 2: must be 1',
    right: container({
      livenessProbe: { ...exec, successThreshold: 0 },
      readinessProbe: { ...exec, successThreshold: 2 },
    }),
  },
  {
    what: 'a start-up probe that must succeed twice',
    wrong: container({ startupProbe: { ...exec, successThreshold: 2 } }),
    says: 'startupProbe.successThreshold: Invalid value: 2: must be 1',
    right: container({ startupProbe: { ...exec, successThreshold: 1 } }),
  },
  {
    what: 'a probe that does nothing',
    wrong: container({ readinessProbe: { periodSeconds: 1 } }),
    says: 'must specify a handler type',
    right: container({ readinessProbe: { ...exec, periodSeconds: 1 } }),
  },
  {
    what: 'a probe that does two things',
    wrong: container({ readinessProbe: { ...exec, tcpSocket: { port: 1 } } }),
    says: 'may not specify more than 1 handler type',
    right: container({ readinessProbe: { tcpSocket: { port: 1 } } }),
  },
  {
    what: 'a probe with a negative period',
    wrong: container({ readinessProbe: { ...exec, periodSeconds: -1 } }),
    says: 'must be greater than or equal to 0',
    right: container({ readinessProbe: { ...exec, periodSeconds: 0 } }),
  },
  {
    what: 'a probe of an init container',
    wrong: deployment({ pod: { initContainers: [{ name: 'a', image: 'a', readinessProbe: exec }] } }),
    says: 'may not be set for init containers without restartPolicy=Always',
    right: deployment({
      pod: { initContainers: [{ name: 'a', image: 'a', readinessProbe: exec, restartPolicy: 'Always' }] },
    }),
  },
  {
    what: 'a sleep that outlasts the grace period',
    wrong: deployment({
      pod: { terminationGracePeriodSeconds: 10 },
      container: { lifecycle: { preStop: { sleep: { seconds: 11 } } } },
    }),
    says: 'less than terminationGracePeriodSeconds (10)',
    right: deployment({
      pod: { terminationGracePeriodSeconds: 16 },
      container: { lifecycle: { preStop: { sleep: { seconds: 11 } } } },
    }),
  },
  {
    what: 'a Deployment that is not restarted',
    wrong: deployment({ pod: { restartPolicy: 'Never' } }),
    says: 'spec.template.spec.restartPolicy: Unsupported value: "Never"',
    right: deployment({ pod: { restartPolicy: 'Always' } }),
  },
  {
    what: 'a Job that is always restarted',
    wrong: job({ pod: { restartPolicy: undefined } }),
    says: 'spec.template.spec.restartPolicy: Required value',
    right: job({ pod: { restartPolicy: 'OnFailure' } }),
  },
  {
    what: 'a rollout that cannot move',
    wrong: rolling({ maxSurge: 0, maxUnavailable: '0%' }),
    says: 'may not be 0 when `maxSurge` is 0',
    right: rolling({ maxSurge: '1%', maxUnavailable: 0 }),
  },
  {
    what: 'a surge that is no number',
    wrong: rolling({ maxSurge: '1' }),
    says: 'maxSurge: Invalid value: "1"',
    right: rolling({ maxSurge: 1 }),
  },
  {
    what: 'Recreate with a rolling update',
    wrong: deployment({ spec: { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } } }),
    says: "may not be specified when strategy `type` is 'Recreate'",
    right: deployment({ spec: { strategy: { type: 'Recreate' } } }),
  },
  {
    what: 'a DaemonSet that cannot move',
    wrong: daemon({ maxUnavailable: 0 }),
    says: 'cannot be 0 when maxSurge is 0',
    right: daemon({ maxUnavailable: 1 }),
  },
  {
    what: 'a DaemonSet that does both',
    wrong: daemon({ maxSurge: 1 }),
    says: 'may not be set when maxUnavailable is non-zero',
    right: daemon({ maxSurge: 1, maxUnavailable: 0 }),
  },
  {
    what: 'a deadline before pods are ready',
    wrong: deployment({ spec: { progressDeadlineSeconds: 60, minReadySeconds: 60 } }),
    says: 'must be greater than minReadySeconds',
    right: deployment({ spec: { progressDeadlineSeconds: 61, minReadySeconds: 60 } }),
  },
  {
    what: 'no selector',
    wrong: deployment({ spec: { selector: undefined } }),
    says: 'spec.selector: Required value',
    right: deployment(),
  },
  {
    what: 'an empty selector',
    wrong: workload('apps/v1', 'StatefulSet', { spec: { selector: {} } }),
    says: 'empty selector is invalid',
    right: workload('apps/v1', 'StatefulSet'),
  },
  {
    what: 'a selector of other pods',
    wrong: workload('apps/v1', 'DaemonSet', { spec: { selector: { matchLabels: { a: 'b' } } } }),
    says: '`selector` does not match template `labels`',
    right: workload('apps/v1', 'DaemonSet'),
  },
  {
    what: 'a Service with a port twice',
    wrong: service({
      spec: {
        ports: [
          { name: 'a', port: 1 },
          { name: 'b', port: 1 },
        ],
      },
    }),
    says: 'spec.ports[1]: Duplicate value',
    right: service({
      spec: {
        ports: [
          { name: 'a', port: 1 },
          { name: 'b', port: 1, protocol: 'UDP' },
        ],
      },
    }),
  },
  {
    what: 'a Service with a name of ports twice',
    wrong: service({
      spec: {
        ports: [
          { name: 'a', port: 1 },
          { name: 'a', port: 2 },
        ],
      },
    }),
    says: 'spec.ports[1].name: Duplicate value: "a"',
    right: service({
      spec: {
        ports: [
          { name: 'a', port: 1 },
          { name: 'b', port: 2 },
        ],
      },
    }),
  },
  {
    what: 'a Service with a port without a name',
    wrong: service({ spec: { ports: [{ name: 'a', port: 1 }, { port: 2 }] } }),
    says: 'spec.ports[1].name: Required value',
    right: service({ spec: { ports: [{ port: 1 }] } }),
  },
  {
    what: 'a number in quotes for a port',
    wrong: service({ spec: { ports: [{ port: 1, targetPort: '8080' }] } }),
    says: 'spec.ports[0].targetPort: Invalid value: "8080"',
    right: service({ spec: { ports: [{ port: 1, targetPort: 8080 }] } }),
  },
  {
    what: 'an autoscaler from 5 to 4',
    wrong: autoscaler({ minReplicas: 5, maxReplicas: 4 }),
    says: 'must be greater than or equal to `minReplicas`',
    right: autoscaler({ minReplicas: 4, maxReplicas: 4 }),
  },
  {
    what: 'an autoscaler to nothing',
    wrong: autoscaler({ maxReplicas: 0, minReplicas: undefined }),
    says: 'spec.maxReplicas: ',
    right: autoscaler({ maxReplicas: 1, minReplicas: undefined }),
  },
  {
    what: 'an autoscaler from nothing',
    wrong: autoscaler({ minReplicas: 0 }),
    says: 'spec.minReplicas: Invalid value: 0',
    right: autoscaler({ minReplicas: 1 }),
  },
  {
    what: 'a metric that aims at nothing',
    wrong: autoscaler({
      metrics: [{ type: 'Pods', pods: { metric: { name: 'a' }, target: { type: 'AverageValue', averageValue: '0' } } }],
    }),
    says: 'must be positive',
    right: autoscaler({
      metrics: [
        { type: 'Pods', pods: { metric: { name: 'a' }, target: { type: 'AverageValue', averageValue: '1m' } } },
      ],
    }),
  },
  {
    what: 'a budget that says both',
    wrong: budget({ minAvailable: 1, maxUnavailable: 1 }),
    says: 'minAvailable and maxUnavailable cannot be both set',
    right: budget({ maxUnavailable: 1 }),
  },
  {
    what: 'a budget of more than all',
    wrong: budget({ maxUnavailable: '101%' }),
    says: 'must not be greater than 100%',
    right: budget({ maxUnavailable: '100%' }),
  },
  {
    what: 'a budget that is no number',
    wrong: budget({ minAvailable: '1' }),
    says: 'spec.minAvailable: Invalid value: "1"',
    right: budget({ minAvailable: '1%' }),
  },
  {
    what: 'a range from a named port',
    wrong: policy({ ingress: [{ ports: [{ port: 'http', endPort: 90 }] }] }),
    says: 'may not be specified when `port` is non-numeric',
    right: policy({ ingress: [{ ports: [{ port: 80, endPort: 90 }] }] }),
  },
  {
    what: 'a range that ends before it starts',
    wrong: policy({ ingress: [{ ports: [{ port: 80, endPort: 79 }] }] }),
    says: 'must be greater than or equal to `port`',
    right: policy({ ingress: [{ ports: [{ port: 80, endPort: 80 }] }] }),
  },
  {
    what: 'a range from nowhere',
    wrong: policy({ ingress: [{ ports: [{ endPort: 80 }] }] }),
    says: 'may not be specified when `port` is not specified',
    right: policy({ ingress: [{ ports: [{ port: 80 }] }] }),
  },
  {
    what: 'a peer that is nobody',
    wrong: policy({ ingress: [{ from: [{}] }] }),
    says: 'must specify a peer',
    right: policy({ ingress: [{ from: [{ podSelector: {} }] }] }),
  },
  {
    what: 'a peer that is addresses and pods',
    wrong: policy({ ingress: [{ from: [{ podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }] }] }),
    says: 'may not specify both ipBlock and another peer',
    right: policy({ ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] }),
  },
  {
    what: 'a pod without containers',
    wrong: deployment({ pod: { containers: [] } }),
    says: 'spec.template.spec.containers: Required value',
    right: deployment(),
  },
  {
    what: 'a Deployment without a template',
    wrong: deployment({ spec: { template: undefined } }),
    says: 'spec.template.spec.containers: Required value',
    right: deployment(),
  },
  {
    what: 'a container without an image',
    wrong: container({ image: '' }),
    says: 'containers[0].image: Required value',
    right: container({ image: 'a' }),
  },
  {
    what: 'an init container without an image',
    wrong: deployment({ pod: { initContainers: [{ name: 'a' }] } }),
    says: 'initContainers[0].image: Required value',
    right: deployment({ pod: { initContainers: [{ name: 'a', image: 'a' }] } }),
  },
  {
    what: 'a port without a number',
    wrong: container({ ports: [{ name: 'http' }] }),
    says: 'ports[0].containerPort: Required value',
    right: container({ ports: [{ containerPort: 80 }] }),
  },
  {
    what: 'a mount at no path',
    wrong: deployment({
      pod: { volumes: [{ name: 'a', emptyDir: {} }] },
      container: { volumeMounts: [{ name: 'a', mountPath: '' }] },
    }),
    says: 'mountPath: Required value',
    right: deployment({
      pod: { volumes: [{ name: 'a', emptyDir: {} }] },
      container: { volumeMounts: [{ name: 'a', mountPath: '/' }] },
    }),
  },
  {
    what: 'a mount of no volume',
    wrong: container({ volumeMounts: [{ mountPath: '/a' }] }),
    says: 'volumeMounts[0].name: Required value',
    right: container({ volumeMounts: [] }),
  },
  {
    what: 'a device at no path',
    wrong: deployment({
      pod: { volumes: [{ name: 'a', persistentVolumeClaim: { claimName: 'a' } }] },
      container: { volumeDevices: [{ name: 'a' }] },
    }),
    says: 'devicePath: Required value',
    right: deployment({
      pod: { volumes: [{ name: 'a', persistentVolumeClaim: { claimName: 'a' } }] },
      container: { volumeDevices: [{ name: 'a', devicePath: '/dev/a' }] },
    }),
  },
  {
    what: 'a volume without a name',
    wrong: volumes({ emptyDir: {} }),
    says: 'volumes[0].name: Required value',
    right: volumes({ name: 'a', emptyDir: {} }),
  },
  {
    what: 'a variable from nowhere',
    wrong: container({ env: [{ name: 'A', valueFrom: {} }] }),
    says: 'must specify one of: `fieldRef`',
    right: container({ env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } }] }),
  },
  {
    what: 'variables from nowhere',
    wrong: container({ envFrom: [{ prefix: 'A' }] }),
    says: 'must specify one of: `configMapRef` or `secretRef`',
    right: container({ envFrom: [{ prefix: 'A', secretRef: { name: 'a' } }] }),
  },
  ...(['secretKeyRef', 'configMapKeyRef'] as const).map((field) => ({
    what: `a ${field} that names nothing`,
    wrong: container({ env: [{ name: 'A', valueFrom: { [field]: { name: '', key: 'a' } } }] }),
    says: `valueFrom.${field}.name: Invalid value: ""`,
    right: container({ env: [{ name: 'A', valueFrom: { [field]: { name: 'a', key: 'a' } } }] }),
  })),
  ...(['secretRef', 'configMapRef'] as const).map((field) => ({
    what: `a ${field} that names nothing`,
    wrong: container({ envFrom: [{ [field]: {} }] }),
    says: `envFrom[0].${field}.name: Required value`,
    right: container({ envFrom: [{ [field]: { name: 'a' } }] }),
  })),
  ...(
    [
      ['configMap', 'name'],
      ['secret', 'secretName'],
      ['persistentVolumeClaim', 'claimName'],
    ] as const
  ).map(([source, field]) => ({
    what: `a volume of a ${source} that is not named`,
    wrong: volumes({ name: 'a', [source]: { [field]: '' } }),
    says: `volumes[0].${source}.${field}: Required value`,
    right: volumes({ name: 'a', [source]: { [field]: 'a' } }),
  })),
  {
    what: 'a projected Secret that is not named',
    wrong: volumes({ name: 'a', projected: { sources: [{ secret: {} }] } }),
    says: 'sources[0].secret.name: Required value',
    right: volumes({ name: 'a', projected: { sources: [{ secret: { name: 'a' } }] } }),
  },
  {
    what: 'a key that is no file',
    wrong: volumes({ name: 'a', configMap: { ...settings, items: [{ key: 'a' }] } }),
    says: 'items[0].path: Required value',
    right: volumes({ name: 'a', configMap: { ...settings, items: [{ key: 'a', path: 'a' }] } }),
  },
  {
    what: 'a file of no key',
    wrong: volumes({ name: 'a', configMap: { ...settings, items: [{ key: '', path: 'a' }] } }),
    says: 'items[0].key: Required value',
    right: volumes({ name: 'a', configMap: { ...settings, items: [] } }),
  },
  {
    what: 'a token in no file',
    wrong: volumes({ name: 'a', projected: { sources: [{ serviceAccountToken: {} }] } }),
    says: 'projected.path: Required value',
    right: volumes({ name: 'a', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }),
  },
  {
    what: 'a runtime class without a name',
    wrong: deployment({ pod: { runtimeClassName: '' } }),
    says: 'runtimeClassName: Invalid value: ""',
    right: deployment({ pod: { serviceAccountName: '', priorityClassName: '' } }),
  },
  {
    what: 'a Service without ports',
    wrong: service({ spec: { ports: [] } }),
    says: 'spec.ports: Required value',
    right: service({ spec: { ports: [], clusterIP: 'None' } }),
  },
  {
    what: 'a port of a Service without a number',
    wrong: service({ spec: { ports: [{ targetPort: 80 }] } }),
    says: 'spec.ports[0].port: Invalid value: 0',
    right: service({ spec: { ports: [{ port: 80 }] } }),
  },
  {
    what: 'a backend without a name',
    wrong: ingress({ defaultBackend: backend('') }),
    says: 'spec.defaultBackend.service.name: Required value',
    right: ingress({ defaultBackend: backend('chat') }),
  },
  {
    what: 'a prefix that is left out',
    wrong: ingress({ rules: [{ http: { paths: [{ pathType: 'Prefix', backend: backend('chat') }] } }] }),
    says: 'must be an absolute path',
    right: ingress({
      rules: [{ http: { paths: [{ pathType: 'ImplementationSpecific', backend: backend('chat') }] } }],
    }),
  },
  {
    what: 'an ingress class without a name',
    wrong: ingress({ ingressClassName: '', defaultBackend: backend('chat') }),
    says: 'spec.ingressClassName: Invalid value: ""',
    right: ingress({ ingressClassName: 'nginx', defaultBackend: backend('chat') }),
  },
  {
    what: 'an autoscaler of nothing',
    wrong: autoscaler({ scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: '' } }),
    says: 'spec.scaleTargetRef.name: Required value',
    right: autoscaler(),
  },
  {
    what: 'an account without a namespace in a ClusterRoleBinding',
    wrong: binding('ClusterRoleBinding', account),
    says: 'subjects[0].namespace: Required value',
    right: binding('ClusterRoleBinding', { ...account, namespace: 'models' }),
  },
  {
    what: 'an account without a name',
    wrong: binding('RoleBinding', { kind: 'ServiceAccount' }),
    says: 'subjects[0].name: Required value',
    right: binding('RoleBinding', account),
  },
  ...['/a', '..', 'a/../b', '..a'].map((path) => ({
    what: `a file at ${path} in a volume`,
    wrong: volumes({ name: 'a', configMap: { ...settings, items: [{ key: 'a', path }] } }),
    says: 'volumes[0].configMap.items[0].path: Invalid value',
    right: volumes({ name: 'a', configMap: { ...settings, items: [{ key: 'a', path: './a/..b' }] } }),
  })),
  {
    what: 'a file outside of a projected volume',
    wrong: volumes({
      name: 'a',
      projected: {
        sources: [{ downwardAPI: { items: [{ path: '../a', fieldRef: { fieldPath: 'metadata.name' } }] } }],
      },
    }),
    says: "must not contain '..'",
    right: volumes({
      name: 'a',
      projected: { sources: [{ downwardAPI: { items: [{ path: 'a', fieldRef: { fieldPath: 'metadata.name' } }] } }] },
    }),
  },
  {
    what: 'a token outside of its volume',
    wrong: volumes({ name: 'a', projected: { sources: [{ serviceAccountToken: { path: '/token' } }] } }),
    says: 'projected.path: Invalid value: "/token"',
    right: volumes({ name: 'a', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }),
  },
  {
    what: 'a claim without an access mode',
    wrong: claimOf(),
    says: 'spec.accessModes: Required value',
    right: claimOf('ReadWriteOnce', 'ReadOnlyMany'),
  },
  {
    what: 'a claim for one pod and for several',
    wrong: claimOf('ReadWriteOncePod', 'ReadWriteOnce'),
    says: 'may not use ReadWriteOncePod with other access modes',
    right: claimOf('ReadWriteOncePod'),
  },
  {
    what: 'an abbreviated access mode',
    wrong: claimOf('RWO'),
    says: 'spec.accessModes: Unsupported value: "RWO"',
    right: claimOf('ReadWriteOnce'),
  },
  {
    what: 'a claim of a StatefulSet without an access mode',
    wrong: workload('apps/v1', 'StatefulSet', { spec: { volumeClaimTemplates: [ownClaim()] } }),
    says: 'spec.volumeClaimTemplates[0].spec.accessModes: Required value',
    right: workload('apps/v1', 'StatefulSet', { spec: { volumeClaimTemplates: [ownClaim('ReadWriteOnce')] } }),
  },
  {
    what: 'a claim of a pod without an access mode',
    wrong: volumes({ name: 'a', ephemeral: { volumeClaimTemplate: { spec: claimOf()['spec'] } } }),
    says: 'volumeClaimTemplate.spec.accessModes: Required value',
    right: volumes({ name: 'a', ephemeral: { volumeClaimTemplate: { spec: claimOf('ReadWriteOnce')['spec'] } } }),
  },
  ...[1, true, ['a'], { a: 1 }].flatMap((value) => [
    {
      what: `${JSON.stringify(value)} in a ConfigMap`,
      wrong: configMap('settings', { a: value }),
      says: 'into Go struct field ConfigMap.data of type string',
      right: configMap('settings', { a: JSON.stringify(value), b: null }),
    },
    {
      what: `${JSON.stringify(value)} in a Secret`,
      wrong: secret({ stringData: { a: value } }),
      says: 'into Go struct field Secret.stringData of type string',
      right: secret({ stringData: { a: JSON.stringify(value), b: null } }),
    },
  ]),
  ...['!', 'YQ', 'YQ=', ' YQ==', 'YWE=YQ==', '_-8='].flatMap((value) => [
    {
      what: `${value} for the bytes of a Secret`,
      wrong: secret({ data: { a: value } }),
      says: 'illegal base64 data',
      right: secret({ data: { a: 'YQ\n==\n', b: '', c: 'YWE=', d: '/+8=', e: null } }),
    },
    {
      what: `${value} for the bytes of a ConfigMap`,
      wrong: bytes({ a: value }),
      says: 'illegal base64 data',
      right: bytes({ a: 'YQ\n==\n', b: '', c: 'YWE=', d: '/+8=', e: null }),
    },
  ]),
  {
    what: 'a number for the bytes of a Secret',
    wrong: secret({ data: { a: 1 } }),
    says: 'cannot unmarshal number',
    right: secret({ data: { a: 'MQ==' } }),
  },
  {
    what: 'a list for a ConfigMap',
    wrong: { ...configMap('settings', {}), data: ['a'] },
    says: 'cannot unmarshal array',
    right: { ...configMap('settings', {}), data: null },
  },
  {
    what: 'a key as text and as bytes',
    wrong: { ...bytes({ a: 'YQ==' }), data: { a: 'a' } },
    says: 'duplicate of key present in binaryData',
    right: { ...bytes({ a: 'YQ==' }), data: { b: 'a' } },
  },
  {
    what: 'a grace period of a readiness probe',
    wrong: container({ readinessProbe: { ...exec, terminationGracePeriodSeconds: 10 } }),
    says: 'must not be set for readinessProbes',
    right: container({ livenessProbe: { ...exec, terminationGracePeriodSeconds: 10 } }),
  },
  {
    what: 'no grace period of a liveness probe',
    wrong: container({ livenessProbe: { ...exec, terminationGracePeriodSeconds: 0 } }),
    says: 'terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0',
    right: container({ startupProbe: { ...exec, terminationGracePeriodSeconds: 1 } }),
  },
  {
    what: 'a port of the node for two containers',
    wrong: two({ containerPort: 80, hostPort: 80 }, { containerPort: 81, hostPort: 80 }),
    says: 'containers[1].ports[0].hostPort: Duplicate value: "TCP//80"',
    right: two({ containerPort: 80, hostPort: 80 }, { containerPort: 81, hostPort: 80, protocol: 'UDP' }),
  },
  {
    what: 'a port of the node twice for an init container',
    wrong: deployment({
      pod: { initContainers: [{ name: 'a', image: 'a', ports: [onNode(80, 90), onNode(81, 90)] }] },
    }),
    says: 'initContainers[0].ports[1].hostPort: Duplicate value: "TCP//90"',
    right: deployment({
      pod: {
        initContainers: [
          { name: 'a', image: 'a', ports: [onNode(80, 90)] },
          { name: 'b', image: 'b', restartPolicy: 'Always', ports: [onNode(81, 90)] },
        ],
      },
      container: { ports: [onNode(82, 90), { ...onNode(83, 90), hostIP: '10.0.0.1' }] },
    }),
  },
  {
    what: 'another port of a pod on the network of its node',
    wrong: deployment({ pod: { hostNetwork: true }, container: { ports: [onNode(80, 81)] } }),
    says: 'must match `containerPort` when `hostNetwork` is true',
    right: deployment({ pod: { hostNetwork: true }, container: { ports: [onNode(80, 80)] } }),
  },
  ...[
    ['10.0.0.0/8', '10.0.0.0/8', '10.0.0.0/9'],
    ['10.0.0.0/8', '11.0.0.0/16', '10.255.0.0/16'],
    ['::/0', '10.0.0.0/8', '2001:db8::/32'],
    ['2001:db8::/32', '2001:db9::/64', '2001:db8:1::/64'],
  ].map(([cidr = '', wrong = '', right = '']) => ({
    what: `${wrong} as an exception from ${cidr}`,
    wrong: policy({ ingress: [{ from: [{ ipBlock: { cidr, except: [wrong] } }] }] }),
    says: 'must be a strict subset of `cidr`',
    right: policy({ ingress: [{ from: [{ ipBlock: { cidr, except: [right] } }] }] }),
  })),
  ...['10.0.0.0', '10.0.0.0/33', '256.0.0.0/8', '0300.0.0.0/8', '1.2.3/24', '10.0.0.0/+8', 'fe80::1%eth0/64'].map(
    (cidr) => ({
      what: `${cidr} as a range of addresses`,
      wrong: policy({ ingress: [{ from: [{ ipBlock: { cidr } }] }] }),
      says: 'must be a valid CIDR value',
      right: policy({ ingress: [{ from: [{ ipBlock: { cidr: '::/0' } }] }] }),
    }),
  ),
];

/** What Kubernetes 1.34 takes with a warning, and verify with a warning too, and the same without. */
export const warned: readonly Refused[] = [
  {
    what: 'a pull secret without a name',
    wrong: deployment({ pod: { imagePullSecrets: [{}] } }),
    says: 'imagePullSecrets[0].name: invalid empty name ""',
    right: deployment({ pod: { imagePullSecrets: [{ name: 'a' }] } }),
  },
  {
    what: 'a port of two containers',
    wrong: two({ containerPort: 80 }, { containerPort: 80 }),
    says: 'containers[1].ports[0]: duplicate port definition',
    right: two({ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }),
  },
  {
    what: 'a port of a sidecar that a server has too',
    wrong: deployment({
      pod: { initContainers: [{ name: 'a', image: 'a', restartPolicy: 'Always', ports: [{ containerPort: 80 }] }] },
      container: { ports: [{ containerPort: 80 }] },
    }),
    says: 'containers[0].ports[0]: duplicate port definition',
    right: deployment({
      pod: { initContainers: [{ name: 'a', image: 'a', restartPolicy: 'Always', ports: [{ containerPort: 81 }] }] },
      container: { ports: [{ containerPort: 80 }] },
    }),
  },
  ...(
    [
      ['10.0.0.5/16', 'should be "10.0.0.0/16" or "10.0.0.5/32"', '10.0.0.0/16'],
      ['2001:db8::1/64', 'should be "2001:db8::/64" or "2001:db8::1/128"', '2001:db8::/64'],
      ['010.0.0.0/8', 'will be considered invalid in a future Kubernetes release: use "10.0.0.0/8"', '10.0.0.0/8'],
      ['10.0.0.5/032', 'will be considered invalid in a future Kubernetes release: use "10.0.0.5/32"', '10.0.0.5/32'],
      ['::ffff:a00:0/104', 'will be considered invalid in a future Kubernetes release: use "10.0.0.0/8"', '::/104'],
    ] as const
  ).flatMap(([range, says, plain]) => [
    {
      what: `${range} in a policy`,
      wrong: policy({ ingress: [{ from: [{ ipBlock: { cidr: range } }] }] }),
      says,
      right: policy({ ingress: [{ from: [{ ipBlock: { cidr: plain } }] }] }),
    },
    {
      what: `${range} at a load balancer`,
      wrong: service({ spec: { type: 'LoadBalancer', loadBalancerSourceRanges: [range] } }),
      says,
      right: service({ spec: { type: 'LoadBalancer', loadBalancerSourceRanges: [` ${plain} `] } }),
    },
  ]),
  {
    what: 'an exception that is not the first of its addresses',
    wrong: policy({ ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.5/16'] } }] }] }),
    says: 'ipBlock.except[0]: CIDR value "10.1.0.5/16" is ambiguous',
    right: policy({ ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] }] }),
  },
  {
    what: 'a dot in the name of a Deployment',
    wrong: deployment({ name: 'chat.a' }),
    says: 'a DNS label is recommended: [must not contain dots]',
    right: deployment({ name: 'chat-a' }),
  },
  {
    what: 'a long name of a Deployment',
    wrong: deployment({ name: 'a'.repeat(64), labels: { app: 'a' } }),
    says: 'a DNS label is recommended: [must be no more than 63 characters]',
    right: deployment({ name: 'a'.repeat(63) }),
  },
  ...[job, (changes: object): Manifest => workload('apps/v1', 'ReplicaSet', changes)].map((make, index) => ({
    what: `a dot in the name of a ${['Job', 'ReplicaSet'][index] ?? ''}`,
    wrong: make({ name: 'train.a' }),
    says: 'a DNS label is recommended: [must not contain dots]',
    right: make({ name: 'train-a' }),
  })),
  {
    what: 'a dot in the name of a CronJob',
    wrong: cron('train.a'),
    says: 'a DNS label is recommended: [must not contain dots]',
    right: cron('train-a'),
  },
  {
    what: 'two variables of one name',
    wrong: container({
      env: [
        { name: 'A', value: '1' },
        { name: 'A', value: '2' },
      ],
    }),
    says: 'hides previous definition of "A"',
    right: container({
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
    }),
  },
];
