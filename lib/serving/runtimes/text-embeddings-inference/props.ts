import type { Bytes, Duration } from '../../../core';
import type { ImageRef } from '../../../image';
import type { SecretKey } from '../../model/model';
import type { Device } from '../device';

/** Text Embeddings Inference, which turns texts into vectors, and ranks and classifies them, on one GPU or on CPUs. */
export interface TextEmbeddingsInferenceProps {
  readonly kind: 'text-embeddings-inference';
  /** One that serves HTTP: those whose tag ends in `-grpc` do not. */
  readonly image: ImageRef;
  /** The release that the image holds, such as `'1.9.3'`. @default - the tag of the image */
  readonly version?: string | undefined;
  /** What it computes on. @default - CPUs for an image whose tag begins with `cpu-`, one GPU for any other */
  readonly device?: Device | undefined;
  /** How the vectors of tokens become that of a text. @default - as the model says */
  readonly pooling?: 'cls' | 'mean' | 'splade' | 'last-token' | undefined;
  /** What it computes in. @default - float16 on GPUs, float32 on CPUs */
  readonly dtype?: 'float16' | 'float32' | undefined;
  /** The requests under way at once; it refuses those beyond, by status 429. @default 512 - the server's own */
  readonly concurrentRequests?: number | undefined;
  /** The tokens of one batch, by which it uses its memory. @default 16384 - the server's own */
  readonly batchTokens?: number | undefined;
  /** The texts of one request. @default 32 - the server's own */
  readonly textsPerRequest?: number | undefined;
  /** Whether it cuts texts that are too long, instead of refusing them. @default - the server's own: yes from 1.9.0 on */
  readonly truncate?: boolean | undefined;
  /** The largest request. @default - the server's own: two megabytes */
  readonly payloadLimit?: Bytes | undefined;
  /** What callers must show as a bearer token; health stays open. @default - none is asked for */
  readonly apiKey?: SecretKey | undefined;
  /** How long loading may take. @default - 10 minutes, and the time to read the weights at 200 MB/s */
  readonly startsWithin?: Duration | undefined;
  /** How long requests under way may take when the pod leaves. @default '30s' */
  readonly drain?: Duration | undefined;
}
