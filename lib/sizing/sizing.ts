import type { IssueDetails } from '../core';
import type { ModelArchitecture } from './architecture';
import type { Engine } from './engine';
import type { Adapters } from './overhead';
import type { Parallelism } from './parallelism';
import type { CachePrecision, Precision } from './precision';
import type { Accelerator } from './ranks';

/** What a server must work on at once. */
export interface Load {
  readonly concurrency: number;
  /** The tokens of one request: prompt and answer together. */
  readonly tokensPerRequest: number;
}

/** The question whether a model fits. */
export interface SizingRequest {
  readonly model: ModelArchitecture;
  /** That of the model unless given. */
  readonly precision?: Precision | undefined;
  /** `auto` unless given. */
  readonly cachePrecision?: CachePrecision | undefined;
  readonly accelerator: Accelerator;
  readonly parallelism?: Parallelism | undefined;
  readonly contextLength: number;
  readonly load?: Load | undefined;
  readonly adapters?: Adapters | undefined;
  /** The newest vLLM unless given. */
  readonly engine?: Engine | undefined;
}

/** An answer, or that the question lies within the error of the arithmetic. */
export type Verdict = 'yes' | 'no' | 'within-band';

/** A number that is not known exactly. */
export interface Estimate {
  readonly least: number;
  readonly expected: number;
  readonly most: number;
}

/** Where the memory of the fullest GPU goes, in bytes. */
export interface Breakdown {
  /** The engine's share of the GPU's memory. */
  readonly budget: number;
  readonly weights: number;
  readonly activations: number;
  readonly nonTorch: number;
  readonly graphs: number;
  readonly adapters: number;
  /** Keys and values of one sequence of the context length. */
  readonly cache: number;
  /** The sum of all but the budget. */
  readonly total: number;
}

/** A question that was left open, and the fact that would answer it. */
export interface NotKnown {
  readonly fact: string;
  readonly question: string;
}

/** The answer to the question whether a model fits. */
export interface Sizing {
  /** What keeps it from running whatever the memory; then nothing starts. */
  readonly issues: readonly IssueDetails[];
  /** What is left open for want of a fact. */
  readonly notKnown: readonly NotKnown[];
  readonly breakdown: Breakdown;
  /** Whether one sequence of the context length fits, without which the server exits. */
  readonly starts: Verdict;
  /** Whether the load fits at once; only where one is given. */
  readonly serves?: Verdict | undefined;
  /** The error of the arithmetic, as a share of the budget. */
  readonly band: number;
  /** The longest sequence with which it starts, at most what the model knows positions for. */
  readonly largestContext: Estimate;
  /** The tokens for which there is room, in sequences of the context length: what engines print when they start. */
  readonly cacheTokens: Estimate;
  /** The requests of the load that fit at once; only where one is given. */
  readonly concurrency?: Estimate | undefined;
  /** What would make it fit, cheapest first. */
  readonly remedies: readonly Remedy[];
  /** What the weights take on disk. */
  readonly diskBytes: number;
  /** What a host holds while it loads: at least the greatest matrix, at most the whole checkpoint. */
  readonly hostMemory: { readonly least: number; readonly most: number };
}

/** A change that would make a model fit. */
export type Remedy =
  | { readonly kind: 'context-length'; readonly contextLength: number }
  | { readonly kind: 'concurrency'; readonly concurrency: number }
  | { readonly kind: 'cache-precision'; readonly cachePrecision: 'fp8' }
  | { readonly kind: 'precision'; readonly precision: Precision }
  | { readonly kind: 'tensor-parallel'; readonly tensor: number; readonly gpus: number }
  /** The least memory of one GPU. */
  | { readonly kind: 'memory'; readonly memoryBytes: number };
