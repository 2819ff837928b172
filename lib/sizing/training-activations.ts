import type { ModelArchitecture } from './architecture';
import { numberSizes } from './training-numbers';
import type { Activations, MicroBatch, Trainable, TrainingPrecision } from './training';
import { linearsOf } from './linears';
import { defaultTargets } from './trained-parameters';

/** What decides what is kept of a forward pass. */
export interface ActivationSettings {
  readonly model: ModelArchitecture;
  readonly precision: TrainingPrecision;
  /** Whether PyTorch casts at each operation, so that what passes from layer to layer stays in 32 bits. */
  readonly casts: boolean;
  readonly trainable: Trainable;
  readonly batch: MicroBatch;
  readonly activations: Activations;
  readonly attention: 'flash' | 'eager';
}

/** What one GPU keeps of a forward pass, in bytes. */
export interface KeptActivations {
  /** Of the whole pass. */
  readonly kept: number;
  /** Of one layer that is worked back through. */
  readonly layer: number;
  /** Of that, what was not kept and is computed again. */
  readonly again: number;
  /** What working back through a layer takes for a while. */
  readonly working: number;
  /** The scores for each word and their gradients: what is needed at the loss. */
  readonly loss: number;
}

/** The bytes of one score at the loss: what is kept of it, its gradient, and that of what it came from, each in 32 bits. */
const scoreBytes = 12;

/**
 * Computes what a forward pass keeps, tensor by tensor, as Llama of Hugging Face's transformers does.
 *
 * Held against the tape of PyTorch itself, at several sizes, in test/sizing/training.test.ts.
 */
export function keptActivations(settings: ActivationSettings): KeptActivations {
  const { model, batch, activations, casts, precision } = settings;
  const { compute } = numberSizes(precision);
  const tokens = batch.sequences * batch.tokens;
  const passed = (casts ? 4 : compute) * model.hiddenSize;
  const adapters = adapterInputs(settings);
  const whole = layerBytes(settings) + adapters;
  // Whatever is kept, the layer that is worked back through has its scores again.
  const again = layerBytes({ ...settings, activations: 'kept' }) + adapters;
  const inLayers = activations === 'checkpointed' ? passed : whole;
  const end = normBytes(settings) + (isFrozen(settings) ? 0 : compute * model.hiddenSize);
  const working = 3 * compute * activeIntermediate(model) + 2 * passed;
  return {
    kept: tokens * (model.layers * inLayers + end),
    layer: tokens * again,
    again: tokens * (again - (activations === 'checkpointed' ? 0 : whole)),
    working: tokens * working,
    loss: tokens * scoreBytes * model.vocabulary,
  };
}

/** What a layer keeps of a token. */
function layerBytes(settings: ActivationSettings): number {
  const { model, precision, casts } = settings;
  const { compute } = numberSizes(precision);
  const { hiddenSize, experts, layers } = model;
  // A cast for each of query, key, value, gate and up, where one tensor would do; none is kept for weights that stay.
  const inputs = isFrozen(settings) ? 0 : (casts ? 5 : 2) * compute * hiddenSize;
  // Each expert of a token gets a copy of what goes into it.
  const copies = experts === undefined ? 0 : (experts.layers / layers) * experts.perToken * compute * hiddenSize;
  const network = (isFrozen(settings) ? 3 : 4) * compute * activeIntermediate(model);
  return 2 * normBytes(settings) + inputs + copies + attentionBytes(settings) + network;
}

/** A norm keeps what goes into it in 32 bits, one number, and, where its weight is learnt, what that is multiplied with. */
function normBytes(settings: ActivationSettings): number {
  const { model, precision, casts } = settings;
  const normalised = casts ? 4 : numberSizes(precision).compute;
  return (4 + (isFrozen(settings) ? 0 : normalised)) * model.hiddenSize + 4;
}

/** Whether the model's own weights stay as they are. */
function isFrozen({ trainable }: ActivationSettings): boolean {
  return trainable.kind !== 'full';
}

function attentionBytes({ model, precision, attention, activations, batch }: ActivationSettings): number {
  const { compute } = numberSizes(precision);
  const { attentionHeads, keyValueHeads, headDimension, attention: kind } = model;
  if (kind.kind === 'multi-head-latent') {
    const keySize = kind.contentSize + kind.positionSize;
    const compressed = (kind.querySize ?? 0) + kind.latentSize + kind.positionSize;
    const heads = attentionHeads * 2 * (keySize + kind.valueSize);
    return compute * (heads + compressed) + (4 + compute) * compressed + scores();
  }
  const repeated = attention === 'eager' ? attentionHeads : keyValueHeads;
  return compute * headDimension * (2 * attentionHeads + 2 * repeated) + scores();

  /** One number for each head, or with eager attention one for each token looked at, in 32 bits and as it is computed with. */
  function scores(): number {
    if (attention === 'flash' || activations === 'selective') return 4 * attentionHeads;
    return (compute === 4 ? 4 : 4 + compute) * attentionHeads * batch.tokens;
  }
}

/** The width of the feed-forward network that one token goes through, on average over the layers. */
function activeIntermediate({ layers, intermediateSize, experts }: ModelArchitecture): number {
  if (experts === undefined) return intermediateSize;
  const active = experts.intermediateSize * (experts.perToken + (experts.shared ?? 0));
  return (experts.layers * active + (layers - experts.layers) * intermediateSize) / layers;
}

/** What goes into an adapter is cast to 32 bits for it alone, and what comes of it is kept twice. */
function adapterInputs({ model, trainable }: ActivationSettings): number {
  if (trainable.kind === 'full' || model.attention.kind !== 'grouped') return 0;
  const names = [...new Set(trainable.targetModules ?? defaultTargets)];
  const inputs = names.map((name) => Math.max(...linearsOf(model, name).map(({ input }) => input)));
  return inputs.reduce((sum, input) => sum + 4 * input + 8 * trainable.rank, 0);
}
