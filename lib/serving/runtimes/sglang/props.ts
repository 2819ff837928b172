import type { Duration, Percent } from '../../../core';
import type { ImageRef } from '../../../image';
import type { SecretKey } from '../../model/model';

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
export interface SglangProps {
  readonly kind: 'sglang';
  readonly image: ImageRef;
  /** The release that the image holds, such as `'0.5.23'`. @default - the tag of the image */
  readonly version?: string | undefined;
  /** The longest sequence, prompt and answer together, in tokens. @default - that of the model */
  readonly contextLength?: number | undefined;
  /** The GPUs that share each layer. @default - all that the pod gets */
  readonly tensorParallel?: number | undefined;
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
  /** The sequences that it works on at once. @default - the server's own, by memory */
  readonly maximumSequences?: number | undefined;
  /** The requests that may wait; it refuses those beyond. @default - any number */
  readonly queuedRequests?: number | undefined;
  /** How keys and values are stored. @default - as the model computes */
  readonly cachePrecision?: 'fp8' | undefined;
  /** What quantises weights as they load, or reads them: what `--quantization` takes. @default - as the weights say */
  readonly quantization?: string | undefined;
  /** Whether it keeps what prompts have in common. @default true */
  readonly prefixCache?: boolean | undefined;
  /** @default - none */
  readonly adapters?: SglangAdapters | undefined;
  /** What callers must show as a bearer token; health and metrics stay open. @default - none is asked for */
  readonly apiKey?: SecretKey | undefined;
  /** Runs code that comes with the weights, for a reason. @default - none runs */
  readonly trustRemoteCode?: { readonly reason: string } | undefined;
  /** How long loading may take. @default - 10 minutes, and the time to read the weights at 200 MB/s */
  readonly startsWithin?: Duration | undefined;
  /** How long answers under way may take when the pod leaves. @default '2m' - a long answer */
  readonly drain?: Duration | undefined;
}
