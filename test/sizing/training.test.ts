import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  architectureOf,
  gibibyte,
  models,
  sizeTraining,
  type LinearName,
  type ModelArchitecture,
  type TrainingRequest,
  type TrainingSizing,
} from '../../lib/sizing';

/** What `measure_training.py` beside this file asks. */
interface Case {
  readonly model: {
    readonly layers: number;
    readonly hidden: number;
    readonly heads: number;
    readonly keyValueHeads: number;
    readonly intermediate: number;
    readonly vocabulary: number;
    readonly tied?: boolean;
  };
  readonly architecture: 'llama' | 'qwen3';
  readonly precision: 'fp32' | 'bf16' | 'bf16-mixed';
  readonly attention: 'flash' | 'eager';
  readonly activations: 'kept' | 'checkpointed';
  readonly sequences: number;
  readonly tokens: number;
  readonly sharding: number | null;
  readonly adapters: { readonly rank: number; readonly modules: readonly LinearName[] } | null;
  readonly fused: boolean;
}

/** What it measured, in bytes. */
interface Measured {
  readonly weights: number;
  readonly trained: number;
  readonly gradients: number;
  readonly optimizer: number;
  readonly saved?: number;
  readonly peak?: number;
}

interface Measurements {
  readonly versions: Readonly<Record<string, string>>;
  readonly cases: readonly { readonly case: Case; readonly measured: Measured }[];
}

// What a script of this repository wrote is what its types say.
const measurements = JSON.parse(readFileSync(join(__dirname, 'training-measured.json'), 'utf8')) as Measurements;

function modelOf({ model }: Case): ModelArchitecture {
  return architectureOf({
    layers: model.layers,
    hiddenSize: model.hidden,
    attentionHeads: model.heads,
    keyValueHeads: model.keyValueHeads,
    headDimension: model.hidden / model.heads,
    vocabulary: model.vocabulary,
    intermediateSize: model.intermediate,
    tiedEmbeddings: model.tied ?? false,
    maximumContext: 131_072,
    precision: 'bf16',
    attention: { kind: 'grouped' },
  });
}

function requestOf(given: Case): TrainingRequest {
  const { precision, attention, activations, sequences, tokens, sharding, adapters, fused } = given;
  return {
    model: modelOf(given),
    precision,
    attention,
    activations,
    batch: { sequences, tokens },
    optimizer: { kind: 'adamw', fused },
    trainable:
      adapters === null ? { kind: 'full' } : { kind: 'lora', rank: adapters.rank, targetModules: adapters.modules },
    sharding: sharding === null ? { kind: 'none' } : { kind: 'fsdp', degree: sharding },
  };
}

function nameOf({ model, sharding, adapters, ...rest }: Case): string {
  const { architecture, precision, attention, activations, sequences, tokens } = rest;
  const spread = sharding === null ? '' : `, FSDP over ${sharding}`;
  const adapted = adapters === null ? '' : `, adapters of ${adapters.modules.length} modules`;
  const sizes = `${architecture} ${model.layers} × ${model.hidden}`;
  return `${sizes}, ${precision}, ${attention}, ${activations}, ${sequences} × ${tokens} tokens${spread}${adapted}`;
}

/** The states of a run, as they are between two micro batches of one token. */
function statesOf(request: TrainingRequest): TrainingSizing['breakdown'] {
  return sizeTraining({ ...request, batch: { sequences: 1, tokens: 1, accumulation: 2 } }).breakdown;
}

/** How far a number of ours is from the measured one, as a share of that. */
function error(ours: number, measured: number): number {
  return ours / measured - 1;
}

