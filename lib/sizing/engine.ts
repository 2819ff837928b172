import { isRelease } from '../core';
import { readOn, type FactSource } from './source';

interface EngineSettings {
  /** Such as `'0.19.0'`; the newest that is known unless given. */
  readonly version?: string | undefined;
  /** The sequences that it works on at once: `--max-num-seqs`. */
  readonly maximumSequences?: number | undefined;
  /** The tokens of one pass: `--max-num-batched-tokens`. */
  readonly batchedTokens?: number | undefined;
  /** Whether it captures CUDA graphs; yes unless given (`--enforce-eager`). */
  readonly graphs?: boolean | undefined;
}

/** vLLM as far as its memory goes; what is not given is as the server itself decides. */
export interface Vllm extends EngineSettings {
  readonly kind: 'vllm';
  /** The share of a GPU's memory that it takes: `--gpu-memory-utilization`. */
  readonly memoryUtilization?: number | undefined;
}

/** SGLang as far as its memory goes; how it decides its share is not known, so that has to be given. */
export interface Sglang extends EngineSettings {
  readonly kind: 'sglang';
  /** The share of a GPU's free memory for weights and cache: `--mem-fraction-static`. */
  readonly memoryUtilization: number;
}

/** A server as far as its memory goes. */
export type Engine = Vllm | Sglang;

/** What an engine's versions from one on do with memory, as their logs print it. */
export interface Calibration {
  readonly from: string;
  readonly memoryUtilization: number;
  /** The bytes that picking tokens takes at its peak, for each sequence and word of the vocabulary. */
  readonly samplerBytes: number;
  /** What is allocated outside PyTorch: alone, with tensor parallelism, with pipelines alone. */
  readonly nonTorch: { readonly single: number; readonly tensor: number; readonly pipeline: number };
  /** Whether the share of memory covers CUDA graphs, or they come on top. */
  readonly coversGraphs: boolean;
  /** Whether memory behind a sliding window is freed. */
  readonly freesWindows: boolean;
  /** Whether prompts are worked on in parts by default, whatever their length. */
  readonly splitsPrompts: boolean;
  readonly sources: readonly FactSource[];
}

/** The bytes of a GiB. */
export const gibibyte: number = 2 ** 30;

const accuracy = source(
  'https://github.com/jgchn/llm-d-planner/blob/151baf3dd6d8256305c9b3f9562e0606c94cb145/accuracy/accuracy_report.md',
);
const empirical = source(
  'https://github.com/llm-d-incubation/llm-d-planner/blob/e50305af90f0812e77e1827f3bc740fe75b76370/docs/empirical-vllm-memory-results.md',
);
const rtx3090 = source('https://github.com/vllm-project/vllm/issues/10517');
const graphs = source('https://github.com/gpustack/runner/pull/251');
const utilization = source('https://docs.vllm.ai/en/stable/cli/serve/');

/** What vLLM did before its second engine, and what is taken for all that is older. */
const oldest: Calibration = {
  from: '0.0.0',
  memoryUtilization: 0.9,
  samplerBytes: 38,
  nonTorch: { single: 0.35 * gibibyte, tensor: 0.55 * gibibyte, pipeline: 0.35 * gibibyte },
  coversGraphs: false,
  freesWindows: false,
  splitsPrompts: false,
  sources: [rtx3090, source('https://github.com/vllm-project/vllm/pull/10511')],
};

/** What vLLM does with memory, by version, newest first. */
export const calibrations: readonly Calibration[] = [
  {
    from: '0.21.0',
    memoryUtilization: 0.92,
    samplerBytes: 14,
    nonTorch: { single: 0.25 * gibibyte, tensor: 2.1 * gibibyte, pipeline: 0.07 * gibibyte },
    coversGraphs: true,
    freesWindows: true,
    splitsPrompts: true,
    sources: [accuracy, graphs, utilization],
  },
  {
    from: '0.18.0',
    memoryUtilization: 0.9,
    samplerBytes: 14,
    nonTorch: { single: 0.25 * gibibyte, tensor: 2.1 * gibibyte, pipeline: 0.07 * gibibyte },
    coversGraphs: false,
    freesWindows: true,
    splitsPrompts: true,
    sources: [accuracy],
  },
  {
    from: '0.17.0',
    memoryUtilization: 0.9,
    samplerBytes: 14,
    nonTorch: { single: 0.13 * gibibyte, tensor: 0.55 * gibibyte, pipeline: 0.07 * gibibyte },
    coversGraphs: false,
    freesWindows: true,
    splitsPrompts: true,
    sources: [accuracy, empirical],
  },
  {
    from: '0.8.0',
    memoryUtilization: 0.9,
    samplerBytes: 38,
    nonTorch: { single: 0.13 * gibibyte, tensor: 0.55 * gibibyte, pipeline: 0.07 * gibibyte },
    coversGraphs: false,
    freesWindows: true,
    splitsPrompts: true,
    sources: [accuracy, empirical],
  },
  oldest,
];

/** The calibration of a version; that of the newest where none is given. */
export function calibrationOf({ version }: Engine): Calibration {
  return calibrations.find(({ from }) => version === undefined || isRelease(version, from)) ?? oldest;
}

/**
 * The error of the arithmetic as a share of the memory that an engine may take: that against the facts in
 * `docs/sizing.md` where the version of vLLM is known, and twice that otherwise, as versions differ by so much.
 */
export function bandOf({ kind, version }: Engine): number {
  return kind === 'vllm' && version !== undefined ? 0.04 : 0.08;
}

/** What an engine works on at once. */
export interface Batch {
  readonly sequences: number;
  readonly tokens: number;
}

/**
 * The batch of an engine; by default as vLLM decides it: large on GPUs of 70 GiB and more that are no A100 (compute
 * capability 8.0), small on all others, and whole prompts before it split them.
 *
 * Source: vllm/engine/arg_utils.py, `get_batch_defaults`, and the pull requests that made it so. Versions 0.8.0 to about
 * 0.8.3 worked on 1,024 sequences on every GPU.
 * https://github.com/vllm-project/vllm/pull/12369 https://github.com/vllm-project/vllm/pull/16158
 */
export function batchOf(
  engine: Engine,
  gpu: { readonly memoryBytes: number; readonly computeCapability?: number | undefined },
  contextLength: number,
): Batch {
  if (!calibrationOf(engine).splitsPrompts) {
    const whole = contextLength > 32_768 ? 2048 : Math.max(contextLength, 2048);
    return batch(engine.maximumSequences ?? 256, engine.batchedTokens ?? whole);
  }
  const large = gpu.computeCapability === 8 ? 0 : largeness(gpu.memoryBytes / gibibyte);
  const between = (small: number, great: number): number => Math.round(small + (great - small) * large);
  return batch(engine.maximumSequences ?? between(256, 1024), engine.batchedTokens ?? between(2048, 8192));
}

/**
 * Zero for small GPUs and one for large ones. vLLM steps up at 70 GiB; few GPUs have between 48 and 70, and for those a
 * slope is taken, as a step would let more memory hold less.
 */
function largeness(gibibytes: number): number {
  return Math.min(1, Math.max(0, (gibibytes - 48) / (70 - 48)));
}

function batch(sequences: number, tokens: number): Batch {
  return { sequences: Math.min(sequences, tokens), tokens };
}

function source(address: string): FactSource {
  return { address, read: readOn };
}
