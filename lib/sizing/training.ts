import type { IssueDetails } from '../core';
import type { ModelArchitecture } from './architecture';
import type { LinearName } from './linears';
import type { Accelerator } from './ranks';
import type { NotKnown, Verdict } from './sizing';

/** A model of which only the size is known; then what its activations take is not. */
export interface CountedParameters {
  readonly parameters: number;
}

/**
 * The numbers that a model is trained in; `-mixed` computes in 16 bits and keeps 32 for what is learnt.
 *
 * The others have weights, gradients and optimizer states all in the one that they name.
 */
export type TrainingPrecision = 'bf16-mixed' | 'fp16-mixed' | 'bf16' | 'fp32';

/** What decides how weights follow from gradients, as far as it remembers anything. */
export type Optimizer =
  | {
      readonly kind: 'adamw';
      /** Whether a step is one kernel, which needs no memory of its own; no unless given, as in PyTorch. */
      readonly fused?: boolean | undefined;
    }
  /** That of bitsandbytes. */
  | { readonly kind: 'adamw-8bit' }
  | {
      readonly kind: 'sgd';
      /** Whether it remembers the step before; no unless given, as in PyTorch. */
      readonly momentum?: boolean | undefined;
    }
  | {
      readonly kind: 'other';
      /** What it remembers of each parameter that is trained, and what a step takes at its peak. */
      readonly bytesPerParameter: number;
    };

/** What of a model is learnt: all of it, or adapters beside weights that stay, in 16 bits or (`qlora`) in four. */
export type Trainable =
  | { readonly kind: 'full' }
  | {
      readonly kind: 'lora' | 'qlora';
      readonly rank: number;
      /** `['q_proj', 'v_proj']` unless given, as PEFT has it for Llama. */
      readonly targetModules?: readonly LinearName[] | undefined;
    };

/** What one GPU works on at once. */
export interface MicroBatch {
  readonly sequences: number;
  /** The tokens of one sequence. */
  readonly tokens: number;
  /** The micro batches to a step of the optimizer; 1 unless given. Gradients stay from one to the next. */
  readonly accumulation?: number | undefined;
}

/** What is kept of the forward pass for the backward pass: all, all but the scores of attention, or the input of each layer. */
export type Activations = 'kept' | 'selective' | 'checkpointed';

/** How the states of a model are spread over the GPUs that train it on different data; `degree` is their number. */
export type Sharding =
  | { readonly kind: 'none' }
  /** Not at all: each GPU has a copy. */
  | { readonly kind: 'ddp'; readonly degree: number }
  /** PyTorch's `fully_shard`, a layer at a time. */
  | { readonly kind: 'fsdp'; readonly degree: number; readonly offload?: boolean | undefined }
  /** DeepSpeed's: states of the optimizer, then gradients too, then weights too. */
  | {
      readonly kind: 'zero';
      readonly stage: 1 | 2 | 3;
      readonly degree: number;
      /** Whether the states of the optimizer are in the host's memory; no unless given. */
      readonly offload?: boolean | undefined;
    };

/** The question what training a model takes. */
export interface TrainingRequest {
  readonly model: ModelArchitecture | CountedParameters;
  /** `'bf16-mixed'` unless given, since it is what trains stably on GPUs of today. */
  readonly precision?: TrainingPrecision | undefined;
  /** AdamW unless given. */
  readonly optimizer?: Optimizer | undefined;
  /** All of the model unless given. */
  readonly trainable?: Trainable | undefined;
  readonly batch: MicroBatch;
  /** `'kept'` unless given, as in PyTorch. */
  readonly activations?: Activations | undefined;
  /** Whether attention keeps a score for every pair of tokens (`'eager'`); `'flash'` unless given. */
  readonly attention?: 'flash' | 'eager' | undefined;
  /** One GPU unless given. */
  readonly sharding?: Sharding | undefined;
  /** Without one there is no verdict. */
  readonly accelerator?: Omit<Accelerator, 'count'> | undefined;
}

/** Where the memory of one GPU goes at the moment when the most is needed, in bytes. */
export interface TrainingBreakdown {
  readonly weights: number;
  readonly gradients: number;
  /** What the optimizer remembers. */
  readonly optimizer: number;
  /** The copies in 32 bits of weights that are held in 16. */
  readonly masterWeights: number;
  /** What is kept for the backward pass, and what one layer's backward pass takes; zero where that is not known. */
  readonly activations: number;
  /** The scores for each word of the vocabulary, and their gradients. */
  readonly loss: number;
  /** What is gathered, reduced or copied for a while. */
  readonly buffers: number;
  /** What CUDA and, between GPUs, NCCL take before anything is computed. */
  readonly context: number;
  /** The sum of all. */
  readonly total: number;
}

/** When a step needs the most: at the loss, at the first or the last layer that it works back through, or as weights change. */
export type Moment = 'loss' | 'last-layer' | 'first-layer' | 'update';

/** The answer to the question what training a model takes. */
export interface TrainingSizing {
  /** What cannot be, whatever the memory; then nothing fits. */
  readonly issues: readonly IssueDetails[];
  /** What is left open for want of a fact. */
  readonly notKnown: readonly NotKnown[];
  readonly moment: Moment;
  readonly breakdown: TrainingBreakdown;
  /** Whether it fits one GPU; `'not-known'` where a fact is wanting that would decide it. */
  readonly fits: Verdict | 'not-known';
  /** The error of the arithmetic, as a share of the total. */
  readonly band: number;
  /** The parameters that are trained. */
  readonly trainedParameters: number;
  /** What would make it fit, each alone unless it says otherwise: what costs the user least comes first. */
  readonly remedies: readonly TrainingRemedy[];
  readonly hostMemory: HostMemory;
}

/** What one GPU's process holds in the memory of its host, in bytes. */
export interface HostMemory {
  /** All through, for what is offloaded. */
  readonly offloaded: number;
  /** While the checkpoint is loaded: at least its greatest matrix, at most all of it; unknown without sizes. */
  readonly loading: { readonly least: number; readonly most: number } | undefined;
}

/** A change that would make training fit. */
export interface TrainingRemedy {
  readonly kind:
    | 'checkpoint-activations'
    | 'smaller-micro-batch'
    | 'shard'
    | 'eight-bit-optimizer'
    | 'lora'
    | 'qlora'
    /** Several of those above, none of which helps alone. */
    | 'together'
    | 'more-gpus'
    | 'more-memory';
  /** What to change of the request. */
  readonly change: Partial<TrainingRequest>;
}
