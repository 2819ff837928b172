import type { ModelArchitecture, ModelSizes } from './architecture';

/** The parameters of a model by what shards them, each of one layer unless it says otherwise. */
export interface ParameterCounts {
  /** Of the whole model. */
  readonly embedding: number;
  /** Of the whole model: zero where it is tied to the embedding. */
  readonly head: number;
  /** Split by query heads. */
  readonly query: number;
  /** Split by key and value heads, which are repeated beyond their number. */
  readonly keyValue: number;
  /** The same on every rank: compressions of latent attention. */
  readonly replicated: number;
  /** The feed-forward network of a layer without experts. */
  readonly dense: number;
  /** All routed experts of a layer that has them. */
  readonly experts: number;
  /** The shared experts and the router of a layer that has experts. */
  readonly shared: number;
  readonly norms: number;
  /** Of the whole model. */
  readonly vision: number;
}

/** Counts the parameters that follow from a model's sizes; biases, which are well below a thousandth, are left out. */
export function countParameters(sizes: ModelSizes): ParameterCounts {
  const { hiddenSize, vocabulary, experts } = sizes;
  const gated = (intermediate: number): number => 3 * hiddenSize * intermediate;
  const expert = gated(experts?.intermediateSize ?? 0);
  return {
    embedding: vocabulary * hiddenSize,
    head: sizes.tiedEmbeddings ? 0 : vocabulary * hiddenSize,
    ...attention(sizes),
    dense: gated(sizes.intermediateSize),
    experts: expert * (experts?.count ?? 0),
    shared: expert * (experts?.shared ?? 0) + hiddenSize * (experts?.count ?? 0),
    norms: 2 * hiddenSize,
    vision: sizes.vision?.parameters ?? 0,
  };
}

/** Adds the parameters that follow from a model's sizes. */
export function architectureOf(sizes: ModelSizes): ModelArchitecture {
  const counts = countParameters(sizes);
  const expertLayers = sizes.experts?.layers ?? 0;
  const everyLayer = counts.query + counts.keyValue + counts.replicated + counts.norms;
  const parameters =
    counts.embedding +
    counts.head +
    counts.vision +
    sizes.layers * everyLayer +
    expertLayers * (counts.experts + counts.shared) +
    (sizes.layers - expertLayers) * counts.dense;
  return { ...sizes, parameters };
}

function attention(sizes: ModelSizes): Pick<ParameterCounts, 'query' | 'keyValue' | 'replicated'> {
  const { hiddenSize, attentionHeads, keyValueHeads, headDimension, attention: kind } = sizes;
  if (kind.kind === 'grouped') {
    return {
      query: 2 * hiddenSize * attentionHeads * headDimension,
      keyValue: 2 * hiddenSize * keyValueHeads * headDimension,
      replicated: 0,
    };
  }
  const keySize = kind.contentSize + kind.positionSize;
  const queryInput = kind.querySize ?? hiddenSize;
  const perHead =
    queryInput * keySize + kind.latentSize * (kind.contentSize + kind.valueSize) + hiddenSize * kind.valueSize;
  return {
    query: attentionHeads * perHead,
    keyValue: 0,
    replicated: hiddenSize * ((kind.querySize ?? 0) + kind.latentSize + kind.positionSize),
  };
}
