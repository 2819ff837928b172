import type { ModelArchitecture } from './architecture';

/** The linear layers of a layer, by the names that Hugging Face's models give them. */
export type LinearName = 'q_proj' | 'k_proj' | 'v_proj' | 'o_proj' | 'gate_proj' | 'up_proj' | 'down_proj';

/** The sizes of a matrix. */
export interface Linear {
  readonly input: number;
  readonly output: number;
  /** How many there are in the model. */
  readonly count: number;
}

/** The matrices of one name in a model whose attention is by heads. */
export function linearsOf(model: ModelArchitecture, name: LinearName): readonly Linear[] {
  const { hiddenSize, attentionHeads, keyValueHeads, headDimension, layers } = model;
  const heads = attentionHeads * headDimension;
  const keyValue = keyValueHeads * headDimension;
  switch (name) {
    case 'q_proj':
      return [{ input: hiddenSize, output: heads, count: layers }];
    case 'k_proj':
    case 'v_proj':
      return [{ input: hiddenSize, output: keyValue, count: layers }];
    case 'o_proj':
      return [{ input: heads, output: hiddenSize, count: layers }];
    case 'gate_proj':
    case 'up_proj':
      return networks(model).map(({ size, count }) => ({ input: hiddenSize, output: size, count }));
    case 'down_proj':
      return networks(model).map(({ size, count }) => ({ input: size, output: hiddenSize, count }));
  }
}

function networks({ layers, intermediateSize, experts }: ModelArchitecture): { size: number; count: number }[] {
  const dense = { size: intermediateSize, count: layers - (experts?.layers ?? 0) };
  if (experts === undefined) return [dense];
  const count = experts.layers * (experts.count + (experts.shared ?? 0));
  return [dense, { size: experts.intermediateSize, count }];
}
