import { numberSizes, type NumberSizes } from './training-numbers';
import type { TrainedParameters } from './trained-parameters';
import type { Optimizer, Sharding, Trainable, TrainingPrecision } from './training';

/** What does not change from one step to the next, on one GPU, in bytes. */
export interface TrainingStates {
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
  readonly masterWeights: number;
  /** What a step of the optimizer takes for a while. */
  readonly update: number;
  /** What is in the host's memory instead. */
  readonly offloaded: number;
}

/** What decides the states of a training run. */
export interface StateSettings {
  readonly precision: TrainingPrecision;
  readonly optimizer: Optimizer;
  readonly trainable: Trainable;
  readonly sharding: Sharding;
}

/** The bytes of a weight in four bits with a scale of 32 bits for each 64 (bitsandbytes 0.50.2, `quantize_4bit`, read 2026-11-22). */
const fourBits = 0.5 + 4 / 64;

/** A state of eight bits, with a scale of 32 bits for each 256 (bitsandbytes 95f9af3, `optim/optimizer.py`, read 2026-11-22). */
const eightBits = 1 + 4 / 256;

/** Computes what one GPU holds from step to step. */
export function trainingStates(parameters: TrainedParameters, settings: StateSettings): TrainingStates {
  const { sharding, trainable } = settings;
  const trained = parameters.trained ?? 0;
  const numbers = numberSizes(settings.precision);
  if (sharding.kind === 'zero' && trainable.kind === 'full') {
    return zeroStates(parameters.whole, numbers, settings.optimizer, sharding);
  }
  const learnt = learntBytes(settings);
  const share = sharding.kind === 'fsdp' || sharding.kind === 'zero' ? sharding.degree : 1;
  const frozenShare = sharding.kind === 'zero' && sharding.stage < 3 ? 1 : share;
  const frozen = frozenBytes(parameters, numbers, trainable);
  const states: TrainingStates = {
    weights: frozen / frozenShare + (trained * learnt) / share,
    gradients: (trained * learnt) / share,
    optimizer: optimizerBytes(settings.optimizer, trained, learnt) / share,
    masterWeights: 0,
    update: updateBytes(settings.optimizer, trained, learnt) / share,
    offloaded: 0,
  };
  if (sharding.kind === 'none' || sharding.kind === 'ddp' || sharding.offload !== true) return states;
  return sharding.kind === 'fsdp' ? offloaded(states, 0) : offloaded(states, states.weights);
}

/**
 * The bytes of a number that is learnt: adapters are in 32 bits whatever the model is in.
 *
 * Source: `get_peft_model`, `autocast_adapter_dtype`, of PEFT 0.21.2 (https://pypi.org/project/peft/0.21.2/), read 2026-11-22.
 */
function learntBytes({ precision, trainable }: StateSettings): number {
  return trainable.kind === 'full' ? numberSizes(precision).learnt : 4;
}

/** What is not learnt: in four bits only inside layers, since PEFT makes the rest 32 bits (`prepare_model_for_kbit_training`). */
function frozenBytes(parameters: TrainedParameters, { compute }: NumberSizes, { kind }: Trainable): number {
  if (kind === 'full') return 0;
  if (kind === 'lora') return parameters.whole * compute;
  // Without sizes nothing is known to be outside of layers.
  const inside = parameters.insideLayers === 0 ? parameters.whole : parameters.insideLayers;
  return inside * fourBits + (parameters.whole - inside) * 4;
}

/**
 * The states as DeepSpeed's own estimators count them: weights and gradients in 16 bits, and in 32 bits the gradients of an
 * update, the weights, and what the optimizer remembers. Each stage spreads more of them. With offload only weights stay.
 *
 * Source: `estimate_zero2_model_states_mem_needs` and `estimate_zero3_model_states_mem_needs`, deepspeed/runtime/zero, and
 * docs/code-docs/source/memory.rst at https://github.com/deepspeedai/DeepSpeed/tree/edaa7221267243c7be7fb49c5d5f5c4fb97b4641,
 * read 2026-11-22.
 */
function zeroStates(
  parameters: number,
  { compute }: NumberSizes,
  optimizer: Optimizer,
  { stage, degree, offload }: Extract<Sharding, { kind: 'zero' }>,
): TrainingStates {
  const spread = parameters / degree;
  const weights = (stage === 3 ? spread : parameters) * compute;
  const copies = compute === 4 ? 0 : spread * 4;
  // In stage 3 they are counted with what is gathered, as long as there are others in 32 bits.
  const halves = (stage === 1 ? parameters : stage === 3 && copies > 0 ? 0 : spread) * compute;
  const states = optimizerBytes(optimizer, spread, 4);
  if (offload === true) {
    const host = (copies === 0 ? halves : 2 * copies) + states;
    return { weights, gradients: 0, optimizer: 0, masterWeights: 0, update: 0, offloaded: host };
  }
  const gradients = halves + copies;
  return { weights, gradients, optimizer: states, masterWeights: copies, update: 0, offloaded: 0 };
}

/** All but some of the weights in the host's memory. */
function offloaded({ weights, gradients, optimizer }: TrainingStates, staying: number): TrainingStates {
  const none = { gradients: 0, optimizer: 0, masterWeights: 0, update: 0 };
  return { ...none, weights: staying, offloaded: weights - staying + gradients + optimizer };
}

/** PyTorch keeps states in the numbers of their weights: test/sizing/training-measured.json. */
function optimizerBytes(optimizer: Optimizer, trained: number, learnt: number): number {
  switch (optimizer.kind) {
    case 'adamw':
      return 2 * learnt * trained;
    case 'adamw-8bit':
      return 2 * eightBits * trained;
    case 'sgd':
      return optimizer.momentum === true ? learnt * trained : 0;
    case 'other':
      return optimizer.bytesPerParameter * trained;
  }
}

/** A step of PyTorch's AdamW that is no single kernel holds one number more a parameter: test/sizing/training-measured.json. */
function updateBytes(optimizer: Optimizer, trained: number, learnt: number): number {
  return optimizer.kind === 'adamw' && optimizer.fused !== true ? learnt * trained : 0;
}
