import type { IssueDetails } from '../core';
import { readOn, type FactSource } from './source';

/** How the weights of a model are stored. */
export type Precision = 'fp32' | 'bf16' | 'fp16' | 'fp8' | 'int8' | 'awq-int4' | 'gptq-int4' | 'mxfp4';

/** How keys and values are stored; `auto` is as the model computes. */
export type CachePrecision = 'auto' | 'fp32' | 'bf16' | 'fp16' | 'fp8';

/** What is known of a precision. */
export interface PrecisionFacts {
  /** The bits of a weight that is stored in it, scales and zero points of groups of 128 (mxfp4: 32) included. */
  readonly bits: number;
  /** What is stored in it; the rest stays in 16 bits. */
  readonly covers: 'everything' | 'linear layers' | 'experts';
  /** The compute capability from which GPUs compute in it. */
  readonly computesFrom?: number | undefined;
  /** The compute capability from which GPUs hold weights in it, and compute in 16 bits. */
  readonly holdsFrom?: number | undefined;
  readonly source: FactSource;
}

const supportedHardware = source('https://docs.vllm.ai/en/v0.15.1/features/quantization/');
const eightBitFloats = source('https://docs.vllm.ai/en/v0.32.0/features/quantization/llm_compressor/fp8/');
const anyModel = source('https://github.com/vllm-project/vllm/issues/1284');
const brainFloats = source('https://github.com/vllm-project/vllm/issues/9990');
const fourBitFloats = source('https://github.com/vllm-project/vllm/issues/23203');

/** Bits, and the GPUs that can, by precision, as vLLM documents them and says when it refuses. */
export const precisions: Readonly<Record<Precision, PrecisionFacts>> = {
  fp32: { bits: 32, covers: 'everything', computesFrom: 7, source: anyModel },
  bf16: { bits: 16, covers: 'everything', computesFrom: 8, source: brainFloats },
  fp16: { bits: 16, covers: 'everything', computesFrom: 7, source: anyModel },
  fp8: { bits: 8, covers: 'linear layers', computesFrom: 8.9, holdsFrom: 7.5, source: eightBitFloats },
  int8: { bits: 8, covers: 'linear layers', computesFrom: 7.5, source: supportedHardware },
  'awq-int4': { bits: 4 + 16 / 128 + 4 / 128, covers: 'linear layers', holdsFrom: 7.5, source: supportedHardware },
  'gptq-int4': { bits: 4 + 16 / 128, covers: 'linear layers', holdsFrom: 7, source: supportedHardware },
  mxfp4: { bits: 4.25, covers: 'experts', holdsFrom: 8, source: fourBitFloats },
};

/** What a GPU can do with weights of a precision. */
export type Support = 'computes' | 'holds' | 'cannot' | 'unknown';

/** Tells what a GPU of a compute capability can do with a precision. */
export function supportFor(precision: Precision, computeCapability: number | undefined): Support {
  const { computesFrom, holdsFrom } = precisions[precision];
  if (computeCapability === undefined) return 'unknown';
  if (computesFrom !== undefined && computeCapability >= computesFrom) return 'computes';
  return holdsFrom !== undefined && computeCapability >= holdsFrom ? 'holds' : 'cannot';
}

/** What is wrong where a GPU cannot run a precision, with one that it can. */
export function precisionIssue(precision: Precision, computeCapability: number | undefined): IssueDetails | undefined {
  if (supportFor(precision, computeCapability) !== 'cannot') return undefined;
  const { computesFrom, holdsFrom } = precisions[precision];
  const least = Math.min(computesFrom ?? Infinity, holdsFrom ?? Infinity);
  return {
    code: 'sizing/unsupported-precision',
    property: 'precision',
    given: precision,
    message: `needs a GPU of compute capability ${least.toFixed(1)}, and this one has ${(computeCapability ?? 0).toFixed(1)}`,
    fix: precision === 'bf16' ? "'fp16'" : "'fp16', or a newer GPU",
  };
}

/** The bytes of a number that the model computes with. */
export function computeBytes(precision: Precision): number {
  return precision === 'fp32' ? 4 : 2;
}

/** The bytes of a number in the cache. */
export function cacheBytes(cache: CachePrecision, weights: Precision): number {
  switch (cache) {
    case 'auto':
      return computeBytes(weights);
    case 'fp32':
      return 4;
    case 'bf16':
    case 'fp16':
      return 2;
    case 'fp8':
      return 1;
  }
}

function source(address: string): FactSource {
  return { address, read: readOn };
}