describe('what PyTorch holds', () => {
  it.each(measurements.cases.map((each) => [nameOf(each.case), each] as const))('states: %s', (_name, each) => {
    const { weights, gradients, optimizer } = statesOf(requestOf(each.case));
    // Each tensor of states has a counter beside it, and norms are counted but for the last.
    expect(Math.abs(error(weights, each.measured.weights))).toBeLessThan(0.001);
    expect(Math.abs(error(gradients, each.measured.gradients))).toBeLessThan(0.001);
    expect(Math.abs(error(optimizer, each.measured.optimizer))).toBeLessThan(0.002);
  });

  const llama = measurements.cases.filter(
    ({ case: { architecture, adapters } }) => architecture === 'llama' && adapters === null,
  );

  it.each(llama.map((each) => [nameOf(each.case), each] as const))('peak: %s', (_name, each) => {
    const { total, context } = sizeTraining(requestOf(each.case)).breakdown;
    const off = error(total - context, each.measured.peak ?? Number.NaN);
    // Never less; more where weights are cast or gathered, since not all that is there for a while is there at once.
    expect(off).toBeGreaterThan(-0.001);
    expect(off).toBeLessThan(each.case.precision === 'bf16-mixed' ? 0.12 : 0.03);
  });

  it('the norms of queries and keys that Qwen 3 has are within the band', () => {
    const qwen = measurements.cases.filter((each) => each.case.architecture === 'qwen3');
    expect(qwen).toHaveLength(1);
    for (const { case: given, measured } of qwen) {
      const { breakdown, band } = sizeTraining(requestOf(given));
      const off = error(breakdown.total - breakdown.context, measured.peak ?? Number.NaN);
      expect(Math.abs(off)).toBeLessThan(band);
    }
  });

  const adapted = measurements.cases.filter(
    ({ case: { activations, adapters } }) => adapters !== null && activations === 'kept',
  );

  it.each(adapted.map((each) => [nameOf(each.case), each] as const))('kept: %s', (_name, each) => {
    const { activations, loss } = sizeTraining(requestOf(each.case)).breakdown;
    // Of the scores, a third is kept: the rest are gradients.
    const off = error(activations + loss / 3, each.measured.saved ?? Number.NaN);
    expect(off).toBeGreaterThan(-0.001);
    expect(off).toBeLessThan(0.01);
  });
});

describe('what a GPU held', () => {
  it('60.0 GiB for Llama 3.2 3B in bf16 on an A100, two sequences of 4,096 tokens', () => {
    // https://github.com/pytorch/torchtune/blob/bd2a0fc7c31430972728494fa01aaeeb0ebf1ba1/README.md, "+ Packed Dataset", read 2026-11-22.
    const { breakdown, band } = sizeTraining({
      model: models.llama32_3b,
      precision: 'bf16',
      optimizer: { kind: 'adamw', fused: true },
      batch: { sequences: 2, tokens: 4096 },
    });
    expect(Math.abs(error(breakdown.total - breakdown.context, 60 * gibibyte))).toBeLessThan(band);
  });
});

describe('what others count', () => {
  /** DeepSpeed's own estimators: `2 * params + 18 * params / gpus` and `18 * params / gpus`, beside what it gathers. */
  it.each([
    [2, 1, 20],
    [2, 8, 2 + 18 / 8],
    [3, 1, 18],
    [3, 8, 18 / 8],
  ] as const)('ZeRO %i over %i GPUs has %d bytes a parameter', (stage, degree, bytes) => {
    const model = { parameters: 11e9 };
    const { weights, gradients, optimizer, masterWeights } = statesOf({
      model,
      batch: { sequences: 1, tokens: 1 },
      sharding: { kind: 'zero', stage, degree },
    });
    expect((weights + gradients + optimizer + masterWeights) / model.parameters).toBeCloseTo(bytes, 9);
  });
});

