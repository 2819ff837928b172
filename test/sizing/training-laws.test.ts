import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  architectureOf,
  gibibyte,
  models,
  sizeTraining,
  type ModelName,
  type TrainingBreakdown,
  type TrainingRequest,
} from '../../lib/sizing';

const runs = { numRuns: 1000 };
const names = Object.keys(models) as ModelName[];
const counts = fc.integer({ min: 1, max: 64 });

const requests: fc.Arbitrary<TrainingRequest> = fc
  .record({
    name: fc.constantFrom(...names),
    counted: fc.constantFrom(false, false, false, true),
    precision: fc.constantFrom('bf16-mixed' as const, 'fp16-mixed' as const, 'bf16' as const, 'fp32' as const),
    optimizer: fc.constantFrom(
      { kind: 'adamw' as const },
      { kind: 'adamw' as const, fused: true },
      { kind: 'adamw-8bit' as const },
      { kind: 'sgd' as const, momentum: true },
      { kind: 'other' as const, bytesPerParameter: 3 },
    ),
    trainable: fc.constantFrom(
      { kind: 'full' as const },
      { kind: 'lora' as const, rank: 16 },
      { kind: 'qlora' as const, rank: 64, targetModules: ['q_proj', 'down_proj'] as const },
    ),
    batch: fc.record({
      sequences: counts,
      tokens: fc.integer({ min: 1, max: 4096 }),
      accumulation: fc.constantFrom(1, 4),
    }),
    activations: fc.constantFrom('kept' as const, 'selective' as const, 'checkpointed' as const),
    attention: fc.constantFrom('flash' as const, 'eager' as const),
    sharding: fc
      .record({
        kind: fc.constantFrom('none' as const, 'ddp' as const, 'fsdp' as const, 'zero' as const),
        degree: counts,
        stage: fc.constantFrom(1 as const, 2 as const, 3 as const),
        offload: fc.boolean(),
      })
      .map(({ kind, degree, stage, offload }) => {
        if (kind === 'none') return { kind };
        if (kind === 'ddp') return { kind, degree };
        return kind === 'fsdp' ? { kind, degree, offload } : { kind, degree, stage, offload };
      }),
    gibibytes: fc.double({ min: 8, max: 200, noNaN: true }),
  })
  .map(({ name, counted, gibibytes, ...rest }) => ({
    ...rest,
    model: counted ? { parameters: models[name].parameters } : models[name],
    accelerator: { memoryBytes: gibibytes * gibibyte, computeCapability: 9 },
  }));

function total(request: TrainingRequest): number {
  return sizeTraining(request).breakdown.total;
}

function states({ weights, gradients, optimizer, masterWeights }: TrainingBreakdown): number {
  return weights + gradients + optimizer + masterWeights;
}

/** As a step of the optimizer has them, by micro batches of one token. */
function statesOf(request: TrainingRequest): number {
  const batch = { sequences: 1, tokens: 1, accumulation: 2 };
  return states(sizeTraining({ ...request, batch }).breakdown);
}

