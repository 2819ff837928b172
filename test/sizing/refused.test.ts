import { describe, expect, it } from 'vitest';
import {
  architectureOf,
  gibibyte,
  models,
  precisionIssue,
  sizeModel,
  supportFor,
  tensorDegrees,
  type SizingRequest,
} from '../../lib/sizing';

const eight: SizingRequest = {
  model: models.llama31_8b,
  accelerator: { memoryBytes: 22.4 * gibibyte, computeCapability: 8.9, count: 1 },
  contextLength: 8192,
  engine: { kind: 'vllm', version: '0.19.0' },
};

function issuesOf(change: Partial<SizingRequest>): readonly string[] {
  const { issues, starts } = sizeModel({ ...eight, ...change });
  if (issues.length > 0) expect(starts).toBe('no');
  return issues.map(({ property, given, message, fix }) => `${property} ${given}: ${message}; write ${fix}`);
}

function on(count: number, computeCapability = 8.9): SizingRequest['accelerator'] {
  return { memoryBytes: 80 * gibibyte, computeCapability, count };
}

describe('what cannot run whatever the memory', () => {
  it('nothing is wrong with one of which nothing is wrong', () => {
    expect(issuesOf({})).toEqual([]);
  });

  it('a tensor degree has to divide the attention heads, the key-value heads and the vocabulary', () => {
    expect(issuesOf({ accelerator: on(3), parallelism: { tensor: 3 } })).toEqual([
      'tensor 3: does not divide the 32 attention heads; write one of 1, 2, 4',
    ]);
    expect(issuesOf({ model: models.phi4, accelerator: on(4), parallelism: { tensor: 4 } })).toEqual([
      'tensor 4: neither divides the 10 key-value heads nor is a multiple of them; write one of 1, 2',
    ]);
    expect(issuesOf({ model: models.qwen3_14b, accelerator: on(5), parallelism: { tensor: 5 } })).toEqual([
      'tensor 5: neither divides the 8 key-value heads nor is a multiple of them; write one of 1, 2, 4, 8',
    ]);
    const even = architectureOf({ ...models.qwen3_14b, keyValueHeads: 40 });
    expect(issuesOf({ model: even, accelerator: on(5), parallelism: { tensor: 5 } })).toEqual([
      'tensor 5: does not divide the vocabulary of 151936; write one of 1, 2, 4, 8',
    ]);
  });

  it('a tensor degree must not split groups of four-bit weights, nor the heads of a vision tower', () => {
    const { qwen25_72b: model, gemma3_4b } = models;
    expect(tensorDegrees(model, 'bf16', 8)).toEqual([1, 2, 4, 8]);
    expect(tensorDegrees(model, 'awq-int4', 8)).toEqual([1]);
    expect(issuesOf({ model, precision: 'gptq-int4', accelerator: on(2), parallelism: { tensor: 2 } })).toEqual([
      'tensor 2: splits the groups of 128 of the intermediate size 29568; write one of 1',
    ]);
    const odd = architectureOf({ ...gemma3_4b, vision: { parameters: 1e9, heads: 25 } });
    expect(tensorDegrees(odd, 'bf16', 8)).toEqual([1]);
  });

  it('the degrees are as many as the GPUs, and whole', () => {
    expect(issuesOf({ accelerator: on(4), parallelism: { tensor: 2 } })).toEqual([
      'count 4: tensor 2 × pipeline 1 × data 1 is 2, and so many GPUs are needed; write 2 GPUs, or other degrees',
    ]);
    expect(issuesOf({ parallelism: { tensor: 0, pipeline: 1.5 } })).toEqual([
      'tensor 0: must be a whole number of at least one; write 1',
      'pipeline 1.5: must be a whole number of at least one; write 1',
    ]);
    expect(issuesOf({ accelerator: on(33), parallelism: { pipeline: 33 } })).toEqual([
      'pipeline 33: the model has 32 layers; write at most 32',
    ]);
    expect(issuesOf({ parallelism: { expert: true } })).toEqual(['expert true: the model has no experts; write false']);
  });

  it('a context is no longer than the model knows', () => {
    expect(issuesOf({ model: models.gemma2_2b, contextLength: 8193 })).toEqual([
      'contextLength 8193: the model knows 8192 positions; write at most 8192',
    ]);
  });

  it('numbers are ones that can be', () => {
    const load = { concurrency: 0, tokensPerRequest: 1.5 };
    expect(issuesOf({ contextLength: Number.NaN, load, engine: { kind: 'vllm', memoryUtilization: 1.1 } })).toEqual([
      'contextLength NaN: is no whole number above zero; write 1, or more',
      'load.concurrency 0: is no whole number above zero; write 1, or more',
      'load.tokensPerRequest 1.5: is no whole number above zero; write 1, or more',
      'engine.memoryUtilization 1.1: is no share of one; write more than 0, and at most 1',
    ]);
    expect(issuesOf({ accelerator: { memoryBytes: -1, count: 1 } })).toEqual([
      'accelerator.memoryBytes -1: is no amount of memory; write the bytes of one GPU',
    ]);
  });

  it('a GPU has to be able to run the precision', () => {
    expect(issuesOf({ accelerator: on(1, 7.5) })).toEqual([
      "precision bf16: needs a GPU of compute capability 8.0, and this one has 7.5; write 'fp16'",
    ]);
    expect(supportFor('fp8', 8.9)).toBe('computes');
    expect(supportFor('fp8', 8)).toBe('holds');
    expect(supportFor('fp8', 7)).toBe('cannot');
    expect(supportFor('awq-int4', 7)).toBe('cannot');
    expect(supportFor('fp8', undefined)).toBe('unknown');
    expect(precisionIssue('fp8', undefined)).toBeUndefined();
  });
});

