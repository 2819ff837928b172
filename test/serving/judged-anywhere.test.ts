import { existingSecret, models, type ModelServiceProps, type SglangProps, type VllmProps } from 'modelyard';
import { describe, expect, it } from 'vitest';
import { found, imageOf, onClaim, openIn, pools, served } from './one-server';
import { OneService } from './one-service';

// What is wrong on whatever GPU is found also where the GPU, its pool or the sizes of the model are not known.

const vllm = (props: Partial<VllmProps>): VllmProps => ({
  kind: 'vllm',
  image: imageOf('vllm/vllm-openai:v0.33.0'),
  contextLength: 8192,
  ...props,
});
const sglang = (props: Partial<SglangProps>): SglangProps => ({
  kind: 'sglang',
  image: imageOf('lmsysorg/sglang:v0.5.23'),
  contextLength: 8192,
  ...props,
});
const onCpus: VllmProps = vllm({ image: imageOf('vllm/vllm-openai-cpu:v0.33.0'), device: 'cpu' });
const known = { cpu: 4, memory: '64Gi' } as const;

const somewhere: readonly (readonly [string, (props: Partial<ModelServiceProps>) => OneService])[] = [
  ['a GPU that is known', (props) => served({ resources: known, ...props })],
  ['a GPU that is not known', (props) => new OneService({ resources: known, model: onClaim, ...props })],
];

describe.each(somewhere)('on %s', (_where, serve) => {
  const issuesOf = (props: Partial<ModelServiceProps>): unknown => found(serve(props).issues);

  it('degrees divide the heads, for vLLM and for SGLang', () => {
    const said = {
      code: 'sizing/invalid-parallelism',
      property: 'runtime.tensorParallel',
      given: '3',
      message: 'does not divide the 32 attention heads',
      fix: 'one of 1, 2, 4',
    };
    expect(issuesOf({ runtime: vllm({ tensorParallel: 3 }) })).toEqual([said]);
    expect(issuesOf({ runtime: sglang({ tensorParallel: 3 }) })).toEqual([said]);
  });

  it('degrees divide the key-value heads or are a multiple of them', () => {
    const model = { ...onClaim, architecture: { ...models.llama31_8b, attentionHeads: 40, keyValueHeads: 10 } };
    expect(issuesOf({ model, runtime: vllm({ tensorParallel: 4 }) })).toEqual([
      {
        code: 'sizing/invalid-parallelism',
        property: 'runtime.tensorParallel',
        given: '4',
        message: 'neither divides the 10 key-value heads nor is a multiple of them',
        fix: 'one of 1, 2',
      },
    ]);
  });

  it('a sequence is no longer than the model knows, unless the server is told to mind none', () => {
    const [issue] = serve({ runtime: vllm({ contextLength: 200_000 }) }).issues;
    expect(issue).toMatchObject({ code: 'sizing/context-exceeds-model', property: 'runtime.contextLength' });
    const env = { VLLM_ALLOW_LONG_MAX_MODEL_LEN: '1' };
    const model = { ...onClaim, architecture: { ...models.llama31_8b, maximumContext: 4096 } };
    expect(issuesOf({ model, runtime: vllm({}), env })).toEqual([]);
    expect(issuesOf({ model, runtime: sglang({}) })).toEqual([
      {
        code: 'sizing/context-exceeds-model',
        property: 'runtime.contextLength',
        given: '8192',
        message: 'the model knows 4096 positions',
        fix: "at most 4096; or architecture: { ..., maximumContext }, where the model knows more; or env: { SGLANG_ALLOW_OVERWRITE_LONGER_CONTEXT_LEN: '1' }, and answers that may be wrong",
      },
    ]);
  });

  it.each([0.5, -2, 0, Number.NaN])('a degree and a length of %s are one issue each', (amount) => {
    const wrong = (name: string): unknown => ({
      code: 'serving/invalid-amount',
      property: `runtime.${name}`,
      given: String(amount),
      message: 'is no whole number above zero',
      fix: `${name}: 1, or more`,
    });
    for (const name of ['contextLength', 'tensorParallel', 'pipelineParallel', 'maximumSequences'] as const) {
      expect(issuesOf({ runtime: vllm({ [name]: amount }) })).toEqual([wrong(name)]);
      expect(issuesOf({ runtime: sglang({ [name]: amount }) })).toEqual([wrong(name)]);
      const unsized = { source: onClaim.source };
      expect(issuesOf({ runtime: vllm({ [name]: amount }), model: unsized })).toEqual([wrong(name)]);
    }
    for (const name of ['dataParallel', 'batchedTokens'] as const) {
      expect(issuesOf({ runtime: vllm({ [name]: amount }) })).toEqual([wrong(name)]);
    }
    expect(issuesOf({ runtime: sglang({ queuedRequests: amount }) })).toEqual([wrong('queuedRequests')]);
  });

  it('a load is of whole requests, also of a model whose sizes are not known', () => {
    const load = { concurrency: 0, tokensPerRequest: 8192 };
    for (const model of [onClaim, { source: onClaim.source }]) {
      expect(issuesOf({ model, runtime: vllm({}), load })).toEqual([
        {
          code: 'sizing/invalid-amount',
          property: 'load.concurrency',
          given: '0',
          message: 'is no whole number above zero',
          fix: '1, or more',
        },
      ]);
    }
  });
});