describe('what is held of a parameter', () => {
  const model = { parameters: 1e9 };
  const batch = { sequences: 1, tokens: 1, accumulation: 2 };

  it.each([
    ['adamw', { kind: 'adamw' }, 8],
    // bitsandbytes 0.50.2 on the CPU: 262,144 parameters have two states of 262,144 bytes and two times 1,024 scales of four.
    ['adamw-8bit', { kind: 'adamw-8bit' }, (2 * 262_144 + 2 * 1024 * 4) / 262_144],
    ['sgd', { kind: 'sgd' }, 0],
    ['sgd with momentum', { kind: 'sgd', momentum: true }, 4],
    ['other', { kind: 'other', bytesPerParameter: 3 }, 3],
  ] as const)('by the optimizer: %s', (_name, optimizer, bytes) => {
    const { breakdown } = sizeTraining({ model, batch, optimizer });
    expect(breakdown.optimizer / model.parameters).toBe(bytes);
  });

  it('in four bits', () => {
    // bitsandbytes 0.50.2, `quantize_4bit` of 1,024 × 1,024: half a byte of each, and 16,384 scales of four bytes.
    const llama = models.llama31_8b;
    const trainable = { kind: 'qlora', rank: 8 } as const;
    const { breakdown, trainedParameters } = sizeTraining({ model: llama, batch, trainable });
    const outside = 2 * llama.vocabulary * llama.hiddenSize + 2 * llama.layers * llama.hiddenSize;
    expect(breakdown.weights).toBe((llama.parameters - outside) * 0.5625 + outside * 4 + trainedParameters * 4);
    expect(trainedParameters).toBe(32 * 8 * (4096 + 4096 + 4096 + 1024));
  });

  it('in buckets: of DDP as much as gradients, of DeepSpeed as much as it is told, and no more than there is', () => {
    const ddp = sizeTraining({ model, batch, sharding: { kind: 'ddp', degree: 2 } }).breakdown;
    // The other 4 are what a step of AdamW takes that is no single kernel.
    expect([ddp.gradients, ddp.buffers]).toEqual([4e9, 8e9]);
    const zero = (parameters: number, stage: 1 | 2 | 3): number =>
      sizeTraining({ model: { parameters }, batch, sharding: { kind: 'zero', stage, degree: 8 } }).breakdown.buffers;
    expect([zero(70e9, 1), zero(70e9, 2), zero(70e9, 3), zero(1e8, 3)]).toEqual([2e9, 2e9, 3e9, 4e8]);
  });

  it('by CUDA, and by NCCL where there are several GPUs', () => {
    const alone = sizeTraining({ model, batch, sharding: { kind: 'ddp', degree: 1 } }).breakdown.context;
    const several = sizeTraining({ model, batch, sharding: { kind: 'ddp', degree: 2 } }).breakdown.context;
    expect([alone / gibibyte, several / gibibyte]).toEqual([0.51, 1.53]);
  });

  it('selectively: the scores of eager attention are not kept, and all else is', () => {
    const { breakdown: selective, moment } = sizeTraining({
      model: { ...models.llama31_8b, keyValueHeads: 32 },
      batch: { sequences: 1, tokens: 128 },
      optimizer: { kind: 'sgd' },
      activations: 'selective',
      attention: 'eager',
      precision: 'bf16',
      trainable: { kind: 'lora', rank: 8 },
    });
    const { breakdown: flash } = sizeTraining({
      model: { ...models.llama31_8b, keyValueHeads: 32 },
      batch: { sequences: 1, tokens: 128 },
      optimizer: { kind: 'sgd' },
      precision: 'bf16',
      trainable: { kind: 'lora', rank: 8 },
    });
    expect(moment).toBe('loss');
    expect(selective.activations).toBe(flash.activations);
  });
});

const eight: TrainingRequest = {
  model: models.llama31_8b,
  batch: { sequences: 2, tokens: 4096 },
  accelerator: { memoryBytes: 79.19 * gibibyte, computeCapability: 9 },
};

describe('the verdict', () => {
  it('one H100 does not train Llama 3.1 8B, and what would is in the order of what it costs', () => {
    const { fits, remedies } = sizeTraining(eight);
    expect(fits).toBe('no');
    expect(remedies.map(({ kind }) => kind)).toEqual(['lora', 'qlora', 'more-gpus', 'more-memory']);
    expect(remedies[0]?.change).toEqual({ trainable: { kind: 'lora', rank: 16 } });
    expect(remedies[2]?.change).toEqual({ sharding: { kind: 'fsdp', degree: 16 } });
  });

  it('where none of the cheap changes helps alone, several do', () => {
    const small = { memoryBytes: 22.4 * gibibyte, computeCapability: 8.9 };
    const { fits, remedies } = sizeTraining({ ...eight, accelerator: small });
    expect(fits).toBe('no');
    expect(remedies.map(({ kind }) => kind)).toEqual(['together', 'more-memory']);
    expect(remedies[0]?.change).toEqual({
      activations: 'checkpointed',
      batch: { sequences: 1, tokens: 4096, accumulation: 2 },
      optimizer: { kind: 'adamw-8bit' },
      trainable: { kind: 'qlora', rank: 16 },
    });
  });

  it('fewer sequences at once, and as many to a step', () => {
    const batch = { sequences: 8, tokens: 4096 };
    const sharding = { kind: 'fsdp', degree: 8 } as const;
    const { remedies } = sizeTraining({ ...eight, batch, sharding });
    expect(remedies.slice(0, 2)).toEqual([
      { kind: 'checkpoint-activations', change: { activations: 'checkpointed' } },
      { kind: 'smaller-micro-batch', change: { batch: { sequences: 1, tokens: 4096, accumulation: 8 } } },
    ]);
  });

  it('a model of which only the size is known may not fit for certain, and never fits for certain', () => {
    const counted = (parameters: number): TrainingSizing => sizeTraining({ ...eight, model: { parameters } });
    expect(counted(8e9).fits).toBe('no');
    expect(counted(1e9).fits).toBe('not-known');
    expect(counted(1e9).notKnown).toEqual([
      { fact: 'model', question: 'what activations and the loss take: no sizes are given' },
    ]);
    expect(counted(1e9).hostMemory.loading).toBeUndefined();
  });

  it('without an accelerator there is none, and every other open question is named', () => {
    const { fits, notKnown } = sizeTraining({ ...eight, model: models.gemma3_4b, accelerator: undefined });
    expect(fits).toBe('not-known');
    expect(notKnown.map(({ fact }) => fact)).toEqual(['model.vision', 'accelerator']);
    const latent = sizeTraining({ ...eight, model: models.deepseek_v3, trainable: { kind: 'lora', rank: 8 } });
    expect(latent.notKnown.map(({ fact }) => fact)).toEqual(['trainable.targetModules']);
    const bare = sizeTraining({ ...eight, accelerator: { memoryBytes: 2 ** 40 } });
    expect(bare.notKnown.map(({ question }) => question)).toEqual(['whether the GPU can compute in that precision']);
  });

  it('is within the band where a tenth more or less would change it', () => {
    const { total } = sizeTraining(eight).breakdown;
    const shares = [0.85, 0.95, 1.05, 1.15];
    const verdicts = shares.map((share) => {
      const accelerator = { memoryBytes: total * share, computeCapability: 9 };
      return sizeTraining({ ...eight, accelerator }).fits;
    });
    expect(verdicts).toEqual(['no', 'within-band', 'within-band', 'yes']);
  });

  it('gradients stay from one micro batch to the next, and are gone at the loss where there is one', () => {
    const request = { ...eight, batch: { sequences: 8, tokens: 8192 } };
    const gradients = [1, 2].map((accumulation) => {
      const { breakdown, moment } = sizeTraining({ ...request, batch: { ...request.batch, accumulation } });
      expect(moment).toBe('loss');
      return breakdown.gradients;
    });
    expect(gradients).toEqual([0, 4 * models.llama31_8b.parameters]);
  });

  it('what is offloaded is in the memory of the host', () => {
    const { hostMemory, breakdown } = sizeTraining({ ...eight, sharding: { kind: 'fsdp', degree: 8, offload: true } });
    expect(hostMemory.offloaded).toBe((16 * models.llama31_8b.parameters) / 8);
    expect(breakdown.weights + breakdown.gradients + breakdown.optimizer).toBe(0);
    const zero = sizeTraining({ ...eight, sharding: { kind: 'zero', stage: 3, degree: 8, offload: true } });
    expect(zero.hostMemory.offloaded).toBe((16 * models.llama31_8b.parameters) / 8);
  });
});

