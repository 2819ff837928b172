import { ApiObject, Chart } from 'cdk8s';
import {
  existingClaim,
  existingSecret,
  ModelService,
  models,
  unpinned,
  type App,
  type Model,
  type ModelServiceProps,
  type VllmProps,
} from 'modelyard';
import { pools, type Broken, type Configuration } from './broken';

const image = unpinned('myuser/model:v1', 'a test');
const http = { kind: 'http', image, port: 8000, healthPath: '/health' } as const;
const claim = existingClaim('weights', { accessModes: ['ReadOnlyMany'] });
const onClaim: Model = { source: { kind: 'claim', claim }, architecture: models.llama31_8b };
const revision = '0123456789abcdef0123456789abcdef01234567';

/** A service in a chart, of which something is changed. */
function serving(props: Partial<ModelServiceProps>, use?: (service: ModelService) => void): Configuration {
  return (app: App): void => {
    const chart = new Chart(app, 'models');
    const service = new ModelService(chart, 'chat', {
      runtime: http,
      resources: { cpu: 1, memory: '1Gi' },
      placement: pools.cpu,
      ...props,
    });
    use?.(service);
  };
}

function vllm(props: Partial<VllmProps> = {}): VllmProps {
  return { kind: 'vllm', image: unpinned('vllm/vllm-openai:v0.19.1', 'a test'), contextLength: 8192, ...props };
}

/** A language model on GPUs, of which something is changed. */
function languageModel(props: Partial<ModelServiceProps>): Configuration {
  return serving({ runtime: vllm(), resources: undefined, model: onClaim, placement: pools.l4, ...props });
}

const of = (architecture: Model['architecture'], more: Partial<Model> = {}): Model => ({
  ...onClaim,
  ...more,
  architecture,
});
const from = (source: Model['source']): Model => ({ ...onClaim, source });
const autoscaled = (scaling: Partial<Extract<ModelServiceProps['scaling'], { kind: 'autoscale' }>>): Configuration =>
  serving({ scaling: { kind: 'autoscale', min: 1, max: 3, on: [{ kind: 'cpu', target: '60%' }], ...scaling } });
const exclusive = existingClaim('disk', { accessModes: ['ReadWriteOncePod'] });
const disk = (scaling: ModelServiceProps['scaling']): Configuration =>
  serving({ scaling, volumes: [{ name: 'disk', mountPath: '/disk', from: { kind: 'claim', claim: exclusive } }] });
const variable = (env: ModelServiceProps['env']): Configuration => serving({ env });

/** An account that mounts its token, or not. */
function account(automountServiceAccountToken: unknown): Configuration {
  return (app: App): void => {
    const chart = new Chart(app, 'models');
    new ApiObject(chart, 'reader', { apiVersion: 'v1', kind: 'ServiceAccount', automountServiceAccountToken });
  };
}

/** As an `Output` of Pulumi looks. */
const later = { __pulumiOutput: true, apply: (): unknown => later };

