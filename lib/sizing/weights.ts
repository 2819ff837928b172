import type { ModelArchitecture } from './architecture';
import { countParameters } from './parameters';
import type { Degrees } from './parallelism';
import { computeBytes, precisions, type Precision } from './precision';
import type { Stage } from './stage';

/**
 * What engines add to the experts of mxfp4 checkpoints: they pad matrices for their kernels. Logs print 64.38 GiB for
 * gpt-oss-120b, where its sizes give 60.9, and 13.47 for gpt-oss-20b (https://github.com/llm-d-incubation/llm-d-planner/blob/e50305af90f0812e77e1827f3bc740fe75b76370/docs/empirical-vllm-memory-results.md).
 */
const paddedExperts = 1.064;

/** The bytes of a checkpoint: what it takes on disk, and to download. */
export function checkpointBytes(model: ModelArchitecture, precision: Precision): number {
  const whole: Stage = { layers: model.layers, expertLayers: model.experts?.layers ?? 0, first: true, last: true };
  return stageBytes(model, precision, whole, { tensor: 1, pipeline: 1, data: 1, expert: false }, 1);
}

/** The bytes of weights on one GPU of a stage, with the table of positions that engines keep beside them. */
export function weightBytes(model: ModelArchitecture, precision: Precision, stage: Stage, degrees: Degrees): number {
  const padding = precision === 'mxfp4' ? paddedExperts : 1;
  const positions = model.maximumContext * model.headDimension * computeBytes(precision);
  const known = model.attention.kind === 'grouped' ? positions : 0;
  return stageBytes(model, precision, stage, degrees, padding) + Math.min(known, 2 ** 27);
}

/** The bytes of the greatest matrix, which a host holds while it loads. */
export function greatestMatrixBytes(model: ModelArchitecture, precision: Precision): number {
  const counts = countParameters(model);
  const layer = Math.max(counts.dense, counts.experts, counts.query);
  return Math.max(counts.embedding * computeBytes(precision), (layer * precisions[precision].bits) / 8);
}

function stageBytes(
  model: ModelArchitecture,
  precision: Precision,
  stage: Stage,
  degrees: Degrees,
  padding: number,
): number {
  const counts = countParameters(model);
  const { tensor } = degrees;
  const plain = computeBytes(precision);
  const { bits, covers } = precisions[precision];
  const stored = bits / 8;
  const linear = covers === 'experts' ? plain : stored;

  const shards = degrees.expert ? tensor * degrees.data : tensor;
  const keyValue = counts.keyValue / Math.min(tensor, model.keyValueHeads);
  const denseLayers = stage.layers - stage.expertLayers;
  const inLayers =
    stage.layers * (counts.query / tensor + keyValue + counts.replicated) +
    (denseLayers * counts.dense) / tensor +
    (stage.expertLayers * counts.shared) / tensor;
  const experts = ((stage.expertLayers * counts.experts) / shards) * stored * padding;

  const needsEmbedding = stage.first || (stage.last && model.tiedEmbeddings);
  const outside =
    (needsEmbedding ? counts.embedding : 0) + (stage.last ? counts.head : 0) + (stage.first ? counts.vision : 0);
  return inLayers * linear + experts + stage.layers * counts.norms * plain + (outside / tensor) * plain;
}
