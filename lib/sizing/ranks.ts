import type { ModelArchitecture } from './architecture';
import { batchOf, calibrationOf, gibibyte, type Engine } from './engine';
import { sequencesBytes, type CacheSettings } from './key-value-cache';
import { overheadOf, type Adapters, type Overhead } from './overhead';
import type { Degrees } from './parallelism';
import type { CachePrecision, Precision } from './precision';
import { stagesOf, type Stage } from './stage';
import { weightBytes } from './weights';

/** A GPU as far as a model's memory goes. */
export interface Accelerator {
  /** As the driver reports it: 79.19 GiB for an H100 of 80 GB. */
  readonly memoryBytes: number;
  /** Such as 8.9; unknown unless given. */
  readonly computeCapability?: number | undefined;
  /** The GPUs that the model is spread over. */
  readonly count: number;
}

/** A question with everything that was not given filled in. */
export interface Deployment {
  readonly model: ModelArchitecture;
  readonly precision: Precision;
  readonly cache: CachePrecision;
  readonly accelerator: Accelerator;
  readonly degrees: Degrees;
  readonly engine: Engine;
  readonly contextLength: number;
  readonly adapters?: Adapters | undefined;
}

/** Sequences of one length, at once. */
export interface Sequences {
  readonly sequences: number;
  readonly tokens: number;
}

/** What one GPU of a stage has and needs, in bytes. */
export interface Rank extends Overhead {
  /** The engine's share of the GPU's memory. */
  readonly budget: number;
  readonly weights: number;
  /** What is left of the budget for keys and values; less than nothing where not even the rest fits. */
  readonly room: number;
  /** What sequences take of that room. */
  cacheOf(sequences: Sequences): number;
}

/**
 * What SGLang's share is not taken of: the context and, on several GPUs, the buffers for their talk, which are there
 * before it measures what is free. As the logs of runs on an H100 print it.
 * https://github.com/jgchn/llm-d-planner/blob/30ec05f7cab43782bdfa4f529aef70e06ff9f149/accuracy/results/v0.19.0/results_raw.csv
 */
const beforeSglang = { single: 0.51 * gibibyte, several: 1.53 * gibibyte };

/** Computes what one GPU of each stage of a deployment has and needs. */
export function ranksOf(deployment: Deployment): readonly Rank[] {
  return stagesOf(deployment.model, deployment.degrees).map((stage) => rankOf(deployment, stage));
}

function rankOf(deployment: Deployment, stage: Stage): Rank {
  const { model, precision, cache, accelerator, degrees, engine, contextLength, adapters } = deployment;
  const batch = batchOf(engine, accelerator, contextLength);
  const settings: CacheSettings = {
    precision,
    cache,
    batchedTokens: batch.tokens,
    freesWindows: calibrationOf(engine).freesWindows,
  };
  const budget = budgetOf(deployment);
  const weights = weightBytes(model, precision, stage, degrees);
  const all = overheadOf(model, { engine, precision, batch, adapters }, stage, degrees);
  // SGLang's share is for weights and cache alone; the rest of the memory is for everything else.
  const overhead = engine.kind === 'vllm' ? all : { activations: 0, nonTorch: 0, graphs: 0, adapters: all.adapters };
  const { activations, nonTorch, graphs, adapters: adapted } = overhead;
  return {
    ...overhead,
    budget,
    weights,
    room: budget - weights - activations - nonTorch - graphs - adapted,
    cacheOf: (sequences) => sequencesBytes(model, settings, stage, degrees, sequences),
  };
}

function budgetOf({ accelerator, degrees, engine }: Deployment): number {
  const share = engine.memoryUtilization ?? calibrationOf(engine).memoryUtilization;
  if (engine.kind === 'vllm') return accelerator.memoryBytes * share;
  const taken = degrees.tensor > 1 ? beforeSglang.several : beforeSglang.single;
  return (accelerator.memoryBytes - taken) * share;
}
