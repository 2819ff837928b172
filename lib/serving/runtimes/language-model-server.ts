import type { Duration } from '../../core';
import type { ImageRef } from '../../image';
import type { SecretKey } from '../model/model';

/** What servers of language models have in common, vLLM and SGLang alike. */
export interface LanguageModelServer {
  readonly image: ImageRef;
  /** The release that the image holds: numbers between dots. @default - the tag of the image */
  readonly version?: string | undefined;
  /** The longest sequence, prompt and answer together, in tokens. @default - that of the model */
  readonly contextLength?: number | undefined;
  /** The GPUs that share each layer. @default - all that the pod gets */
  readonly tensorParallel?: number | undefined;
  /** The sequences that it works on at once. @default - the server's own, by its GPU */
  readonly maximumSequences?: number | undefined;
  /** How keys and values are stored. @default - as the model computes */
  readonly cachePrecision?: 'fp8' | undefined;
  /** What quantises weights as they load, or reads them: what `--quantization` takes. @default - as the weights say */
  readonly quantization?: string | undefined;
  /** What callers must show as a bearer token; health and metrics stay open. @default - none is asked for */
  readonly apiKey?: SecretKey | undefined;
  /** Runs code that comes with the weights, for a reason. @default - none runs */
  readonly trustRemoteCode?: { readonly reason: string } | undefined;
  /** How long loading may take. @default - 10 minutes, and the time to read the weights at 200 MB/s */
  readonly startsWithin?: Duration | undefined;
  /** How long answers under way may take when the pod leaves. @default '2m' - a long answer */
  readonly drain?: Duration | undefined;
}
