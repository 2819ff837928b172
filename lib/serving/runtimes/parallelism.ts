import { printGiven, type Notes } from '../../core';
import type { Parallelism } from '../../sizing';

/** How a server spreads a model over GPUs, as its props say. */
export interface GivenParallelism {
  readonly tensorParallel?: number | undefined;
  readonly pipelineParallel?: number | undefined;
  readonly dataParallel?: number | undefined;
  readonly expertParallel?: boolean | undefined;
}

/** The degrees of a server, and the GPUs that they take together. */
export interface PlannedGpus {
  readonly parallelism: Required<Pick<Parallelism, 'tensor' | 'pipeline' | 'data' | 'expert'>>;
  readonly gpus: number;
}

/** Makes a server's degrees and the GPUs of its pod agree: what is not given of one follows from the other. */
export function planGpus(given: GivenParallelism, asked: number | undefined, notes: Notes): PlannedGpus {
  const pipeline = given.pipelineParallel ?? 1;
  const data = given.dataParallel ?? 1;
  const tensor = given.tensorParallel ?? tensorFor(asked, pipeline * data, notes);
  const gpus = tensor * pipeline * data;
  if (asked !== undefined && asked !== gpus && given.tensorParallel !== undefined) {
    notes.issue({
      code: 'serving/gpus-disagree',
      property: 'gpus',
      given: printGiven(asked),
      message: `tensorParallel ${tensor} × pipelineParallel ${pipeline} × dataParallel ${data} take ${gpus}`,
      fix: `gpus: ${gpus}, or no gpus: they follow from the runtime`,
    });
  }
  return { parallelism: { tensor, pipeline, data, expert: given.expertParallel ?? false }, gpus };
}

function tensorFor(asked: number | undefined, others: number, notes: Notes): number {
  if (asked === undefined || asked <= 1) return 1;
  return notes.decide({
    field: 'tensor parallelism',
    value: Math.max(1, Math.floor(asked / others)),
    reason: 'all GPUs of the pod share each layer: the answers come soonest, and no GPU is idle',
    source: 'https://docs.vllm.ai/en/stable/serving/parallelism_scaling.html',
    override: 'runtime.tensorParallel',
  });
}
