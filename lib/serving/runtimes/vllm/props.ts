import type { Percent } from '../../../core';
import type { Device } from '../device';
import type { LanguageModelServer } from '../language-model-server';

/** Fine-tunings (LoRA) that are served beside their model, each under its own name. */
export interface LoraAdapters {
  /** By the name that requests ask for: a folder that the server finds, or a repository of Hugging Face. */
  readonly modules: Readonly<Record<string, string>>;
  /** The greatest rank among them. */
  readonly maximumRank: 1 | 8 | 16 | 32 | 64 | 128 | 256 | 320 | 512;
  /** How many one batch may use. @default 1 - the server's own */
  readonly atOnce?: number | undefined;
}

/** vLLM, which serves language models with OpenAI's API, on GPUs or, with an image for them, on CPUs. */
export interface VllmProps extends LanguageModelServer {
  readonly kind: 'vllm';
  /**
   * What it computes on: on CPUs, with an image of `vllm/vllm-openai-cpu`, it asks for no GPUs and spreads nothing.
   *
   * @default 'gpu'
   */
  readonly device?: Device | undefined;
  /** The groups of GPUs that have the layers one after the other. @default 1 - with several nodes and no degree given, one each */
  readonly pipelineParallel?: number | undefined;
  /** The copies of the model behind one server. @default 1 */
  readonly dataParallel?: number | undefined;
  /**
   * The pods that share one copy of the model, each on a node of its own: with several, a LeaderWorkerSet. A pod gets its
   * part of the GPUs that the degrees take together. @default 1
   */
  readonly nodes?: number | undefined;
  /** Whether experts are spread whole over all GPUs. @default false */
  readonly expertParallel?: boolean | undefined;
  /** The share of each GPU's memory that it takes. @default - the server's own: 92 % from 0.20.2 on, 90 % up to 0.19.1 */
  readonly memoryUtilization?: Percent | undefined;
  /** The tokens of one pass. @default - the server's own, by GPU */
  readonly batchedTokens?: number | undefined;
  /** Whether to go without CUDA graphs: a faster start and slower answers. @default false */
  readonly eager?: boolean | undefined;
  /** @default - none */
  readonly adapters?: LoraAdapters | undefined;
  /** Whether it tells its makers how it is used. @default false */
  readonly usageStatistics?: boolean | undefined;
}
