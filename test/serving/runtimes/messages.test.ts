import type { IssueDetails, Runtime } from 'modelyard';
import { imageOf, inStore, onClaim, onCpu, onHub, pools, served } from '../one-server';
import { pinWhatIsSaid, type Row } from '../what-is-said';

function runtime<K extends Runtime['kind']>(
  kind: K,
  image: string,
  props: Partial<Extract<Runtime, { readonly kind: K }>> = {},
): Extract<Runtime, { readonly kind: K }> {
  // What a runtime needs at least is its kind and its image, which the compiler does not see in each member.
  return { kind, image: imageOf(image), ...props } as unknown as Extract<Runtime, { readonly kind: K }>;
}

const sglang = (release = '0.5.23', props = {}): Runtime =>
  runtime('sglang', `lmsysorg/sglang:v${release}`, { contextLength: 8192, memoryUtilization: '85%', ...props });
const embeddings = (tag = '89-1.9.3', props = {}): Runtime =>
  runtime('text-embeddings-inference', `huggingface/text-embeddings-inference:${tag}`, props);
const triton = (release = '26.07', props = {}): Runtime =>
  runtime('triton', `nvidia/tritonserver:${release}-py3`, props);
const mlserver = (props = {}): Runtime => runtime('mlserver', 'seldonio/mlserver:1.7.1', props);
const torchserve = (props = {}): Runtime => runtime('torchserve', 'pytorch/torchserve:0.12.0-cpu', props);
const vllm = (props = {}): Runtime => runtime('vllm', 'vllm/vllm-openai-cpu:v0.33.0', { device: 'cpu', ...props });

const cannotDownload =
  "download: unpinned('rclone/rclone:TAG', 'the reason'), which copies the weights to the pod's disk first";

