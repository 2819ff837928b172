import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sizeModel, type Remedy, type SizingRequest, type Verdict } from '../../lib/sizing';
import { requests } from './requests';

const runs = { numRuns: 1000 };
const order: Readonly<Record<Verdict, number>> = { no: 0, 'within-band': 1, yes: 2 };

function rank(verdict: Verdict | undefined): number {
  return order[verdict ?? 'no'];
}

function apply(request: SizingRequest, remedy: Remedy): SizingRequest {
  const { accelerator, load, parallelism } = request;
  switch (remedy.kind) {
    case 'context-length':
      return { ...request, contextLength: remedy.contextLength };
    case 'concurrency':
      return { ...request, load: load && { ...load, concurrency: remedy.concurrency } };
    case 'cache-precision':
      return { ...request, cachePrecision: remedy.cachePrecision };
    case 'precision':
      return { ...request, precision: remedy.precision };
    case 'tensor-parallel':
      return {
        ...request,
        accelerator: { ...accelerator, count: remedy.gpus },
        parallelism: { ...parallelism, tensor: remedy.tensor },
      };
    case 'memory':
      return { ...request, accelerator: { ...accelerator, memoryBytes: remedy.memoryBytes } };
  }
}

describe('laws of sizing', () => {
  it('more memory never fits worse', () => {
    const factors = fc.double({ min: 1, max: 4, noNaN: true });
    const law = fc.property(requests, factors, (request, factor) => {
      const { accelerator } = request;
      const more = { ...accelerator, memoryBytes: accelerator.memoryBytes * factor };
      const [less, greater] = [sizeModel(request), sizeModel({ ...request, accelerator: more })];
      expect(rank(greater.starts)).toBeGreaterThanOrEqual(rank(less.starts));
      expect(rank(greater.serves)).toBeGreaterThanOrEqual(rank(less.serves));
      expect(greater.largestContext.expected).toBeGreaterThanOrEqual(less.largestContext.expected);
      expect(greater.concurrency?.least).toBeGreaterThanOrEqual(less.concurrency?.least ?? 0);
    });
    fc.assert(law, runs);
  });

  it('a longer context never fits better', () => {
    const shares = fc.double({ min: 0.001, max: 1, noNaN: true });
    const law = fc.property(requests, shares, (request, share) => {
      const shorter = Math.max(1, Math.floor(request.contextLength * share));
      const [short, long] = [sizeModel({ ...request, contextLength: shorter }), sizeModel(request)];
      expect(rank(long.starts)).toBeLessThanOrEqual(rank(short.starts));
      expect(long.breakdown.cache).toBeGreaterThanOrEqual(short.breakdown.cache);
    });
    fc.assert(law, runs);
  });

  it('a cache of eight bits is never larger', () => {
    const law = fc.property(requests, (request) => {
      const [sixteen, eight] = [
        sizeModel({ ...request, cachePrecision: 'auto' }),
        sizeModel({ ...request, cachePrecision: 'fp8' }),
      ];
      expect(eight.breakdown.cache).toBeLessThanOrEqual(sixteen.breakdown.cache);
      expect(rank(eight.starts)).toBeGreaterThanOrEqual(rank(sixteen.starts));
      expect(eight.cacheTokens.expected).toBeGreaterThanOrEqual(sixteen.cacheTokens.expected);
    });
    fc.assert(law, runs);
  });

  it('the parts of a breakdown are its total, and none is negative', () => {
    const law = fc.property(requests, (request) => {
      const { budget, total, ...parts } = sizeModel(request).breakdown;
      expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(total, 0);
      for (const part of [...Object.values(parts), budget]) expect(part).toBeGreaterThanOrEqual(0);
    });
    fc.assert(law, runs);
  });

  it('the verdicts agree with the numbers beside them', () => {
    const law = fc.property(requests, (request) => {
      const { starts, serves, largestContext, concurrency, issues } = sizeModel(request);
      if (issues.length > 0) return;
      expect(starts === 'yes').toBe(largestContext.least >= request.contextLength);
      expect(starts === 'no').toBe(largestContext.most < request.contextLength);
      if (request.parallelism?.data !== 1) return;
      const wanted = request.load?.concurrency ?? 0;
      expect(serves === 'yes').toBe((concurrency?.least ?? 0) >= wanted);
      expect(serves === 'no').toBe((concurrency?.most ?? 0) < wanted);
    });
    fc.assert(law, runs);
  });

  it('whatever the numbers, there is an answer', () => {
    const numbers = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, 1e12));
    const given = fc.record({ tensor: numbers, pipeline: numbers, data: numbers, context: numbers, memory: numbers });
    const law = fc.property(requests, given, (request, { tensor, pipeline, data, context, memory }) => {
      const { starts, issues } = sizeModel({
        ...request,
        accelerator: { memoryBytes: memory, count: data },
        parallelism: { tensor, pipeline, data },
        contextLength: context,
      });
      if (issues.length > 0) expect(starts).toBe('no');
    });
    fc.assert(law, runs);
  });

  it('every remedy helps', () => {
    const law = fc.property(requests, (request) => {
      const { remedies, starts, serves, issues } = sizeModel(request);
      if (issues.length > 0) return;
      if ((starts !== 'yes' || serves !== 'yes') && remedies.length === 0) {
        // Some loads are too much for any memory that is worth a word.
        const { accelerator } = request;
        const vast = sizeModel({ ...request, accelerator: { ...accelerator, memoryBytes: 2 ** 42 } });
        expect([vast.starts, vast.serves]).not.toEqual(['yes', 'yes']);
      }
      for (const remedy of remedies) {
        const mended = sizeModel(apply(request, remedy));
        expect(mended.starts, remedy.kind).toBe('yes');
        if (remedy.kind !== 'context-length') expect(mended.serves, remedy.kind).toBe('yes');
      }
    });
    fc.assert(law, { numRuns: 300 });
  });
});
