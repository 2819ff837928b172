import { existingClaim, models, type Model, type Runtime } from 'modelyard';
import { runtimeChecks, type RuntimeUnderTest } from 'modelyard/testing';
import { describe, expect, it } from 'vitest';
import { imageOf } from '../../serving/one-server';
import { image } from '../../serving/one-service';

// What runtimes of users are held to holds for each of our own.

type BuiltIn = Exclude<Runtime['kind'], 'defined'>;

const claim = existingClaim('weights', { accessModes: ['ReadOnlyMany'] });
const onClaim: Model = { source: { kind: 'claim', claim } };
const language: RuntimeUnderTest['service'] = {
  model: { ...onClaim, architecture: models.llama31_8b },
  gpus: 1,
  resources: { cpu: 4, memory: '64Gi' },
};
const vllm = { kind: 'vllm', image: imageOf('vllm/vllm-openai:v0.33.0'), contextLength: 8192 } as const;
const http = { kind: 'http', image, port: 8000, healthPath: '/health' } as const;

const ours: { readonly [K in BuiltIn]: RuntimeUnderTest } = {
  http: {
    runtime: () => ({ ...http, metricsPath: '/metrics', args: ['--port=8000'] }),
    ownArguments: ['--port'],
    deferred: { args: (value) => ({ ...http, args: [value] }) },
    refused: { 'port 80000': { runtime: () => ({ ...http, port: 80_000 }), code: 'serving/invalid-port' } },
  },
  'tensorflow-serving': {
    runtime: () => ({ kind: 'tensorflow-serving', image, modelName: 'resnet', models: { kind: 'claim', claim } }),
    ownArguments: ['--port', '--rest_api_port'],
  },
  vllm: {
    runtime: () => ({ ...vllm, tensorParallel: 2 }),
    service: { ...language, gpus: undefined },
    // By its other names, too.
    ownArguments: ['--max-model-len', '--max_model_len', '-tp'],
    refused: {
      'a length of zero': { runtime: () => ({ ...vllm, contextLength: 0 }), code: 'serving/invalid-amount' },
    },
  },
  sglang: {
    runtime: () => ({ kind: 'sglang', image: imageOf('lmsysorg/sglang:v0.5.23'), contextLength: 8192 }),
    service: language,
    ownArguments: ['--context-length'],
  },
  'text-embeddings-inference': {
    runtime: () => ({
      kind: 'text-embeddings-inference',
      image: imageOf('ghcr.io/huggingface/text-embeddings-inference:89-1.9.3'),
    }),
    service: { model: onClaim, gpus: 1 },
  },
  triton: {
    runtime: () => ({ kind: 'triton', image: imageOf('nvcr.io/nvidia/tritonserver:25.10-py3') }),
    service: { model: onClaim, gpus: 1, resources: { cpu: 4, memory: '16Gi' } },
  },
  mlserver: {
    runtime: () => ({ kind: 'mlserver', image: imageOf('seldonio/mlserver:1.7.1') }),
    service: { model: onClaim },
  },
  torchserve: {
    runtime: () => ({ kind: 'torchserve', image: imageOf('pytorch/torchserve:0.12.0-cpu') }),
    service: { model: onClaim },
    allow: ['serving/not-maintained'],
  },
};

const further: Readonly<Record<string, RuntimeUnderTest>> = {
  'vllm on CPUs': {
    runtime: () => ({ ...vllm, device: 'cpu', image: imageOf('vllm/vllm-openai-cpu:v0.33.0') }),
    service: { ...language, gpus: undefined },
  },
  'vllm on two nodes': {
    runtime: () => ({ ...vllm, nodes: 2, tensorParallel: 4 }),
    service: { ...language, gpus: undefined },
  },
};

describe.each(Object.entries({ ...ours, ...further }))('%s', (_kind, subject) => {
  for (const { name, run } of runtimeChecks(subject)) it(name, run);
});

it('is of so many checks, and one more for each prop that is said to be deferred or refused', () => {
  const count = (subject: RuntimeUnderTest): number => [...runtimeChecks(subject)].length;
  expect([count(ours.triton), count(ours.http)]).toEqual([24, 26]);
});
