import {
  existingClaim,
  existingSecret,
  models,
  nodePool,
  targetCluster,
  unpinned,
  type Model,
  type ModelServiceProps,
  type NodePool,
  type VllmProps,
} from 'modelyard';
import { describe, expect, it } from 'vitest';
import { commandLine } from './one-server';
import { httpRuntime, OneService, resources } from './one-service';
import { pinWhatIsSaid, type Row } from './what-is-said';

const l4 = nodePool('l4', { machine: 'g6.12xlarge', nodes: { min: 0, max: 6 }, diskGib: 200 });
const t4 = nodePool('t4', {
  machine: 'g4dn.12xlarge',
  nodes: { min: 0, max: 6 },
  driver: { from: 'node-image', version: '570.86.15' },
});
const v100 = nodePool('v100', { machine: 'p3.8xlarge', nodes: { min: 0, max: 6 } });
const shares = nodePool('shares', {
  machine: 'g6.xlarge',
  nodes: { min: 0, max: 6 },
  sharing: { kind: 'time-sliced', replicas: 4, renamed: false },
});

const claim = existingClaim('weights', { accessModes: ['ReadOnlyMany'] });
const onClaim: Model = { source: { kind: 'claim', claim }, architecture: models.llama31_8b };

function image(release: string): VllmProps['image'] {
  return unpinned(`vllm/vllm-openai:v${release}`, 'a test');
}

function vllm(props: Partial<VllmProps> = {}): VllmProps {
  return { kind: 'vllm', image: image('0.33.0'), contextLength: 8192, ...props };
}

/** A model on vLLM and L4s, but for what is said otherwise. */
function served(props: Partial<ModelServiceProps>, kubernetes: Kubernetes = '1.34'): OneService {
  const pools: readonly NodePool[] = [l4, t4, v100, shares];
  const cluster =
    kubernetes === 'none'
      ? undefined
      : targetCluster({ name: 'production', cloud: 'eks', kubernetes, nodePools: pools });
  return new OneService(
    { resources: undefined, runtime: vllm(), model: onClaim, placement: l4, ...props },
    undefined,
    cluster,
  );
}

const valueOf = ({ server }: OneService, name: string): unknown =>
  server.env.find((variable: { readonly name: string }) => variable.name === name);

describe('vLLM', () => {
  it('serves a model under the name of the service, on all GPUs of its pod', () => {
    const built = served({ gpus: 4 });
    expect(built.issues).toEqual([]);
    expect(built.warnings).toEqual([]);
    expect(commandLine(built)).toEqual([
      'vllm',
      'serve',
      '/models',
      '--served-model-name=chat',
      '--max-model-len=8192',
      '--tensor-parallel-size=4',
      '--shutdown-timeout=120',
    ]);
    expect(built.server.resources.limits['nvidia.com/gpu']).toBe('4');
  });

  it('takes the GPUs that its degrees need', () => {
    const built = served({ runtime: vllm({ tensorParallel: 2, pipelineParallel: 2 }) });
    expect(built.issues).toEqual([]);
    expect(built.server.resources.limits['nvidia.com/gpu']).toBe('4');
    expect(commandLine(built)).toEqual(
      expect.arrayContaining(['--tensor-parallel-size=2', '--pipeline-parallel-size=2']),
    );
  });

  it('passes on each of its props', () => {
    const built = served({
      gpus: 4,
      model: { ...onClaim, name: 'llama', precision: 'fp16' },
      runtime: vllm({
        memoryUtilization: '85%',
        maximumSequences: 64,
        batchedTokens: 4096,
        cachePrecision: 'fp8',
        quantization: 'fp8',
        eager: true,
        adapters: { modules: { sql: '/models/sql', poet: '/models/poet' }, maximumRank: 16, atOnce: 2 },
        apiKey: { secret: existingSecret('chat', { keys: ['key'] }), key: 'key' },
        trustRemoteCode: { reason: 'we wrote it' },
        usageStatistics: true,
        startsWithin: '30m',
        drain: '5m',
      }),
    });
    expect(built.issues).toEqual([]);
    expect(commandLine(built)).toEqual([
      'vllm',
      'serve',
      '/models',
      '--served-model-name=llama',
      '--max-model-len=8192',
      '--tensor-parallel-size=4',
      '--gpu-memory-utilization=0.85',
      '--max-num-seqs=64',
      '--max-num-batched-tokens=4096',
      '--dtype=float16',
      '--quantization=fp8',
      '--kv-cache-dtype=fp8',
      '--enforce-eager',
      '--trust-remote-code',
      '--enable-lora',
      '--max-loras=2',
      '--max-lora-rank=16',
      '--lora-modules',
      '{"name":"sql","path":"/models/sql"}',
      '{"name":"poet","path":"/models/poet"}',
      '--shutdown-timeout=300',
    ]);
    expect(valueOf(built, 'VLLM_API_KEY')).toEqual({
      name: 'VLLM_API_KEY',
      valueFrom: { secretKeyRef: { name: 'chat', key: 'key' } },
    });
    expect(valueOf(built, 'VLLM_NO_USAGE_STATS')).toBeUndefined();
    expect(valueOf(built, 'VLLM_ENGINE_READY_TIMEOUT_S')).toMatchObject({ value: '1800' });
    expect(built.pod.terminationGracePeriodSeconds).toBe(15 + 300 + 5);
  });

  it('has no flag for its drain before the release that brought it, and says so', () => {
    const built = served({ runtime: vllm({ image: image('0.17.1'), tensorParallel: 4 }) });
    expect(commandLine(built).filter((flag) => flag.startsWith('--shutdown'))).toEqual([]);
    expect(built.warnings.map(({ code }) => code)).toEqual(['serving/no-drain']);
  });
});