/** Model servers that a program describes, and that would not start, answer or roll. */
export const modelServers: readonly Broken[] = [
  {
    what: 'degrees that do not divide the heads of a model',
    rules: ['L-01'],
    thread: 'https://github.com/vllm-project/vllm/issues/414',
    broken: languageModel({ runtime: vllm({ tensorParallel: 3 }) }),
    mended: languageModel({ runtime: vllm({ tensorParallel: 4 }) }),
    code: 'sizing/invalid-parallelism',
    at: 'models/chat runtime.tensorParallel',
  },
  {
    what: 'degrees that do not divide the heads of the keys',
    rules: ['L-02'],
    thread: 'https://github.com/vllm-project/vllm/issues/16021',
    broken: languageModel({ runtime: vllm({ tensorParallel: 4 }), model: of(models.phi4) }),
    mended: languageModel({ runtime: vllm({ tensorParallel: 2 }), model: of(models.phi4) }),
    code: 'sizing/invalid-parallelism',
    at: 'models/chat runtime.tensorParallel',
  },
  {
    what: 'degrees that take other GPUs than the pod asks for',
    rules: ['L-05'],
    broken: languageModel({ gpus: 2, runtime: vllm({ tensorParallel: 4 }) }),
    mended: languageModel({ gpus: 4, runtime: vllm({ tensorParallel: 4 }) }),
    code: 'serving/gpus-disagree',
    at: 'models/chat gpus',
  },
  {
    what: 'numbers of a precision that a T4 does not know',
    rules: ['L-07', 'G-24'],
    broken: languageModel({ placement: pools.t4, runtime: vllm({ tensorParallel: 4 }) }),
    mended: languageModel({
      placement: pools.t4,
      runtime: vllm({ tensorParallel: 4 }),
      model: { ...onClaim, precision: 'fp16' },
    }),
    code: 'sizing/unsupported-precision',
    at: 'models/chat model.precision',
  },
  {
    what: 'a context for whose keys one GPU has no room',
    rules: ['L-09'],
    thread: 'https://github.com/vllm-project/vllm/issues/27508',
    broken: languageModel({ runtime: vllm({ contextLength: 131_072 }) }),
    mended: languageModel({ runtime: vllm({ contextLength: 16_384 }) }),
    code: 'serving/does-not-start',
    at: 'models/chat runtime.contextLength',
  },
  {
    what: 'a model that is larger than its GPUs',
    rules: ['L-09'],
    thread: 'https://github.com/kaito-project/kaito/issues/1529',
    broken: languageModel({ runtime: vllm({ tensorParallel: 4 }), model: of(models.llama31_70b) }),
    mended: languageModel({
      runtime: vllm({ tensorParallel: 8 }),
      model: of(models.llama31_70b),
      placement: pools.h100,
    }),
    code: 'serving/does-not-start',
    at: 'models/chat model',
  },
  {
    what: 'a sequence that is longer than the model knows',
    rules: ['L-09'],
    broken: languageModel({ runtime: vllm({ contextLength: 200_000, tensorParallel: 4 }) }),
    mended: languageModel({ runtime: vllm({ contextLength: 100_000, tensorParallel: 4 }) }),
    code: 'sizing/context-exceeds-model',
    at: 'models/chat runtime.contextLength',
  },
  {
    what: 'a flag that the release of the server does not know any more',
    rules: ['S-12'],
    thread: 'https://github.com/kserve/kserve/pull/6035',
    broken: languageModel({ args: ['--swap-space=4'] }),
    mended: languageModel({}),
    code: 'serving/unknown-flag',
    at: 'models/chat args',
  },
  {
    what: 'a flag that the runtime sets too',
    rules: ['L-08'],
    broken: languageModel({ args: ['--max-model-len=4096'] }),
    mended: languageModel({ runtime: vllm({ contextLength: 4096 }) }),
    code: 'workload/argument-clash',
    at: 'models/chat args[0]',
  },
  {
    what: 'a model by the name of a branch',
    rules: ['S-77'],
    broken: languageModel({ model: from({ kind: 'hugging-face', repository: 'a/b', revision: 'main' }) }),
    mended: languageModel({ model: from({ kind: 'hugging-face', repository: 'a/b', revision }) }),
    code: 'serving/moving-revision',
    at: 'models/chat model.source.revision',
  },
  {
    what: 'an address of the web that nothing downloads',
    rules: ['S-73'],
    broken: languageModel({
      model: from({ kind: 'object-store', uri: 'https://example.com/llama.tar', access: { kind: 'ambient' } }),
    }),
    mended: languageModel({ model: from({ kind: 'in-image', path: '/opt/llama' }) }),
    code: 'serving/cannot-load',
    at: 'models/chat model.source.kind',
  },
  {
    what: 'an image as a volume of a cluster that mounts none',
    rules: ['S-76'],
    thread: 'https://github.com/kserve/kserve/pull/5558',
    broken: languageModel({ model: from({ kind: 'image-volume', image }) }),
    mended: languageModel({ model: from({ kind: 'claim', claim }) }),
    code: 'serving/no-image-volumes',
    at: 'models/chat model.source.kind',
  },
  {
    what: 'less memory than the largest matrix of a model takes',
    rules: ['S-78'],
    broken: languageModel({ resources: { cpu: 4, memory: '512Mi' } }),
    mended: languageModel({ resources: { cpu: 4, memory: '32Gi' } }),
    code: 'serving/memory-too-small',
    at: 'models/chat resources.memory',
  },
  {
    what: 'weights on a disk of 20 GiB',
    rules: ['S-75'],
    broken: languageModel({
      placement: pools.smallDisk,
      model: from({ kind: 'hugging-face', repository: 'a/b', revision }),
    }),
    mended: languageModel({ model: from({ kind: 'hugging-face', repository: 'a/b', revision }) }),
    code: 'workload/no-room-on-node',
    at: 'models/chat placement',
  },
  {
    what: 'a language model without a model',
    rules: ['S-12'],
    broken: languageModel({ model: undefined }),
    mended: languageModel({}),
    code: 'serving/no-model',
    at: 'models/chat model',
  },
  {
    what: 'a service without anything that says what it needs',
    rules: ['G-06'],
    broken: serving({ resources: undefined, placement: undefined }),
    mended: serving({}),
    code: 'workload/no-resources',
    at: 'models/chat resources',
  },
  {
    what: 'more cores than a machine has',
    rules: ['6.2'],
    broken: serving({ resources: { cpu: 64, memory: '8Gi' } }),
    mended: serving({ resources: { cpu: 8, memory: '8Gi' } }),
    code: 'workload/no-room-on-node',
    at: 'models/chat placement',
  },
  {
    what: 'replicas beyond the nodes of a pool',
    rules: ['6.7'],
    broken: languageModel({ runtime: vllm({ tensorParallel: 4 }), scaling: { kind: 'fixed', replicas: 3 } }),
    mended: languageModel({ runtime: vllm({ tensorParallel: 4 }), scaling: { kind: 'fixed', replicas: 2 } }),
    code: 'serving/pool-too-small',
    at: 'models/chat scaling',
  },
  {
    what: 'a surge of a service that fills its pool',
    rules: ['S-15'],
    thread: 'https://github.com/ray-project/kuberay/issues/1476',
    broken: languageModel({
      runtime: vllm({ tensorParallel: 4 }),
      scaling: { kind: 'fixed', replicas: 2 },
      rollout: { kind: 'rolling', maxSurge: 1, maxUnavailable: 0 },
    }),
    mended: languageModel({
      runtime: vllm({ tensorParallel: 4 }),
      scaling: { kind: 'fixed', replicas: 2 },
      rollout: { kind: 'rolling', maxSurge: 0, maxUnavailable: 1 },
    }),
    code: 'serving/pool-stops-rollout',
    at: 'models/chat rollout.maxSurge',
  },
  {
    what: 'a rollout that is told to add none and to miss none',
    rules: ['S-16'],
    broken: serving({ rollout: { kind: 'rolling', maxSurge: 0, maxUnavailable: 0 } }),
    mended: serving({ rollout: { kind: 'rolling', maxSurge: 1, maxUnavailable: 0 } }),
    code: 'verify/rollout-cannot-move',
    at: 'models/chat/Deployment spec.strategy.rollingUpdate',
  },
  {
    what: 'two replicas of a service with the volume of one pod',
    rules: ['S-71'],
    broken: disk({ kind: 'fixed', replicas: 2 }),
    mended: disk({ kind: 'fixed', replicas: 1 }),
    code: 'serving/claim-not-shared',
    at: 'models/chat scaling',
  },
  {
    what: 'an autoscaler of a service from five to two',
    rules: ['S-43'],
    broken: autoscaled({ min: 5, max: 2 }),
    mended: autoscaled({ min: 2, max: 5 }),
    code: 'serving/min-exceeds-max',
    at: 'models/chat scaling.min',
  },
  {
    what: 'a scaler that waits for longer than an hour',
    rules: ['S-35'],
    broken: autoscaled({ scaleDown: { stabilizationWindow: '61m' } }),
    mended: autoscaled({ scaleDown: { stabilizationWindow: '15m' } }),
    code: 'serving/invalid-scale-down',
    at: 'models/chat scaling.scaleDown.stabilizationWindow',
  },
  {
    what: 'a service that wakes by its own CPU',
    rules: ['S-33', 'S-40'],
    thread: 'https://github.com/kserve/kserve/issues/3514',
    broken: serving({
      scaling: {
        kind: 'scale-to-zero',
        max: 3,
        wake: { kind: 'trigger', type: 'cpu', metadata: { value: '60' } },
        requests: { kind: 'none', reason: 'a test' },
      } as unknown as ModelServiceProps['scaling'],
    }),
    mended: serving({}),
    code: 'serving/cannot-wake',
    at: 'models/chat scaling.wake.type',
  },
  {
    what: 'a credential in a variable',
    rules: ['C-51'],
    broken: variable({ HF_TOKEN: 'hf_abcdefghijklmnopqrstuvwxyzabcdefgh' }),
    mended: variable({
      HF_TOKEN: { kind: 'secret', secret: existingSecret('hub', { keys: ['token'] }), key: 'token' },
    }),
    code: 'data/credential-literal',
    at: 'models/chat env.HF_TOKEN',
  },
  {
    what: 'a key of a Secret that a program misspells',
    rules: ['C-51'],
    broken: variable({
      HF_TOKEN: { kind: 'secret', secret: existingSecret('hub', { keys: ['token'] }), key: 'tokens' },
    }),
    mended: variable({
      HF_TOKEN: { kind: 'secret', secret: existingSecret('hub', { keys: ['token'] }), key: 'token' },
    }),
    code: 'data/no-such-key',
    at: 'models/chat env.HF_TOKEN',
  },
  {
    what: 'a value of Pulumi in a manifest that is written before it is known',
    rules: ['C-56'],
    broken: account(later),
    mended: account(false),
    code: 'core/deferred-outside-pulumi',
    at: 'models/reader automountServiceAccountToken',
  },
  {
    what: 'a service that is root',
    rules: ['S-57', '8.1'],
    broken: serving({ security: { user: 0 } }),
    mended: serving({ security: { user: 1000 } }),
    code: 'workload/root-user',
    at: 'models/chat security.user',
  },
  {
    what: 'an image that nobody pinned, without a reason',
    rules: ['S-21'],
    broken: serving({ runtime: { ...http, image: unpinned('myuser/model:v1', '') } }),
    mended: serving({ runtime: { ...http, image: unpinned('myuser/model:v1', 'built on this machine') } }),
    code: 'core/no-reason',
    at: 'models/chat runtime.image',
  },
  {
    what: 'a time to start without its unit',
    rules: ['S-01'],
    broken: serving({ runtime: { ...http, startsWithin: '0m' } }),
    mended: serving({ runtime: { ...http, startsWithin: '10m' } }),
    code: 'core/invalid-duration',
    at: 'models/chat runtime.startsWithin',
  },
  {
    what: 'a host with its scheme',
    rules: ['S-82'],
    broken: serving({}, (service) => service.exposeVia({ kind: 'ingress', host: 'https://chat.example.com' })),
    mended: serving({}, (service) => service.exposeVia({ kind: 'ingress', host: 'chat.example.com' })),
    code: 'serving/invalid-host',
    at: 'models/chat exposeVia.host',
  },
];