describe('what is not known', () => {
  it('names the fact that is wanting', () => {
    expect(sizeModel(eight).notKnown).toEqual([]);
    const bare = { ...eight, accelerator: { memoryBytes: 22.4 * gibibyte, count: 1 }, engine: undefined };
    expect(sizeModel(bare).notKnown).toEqual([
      { fact: 'accelerator.computeCapability', question: 'whether the GPU can run weights in bf16' },
      { fact: 'engine.version', question: 'what the server takes for itself, closer than 8 % of its memory' },
    ]);
  });
});

describe('the example of the programs', () => {
  it('one L4 does not hold Llama 3.1 8B with its whole context, and says what would', () => {
    const { starts, breakdown, remedies } = sizeModel({ ...eight, contextLength: 131_072 });
    expect(starts).toBe('no');
    expect(breakdown.cache / gibibyte).toBe(16);
    expect(remedies.map(({ kind }) => kind)).toEqual(['context-length', 'tensor-parallel', 'memory']);
    expect(sizeModel(eight).starts).toBe('yes');
  });

  it('less than no room has no context that would start', () => {
    const { starts, largestContext, remedies } = sizeModel({ ...eight, model: models.llama31_70b });
    expect([starts, largestContext.most]).toEqual(['no', 0]);
    expect(remedies.map(({ kind }) => kind)).toEqual(['tensor-parallel', 'memory']);
  });

  it('a load that does not fit has the number that does', () => {
    const sizing = sizeModel({ ...eight, load: { concurrency: 32, tokensPerRequest: 8192 } });
    expect([sizing.starts, sizing.serves]).toEqual(['yes', 'no']);
    expect(sizing.concurrency).toEqual({ least: 3, expected: 4, most: 5 });
    expect(sizing.remedies[0]).toEqual({ kind: 'concurrency', concurrency: 3 });
  });

  it('adapters take memory, split experts less of it', () => {
    const plain = sizeModel(eight).breakdown;
    const adapted = sizeModel({ ...eight, adapters: { count: 4, rank: 16 } }).breakdown;
    expect(adapted.total - plain.total).toBeCloseTo(adapted.adapters, 0);
    expect(adapted.adapters).toBeGreaterThan(0);
    const spread = { model: models.qwen3_30b_a3b, accelerator: on(4), contextLength: 8192 };
    const whole = sizeModel({ ...spread, parallelism: { data: 4 } }).breakdown.weights;
    const split = sizeModel({ ...spread, parallelism: { data: 4, expert: true } }).breakdown.weights;
    expect(split).toBeLessThan(whole / 3);
  });

  it('disk and host memory follow from the checkpoint', () => {
    const { diskBytes, hostMemory } = sizeModel(eight);
    expect(diskBytes / gibibyte).toBeCloseTo(14.96, 2);
    expect(hostMemory.most).toBe(diskBytes);
    expect(hostMemory.least).toBeLessThan(diskBytes / 8);
  });
});