describe('laws of training memory', () => {
  it('the parts are the total, and none is negative', () => {
    const law = fc.property(requests, (request) => {
      const { total: whole, ...parts } = sizeTraining(request).breakdown;
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(whole, 0);
      for (const part of Object.values(parts)) expect(part).toBeGreaterThanOrEqual(0);
    });
    fc.assert(law, runs);
  });

  it('more sequences, tokens or micro batches never take less', () => {
    const law = fc.property(requests, counts, (request, more) => {
      const { batch } = request;
      const least = total(request);
      expect(total({ ...request, batch: { ...batch, sequences: batch.sequences + more } })).toBeGreaterThanOrEqual(
        least,
      );
      expect(total({ ...request, batch: { ...batch, tokens: batch.tokens + more } })).toBeGreaterThanOrEqual(least);
      expect(total({ ...request, batch: { ...batch, accumulation: 8 } })).toBeGreaterThanOrEqual(least);
    });
    fc.assert(law, runs);
  });

  it('more parameters never take less', () => {
    const law = fc.property(requests, fc.integer({ min: 1, max: 2 ** 40 }), (request, more) => {
      const parameters = request.model.parameters;
      const trainable = { kind: 'full' } as const;
      const small = total({ ...request, trainable, model: { parameters } });
      expect(total({ ...request, trainable, model: { parameters: parameters + more } })).toBeGreaterThanOrEqual(small);
    });
    fc.assert(law, runs);
  });

  it('more layers never take less', () => {
    const law = fc.property(requests, (request) => {
      if (!('hiddenSize' in request.model)) return;
      const { model } = request;
      const experts = model.experts && { ...model.experts, layers: model.experts.layers + 1 };
      const deeper = architectureOf({ ...model, experts, layers: model.layers + 1 });
      expect(total({ ...request, model: deeper })).toBeGreaterThanOrEqual(total(request));
    });
    fc.assert(law, runs);
  });

  it('states that are spread over more GPUs never take more', () => {
    const law = fc.property(requests, counts, (request, more) => {
      const { sharding } = request;
      if (sharding === undefined || sharding.kind === 'none') return;
      // NCCL's buffers come with the second GPU.
      const two = { ...sharding, degree: sharding.degree + 1 };
      const further = { ...two, degree: two.degree + more };
      expect(total({ ...request, sharding: further })).toBeLessThanOrEqual(total({ ...request, sharding: two }));
    });
    fc.assert(law, runs);
  });

  it('spread over one GPU, states are those of one GPU', () => {
    const law = fc.property(requests, (request) => {
      const alone = statesOf({ ...request, sharding: { kind: 'none' } });
      for (const kind of ['ddp', 'fsdp'] as const) {
        expect(statesOf({ ...request, sharding: { kind, degree: 1 } })).toBeCloseTo(alone, 0);
      }
    });
    fc.assert(law, runs);
  });

  it('each stage of ZeRO takes no more than the one before', () => {
    const law = fc.property(requests, counts, (request, degree) => {
      const stages = ([1, 2, 3] as const).map((stage) =>
        statesOf({ ...request, sharding: { kind: 'zero', stage, degree } }),
      );
      expect(stages).toEqual(stages.toSorted((one, other) => other - one));
    });
    fc.assert(law, runs);
  });

  it('adapters have smaller states than the whole model', () => {
    const law = fc.property(requests, (request) => {
      if (!('hiddenSize' in request.model) || request.model.attention.kind !== 'grouped') return;
      // In the host's memory, states count for neither.
      if (request.sharding !== undefined && 'offload' in request.sharding && request.sharding.offload === true) return;
      const full = statesOf({ ...request, optimizer: { kind: 'adamw' }, trainable: { kind: 'full' } });
      const lora = statesOf({ ...request, optimizer: { kind: 'adamw' }, trainable: { kind: 'lora', rank: 16 } });
      expect(lora).toBeLessThan(full);
    });
    fc.assert(law, runs);
  });

  it('what is recomputed is not kept', () => {
    const law = fc.property(requests, (request) => {
      const one = total({ ...request, activations: 'checkpointed' });
      const two = total({ ...request, activations: 'selective' });
      expect(one).toBeLessThanOrEqual(two);
      expect(two).toBeLessThanOrEqual(total({ ...request, activations: 'kept' }));
    });
    fc.assert(law, runs);
  });

  it('every remedy helps, and where one is needed and memory would do, there is one', () => {
    const law = fc.property(requests, (request) => {
      const { remedies, fits } = sizeTraining(request);
      if (fits === 'yes' || fits === 'not-known') expect(remedies).toEqual([]);
      for (const { kind, change } of remedies) expect(sizeTraining({ ...request, ...change }).fits, kind).toBe('yes');
      const vast = sizeTraining({ ...request, accelerator: { memoryBytes: 2 ** 41, computeCapability: 9 } });
      if (fits === 'no' && vast.fits === 'yes') expect(remedies.map(({ kind }) => kind)).toContain('more-memory');
    });
    fc.assert(law, runs);
  });

  it('whatever the numbers, there is an answer', () => {
    const numbers = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, 1e12));
    const given = fc.record({ sequences: numbers, tokens: numbers, degree: numbers, memory: numbers });
    const law = fc.property(requests, given, (request, { sequences, tokens, degree, memory }) => {
      const { fits, issues } = sizeTraining({
        ...request,
        batch: { sequences, tokens },
        sharding: { kind: 'fsdp', degree },
        accelerator: { memoryBytes: memory },
      });
      if (issues.length > 0) expect(fits).toBe('no');
    });
    fc.assert(law, runs);
  });
});
