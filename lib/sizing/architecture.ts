import type { Precision } from './precision';

/** How a layer remembers the tokens before: keys and values by head, or one latent vector for all heads. */
export type Attention =
  | { readonly kind: 'grouped' }
  | {
      readonly kind: 'multi-head-latent';
      /** The size of the latent vector (`kv_lora_rank`). */
      readonly latentSize: number;
      /** The part of a key that carries the position, cached beside the latent vector (`qk_rope_head_dim`). */
      readonly positionSize: number;
      /** The part of a key that carries no position (`qk_nope_head_dim`). */
      readonly contentSize: number;
      readonly valueSize: number;
      /** The size that queries are compressed to (`q_lora_rank`); not compressed unless given. */
      readonly querySize?: number | undefined;
    };

/** Layers that look back only so far. */
export interface SlidingWindow {
  /** The tokens that such a layer looks back. */
  readonly window: number;
  /** The number of layers that do; the others look back to the start. */
  readonly layers: number;
}

/** The layers whose feed-forward network is one of many. */
export interface Experts {
  readonly count: number;
  readonly perToken: number;
  readonly intermediateSize: number;
  /** The number of layers that have experts; the others have one network of the model's `intermediateSize`. */
  readonly layers: number;
  /** The experts that see every token. */
  readonly shared?: number | undefined;
}

/** The part of a model that reads images. */
export interface VisionTower {
  readonly parameters: number;
  readonly heads?: number | undefined;
}

/** The sizes of a language model that decide how much memory it takes, by the names that the field gives them. */
export interface ModelSizes {
  readonly layers: number;
  readonly hiddenSize: number;
  readonly attentionHeads: number;
  readonly keyValueHeads: number;
  /** Not always `hiddenSize / attentionHeads`. */
  readonly headDimension: number;
  readonly vocabulary: number;
  readonly intermediateSize: number;
  /** Whether the first and the last matrix are one. */
  readonly tiedEmbeddings: boolean;
  readonly attention: Attention;
  readonly slidingWindow?: SlidingWindow | undefined;
  readonly experts?: Experts | undefined;
  /** The longest sequence that the model knows positions for. */
  readonly maximumContext: number;
  /** The precision that its weights are published in. */
  readonly precision: Precision;
  readonly vision?: VisionTower | undefined;
}

/** A model as far as its memory goes: its sizes, and the parameters that follow from them. */
export interface ModelArchitecture extends ModelSizes {
  readonly parameters: number;
}
