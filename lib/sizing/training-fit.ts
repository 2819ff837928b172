import { gibibyte } from './engine';
import { keptActivations, type KeptActivations } from './training-activations';
import { trainingIssues } from './training-amounts';
import { trainingBuffers } from './training-buffers';
import { numberSizes } from './training-numbers';
import { trainingRemedies } from './training-remedies';
import { trainingStates, type StateSettings } from './training-states';
import { hasSizes, trainedParameters, type TrainedParameters } from './trained-parameters';
import type { HostMemory, Moment, TrainingBreakdown, TrainingRequest, TrainingSizing } from './training';
import type { NotKnown } from './sizing';
import { checkpointBytes, greatestMatrixBytes } from './weights';

/**
 * The error of the arithmetic as a share of the total.
 *
 * It is a margin and not a measurement: against what PyTorch itself counts the sum is closer, as docs/sizing.md shows, but on
 * a GPU its allocator rounds up and leaves gaps, which nothing here can count.
 */
const band = 0.1;

/**
 * What is taken before anything is computed: alone, and with NCCL's buffers, as the logs of runs on an H100 print it.
 * https://github.com/jgchn/llm-d-planner/blob/30ec05f7cab43782bdfa4f529aef70e06ff9f149/accuracy/results/v0.19.0/results_raw.csv
 */
const context = { single: 0.51 * gibibyte, several: 1.53 * gibibyte };

/** Computes what training a model takes of each GPU, whether it fits, and what would make it fit. */
export function sizeTraining(request: TrainingRequest): TrainingSizing {
  const sizing = judge(request);
  return { ...sizing, remedies: trainingRemedies(request, sizing, judge) };
}

function judge(request: TrainingRequest): TrainingSizing {
  const { model, trainable = { kind: 'full' } } = request;
  const settings: StateSettings = {
    precision: request.precision ?? 'bf16-mixed',
    optimizer: request.optimizer ?? { kind: 'adamw' },
    trainable,
    sharding: request.sharding ?? { kind: 'none' },
  };
  const parameters = trainedParameters(model, trainable);
  const states = trainingStates(parameters, settings);
  const kept = activationsOf(request, settings);
  const { moment, breakdown } = fullest(request, settings, parameters, kept);
  const issues = trainingIssues(request);
  const notKnown = notKnownOf(request, parameters);
  return {
    issues,
    notKnown,
    moment,
    breakdown,
    fits: issues.length > 0 ? 'no' : verdict(request, breakdown.total, notKnown),
    band,
    trainedParameters: parameters.trained ?? 0,
    remedies: [],
    hostMemory: hostMemoryOf(request, states.offloaded),
  };
}

function activationsOf(request: TrainingRequest, { precision, trainable, sharding }: StateSettings): KeptActivations {
  const { model, batch, activations = 'kept', attention = 'flash' } = request;
  if (!hasSizes(model)) return { kept: 0, layer: 0, again: 0, working: 0, loss: 0 };
  const { compute, learnt } = numberSizes(precision);
  // FSDP and DeepSpeed compute in 16 bits throughout, and so does a model whose weights are in 16.
  const alone = sharding.kind === 'none' || sharding.kind === 'ddp';
  const casts = compute < learnt && alone && trainable.kind === 'full';
  return keptActivations({ model, precision, casts, trainable, batch, activations, attention });
}

/** The moment of a step at which the most is needed, and what of. */
function fullest(
  request: TrainingRequest,
  settings: StateSettings,
  parameters: TrainedParameters,
  { kept, layer, again, working, loss }: KeptActivations,
): { readonly moment: Moment; readonly breakdown: TrainingBreakdown } {
  const { sharding, precision, trainable } = settings;
  const states = trainingStates(parameters, settings);
  const buffers = trainingBuffers(parameters, settings, states.gradients);
  const { weights, optimizer, masterWeights, update } = states;
  // DeepSpeed's are there from start to end; PyTorch's are gone with the step, and come layer by layer.
  const stay = sharding.kind === 'zero' || (request.batch.accumulation ?? 1) > 1;
  const early = stay ? states.gradients : 0;
  const ofHead =
    sharding.kind === 'fsdp' || trainable.kind !== 'full' ? 0 : parameters.head * numberSizes(precision).learnt;
  const several = sharding.kind !== 'none' && sharding.degree > 1;
  const always = { weights, optimizer, masterWeights, context: several ? context.several : context.single };
  const moments: readonly (readonly [Moment, Omit<TrainingBreakdown, 'total'>])[] = [
    ['loss', { ...always, gradients: early, activations: kept, loss, buffers: buffers.loss }],
    [
      'last-layer',
      {
        ...always,
        gradients: stay ? states.gradients : ofHead,
        activations: kept + again + working,
        loss: 0,
        buffers: buffers['last-layer'],
      },
    ],
    [
      'first-layer',
      {
        ...always,
        gradients: states.gradients,
        activations: layer + working,
        loss: 0,
        buffers: buffers['first-layer'],
      },
    ],
    ['update', { ...always, gradients: states.gradients, activations: 0, loss: 0, buffers: buffers.update + update }],
  ];
  const summed = moments.map(([moment, parts]) => ({
    moment,
    breakdown: { ...parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) },
  }));
  return summed.reduce((most, each) => (each.breakdown.total > most.breakdown.total ? each : most));
}

function verdict(
  { accelerator }: TrainingRequest,
  total: number,
  notKnown: readonly NotKnown[],
): TrainingSizing['fits'] {
  if (accelerator === undefined) return 'not-known';
  if (total * (1 - band) > accelerator.memoryBytes) return 'no';
  if (notKnown.some(({ fact }) => decisive.has(fact))) return 'not-known';
  return total * (1 + band) <= accelerator.memoryBytes ? 'yes' : 'within-band';
}

/** The facts without which a part is missing, so that what is there may fit and the whole may not. */
const decisive: ReadonlySet<string> = new Set(['model', 'trainable.targetModules']);

function notKnownOf({ model, accelerator }: TrainingRequest, { trained }: TrainedParameters): readonly NotKnown[] {
  const open: NotKnown[] = [];
  if (!hasSizes(model))
    open.push({ fact: 'model', question: 'what activations and the loss take: no sizes are given' });
  if (trained === undefined) {
    open.push({ fact: 'trainable.targetModules', question: 'how many parameters the adapters have' });
  }
  if (hasSizes(model) && model.vision !== undefined) {
    open.push({
      fact: 'model.vision',
      question: 'what the activations of the vision tower take, where images are trained on',
    });
  }
  if (accelerator === undefined) open.push({ fact: 'accelerator', question: 'whether it fits' });
  else if (accelerator.computeCapability === undefined) {
    open.push({ fact: 'accelerator.computeCapability', question: 'whether the GPU can compute in that precision' });
  }
  return open;
}

function hostMemoryOf({ model }: TrainingRequest, offloaded: number): HostMemory {
  if (!hasSizes(model)) return { offloaded, loading: undefined };
  const least = greatestMatrixBytes(model, model.precision);
  return { offloaded, loading: { least, most: checkpointBytes(model, model.precision) } };
}