describe('a sequence longer than the model knows', () => {
  const said = (props: Partial<ModelServiceProps>): unknown => {
    const built = served({ resources: known, runtime: vllm({ contextLength: 200_000, tensorParallel: 4 }), ...props });
    return {
      issues: found(built.issues).map(({ code }) => code),
      open: openIn(built).filter(({ property }) => property === 'runtime.contextLength'),
    };
  };
  const notKnown = (by: string): unknown => ({
    issues: [],
    open: [
      {
        code: 'serving/not-known-fit',
        property: 'runtime.contextLength',
        given: '200000',
        message: `whether the server takes so long a sequence is not known: the model has 131072 positions, and what ${by} makes of that is not read`,
        fix: 'architecture: { ..., maximumContext: 200000 }, where that is what it makes of it',
      },
    ],
  });
  const refused = { issues: ['sizing/context-exceeds-model'], open: [] };
  const taken = { issues: [], open: [] };
  const variable = 'VLLM_ALLOW_LONG_MAX_MODEL_LEN';

  it.each(['1', 'true', 'True', ' TRUE '])('is taken where the variable says %o, wherever that stands', (value) => {
    expect(said({ env: { [variable]: value } })).toEqual(taken);
    expect(said({ config: { env: { [variable]: value } } })).toEqual(taken);
  });

  it('is refused where it says anything else, and not known where it is in a Secret', () => {
    expect(said({ env: { [variable]: '0' } })).toEqual(refused);
    expect(said({ env: { [variable]: 'yes' } })).toEqual(refused);
    const secret = existingSecret('switches', { keys: ['longer'] });
    expect(said({ env: { [variable]: { kind: 'secret', secret, key: 'longer' } } })).toEqual(notKnown(variable));
  });

  it.each([
    ['--hf-overrides', ['--hf-overrides={"rope_scaling":{}}']],
    ['--hf-overrides', ['--hf-overrides', '{"rope_scaling":{}}']],
    ['--hf-overrides', ['--hf_overrides.rope_scaling.factor=4']],
    ['--rope-scaling', ['--rope-scaling={}']],
    ['--json-model-override-args', ['--json-model-override-args', '{}']],
  ])('is not known where %s changes the model: %o', (flag, args) => {
    expect(said({ args })).toEqual(notKnown(flag));
    expect(said({ args: ['--seed=1'] })).toEqual(refused);
  });
});

it('vLLM on CPUs takes no longer a sequence than its model knows either', () => {
  const built = served({
    placement: pools.cpu,
    resources: { cpu: 8, memory: '56Gi' },
    runtime: { ...onCpus, contextLength: 200_000 },
  });
  expect(found(built.issues)).toMatchObject([{ code: 'sizing/context-exceeds-model' }]);
});

it('a number of GPUs that is none is one issue', () => {
  const built = served({ resources: known, gpus: 1.5, runtime: vllm({}) });
  expect(built.issues.map(({ property, code }) => [property, code])).toEqual([
    ['gpus', 'hardware/invalid-accelerator'],
  ]);
});

it('adapters are counted in whole numbers', () => {
  const adapters = { modules: { sql: '/models/sql' }, maximumRank: 16, atOnce: 0 } as const;
  expect(served({ runtime: vllm({ adapters }) }).issues.map(({ property }) => property)).toEqual([
    'runtime.adapters.atOnce',
  ]);
});

it('Text Embeddings Inference works on whole numbers of texts', () => {
  const image = imageOf('ghcr.io/huggingface/text-embeddings-inference:89-1.9.3');
  const built = served({
    model: { source: onClaim.source },
    runtime: { kind: 'text-embeddings-inference', image, concurrentRequests: 0, batchTokens: 0.5, textsPerRequest: -1 },
  });
  expect(built.issues.map(({ property, given }) => [property, given])).toEqual([
    ['runtime.concurrentRequests', '0'],
    ['runtime.batchTokens', '0.5'],
    ['runtime.textsPerRequest', '-1'],
  ]);
});

it('what is right on whatever GPU leaves only its GPU open', () => {
  const built = new OneService({ model: onClaim, resources: known, gpus: 2, runtime: vllm({}) });
  expect(built.issues).toEqual([]);
  expect(openIn(built).map(({ code }) => code)).toContain('serving/not-known-fit');
});