describe('the weights of a model come', () => {
  it('from a claim, which is mounted', () => {
    const built = served({ runtime: vllm({ tensorParallel: 4 }) });
    expect(built.pod.volumes).toContainEqual({
      name: 'model',
      persistentVolumeClaim: { claimName: 'weights', readOnly: true },
    });
    expect(built.server.volumeMounts).toContainEqual({ name: 'model', mountPath: '/models', readOnly: true });
    expect(built.server.resources.requests).not.toHaveProperty('ephemeral-storage');
  });

  it('from an image, mounted as a volume where the cluster has that', () => {
    const source = { kind: 'image-volume', image: unpinned('myuser/weights:v1', 'a test'), path: 'llama' } as const;
    const built = served({ runtime: vllm({ tensorParallel: 4 }), model: { ...onClaim, source } }, '1.35');
    expect(built.issues).toEqual([]);
    expect(built.pod.volumes).toContainEqual({
      name: 'model',
      image: { reference: 'myuser/weights:v1', pullPolicy: 'IfNotPresent' },
    });
    expect(built.server.volumeMounts).toContainEqual({
      name: 'model',
      mountPath: '/models',
      subPath: 'llama',
      readOnly: true,
    });
  });

  it('from the image of the server', () => {
    const built = served({
      runtime: vllm({ tensorParallel: 4 }),
      model: { ...onClaim, source: { kind: 'in-image', path: '/opt/llama' } },
    });
    expect(commandLine(built)[2]).toBe('/opt/llama');
  });

  it('from Hugging Face, at a commit and with room on the disk', () => {
    const revision = '0123456789abcdef0123456789abcdef01234567';
    const built = served({
      runtime: vllm({ tensorParallel: 4 }),
      model: {
        ...onClaim,
        source: {
          kind: 'hugging-face',
          repository: 'meta-llama/Llama-3.1-8B',
          revision,
          token: { secret: existingSecret('hub', { keys: ['token'] }), key: 'token' },
        },
      },
    });
    expect(built.issues).toEqual([]);
    expect(commandLine(built)).toEqual(expect.arrayContaining(['meta-llama/Llama-3.1-8B', `--revision=${revision}`]));
    expect(valueOf(built, 'HF_HOME')).toMatchObject({ value: '/models' });
    expect(valueOf(built, 'HF_TOKEN')).toMatchObject({ valueFrom: { secretKeyRef: { name: 'hub', key: 'token' } } });
    expect(built.pod.volumes).toContainEqual({ name: 'model', emptyDir: { sizeLimit: '17Gi' } });
    expect(built.server.resources.requests['ephemeral-storage']).toBe('19Gi');
  });

  it('from a store as the server loads, by the identity of its account', () => {
    const built = served({
      runtime: vllm({ tensorParallel: 4 }),
      model: {
        ...onClaim,
        source: {
          kind: 'object-store',
          uri: 's3://weights/llama/',
          region: 'us-east-1',
          endpoint: 'https://minio.example.com',
          access: {
            kind: 'service-account',
            annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/weights' },
            podLabels: { 'azure.workload.identity/use': 'true' },
          },
        },
      },
    });
    expect(built.issues).toEqual([]);
    expect(commandLine(built).slice(2, 5)).toEqual([
      's3://weights/llama/',
      '--served-model-name=chat',
      '--load-format=runai_streamer',
    ]);
    expect(valueOf(built, 'AWS_REGION')).toMatchObject({ value: 'us-east-1' });
    expect(valueOf(built, 'AWS_ENDPOINT_URL')).toMatchObject({ value: 'https://minio.example.com' });
    expect(built.one('ServiceAccount').metadata.annotations).toEqual({
      'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/weights',
    });
    expect(built.deployment.template.metadata.labels).toMatchObject({ 'azure.workload.identity/use': 'true' });
    expect(built.deployment.selector.matchLabels).not.toHaveProperty('azure.workload.identity/use');
  });

  it('from a store to the disk first, by the keys of a Secret', () => {
    const keys = existingSecret('store', { keys: ['id', 'secret'] });
    const built = served({
      runtime: vllm({ tensorParallel: 4 }),
      model: {
        ...onClaim,
        source: {
          kind: 'object-store',
          uri: 's3://weights/llama/',
          access: {
            kind: 'secret',
            secret: keys,
            variables: { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' },
          },
          download: unpinned('rclone/rclone:1.71.2', 'a test'),
        },
      },
    });
    expect(built.issues).toEqual([]);
    const [download] = built.pod.initContainers;
    const from = ['s3://weights/llama/', '/models', 'copy', ':s3:weights/llama/', '/models'];
    expect(download.command.slice(4, 9)).toEqual(from);
    expect(download.env).toEqual(
      expect.arrayContaining([
        { name: 'RCLONE_S3_PROVIDER', value: 'AWS' },
        { name: 'AWS_ACCESS_KEY_ID', valueFrom: { secretKeyRef: { name: 'store', key: 'id' } } },
      ]),
    );
    expect(download.volumeMounts).toContainEqual({ name: 'model', mountPath: '/models' });
    expect(built.server.volumeMounts).toContainEqual({ name: 'model', mountPath: '/models', readOnly: true });
    expect(commandLine(built)[2]).toBe('/models');
    expect(valueOf(built, 'AWS_ACCESS_KEY_ID')).toBeUndefined();
    // Eighty seconds more to copy 16.6 GiB.
    expect(built.deployment.progressDeadlineSeconds).toBe(720 + 89 + 10 + 600);
  });
});

describe('resources that are not named', () => {
  it('are the share of a node that falls on the GPUs', () => {
    const all = served({ runtime: vllm({ tensorParallel: 4 }) }).server.resources.requests;
    const half = served({ runtime: vllm({ tensorParallel: 2 }) }).server.resources.requests;
    expect([all, half]).toEqual([
      { cpu: '47300m', memory: '173Gi' },
      { cpu: '23600m', memory: '86Gi' },
    ]);
  });
});

type Kubernetes = '1.34' | '1.35' | 'none';
type Served = Row<readonly [kubernetes?: Kubernetes]>;

const issues: readonly Served[] = [
  [
    'degrees that take other GPUs than the pod asks for',
    [
      {
        code: 'serving/gpus-disagree',
        property: 'gpus',
        given: '2',
        message: 'tensorParallel 1 × pipelineParallel 4 × dataParallel 1 take 4',
        fix: 'gpus: 4, or no gpus: they follow from the runtime',
      },
    ],
    { gpus: 2, runtime: vllm({ pipelineParallel: 4 }) },
  ],
  [
    'a share of which sidecars leave nothing',
    [
      {
        code: 'workload/no-resources',
        property: 'resources',
        message: 'what stands beside the server leaves it nothing of its share of a node of pool l4',
        fix: 'smaller sidecars, or resources',
      },
    ],
    {
      runtime: vllm({ tensorParallel: 4 }),
      sidecars: [{ name: 'log', image: image('1'), resources: { cpu: '47500m', memory: '1Gi' } }],
    },
  ],
  [
    'no resources, and no accelerator',
    [
      {
        code: 'workload/no-resources',
        property: 'resources',
        message: 'nothing says what a pod needs, and without an accelerator it has no share of a node',
        fix: "resources: { cpu: 4, memory: '16Gi' }, or a placement in a pool whose machine is known",
      },
    ],
    { runtime: httpRuntime, model: undefined },
  ],
  [
    'memory too small to load the weights through',
    [
      {
        code: 'serving/memory-too-small',
        property: 'resources.memory',
        given: '"512Mi"',
        message: "the largest matrix of the model alone takes 1.0 GiB of the host's memory on its way to the GPU",
        fix: "memory: '6Gi', or no resources: a share of the node",
      },
    ],
    { runtime: vllm({ tensorParallel: 4 }), resources: { cpu: 1, memory: '512Mi' } },
  ],
  [
    'an address of the web that nothing downloads',
    [
      {
        code: 'serving/cannot-load',
        property: 'model.source.kind',
        given: '"object-store"',
        message: 'vLLM cannot load from there by itself',
        fix: "download: unpinned('rclone/rclone:TAG', 'the reason'), which copies the weights to the pod's disk first",
      },
    ],
    {
      runtime: vllm({ tensorParallel: 4 }),
      model: {
        ...onClaim,
        source: { kind: 'object-store', uri: 'https://example.com/llama.tar', access: { kind: 'ambient' } },
      },
    },
  ],
  [
    'a disk too small for the weights',
    [
      {
        code: 'workload/no-room-on-node',
        property: 'placement',
        given: 'pool t4 of g4dn.12xlarge',
        message: 'no pod fits there: each of its nodes has 17408Mi of disk for pods, and a pod asks for 19456Mi',
        fix: 'a pool with larger nodes, or less of what the server asks for',
      },
    ],
    {
      placement: t4,
      runtime: vllm({ tensorParallel: 4, image: image('0.19.1') }),
      model: {
        architecture: models.llama31_8b,
        precision: 'fp16',
        source: { kind: 'hugging-face', repository: 'a/b', revision: '0123456789abcdef0123456789abcdef01234567' },
      },
    },
  ],
  [
    'no model',
    [
      {
        code: 'serving/no-model',
        property: 'model',
        message: 'vLLM serves weights, and none are named',
        fix: "model: { source: { kind: 'claim', claim }, architecture: models.llama31_8b }, or another source",
      },
    ],
    { model: undefined, runtime: vllm({ tensorParallel: 4 }) },
  ],
  [
    'a model for a server that has a prop of its own for it',
    [
      {
        code: 'serving/cannot-load',
        property: 'model.source.kind',
        given: '"claim"',
        message: 'tensorflow-serving is not told of a model that way',
        fix: "the runtime's own prop for its model, and no model",
      },
    ],
    {
      resources,
      placement: undefined,
      runtime: { kind: 'tensorflow-serving', image: image('1'), modelName: 'm', models: { kind: 'claim', claim } },
    },
  ],
  [
    'a store that a server cannot read from',
    [
      {
        code: 'serving/cannot-load',
        property: 'model.source.kind',
        given: '"object-store"',
        message: 'http cannot load from there by itself',
        fix: "download: unpinned('rclone/rclone:TAG', 'the reason'), which copies the weights to the pod's disk first",
      },
    ],
    {
      resources,
      placement: undefined,
      runtime: httpRuntime,
      model: { source: { kind: 'object-store', uri: 's3://weights/', access: { kind: 'ambient' } } },
    },
  ],
  [
    'a repository that a server cannot fetch',
    [
      {
        code: 'serving/cannot-load',
        property: 'model.source.kind',
        given: '"hugging-face"',
        message: 'http cannot load from there by itself',
        fix: 'an object store with a download, or a claim',
      },
    ],
    {
      resources,
      placement: undefined,
      runtime: httpRuntime,
      model: {
        source: { kind: 'hugging-face', repository: 'a/b', revision: '0123456789abcdef0123456789abcdef01234567' },
      },
    },
  ],
  [
    'a branch',
    [
      {
        code: 'serving/moving-revision',
        property: 'model.source.revision',
        given: '"main"',
        message: 'is no commit: a branch or a tag can move, and two replicas then serve two models',
        fix: 'the 40 digits of a commit, which stand under "History" of the repository',
      },
    ],
    {
      runtime: vllm({ tensorParallel: 4 }),
      model: { ...onClaim, source: { kind: 'hugging-face', repository: 'a/b', revision: 'main' } },
    },
  ],
  [
    'an image as a volume in an old cluster',
    [
      {
        code: 'serving/no-image-volumes',
        property: 'model.source.kind',
        given: '"image-volume"',
        message: 'Kubernetes has them on from 1.35 on, and cluster production is 1.34',
        fix: "Kubernetes 1.35, or another source, such as kind: 'claim'",
      },
    ],
    {
      runtime: vllm({ tensorParallel: 4 }),
      model: { ...onClaim, source: { kind: 'image-volume', image: image('1') } },
    },
  ],
  [
    'a sequence for which there is no room',
    [
      {
        code: 'serving/does-not-start',
        property: 'runtime.contextLength',
        given: '131072',
        message:
          'one sequence needs 16.0 GiB of KV cache; one L4 leaves 4.0 GiB (22.5 GiB × 0.92 − 15.0 GiB of weights − 1.7 GiB of overhead, ±4 %)',
        fix: 'contextLength: 25_000; or tensorParallel: 2, with 2 GPUs; or GPUs with 37.1 GiB, such as A100-40GB or L40S',
      },
    ],
    { runtime: vllm({ contextLength: 131_072 }) },
  ],
  [
    'a model that is larger than its GPU',
    [
      {
        code: 'serving/does-not-start',
        property: 'model',
        message:
          'weights and overhead alone do not fit one L4 (22.5 GiB × 0.92 − 131.4 GiB of weights − 2.5 GiB of overhead, ±4 %)',
        fix: 'tensorParallel: 16, with 16 GPUs; or GPUs with 156.1 GiB, such as B200',
      },
    ],
    { runtime: vllm(), model: { ...onClaim, architecture: models.llama31_70b } },
  ],
  [
    'a sequence longer than the model knows',
    [
      {
        code: 'sizing/context-exceeds-model',
        property: 'runtime.contextLength',
        given: '200000',
        message: 'the model knows 131072 positions',
        fix: "at most 131072; or architecture: { ..., maximumContext }, where the model knows more; or env: { VLLM_ALLOW_LONG_MAX_MODEL_LEN: '1' }, and answers that may be wrong",
      },
    ],
    { runtime: vllm({ contextLength: 200_000, tensorParallel: 4 }) },
  ],
  [
    'degrees that do not divide the heads',
    [
      {
        code: 'sizing/invalid-parallelism',
        property: 'runtime.tensorParallel',
        given: '3',
        message: 'does not divide the 32 attention heads',
        fix: 'one of 1, 2, 4',
      },
    ],
    { runtime: vllm({ tensorParallel: 3 }) },
  ],
  [
    'a precision that the GPU cannot run',
    [
      {
        code: 'sizing/unsupported-precision',
        property: 'model.precision',
        given: 'bf16',
        message: 'needs a GPU of compute capability 8.0, and this one has 7.5',
        fix: "'fp16'",
      },
    ],
    { placement: t4, runtime: vllm({ tensorParallel: 4, image: image('0.19.1') }) },
  ],
  [
    'a quantisation that the GPU cannot run',
    [
      {
        code: 'serving/gpu-too-old',
        property: 'runtime.quantization',
        given: 'T4',
        message: '--quantization=mxfp4 needs compute capability 8.0, and T4 has 7.5',
        fix: 'a pool with newer GPUs, or what runs on 7.5',
      },
    ],
    {
      placement: t4,
      model: { ...onClaim, precision: 'fp16' },
      runtime: vllm({ tensorParallel: 4, image: image('0.19.1'), quantization: 'mxfp4' }),
    },
  ],
  [
    'a GPU that the image was not built for',
    [
      {
        code: 'serving/gpu-too-old',
        property: 'runtime.image',
        given: 'V100-16GB',
        message: 'the image of vLLM 0.33.0, of CUDA 13.0, needs compute capability 7.5, and V100-16GB has 7.0',
        fix: 'a pool with newer GPUs, or what runs on 7.0',
      },
    ],
    { placement: v100, model: { ...onClaim, precision: 'fp16' }, runtime: vllm({ tensorParallel: 4 }) },
  ],
  [
    'a driver older than the image',
    [
      {
        code: 'serving/driver-too-old',
        property: 'runtime.image',
        given: 'driver 570.86.15 of pool t4',
        message:
          'the image of vLLM 0.33.0, of CUDA 13.0, needs driver 580 or newer (https://docs.vllm.ai/en/v0.33.0/getting_started/installation/gpu/)',
        fix: "a pool with driver 580, or an older image; or env: { VLLM_ENABLE_CUDA_COMPATIBILITY: '1' }, on GPUs for data centres",
      },
    ],
    { placement: t4, model: { ...onClaim, precision: 'fp16' }, runtime: vllm({ tensorParallel: 4 }) },
  ],
  [
    'a flag that the release does not know any more',
    [
      {
        code: 'serving/unknown-flag',
        property: 'args',
        given: '--swap-space',
        message: 'vLLM 0.33.0 does not know it: it was last in 0.17.1 (https://pypi.org/project/vllm/0.18.1/)',
        fix: 'no --swap-space',
      },
    ],
    { runtime: vllm({ tensorParallel: 4 }), args: ['--swap-space=4'] },
  ],
  [
    'a flag that the release does not know yet',
    [
      {
        code: 'serving/unknown-flag',
        property: 'args',
        given: '--max-num-queued-reqs',
        message: 'vLLM 0.18.1 does not know it: it came after 0.27.1 (https://pypi.org/project/vllm/0.30.0/)',
        fix: 'vLLM 0.30.0, or no --max-num-queued-reqs',
      },
    ],
    { runtime: vllm({ tensorParallel: 4, image: image('0.18.1') }), args: ['--max-num-queued-reqs', '100'] },
  ],
  [
    'a flag that the runtime sets',
    [
      {
        code: 'workload/argument-clash',
        property: 'args[0]',
        given: '"--max-model-len"',
        message: '--max-model-len is set already by the runtime',
        fix: "the runtime's own prop for --max-model-len, and no argument",
      },
    ],
    { runtime: vllm({ tensorParallel: 4 }), args: ['--max-model-len=4096'] },
  ],
  [
    'a quantisation that the release does not know',
    [
      {
        code: 'serving/unknown-quantization',
        property: 'runtime.quantization',
        given: 'gguf',
        message: 'vLLM 0.33.0 does not know it (https://pypi.org/project/vllm/0.33.0/)',
        fix: 'one of awq, fp8, fbgemm_fp8, fp_quant, modelopt, modelopt_fp4, modelopt_mxfp8, modelopt_mixed, gptq_marlin, awq_marlin, gptq, humming, compressed-tensors, experts_int8, quark, moe_wna16, torchao, inc, mxfp4, gpt_oss_mxfp4, deepseek_v4_fp8, online, fp8_per_tensor, fp8_per_block, int8_per_channel_weight_only, mxfp8, auto_gptq, auto_awq, fp8_per_channel, nvfp4_per_token',
      },
    ],
    { runtime: vllm({ tensorParallel: 4, quantization: 'gguf' }) },
  ],
  [
    'GPUs that disagree with the degrees',
    [
      {
        code: 'serving/gpus-disagree',
        property: 'gpus',
        given: '2',
        message: 'tensorParallel 4 × pipelineParallel 1 × dataParallel 1 take 4',
        fix: 'gpus: 4, or no gpus: they follow from the runtime',
      },
    ],
    { gpus: 2, runtime: vllm({ tensorParallel: 4 }) },
  ],
  [
    'more GPUs than a machine has',
    [
      {
        code: 'workload/no-room-on-node',
        property: 'placement',
        given: 'pool l4 of g6.12xlarge',
        message: 'no pod fits there: each of its nodes has 4 nvidia.com/gpu',
        fix: 'a pool of g4dn.metal, g6.48xlarge, g5.48xlarge, or less of what the server asks for',
      },
    ],
    { runtime: vllm({ tensorParallel: 8 }) },
  ],
  [
    'a version that is none',
    [
      {
        code: 'serving/invalid-version',
        property: 'runtime.version',
        given: '"newest"',
        message: 'is no release: numbers between dots',
        fix: "version: '1.2.3'",
      },
    ],
    { runtime: vllm({ tensorParallel: 4, version: 'newest' }) },
  ],
  [
    'no resources, and no pool',
    [
      {
        code: 'workload/no-resources',
        property: 'resources',
        message: 'nothing says what a pod needs, and no node pool is known of which it could take a share',
        fix: "resources: { cpu: 4, memory: '16Gi' }, or a placement in a pool whose machine is known",
      },
    ],
    { placement: undefined, gpus: 1, runtime: httpRuntime, model: undefined },
    'none',
  ],
];

const warnings: readonly Served[] = [
  [
    'a model over shares of one GPU',
    [
      {
        code: 'serving/gpus-disagree',
        property: 'gpus',
        given: '2',
        message:
          'a model is not spread over shares of GPUs, which may be of one and the same, as over whole GPUs, and its server may not start',
        fix: 'one of them, or a pool of whole GPUs',
      },
    ],
    { placement: shares, gpus: 2 },
  ],
  [
    'a model over Neuron devices',
    [
      {
        code: 'serving/gpus-disagree',
        property: 'accelerator.count',
        given: '2',
        message: 'a model is not spread over Neuron devices as over whole GPUs, and its server may not start',
        fix: 'one of them, or a pool of whole GPUs',
      },
    ],
    {
      placement: undefined,
      resources,
      accelerator: { kind: 'neuron', unit: 'device', count: 2 },
      model: { source: { kind: 'claim', claim } },
    },
    'none',
  ],
  [
    'memory too small for what streams the weights',
    [
      {
        code: 'serving/memory-too-small',
        property: 'resources.memory',
        given: '"3Gi"',
        message: "what streams the weights takes up to 5.0 GiB of the host's memory",
        fix: "memory: '14Gi', or no resources: a share of the node",
      },
    ],
    {
      runtime: vllm({ tensorParallel: 4 }),
      resources: { cpu: 4, memory: '3Gi' },
      model: { ...onClaim, source: { kind: 'object-store', uri: 's3://weights/', access: { kind: 'ambient' } } },
    },
  ],
  [
    'less of the disk than the weights take',
    [
      {
        code: 'serving/disk-too-small',
        property: 'resources.ephemeralStorage',
        given: '"4Gi"',
        message:
          "the weights take up to 16.5 GiB of the node's disk, and a pod that takes more than it asked for goes first when the disk fills up",
        fix: "ephemeralStorage: '19Gi', or none: it follows from the model",
      },
    ],
    {
      runtime: vllm({ tensorParallel: 4 }),
      resources: { cpu: 4, memory: '16Gi', ephemeralStorage: '4Gi' },
      model: {
        ...onClaim,
        source: { kind: 'hugging-face', repository: 'a/b', revision: '0123456789abcdef0123456789abcdef01234567' },
      },
    },
  ],
  [
    'an account that the store does not know',
    [
      {
        code: 'data/account-not-annotated',
        property: 'serviceAccount',
        given: '"team"',
        message: 'is not made here, so that it does not get eks.amazonaws.com/role-arn, by which the store knows it',
        fix: "no serviceAccount; or these annotations on it, and acknowledge(CONSTRUCT, 'data/account-not-annotated', 'the reason')",
      },
    ],
    {
      runtime: vllm({ tensorParallel: 4 }),
      serviceAccount: { name: 'team' },
      model: {
        ...onClaim,
        source: {
          kind: 'object-store',
          uri: 's3://weights/llama/',
          access: { kind: 'service-account', annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/a' } },
        },
      },
    },
  ],
  [
    'a load for which there is no room',
    [
      {
        code: 'serving/does-not-serve-load',
        property: 'load.concurrency',
        given: '64',
        message: '19 requests of 8192 tokens fit at once (17 for sure); the others wait',
        fix: 'load: { concurrency: 17 }; or tensorParallel: 8, with 8 GPUs; or GPUs with 48.9 GiB, such as H100 or A100-80GB',
      },
    ],
    { runtime: vllm({ tensorParallel: 2 }), load: { concurrency: 64, tokensPerRequest: 8192 } },
  ],
  [
    'a sequence that may fit or not',
    [
      {
        code: 'serving/may-not-start',
        property: 'runtime.contextLength',
        given: '28000',
        message:
          'one sequence needs 3.4 GiB of KV cache; one L4 leaves 4.0 GiB (22.5 GiB × 0.92 − 15.0 GiB of weights − 1.7 GiB of overhead, ±4 %), which is too close to call',
        fix: "contextLength: 25_000; or cachePrecision: 'fp8'; or weights in fp8, with model.precision: 'fp8'; or tensorParallel: 2, with 2 GPUs; or GPUs with 22.8 GiB, such as A100-40GB or L40S",
      },
    ],
    { runtime: vllm({ contextLength: 28_000 }) },
  ],
  [
    'a release that aborts what is under way',
    [
      {
        code: 'serving/no-drain',
        property: 'runtime.image',
        given: 'vLLM 0.17.1',
        message:
          'aborts answers under way when its pod leaves: --shutdown-timeout came after 0.17.1 (https://pypi.org/project/vllm/0.18.1/)',
        fix: "vLLM 0.18.1, or rollout: { kind: 'rolling', preStopSleep: '2m' }, in which they finish",
      },
    ],
    { runtime: vllm({ tensorParallel: 4, image: image('0.17.1') }) },
  ],
];

const open: readonly Served[] = [
  [
    'sizes',
    [
      {
        code: 'serving/not-known-fit',
        property: 'model',
        message: 'whether it fits is not known: the sizes of the model are not declared',
        fix: "architecture: models.llama31_8b, or modelFrom('config.json')",
      },
    ],
    { model: { source: { kind: 'claim', claim } } },
  ],
  [
    'the GPU',
    [
      {
        code: 'serving/not-known-fit',
        property: 'model',
        message: 'whether it fits is not known: how much memory of which GPU it gets is not known',
        fix: 'a placement in a pool whose machine is known, or accelerator: { kind, model, count }',
      },
    ],
    { placement: shares, gpus: 1 },
  ],
  [
    'the release',
    [
      {
        code: 'serving/not-known-release',
        property: 'runtime.version',
        message: 'which release of vLLM the image holds is not known, and so neither are its flags',
        fix: "version: '1.2.3'",
      },
    ],
    { runtime: vllm({ tensorParallel: 4, image: unpinned('vllm/vllm-openai:nightly', 'a test') }) },
  ],
  [
    'the user',
    [
      {
        code: 'serving/not-known-user',
        property: 'runtime.image',
        message:
          'whether vLLM 0.21.0 runs as a user other than root is not known: its image has a user of its own from 0.22.1 on',
        fix: 'vLLM 0.22.1 or later',
      },
    ],
    { runtime: vllm({ tensorParallel: 4, image: image('0.21.0') }) },
  ],
  [
    'the weights',
    [
      {
        code: 'serving/not-known-weights',
        property: 'model.architecture',
        message: 'how much of a disk the weights take is not known, so nothing is reserved for them',
        fix: "architecture: models.llama31_8b, or modelFrom('config.json')",
      },
      {
        code: 'serving/not-known-fit',
        property: 'model',
        message: 'whether it fits is not known: the sizes of the model are not declared',
        fix: "architecture: models.llama31_8b, or modelFrom('config.json')",
      },
    ],
    {
      runtime: vllm({ tensorParallel: 4 }),
      model: {
        source: { kind: 'hugging-face', repository: 'a/b', revision: '0123456789abcdef0123456789abcdef01234567' },
      },
    },
  ],
  [
    'image volumes',
    [
      {
        code: 'serving/not-known-image-volumes',
        property: 'model.source.kind',
        given: '"image-volume"',
        message: 'no target cluster is declared that would say whether its Kubernetes has them',
        fix: "Kubernetes 1.35, or another source, such as kind: 'claim'",
      },
    ],
    {
      placement: l4,
      runtime: vllm({ tensorParallel: 4 }),
      model: { ...onClaim, source: { kind: 'image-volume', image: image('1') } },
    },
    'none',
  ],
];

it('an older driver will do where the server is told so, or its image has an older CUDA', () => {
  const on = (props: Partial<ModelServiceProps>): unknown =>
    served({ placement: t4, model: { ...onClaim, precision: 'fp16' }, ...props }).issues;
  const env = { VLLM_ENABLE_CUDA_COMPATIBILITY: '1' };
  expect(on({ runtime: vllm({ tensorParallel: 4 }), env })).toEqual([]);
  expect(on({ runtime: vllm({ tensorParallel: 4, image: image('0.30.0-cu129') }) })).toEqual([]);
});

pinWhatIsSaid<readonly [kubernetes?: Kubernetes]>({ issues, warnings, open }, served);