describe('what cannot be', () => {
  function issuesOf(change: Partial<TrainingRequest>): readonly string[] {
    const { issues, fits } = sizeTraining({ ...eight, ...change });
    if (issues.length > 0) expect(fits).toBe('no');
    return issues.map(
      ({ code, property, given, message, fix }) => `${code} ${property} ${given}: ${message}; write ${fix}`,
    );
  }

  it('says what, where, and what to write', () => {
    expect(issuesOf({})).toEqual([]);
    expect(issuesOf({ batch: { sequences: 0, tokens: 1.5, accumulation: -1 } })).toEqual([
      'sizing/invalid-amount batch.sequences 0: is no whole number above zero; write 1, or more',
      'sizing/invalid-amount batch.tokens 1.5: is no whole number above zero; write 1, or more',
      'sizing/invalid-amount batch.accumulation -1: is no whole number above zero; write 1, or more',
    ]);
    expect(issuesOf({ batch: { sequences: 1, tokens: 200_000 } })).toEqual([
      'sizing/context-exceeds-model batch.tokens 200000: the model knows 131072 positions; write at most 131072',
    ]);
    expect(issuesOf({ trainable: { kind: 'lora', rank: 0 }, sharding: { kind: 'fsdp', degree: 0 } })).toEqual([
      'sizing/invalid-amount trainable.rank 0: is no whole number above zero; write 1, or more',
      'sizing/invalid-parallelism sharding.degree 0: is no whole number above zero; write 1, or more',
    ]);
    expect(issuesOf({ model: { parameters: 0 }, accelerator: { memoryBytes: -1 } })).toEqual([
      'sizing/invalid-amount model.parameters 0: is no number above zero; write the number of its weights',
      'sizing/invalid-amount accelerator.memoryBytes -1: is no number above zero; write the bytes of one GPU',
    ]);
    expect(issuesOf({ optimizer: { kind: 'other', bytesPerParameter: -2 } })).toEqual([
      'sizing/invalid-amount optimizer.bytesPerParameter -2: is no amount of memory; write 8, as AdamW has it in 32 bits',
    ]);
    expect(issuesOf({ accelerator: { memoryBytes: 16 * gibibyte, computeCapability: 7.5 } })).toEqual([
      "sizing/unsupported-precision precision bf16: needs a GPU of compute capability 8.0, and this one has 7.5; write 'fp16'",
    ]);
  });
});
