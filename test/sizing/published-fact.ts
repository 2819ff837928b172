import type { CachePrecision, Engine, ModelName, Parallelism, Precision } from '../../lib/sizing';

/** What was published: that it starts or does not, or what the engine printed. */
export type Outcome =
  | { readonly kind: 'starts' }
  | { readonly kind: 'fails' }
  /** The tokens that fit, over all GPUs. */
  | { readonly kind: 'tokens'; readonly tokens: number }
  /** The memory for keys and values of the fullest GPU. */
  | { readonly kind: 'memory'; readonly gibibytes: number };

/** A GPU as published: the memory that the driver reports, and the one that it is sold with. */
export interface Gpu {
  readonly name: string;
  readonly gibibytes: number;
  readonly nominal: number;
  readonly computeCapability: number;
}

/** One published fact, in the words of who read it. */
export interface PublishedFact {
  readonly model: ModelName;
  readonly precision: Precision;
  readonly cachePrecision?: CachePrecision;
  readonly gpu: Gpu;
  readonly count: number;
  readonly parallelism?: Parallelism;
  readonly contextLength: number;
  readonly engine: Engine;
  readonly outcome: Outcome;
  readonly address: string;
  readonly read: string;
  readonly said: string;
}

type GpuName = 'h100' | 'a100' | 'l4' | 'rtx3090' | 'rtx4090' | 'rtx5090' | 'notTold';

/** The memory is as the logs of the same threads print it; for the A100 as it is sold, for the L4 as EC2 reports it. */
export const gpus: Readonly<Record<GpuName, Gpu>> = {
  h100: { name: 'H100 80 GB', gibibytes: 79.19, nominal: 80, computeCapability: 9 },
  a100: { name: 'A100 80 GB', gibibytes: 80, nominal: 80, computeCapability: 8 },
  l4: { name: 'L4', gibibytes: 22.4, nominal: 24, computeCapability: 8.9 },
  rtx3090: { name: 'RTX 3090', gibibytes: 23.58, nominal: 24, computeCapability: 8.6 },
  rtx4090: { name: 'RTX 4090', gibibytes: 23.55, nominal: 24, computeCapability: 8.9 },
  rtx5090: { name: 'RTX 5090', gibibytes: 31.84, nominal: 32, computeCapability: 12 },
  /** Where what was refused has nothing to do with memory. */
  notTold: { name: 'GPU not told', gibibytes: 80, nominal: 80, computeCapability: 9 },
};
