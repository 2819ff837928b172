import type { ModelArchitecture } from './architecture';
import type { Degrees } from './parallelism';

/** The layers of one group of GPUs in a pipeline, and what else it holds. */
export interface Stage {
  readonly layers: number;
  /** Of those layers, the ones that have experts. */
  readonly expertLayers: number;
  /** Whether it turns tokens into vectors. */
  readonly first: boolean;
  /** Whether it turns vectors into tokens, and picks one. */
  readonly last: boolean;
}

/** Spreads the layers over the stages of a pipeline; what is left over goes to the stages before the last. */
export function stagesOf(model: ModelArchitecture, { pipeline }: Degrees): readonly Stage[] {
  const expertShare = (model.experts?.layers ?? 0) / model.layers;
  const least = Math.floor(model.layers / pipeline);
  const more = model.layers % pipeline;
  return Array.from({ length: pipeline }, (_, index) => {
    const last = index === pipeline - 1;
    const gets = pipeline === 1 || (!last && index >= pipeline - 1 - more);
    const layers = least + (gets && more > 0 ? 1 : 0);
    return { layers, expertLayers: layers * expertShare, first: index === 0, last };
  });
}
