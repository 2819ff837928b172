import type { ModelArchitecture } from './architecture';
import { calibrationOf, gibibyte, type Batch, type Engine } from './engine';
import type { Degrees } from './parallelism';
import { computeBytes, type Precision } from './precision';
import type { Stage } from './stage';

/** Fine-tunings that are loaded beside a model. */
export interface Adapters {
  /** The adapters on the GPU at once: `--max-loras`. */
  readonly count: number;
  /** `--max-lora-rank` */
  readonly rank: number;
}

/** What a rank takes besides weights and cache, in bytes. */
export interface Overhead {
  readonly activations: number;
  readonly nonTorch: number;
  /** CUDA graphs, as far as they come out of the engine's share of memory. */
  readonly graphs: number;
  readonly adapters: number;
}

/** What decides the overhead of a rank. */
export interface OverheadSettings {
  readonly engine: Engine;
  readonly precision: Precision;
  readonly batch: Batch;
  readonly adapters?: Adapters | undefined;
}

/** What every pass takes, whatever the model; the rest of the logs fits with it. */
const everyPass = 0.1 * gibibyte;

/** Computes what one GPU of a stage takes besides weights and cache. */
export function overheadOf(
  model: ModelArchitecture,
  settings: OverheadSettings,
  stage: Stage,
  degrees: Degrees,
): Overhead {
  const calibration = calibrationOf(settings.engine);
  const { single, tensor, pipeline } = calibration.nonTorch;
  const alone = degrees.pipeline > 1 ? pipeline : single;
  return {
    activations: activations(model, settings, stage, degrees),
    nonTorch: degrees.tensor * degrees.data > 1 ? tensor : alone,
    graphs: calibration.coversGraphs ? graphBytes(model, settings, stage) : 0,
    adapters: adapterBytes(model, settings, stage, degrees),
  };
}

/**
 * The bytes of the CUDA graphs of a stage.
 *
 * Fitted to the runs of vLLM 0.19 on an H100 that print them: 0.51 GiB for 8 layers, 0.91 for 32, 1.79 for 80, more with
 * experts.
 * https://github.com/jgchn/llm-d-planner/blob/30ec05f7cab43782bdfa4f529aef70e06ff9f149/accuracy/results/v0.19.0/results_raw.csv
 */
export function graphBytes(model: ModelArchitecture, { engine, batch }: OverheadSettings, stage: Stage): number {
  if (engine.graphs === false) return 0;
  const captured = Math.min(1, Math.max(0.2, (2 * batch.sequences) / 512));
  const experts = model.experts === undefined ? 0 : 0.4;
  return (0.4 + 0.0165 * stage.layers + experts) * captured * gibibyte;
}

/**
 * The peak of PyTorch's memory in a pass: that of the widest layer, or that of picking the next tokens, which holds
 * scores for each sequence and word several times over and is not split. It is the greater for most models of today.
 */
function activations(
  model: ModelArchitecture,
  { engine, precision, batch }: OverheadSettings,
  stage: Stage,
  { tensor }: Degrees,
): number {
  const bytes = computeBytes(precision);
  const { samplerBytes } = calibrationOf(engine);
  const perToken = batch.tokens * bytes;
  const sampling = stage.last
    ? batch.sequences * model.vocabulary * (samplerBytes + bytes - 2) + perToken * model.hiddenSize
    : 0;
  const experts = model.experts;
  const workspace =
    experts === undefined || precision === 'mxfp4'
      ? 0
      : perToken * experts.perToken * ((2 * experts.intermediateSize) / tensor + model.hiddenSize);
  const wide = experts === undefined ? (3 * model.intermediateSize) / tensor : 0;
  const forward = perToken * (wide + 3 * model.hiddenSize);
  return everyPass + workspace + Math.max(sampling, forward);
}

/** Each adapter has a matrix into its rank, which every GPU has whole, and one out of it, which is split. */
function adapterBytes(
  model: ModelArchitecture,
  { adapters, precision }: OverheadSettings,
  stage: Stage,
  { tensor }: Degrees,
): number {
  if (adapters === undefined) return 0;
  const { hiddenSize, intermediateSize, attentionHeads, keyValueHeads, headDimension } = model;
  const heads = attentionHeads * headDimension;
  const into = 5 * hiddenSize + (heads + intermediateSize) / tensor;
  const out = (heads + 2 * keyValueHeads * headDimension + 2 * intermediateSize) / tensor + 2 * hiddenSize;
  return adapters.count * adapters.rank * stage.layers * (into + out) * computeBytes(precision);
}
