import type { ModelArchitecture } from './architecture';
import { linearsOf, type LinearName } from './linears';
import { countParameters } from './parameters';
import type { CountedParameters, Trainable } from './training';

/**
 * What PEFT adapts of Llama where nothing is said.
 *
 * Source: peft/utils/constants.py, `TRANSFORMERS_MODELS_TO_LORA_TARGET_MODULES_MAPPING`, of PEFT 0.21.2
 * (https://pypi.org/project/peft/0.21.2/), read 2026-11-22.
 */
export const defaultTargets: readonly LinearName[] = ['q_proj', 'v_proj'];

/** The parameters of a model by what training makes of them. */
export interface TrainedParameters {
  readonly whole: number;
  /** Those that change; undefined where that does not follow from what is known. */
  readonly trained: number | undefined;
  /** The weights of linear layers, the head included; none where the sizes are not known. */
  readonly linear: number;
  /** Of the linear ones, those inside layers: what four-bit weights cover. */
  readonly insideLayers: number;
  /** Of the greatest layer, which is what FSDP gathers at once. */
  readonly layer: number;
  /** Outside of all layers. */
  readonly outside: number;
  readonly head: number;
  /** Of the greatest matrix inside a layer. */
  readonly greatestMatrix: number;
}

/** Whether the sizes of a model are known. */
export function hasSizes(model: ModelArchitecture | CountedParameters): model is ModelArchitecture {
  return 'hiddenSize' in model;
}

/** Counts the parameters of a model by what training makes of them. */
export function trainedParameters(
  model: ModelArchitecture | CountedParameters,
  trainable: Trainable,
): TrainedParameters {
  if (!hasSizes(model)) {
    const unknown = { linear: 0, insideLayers: 0, layer: 0, outside: 0, head: 0, greatestMatrix: 0 };
    return { ...unknown, whole: model.parameters, trained: trainable.kind === 'full' ? model.parameters : undefined };
  }
  const counts = countParameters(model);
  const attention = counts.query + counts.keyValue + counts.replicated;
  const expertLayers = model.experts?.layers ?? 0;
  const network = expertLayers > 0 ? counts.experts + counts.shared : counts.dense;
  const outside = counts.embedding + counts.head + counts.vision + model.hiddenSize;
  const insideLayers =
    model.layers * attention +
    expertLayers * (counts.experts + counts.shared) +
    (model.layers - expertLayers) * counts.dense;
  return {
    whole: model.parameters,
    trained: trainable.kind === 'full' ? model.parameters : adapterParameters(model, trainable),
    linear: insideLayers + counts.embedding,
    insideLayers,
    layer: attention + Math.max(network, expertLayers < model.layers ? counts.dense : 0) + counts.norms,
    outside,
    head: counts.embedding,
    greatestMatrix: model.hiddenSize * Math.max(model.intermediateSize, model.attentionHeads * model.headDimension),
  };
}

/**
 * Each matrix that is adapted gets one into the rank and one out of it.
 *
 * Source: the adapters that PEFT 0.21.2 builds, counted in test/sizing/training-measured.json.
 */
function adapterParameters(
  model: ModelArchitecture,
  { rank, targetModules = defaultTargets }: Exclude<Trainable, { kind: 'full' }>,
): number | undefined {
  if (model.attention.kind !== 'grouped') return undefined;
  const matrices = [...new Set(targetModules)].flatMap((name) => linearsOf(model, name));
  return matrices.reduce((sum, { input, output, count }) => sum + rank * (input + output) * count, 0);
}
