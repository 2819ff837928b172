import type { Percent } from '../../../core';
import type { LanguageModelServer } from '../language-model-server';

/** Fine-tunings (LoRA) that SGLang serves beside their model, each under its own name. */
export interface SglangAdapters {
  /** By the name that requests ask for: a folder that the server finds, or a repository of Hugging Face. */
  readonly modules: Readonly<Record<string, string>>;
  /** The greatest rank among them. @default - as the adapters say */
  readonly maximumRank?: number | undefined;
  /** How many one batch may use. @default 8 - the server's own */
  readonly atOnce?: number | undefined;
}

/** SGLang, which serves language models on GPUs with OpenAI's API. */
export interface SglangProps extends LanguageModelServer {
  readonly kind: 'sglang';
  /** The groups of GPUs that have the layers one after the other. @default 1 */
  readonly pipelineParallel?: number | undefined;
  /** Whether experts are spread whole over the GPUs that share a layer. @default false */
  readonly expertParallel?: boolean | undefined;
  /**
   * The share of each GPU's memory for weights and cache.
   *
   * @default - the server's own, by GPU; whether the model fits is then not known
   */
  readonly memoryUtilization?: Percent | undefined;
  /** The requests that may wait; it refuses those beyond. @default - any number */
  readonly queuedRequests?: number | undefined;
  /** Whether it keeps what prompts have in common. @default true */
  readonly prefixCache?: boolean | undefined;
  /** @default - none */
  readonly adapters?: SglangAdapters | undefined;
}