const issues: readonly Row[] = [
  [
    'no model for SGLang',
    [
      {
        code: 'serving/no-model',
        property: 'model',
        message: 'SGLang serves weights, and none are named',
        fix: "model: { source: { kind: 'claim', claim }, architecture: models.llama31_8b }, or another source",
      },
    ],
    { runtime: sglang(), model: undefined },
  ],
  [
    'no model for Text Embeddings Inference',
    [
      {
        code: 'serving/no-model',
        property: 'model',
        message: 'Text Embeddings Inference serves weights, and none are named',
        fix: "model: { source: { kind: 'hugging-face', repository: 'BAAI/bge-m3', revision: 'COMMIT' } }, or another source",
      },
    ],
    { runtime: embeddings(), model: undefined },
  ],
  [
    'no model for Triton',
    [
      {
        code: 'serving/no-model',
        property: 'model',
        message: 'Triton serves weights, and none are named',
        fix: "model: { source: { kind: 'claim', claim } }, a repository of models",
      },
    ],
    { runtime: triton(), gpus: 1, model: undefined },
  ],
  [
    'no model for MLServer',
    [
      {
        code: 'serving/no-model',
        property: 'model',
        message: 'MLServer serves weights, and none are named',
        fix: "model: { source: { kind: 'claim', claim } }, a folder with a model-settings.json",
      },
    ],
    { runtime: mlserver(), ...onCpu, model: undefined },
  ],
  [
    'no model for TorchServe',
    [
      {
        code: 'serving/no-model',
        property: 'model',
        message: 'TorchServe serves weights, and none are named',
        fix: "model: { source: { kind: 'claim', claim } }, a folder with archives (.mar)",
      },
    ],
    { runtime: torchserve(), ...onCpu, model: undefined },
  ],
  [
    'a repository that Triton cannot fetch',
    [
      {
        code: 'serving/cannot-load',
        property: 'model.source.kind',
        given: '"hugging-face"',
        message: 'Triton cannot load from there by itself',
        fix: 'an object store with a download, or a claim',
      },
    ],
    { runtime: triton(), gpus: 1, model: onHub },
  ],
  [
    'a store that Text Embeddings Inference cannot read from',
    [
      {
        code: 'serving/cannot-load',
        property: 'model.source.kind',
        given: '"object-store"',
        message: 'Text Embeddings Inference cannot load from there by itself',
        fix: cannotDownload,
      },
    ],
    { runtime: embeddings(), model: inStore({}) },
  ],
  [
    'a store that SGLang cannot read from yet',
    [
      {
        code: 'serving/cannot-load',
        property: 'model.source.kind',
        given: '"object-store"',
        message:
          'SGLang 0.5.5 cannot load from there by itself: it came after 0.5.5 (https://pypi.org/project/sglang/0.5.12/)',
        fix: cannotDownload,
      },
    ],
    { runtime: sglang('0.5.5'), model: inStore({}) },
  ],
  [
    'the web, from which Triton does not read',
    [
      {
        code: 'serving/cannot-load',
        property: 'model.source.kind',
        given: '"object-store"',
        message: 'Triton cannot load from there by itself',
        fix: cannotDownload,
      },
    ],
    { runtime: triton(), gpus: 1, model: inStore({ uri: 'https://example.com/models' }) },
  ],
  [
    'a store of Azure without its account, for Triton',
    [
      {
        code: 'serving/cannot-load',
        property: 'model.source.account',
        message:
          "Triton writes the account into the address of Azure's storage (https://github.com/triton-inference-server/server/blob/e1db8a60/docs/user_guide/model_repository.md)",
        fix: "account: 'the storage account'",
      },
    ],
    { runtime: triton(), gpus: 1, model: inStore({ uri: 'az://weights/llama' }) },
  ],
  [
    'a store of Azure without a key, for an older Triton',
    [
      {
        code: 'serving/cannot-load',
        property: 'model.source.access',
        message:
          'Triton 26.04 reads from Azure with a key alone: identities came after 26.04 (https://github.com/triton-inference-server/server/blob/v2.69.0/docs/user_guide/model_repository.md)',
        fix: "Triton 26.05, or access: { kind: 'secret', secret, variables: { AZURE_STORAGE_KEY: 'KEY' } }",
      },
    ],
    { runtime: triton('26.04'), gpus: 1, model: inStore({ uri: 'az://weights/llama', account: 'acme' }) },
  ],
  [
    'a quantisation that SGLang does not know any more',
    [
      {
        code: 'serving/unknown-quantization',
        property: 'runtime.quantization',
        given: 'qoq',
        message: 'SGLang 0.5.23 does not know it (https://pypi.org/project/sglang/0.5.23/)',
        fix: 'one of awq, fp8, mxfp8, gptq, gptq_marlin, awq_marlin, bitsandbytes, gguf, modelopt, modelopt_fp8, modelopt_fp4, nvfp4_online, modelopt_mixed, petit_nvfp4, w8a8_int8, w8a8_fp8, moe_wna16, w4afp8, mxfp4, auto-round, auto-round-int8, compressed-tensors, modelslim, mxfp_w4a8, quark, quark_int4fp8_moe, quark_mxfp4, mlx_q4, mlx_q8, unquant, humming',
      },
    ],
    { runtime: sglang('0.5.23', { quantization: 'qoq' }), gpus: 4 },
  ],
  [
    'a flag that SGLang does not know any more',
    [
      {
        code: 'serving/unknown-flag',
        property: 'args',
        given: '--torchao-config',
        message: 'SGLang 0.5.23 does not know it: it was last in 0.5.12 (https://pypi.org/project/sglang/0.5.23/)',
        fix: 'no --torchao-config',
      },
    ],
    { runtime: sglang(), gpus: 4, args: ['--torchao-config=int4wo-128'] },
  ],
  [
    'a flag that Triton does not know yet',
    [
      {
        code: 'serving/unknown-flag',
        property: 'args',
        given: '--allow-client-shm',
        message:
          'Triton 26.03 does not know it: it came after 26.03 (https://github.com/triton-inference-server/server/blob/v2.68.0/src/command_line_parser.cc)',
        fix: 'Triton 26.04, or no --allow-client-shm',
      },
    ],
    { runtime: triton('26.03'), gpus: 1, args: ['--allow-client-shm=true'] },
  ],
  [
    'a flag that Text Embeddings Inference does not know yet',
    [
      {
        code: 'serving/unknown-flag',
        property: 'args',
        given: '--dense-path',
        message:
          'Text Embeddings Inference 1.7.4 does not know it: it came after 1.7.4 (https://github.com/huggingface/text-embeddings-inference/blob/v1.8.3/router/src/main.rs)',
        fix: 'Text Embeddings Inference 1.8.3, or no --dense-path',
      },
    ],
    { runtime: embeddings('89-1.7.4'), args: ['--dense-path=dense'] },
  ],
  [
    'a flag of ours by its other name',
    [
      {
        code: 'workload/argument-clash',
        property: 'args[0]',
        given: '"--tp"',
        message: '--tp is set already by the runtime',
        fix: "the runtime's own prop for --tp, and no argument",
      },
    ],
    { runtime: sglang(), gpus: 4, args: ['--tp=2'] },
  ],
  [
    'a GPU for which SGLang is too new',
    [
      {
        code: 'serving/gpu-too-old',
        property: 'placement',
        given: 'V100-16GB',
        message: 'FlashInfer, by which SGLang attends, needs compute capability 7.5, and V100-16GB has 7.0',
        fix: 'a pool with newer GPUs, or what runs on 7.0',
      },
    ],
    { runtime: sglang('0.5.12'), gpus: 4, placement: pools.v100, model: { ...onClaim, precision: 'fp16' } },
  ],
  [
    'a driver for which SGLang is too new',
    [
      {
        code: 'serving/driver-too-old',
        property: 'runtime.image',
        given: 'driver 570.86.15 of pool t4',
        message:
          'the image of SGLang 0.5.23, of CUDA 13, needs driver 580 or newer (https://github.com/sgl-project/sglang/blob/2a0e55e6/docs/docs/get-started/install.mdx)',
        fix: 'a pool with driver 580, or an older image',
      },
    ],
    { runtime: sglang(), gpus: 4, placement: pools.t4, model: { ...onClaim, precision: 'fp16' } },
  ],
  [
    'a GPU for which Triton is too new',
    [
      {
        code: 'serving/gpu-too-old',
        property: 'runtime.image',
        given: 'V100-16GB',
        message: 'the image of Triton 26.07 needs compute capability 7.5, and V100-16GB has 7.0',
        fix: 'a pool with newer GPUs, or what runs on 7.0',
      },
    ],
    { runtime: triton(), gpus: 1, placement: pools.v100 },
  ],
  [
    'a GPU that an image of Text Embeddings Inference was not built for',
    [
      {
        code: 'serving/gpu-not-built-for',
        property: 'runtime.image',
        given: 'H100',
        message:
          'the image 1.9.3 runs on compute capability 8.0 to 8.9, and H100 has 9.0 (https://github.com/huggingface/text-embeddings-inference/blob/0d124dc9/backends/candle/src/compute_cap.rs)',
        fix: 'the image cuda-1.9.3, which holds a server for each, or a pool with such GPUs',
      },
    ],
    { runtime: embeddings('1.9.3'), placement: pools.h100 },
  ],
  [
    'a GPU that no image of Text Embeddings Inference was built for',
    [
      {
        code: 'serving/gpu-not-built-for',
        property: 'runtime.image',
        given: 'V100-16GB',
        message:
          'the image cuda-1.9.3 runs on compute capability 7.5, 8.0 to 8.9, 9.0, 10.0, 12.0, and V100-16GB has 7.0 (https://github.com/huggingface/text-embeddings-inference/blob/0d124dc9/cuda-all-entrypoint.sh)',
        fix: 'a pool with other GPUs',
      },
    ],
    { runtime: embeddings('cuda-1.9.3'), placement: pools.v100 },
  ],
  [
    'an image that serves gRPC alone',
    [
      {
        code: 'serving/no-http',
        property: 'runtime.image',
        message: 'an image whose tag ends in -grpc serves gRPC alone, and its health and metrics are asked for by HTTP',
        fix: 'the image without -grpc',
      },
    ],
    { runtime: embeddings('89-1.9.3-grpc') },
  ],
  [
    'more GPUs than Text Embeddings Inference uses',
    [
      {
        code: 'serving/gpus-disagree',
        property: 'gpus',
        given: '2',
        message: 'Text Embeddings Inference computes on one GPU, and would leave the others idle',
        fix: 'gpus: 1, or no gpus: one is asked for anyway; more replicas use more GPUs',
      },
    ],
    { runtime: embeddings(), gpus: 2 },
  ],
  [
    'GPUs, and degrees, for a server on CPUs',
    [
      {
        code: 'serving/gpus-disagree',
        property: 'gpus',
        given: '1',
        message: 'the server computes on CPUs, and would leave them idle',
        fix: "no gpus, or device: 'gpu'",
      },
      {
        code: 'serving/gpus-disagree',
        property: 'runtime.tensorParallel',
        given: '2',
        message: 'spreads a model over GPUs, and the server computes on CPUs',
        fix: "no tensorParallel, or device: 'gpu'",
      },
      {
        code: 'serving/gpus-disagree',
        property: 'runtime.expertParallel',
        given: 'true',
        message: 'spreads a model over GPUs, and the server computes on CPUs',
        fix: "no expertParallel, or device: 'gpu'",
      },
    ],
    { runtime: vllm({ tensorParallel: 2, expertParallel: true }), gpus: 1, resources: { cpu: 4, memory: '40Gi' } },
  ],
  [
    'GPUs for an image for CPUs',
    [
      {
        code: 'serving/gpus-disagree',
        property: 'gpus',
        given: '1',
        message: 'the server computes on CPUs, and would leave them idle',
        fix: "no gpus, or device: 'gpu'",
      },
    ],
    { runtime: embeddings('cpu-1.9.3'), gpus: 1 },
  ],
  [
    'amounts of bytes that are none',
    [
      {
        code: 'core/invalid-quantity',
        property: 'runtime.payloadLimit',
        given: '"4MB"',
        message: 'MB is not a unit of Kubernetes',
        fix: "'4M' (times 10^6 bytes) or '4Mi' (times 2^20 bytes)",
      },
    ],
    // A caller without TypeScript.
    { runtime: embeddings('89-1.9.3', { payloadLimit: '4MB' }) },
  ],
  [
    'a name and an archive that would be two lines',
    [
      {
        code: 'serving/invalid-model-name',
        property: 'runtime.archives.a b',
        given: '"a.mar\\nmanagement_address=http://0.0.0.0:8081"',
        message: 'stands in a URL and in a file of properties: letters, digits, dots, underscores and dashes only',
        fix: "archives: { resnet: 'resnet.mar' }",
      },
    ],
    { runtime: torchserve({ archives: { 'a b': 'a.mar\nmanagement_address=http://0.0.0.0:8081' } }), ...onCpu },
  ],
  [
    'archives that are none',
    [
      {
        code: 'serving/no-model',
        property: 'runtime.archives',
        given: '{}',
        message: 'names no model, and a pod that has loaded none is never ready',
        fix: "archives: { resnet: 'resnet.mar' }, or none: all archives of the store",
      },
    ],
    { runtime: torchserve({ archives: {} }), ...onCpu },
  ],
  [
    'no workers, and a queue that is none',
    [
      {
        code: 'serving/invalid-amount',
        property: 'runtime.workersPerModel',
        given: '0',
        message: 'is no whole number above zero',
        fix: 'workersPerModel: 1, or more',
      },
      {
        code: 'serving/invalid-amount',
        property: 'runtime.queuedRequests',
        given: '-1',
        message: 'is no whole number above zero',
        fix: 'queuedRequests: 1, or more',
      },
    ],
    { runtime: torchserve({ workersPerModel: 0, queuedRequests: -1 }), ...onCpu },
  ],
  [
    'a time that is none',
    [
      {
        code: 'core/invalid-duration',
        property: 'runtime.responseTimeout',
        given: '"90"',
        message: 'has no unit',
        fix: "'90s'",
      },
    ],
    { runtime: torchserve({ responseTimeout: '90' }), ...onCpu },
  ],
  [
    'memory for copies that is no amount',
    [
      {
        code: 'core/invalid-quantity',
        property: 'runtime.pinnedMemory',
        given: '"1GB"',
        message: 'GB is not a unit of Kubernetes',
        fix: "'1G' (times 10^9 bytes) or '1Gi' (times 2^30 bytes)",
      },
    ],
    { runtime: triton('26.07', { pinnedMemory: '1GB' }), gpus: 1 },
  ],
];

