import fc from 'fast-check';
import { gibibyte, models, tensorDegrees, type ModelName, type SizingRequest } from '../../lib/sizing';

const names = Object.keys(models) as ModelName[];

/**
 * Questions that someone may ask: any model of the table, on any GPU, spread in a way that is valid.
 *
 * Versions before 0.8 are left out: they work on prompts of up to 32,768 tokens whole and on longer ones in parts, so
 * that there a longer context can fit better, as one of the published facts shows.
 */
export const requests: fc.Arbitrary<SizingRequest> = fc
  .record({
    name: fc.constantFrom(...names),
    precision: fc.constantFrom('bf16' as const, 'fp8' as const, 'gptq-int4' as const, undefined),
    cachePrecision: fc.constantFrom('auto' as const, 'fp8' as const, undefined),
    gibibytes: fc.double({ min: 8, max: 200, noNaN: true }),
    computeCapability: fc.constantFrom(undefined, 8.9, 9),
    contextShare: fc.double({ min: 0.001, max: 1, noNaN: true }),
    degree: fc.nat(),
    pipeline: fc.constantFrom(1, 1, 2, 3),
    data: fc.constantFrom(1, 1, 2),
    concurrency: fc.integer({ min: 1, max: 500 }),
    tokensPerRequest: fc.integer({ min: 1, max: 20_000 }),
    adapters: fc.option(fc.record({ count: fc.integer({ min: 1, max: 8 }), rank: fc.constantFrom(8, 64) }), {
      nil: undefined,
    }),
    version: fc.constantFrom(undefined, '0.8.5', '0.17.1', '0.19.0', '0.23.0'),
    memoryUtilization: fc.option(fc.double({ min: 0.7, max: 0.98, noNaN: true }), { nil: undefined }),
    graphs: fc.constantFrom(undefined, false),
  })
  .map((given) => {
    const model = models[given.name];
    const precision = given.precision ?? model.precision;
    const degrees = tensorDegrees(model, precision, 16);
    const tensor = degrees[given.degree % degrees.length] ?? 1;
    const { pipeline, data, computeCapability, memoryUtilization, graphs, version } = given;
    return {
      model,
      precision,
      cachePrecision: given.cachePrecision,
      accelerator: { memoryBytes: given.gibibytes * gibibyte, computeCapability, count: tensor * pipeline * data },
      parallelism: { tensor, pipeline, data },
      contextLength: Math.max(1, Math.floor(model.maximumContext * given.contextShare)),
      load: { concurrency: given.concurrency, tokensPerRequest: given.tokensPerRequest },
      adapters: given.adapters,
      engine: { kind: 'vllm', version, memoryUtilization, graphs },
    };
  });
