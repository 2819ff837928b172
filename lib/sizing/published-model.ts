import type { Experts, ModelArchitecture, ModelSizes, SlidingWindow, VisionTower } from './architecture';
import { architectureOf } from './parameters';
import type { Precision } from './precision';
import type { FactSource } from './source';

/** A well-known model: its sizes, where they were read, and what was published of its weights. */
export interface PublishedModel extends ModelArchitecture {
  /** Its name on Hugging Face. */
  readonly name: string;
  readonly source: FactSource;
  /** The memory or file size of its weights in GiB, from a place that is independent of the sizes; unknown unless given. */
  readonly publishedWeights?: { readonly gibibytes: number; readonly source: FactSource } | undefined;
}

/** A row of a table of models. */
export interface ModelRow {
  readonly name: string;
  readonly source: FactSource;
  readonly layers: number;
  readonly hiddenSize: number;
  /** Attention heads, key-value heads, and the size of one. */
  readonly heads: readonly [number, number, number];
  readonly vocabulary: number;
  readonly intermediateSize: number;
  readonly maximumContext: number;
  readonly tiedEmbeddings?: boolean;
  readonly precision?: Precision;
  readonly attention?: ModelSizes['attention'];
  readonly slidingWindow?: SlidingWindow;
  readonly experts?: Experts;
  readonly vision?: VisionTower;
  readonly published?: readonly [gibibytes: number, source: FactSource];
}

/** Makes a model of a row of a table. */
export function model(row: ModelRow): PublishedModel {
  const { name, source: from, heads, published, tiedEmbeddings, precision, attention, ...sizes } = row;
  const [attentionHeads, keyValueHeads, headDimension] = heads;
  const architecture = architectureOf({
    ...sizes,
    attentionHeads,
    keyValueHeads,
    headDimension,
    tiedEmbeddings: tiedEmbeddings ?? false,
    precision: precision ?? 'bf16',
    attention: attention ?? { kind: 'grouped' },
  });
  const weights = published && { gibibytes: published[0], source: published[1] };
  return { ...architecture, name, source: from, publishedWeights: weights };
}