const warnings: readonly Row[] = [
  [
    'worker processes, whose requests are cut off',
    [
      {
        code: 'serving/no-drain',
        property: 'runtime.parallelWorkers',
        given: '1',
        message:
          'with worker processes it ends requests under way by status 500 when its pod leaves (https://github.com/SeldonIO/MLServer/blob/a325e523/mlserver/server.py)',
        fix: "parallelWorkers: 0, or rollout: { kind: 'rolling', preStopSleep: '1m' }, in which they finish",
      },
    ],
    { runtime: mlserver({ parallelWorkers: 1 }), ...onCpu },
  ],
  [
    'a server that nobody mends',
    [
      {
        code: 'serving/not-maintained',
        property: 'runtime.kind',
        given: '"torchserve"',
        message:
          'gets no updates, and no security patches, since 2025 (https://github.com/pytorch/serve/blob/62c4d6a1/README.md)',
        fix: "kind: 'triton' or another server; or acknowledge(service, 'serving/not-maintained', 'the reason')",
      },
    ],
    { runtime: torchserve(), ...onCpu },
  ],
];

const nobody = (server: string): IssueDetails => ({
  code: 'serving/not-known-user',
  property: 'runtime.image',
  message: `whether ${server} runs as a user other than root is not known: its image names none, and its makers say nothing`,
  fix: 'an image of your own, and in security: { user } the user that it runs as',
});

