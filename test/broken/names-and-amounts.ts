import type { Manifest } from '../../lib/verify';
import { configMap, deployment, job, object, plain, service, workload } from '../verify/manifests';
import type { Broken } from './broken';

const labelled = (labels: object): Manifest => deployment({ metadata: { labels } });
const container = (fields: object): Manifest => deployment({ container: { ...fields } });
const resources = (fields: object): Manifest => container({ resources: fields });
const nightly = (name: string, spec: object = {}): Manifest =>
  object(
    'batch/v1',
    'CronJob',
    { name },
    { schedule: '0 3 * * *', jobTemplate: { spec: { ...(job()['spec'] as object), ...spec } } },
  );
const text = (size: number): string => 'x'.repeat(size);
const indexed = { completionMode: 'Indexed', completions: 100, parallelism: 100 };

/** Names, labels, amounts and sizes that Kubernetes does not take. */
export const namesAndAmounts: readonly Broken[] = [
  {
    what: 'a Service whose name starts with a digit is taken by the newest Kubernetes alone, one with a dot by none',
    rules: ['N-01', 'N-02'],
    broken: [deployment(), service({ name: 'chat.v1', labels: { app: 'chat' } })],
    mended: [deployment(), service({ name: 'chat-v1', labels: { app: 'chat' } })],
    code: 'verify/invalid-name',
    at: 'Service chat.v1 metadata.name',
  },
  {
    what: 'a container named with an underscore',
    rules: ['N-01'],
    broken: [container({ name: 'model_server' })],
    mended: [container({ name: 'model-server' })],
    code: 'verify/invalid-name',
    at: 'Deployment chat spec.template.spec.containers[0].name',
  },
  {
    what: 'the id of a model as a label',
    rules: ['N-03'],
    broken: [labelled({ model: 'meta-llama/Llama-3.1-8B' })],
    mended: [labelled({ model: 'Llama-3.1-8B' })],
    code: 'verify/invalid-name',
    at: 'Deployment chat metadata.labels.model',
  },
  {
    what: 'a version with a + as a label',
    rules: ['N-03'],
    broken: [labelled({ version: '1.4.0+cu128' })],
    mended: [labelled({ version: '1.4.0-cu128' })],
    code: 'verify/invalid-name',
    at: 'Deployment chat metadata.labels.version',
  },
  {
    what: 'a key of a label with two prefixes',
    rules: ['N-03'],
    broken: [labelled({ 'example.com/team/owner': 'search' })],
    mended: [labelled({ 'example.com/team-owner': 'search' })],
    code: 'verify/invalid-name',
    at: 'Deployment chat metadata.labels["example.com/team/owner"]',
  },
  {
    what: 'a label of a pod that is a number',
    rules: ['N-03', 'N-10'],
    broken: [
      deployment({
        spec: {
          template: {
            metadata: { labels: { app: 'chat', revision: 7 } },
            spec: { containers: [{ name: 'a', image: 'a' }] },
          },
        },
      }),
    ],
    mended: [
      deployment({
        spec: {
          template: {
            metadata: { labels: { app: 'chat', revision: '7' } },
            spec: { containers: [{ name: 'a', image: 'a' }] },
          },
        },
      }),
    ],
    code: 'verify/invalid-name',
    at: 'Deployment chat spec.template.metadata.labels.revision',
  },
  {
    what: 'annotations of more than 256 KiB',
    rules: ['N-04'],
    broken: [deployment({ metadata: { annotations: { card: text(262_144) } } })],
    mended: [deployment({ metadata: { annotations: { card: text(100_000) } } })],
    code: 'verify/too-big',
    at: 'Deployment chat metadata.annotations',
  },
  {
    what: 'an object that kubectl apply cannot copy into an annotation',
    rules: ['N-05'],
    thread: 'https://github.com/kubernetes/kubectl/issues/712',
    broken: [configMap('vocabulary', { words: text(300_000) })],
    mended: [configMap('vocabulary', { words: text(200_000) })],
    code: 'verify/too-big-for-kubectl-apply',
    at: 'ConfigMap vocabulary data',
    severity: 'warning',
  },
  {
    what: 'a ConfigMap of more than 1 MiB',
    rules: ['N-06'],
    thread: 'https://github.com/kubernetes/kubernetes/issues/105863',
    broken: [configMap('weights', { bin: text(1_048_577) })],
    mended: [configMap('weights', { bin: text(100) })],
    code: 'verify/too-big',
    at: 'ConfigMap weights data',
  },
  {
    what: 'a key of a ConfigMap that is a path',
    rules: ['N-06'],
    broken: [configMap('settings', { 'model/config.json': '{}' })],
    mended: [configMap('settings', { 'model.config.json': '{}' })],
    code: 'verify/invalid-name',
    at: 'ConfigMap settings data["model/config.json"]',
  },
  {
    what: 'memory in GB',
    rules: ['N-07'],
    broken: [resources({ limits: { memory: '16GB' } })],
    mended: [resources({ limits: { memory: '16G' } })],
    code: 'verify/invalid-quantity',
    at: 'Deployment chat spec.template.spec.containers[0].resources.limits.memory',
  },
  {
    what: 'memory in thousandths of a byte',
    rules: ['N-07'],
    broken: [resources({ limits: { memory: '512m' } })],
    mended: [resources({ limits: { memory: '512Mi' } })],
    code: 'verify/invalid-quantity',
    at: 'Deployment chat spec.template.spec.containers[0].resources.limits.memory',
  },
  {
    what: 'a K for thousands',
    rules: ['N-07'],
    broken: [resources({ limits: { memory: '64000K' } })],
    mended: [resources({ limits: { memory: '64000k' } })],
    code: 'verify/invalid-quantity',
    at: 'Deployment chat spec.template.spec.containers[0].resources.limits.memory',
  },
  {
    what: 'more requested than the limit',
    rules: ['N-07'],
    broken: [resources({ requests: { cpu: '2' }, limits: { cpu: '1500m' } })],
    mended: [resources({ requests: { cpu: '1' }, limits: { cpu: '1500m' } })],
    code: 'verify/invalid-quantity',
    at: 'Deployment chat spec.template.spec.containers[0].resources.requests.cpu',
  },
  {
    what: 'a port with a name of more than 15 characters',
    rules: ['N-08'],
    broken: [container({ ports: [{ name: 'inference-server', containerPort: 8000 }] })],
    mended: [container({ ports: [{ name: 'inference', containerPort: 8000 }] })],
    code: 'verify/invalid-name',
    at: 'Deployment chat spec.template.spec.containers[0].ports[0].name',
  },
  {
    what: 'a port with a name without a letter',
    rules: ['N-08'],
    broken: [container({ ports: [{ name: '8000', containerPort: 8000 }] })],
    mended: [container({ ports: [{ name: 'p8000', containerPort: 8000 }] })],
    code: 'verify/invalid-name',
    at: 'Deployment chat spec.template.spec.containers[0].ports[0].name',
  },
  {
    what: 'two ports of one name in a pod',
    rules: ['N-08'],
    broken: [
      container({
        ports: [
          { name: 'http', containerPort: 8000 },
          { name: 'http', containerPort: 8002 },
        ],
      }),
    ],
    mended: [
      container({
        ports: [
          { name: 'http', containerPort: 8000 },
          { name: 'metrics', containerPort: 8002 },
        ],
      }),
    ],
    code: 'verify/duplicate-name',
    at: 'Deployment chat spec.template.spec.containers[0].ports[1].name',
  },
  {
    what: 'a variable with a = in its name',
    rules: ['N-09'],
    broken: [container({ env: [{ name: 'HF_HOME=/cache', value: '' }] })],
    mended: [container({ env: [{ name: 'HF_HOME', value: '/cache' }] })],
    code: 'verify/invalid-name',
    at: 'Deployment chat spec.template.spec.containers[0].env[0].name',
  },
  {
    what: 'a variable that is set twice',
    rules: ['N-09'],
    broken: [
      container({
        env: [
          { name: 'HF_HOME', value: '/a' },
          { name: 'HF_HOME', value: '/b' },
        ],
      }),
    ],
    mended: [
      container({
        env: [
          { name: 'HF_HOME', value: '/a' },
          { name: 'HF_HUB_CACHE', value: '/b' },
        ],
      }),
    ],
    code: 'verify/duplicate-name',
    at: 'Deployment chat spec.template.spec.containers[0].env[1].name',
    severity: 'warning',
  },
  {
    what: 'a variable that refers to one after it',
    rules: ['N-09'],
    broken: [
      container({
        env: [
          { name: 'URL', value: 'http://$(HOST)' },
          { name: 'HOST', value: 'hub' },
        ],
      }),
    ],
    mended: [
      container({
        env: [
          { name: 'HOST', value: 'hub' },
          { name: 'URL', value: 'http://$(HOST)' },
        ],
      }),
    ],
    code: 'verify/variable-comes-later',
    at: 'Deployment chat spec.template.spec.containers[0].env[0].value',
    severity: 'warning',
  },
  {
    what: 'a variable that is a boolean',
    rules: ['N-10'],
    broken: [container({ env: [{ name: 'HF_HUB_OFFLINE', value: true }] })],
    mended: [container({ env: [{ name: 'HF_HUB_OFFLINE', value: '1' }] })],
    code: 'verify/environment-not-text',
    at: 'Deployment chat spec.template.spec.containers[0].env[0].value',
  },
  {
    what: 'a variable with a value and a source',
    rules: ['N-09'],
    broken: [
      container({ env: [{ name: 'POD', value: 'a', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
    ],
    mended: [container({ env: [{ name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] })],
    code: 'verify/environment-has-two-sources',
    at: 'Deployment chat spec.template.spec.containers[0].env[0]',
  },
  {
    what: 'a StatefulSet with a name of 53 characters',
    rules: ['7.1'],
    thread: 'https://github.com/kubernetes/kubernetes/issues/64023',
    broken: [workload('apps/v1', 'StatefulSet', { name: 'a'.repeat(53) })],
    mended: [workload('apps/v1', 'StatefulSet', { name: 'a'.repeat(52) })],
    code: 'verify/invalid-name',
    at: `StatefulSet ${'a'.repeat(53)} metadata.name`,
  },
  {
    what: 'a CronJob with a name of 53 characters',
    rules: ['T-20', '7.1'],
    broken: [nightly('a'.repeat(53))],
    mended: [nightly('a'.repeat(52))],
    code: 'verify/invalid-name',
    at: `CronJob ${'a'.repeat(53)} metadata.name`,
  },
  {
    what: 'an Indexed Job with a name that leaves no room for its indexes',
    rules: ['T-09', '7.1'],
    broken: [job({ name: 'a'.repeat(61), spec: indexed })],
    mended: [job({ name: 'a'.repeat(60), spec: indexed })],
    code: 'verify/job-refused',
    at: `Job ${'a'.repeat(61)} metadata.name`,
  },
  {
    what: 'an Indexed Job of a CronJob with such a name',
    rules: ['7.1'],
    broken: [nightly('a'.repeat(50), indexed)],
    mended: [nightly('a'.repeat(49), indexed)],
    code: 'verify/job-refused',
    at: `CronJob ${'a'.repeat(50)} metadata.name`,
  },
  {
    what: 'a finalizer that does not say whose it is',
    rules: ['N-13'],
    broken: [deployment({ metadata: { finalizers: ['keep-weights'] } })],
    mended: [deployment({ metadata: { finalizers: ['example.com/keep-weights'] } })],
    code: 'verify/invalid-name',
    at: 'Deployment chat metadata.finalizers[0]',
  },
  {
    what: 'two objects of one identity',
    rules: ['N-12'],
    broken: [configMap('settings', { a: '1' }), configMap('settings', { a: '2' })],
    mended: [configMap('settings', { a: '1' }), configMap('more-settings', { a: '2' })],
    code: 'verify/duplicate-object',
    at: 'ConfigMap settings metadata.name',
  },
  {
    what: 'bytes of a Secret that are no base64',
    rules: ['N-06'],
    broken: [{ ...plain('v1', 'ConfigMap', { name: 'icon' }), binaryData: { png: 'not base64!' } }],
    mended: [{ ...plain('v1', 'ConfigMap', { name: 'icon' }), binaryData: { png: 'bm8=' } }],
    code: 'verify/data-unreadable',
    at: 'ConfigMap icon binaryData.png',
  },
  {
    what: 'a key of a ConfigMap as text and as bytes',
    rules: ['N-06'],
    broken: [{ ...configMap('settings', { a: 'b' }), binaryData: { a: 'bm8=' } }],
    mended: [{ ...configMap('settings', { a: 'b' }), binaryData: { b: 'bm8=' } }],
    code: 'verify/duplicate-key',
    at: 'ConfigMap settings data.a',
  },
  {
    what: 'a user beyond what the kernel knows',
    rules: ['S-57'],
    broken: [deployment({ pod: { securityContext: { runAsUser: 4_294_967_295 } } })],
    mended: [deployment({ pod: { securityContext: { runAsUser: 1000 } } })],
    code: 'verify/out-of-range',
    at: 'Deployment chat spec.template.spec.securityContext.runAsUser',
  },
];
