import { numberSizes } from './training-numbers';
import type { TrainedParameters } from './trained-parameters';
import type { StateSettings } from './training-states';
import type { Moment, Sharding } from './training';

/** What is gathered, reduced or copied for a while, in bytes, at each moment of a step. */
export type TrainingBuffers = Readonly<Record<Moment, number>>;

/**
 * The numbers that DeepSpeed reduces, gathers and has there at once, unless it is told otherwise.
 *
 * Source: `reduce_bucket_size`, `allgather_bucket_size` and `stage3_max_live_parameters`, docs/_pages/config-json.md at
 * https://github.com/deepspeedai/DeepSpeed/tree/edaa7221267243c7be7fb49c5d5f5c4fb97b4641, read 2026-11-22.
 */
const deepSpeed = { reduced: 5e8, gathered: 5e8, live: 1e9 };

/** Computes what is held for a while besides states and activations. */
export function trainingBuffers(
  parameters: TrainedParameters,
  settings: StateSettings,
  gradients: number,
): TrainingBuffers {
  const { sharding, trainable, precision } = settings;
  const { compute, learnt } = numberSizes(precision);
  switch (sharding.kind) {
    case 'zero':
      return always(deepSpeedBytes(parameters.whole, compute, sharding));
    case 'fsdp':
      return fsdpBuffers(parameters, compute, trainable.kind === 'full' ? learnt : 0);
    case 'none':
    case 'ddp': {
      // Buckets are as large as all gradients, unless `gradient_as_bucket_view` is asked for: the docstring of
      // `DistributedDataParallel` in PyTorch 2.15.0 (https://pypi.org/project/torch/2.15.0/), read 2026-11-22.
      const buckets = sharding.kind === 'ddp' && sharding.degree > 1 ? gradients : 0;
      const casts = compute < learnt && trainable.kind === 'full' ? parameters.linear * compute : 0;
      return { ...always(buckets), loss: buckets + casts, 'last-layer': buckets + casts };
    }
  }
}

/**
 * FSDP has what is outside of layers gathered all the time, and of the layers the one that it works on and the next. Working
 * back, it holds the gradients of one in the numbers of the computation and in those that it adds them up in.
 *
 * Held against PyTorch's own on eight ranks in test/sizing/training.test.ts.
 */
function fsdpBuffers({ layer, outside, head }: TrainedParameters, compute: number, reduced: number): TrainingBuffers {
  const gathered = compute * outside;
  const gradient = reduced === 0 ? 0 : compute;
  const working = (2 * compute + gradient + reduced) * layer;
  return {
    loss: gathered + compute * layer,
    'last-layer': gathered + gradient * head + working,
    'first-layer': gathered + gradient * outside + Math.max(working, reduced * outside),
    update: 0,
  };
}

function deepSpeedBytes(parameters: number, compute: number, { stage }: Extract<Sharding, { kind: 'zero' }>): number {
  const other = stage === 3 ? deepSpeed.live : deepSpeed.gathered;
  return compute * (Math.min(parameters, deepSpeed.reduced) + Math.min(parameters, other));
}

function always(bytes: number): TrainingBuffers {
  return { loss: bytes, 'last-layer': bytes, 'first-layer': bytes, update: bytes };
}