const open: readonly Row[] = [
  [
    'whether MLServer has a model',
    [
      {
        code: 'serving/not-known-ready',
        property: 'runtime.implementation',
        message:
          'whether it has a model when it is ready is not known: of a folder without a model-settings.json it is ready at once (https://github.com/SeldonIO/MLServer/blob/a325e523/mlserver/handlers/dataplane.py)',
        fix: "implementation: 'mlserver_sklearn.SKLearnModel', or another class: it then loads a model or ends",
      },
    ],
    { ...onCpu, runtime: mlserver() },
  ],
  ['the user of SGLang', [nobody('SGLang')], { runtime: sglang(), gpus: 4 }],
  ['the user of Text Embeddings Inference', [nobody('Text Embeddings Inference')], { runtime: embeddings() }],
  [
    'the share of memory that SGLang takes',
    [
      nobody('SGLang'),
      {
        code: 'serving/not-known-fit',
        property: 'model',
        message: 'whether it fits is not known: SGLang takes a share of the memory that it works out itself',
        fix: "memoryUtilization: '85%', the share for weights and cache",
      },
    ],
    { runtime: sglang('0.5.23', { memoryUtilization: undefined }), gpus: 4 },
  ],
  [
    'what SGLang needs to read from a store',
    [
      nobody('SGLang'),
      {
        code: 'serving/not-known-extra',
        property: 'model.source.kind',
        given: '"object-store"',
        message:
          'whether the image holds what reads from a store is not known: it is an extra of SGLang, sglang[runai]',
        fix: `an image with sglang[runai], or ${cannotDownload}`,
      },
    ],
    { runtime: sglang(), gpus: 4, model: inStore({}) },
  ],
  [
    'the user and the memory of vLLM on CPUs',
    [
      {
        code: 'serving/not-known-user',
        property: 'runtime.image',
        message:
          'whether vLLM runs on CPUs as a user other than root is not known: that image has none (https://pypi.org/project/vllm/0.33.0/)',
        fix: 'an image of your own, and in security: { user } the user that it runs as',
      },
      {
        code: 'serving/not-known-fit',
        property: 'model',
        message:
          'whether it fits is not known: what vLLM takes of the memory of a node beside weights and cache, for its CPUs, is not known',
        fix: 'resources: { memory } for more than weights and cache, and a trial of it',
      },
    ],
    { runtime: vllm(), ...onCpu, resources: { cpu: 8, memory: '40Gi' } },
  ],
  [
    'the release of Triton',
    [
      {
        code: 'serving/not-known-release',
        property: 'runtime.version',
        message: 'which release of Triton the image holds is not known, and so neither are its flags',
        fix: "version: '1.2.3'",
      },
    ],
    { runtime: runtime('triton', 'acme/triton:stable'), gpus: 1 },
  ],
  [
    'what Triton copies',
    [
      {
        code: 'serving/not-known-weights',
        property: 'model.architecture',
        message: 'how much of a disk the weights take is not known, so nothing is reserved for them',
        fix: "architecture: models.llama31_8b, or modelFrom('config.json')",
      },
    ],
    { runtime: triton(), gpus: 1, model: { ...inStore({}), architecture: undefined } },
  ],
];

pinWhatIsSaid({ issues, warnings, open }, served);
