import { printGiven, type Notes } from '../../core';
import type { Parallelism } from '../../sizing';
import { isWhole, judgeWhole } from './whole-number';

/** How a server spreads a model over GPUs, as its props say. */
export interface GivenParallelism {
  readonly tensorParallel?: number | undefined;
  readonly pipelineParallel?: number | undefined;
  readonly dataParallel?: number | undefined;
  readonly expertParallel?: boolean | undefined;
  /** The pods that share a copy of the model. */
  readonly nodes?: number | undefined;
}

/** The degrees of a server, and the GPUs that each of its pods takes for them. */
export interface PlannedGpus {
  readonly parallelism: Required<Pick<Parallelism, 'tensor' | 'pipeline' | 'data' | 'expert'>>;
  readonly nodes: number;
  readonly gpus: number;
}

const source = 'https://docs.vllm.ai/en/stable/serving/parallelism_scaling.html';

/** Makes a server's degrees and the GPUs of its pods agree: what is not given of one follows from the other. */
export function planGpus(given: GivenParallelism, asked: number | undefined, notes: Notes): PlannedGpus {
  const nodes = readNodes('runtime.nodes', given.nodes ?? 1, notes);
  const { tensorParallel, pipelineParallel, dataParallel } = given;
  const wrong = judgeWhole({ tensorParallel, pipelineParallel, dataParallel }, notes);
  if (wrong > 0) return { parallelism: { tensor: 1, pipeline: 1, data: 1, expert: false }, nodes, gpus: asked ?? 1 };
  // What is no number of GPUs is noted where the pod is placed.
  const gpusEach = asked !== undefined && isWhole(asked) ? asked : undefined;
  const pipeline = pipelineParallel ?? pipelineFor(given, nodes, notes);
  const data = dataParallel ?? 1;
  const tensor = tensorParallel ?? tensorFor(gpusEach, nodes, pipeline * data, notes);
  const together = tensor * pipeline * data;
  const gpus = together / nodes;
  const parallelism = { tensor, pipeline, data, expert: given.expertParallel ?? false };
  const product = `tensorParallel ${tensor} × pipelineParallel ${pipeline} × dataParallel ${data}`;
  if (!Number.isInteger(gpus)) {
    notes.issue({
      code: 'serving/invalid-group',
      property: 'runtime.nodes',
      given: printGiven(nodes),
      message: `${product} take ${together} GPUs, which do not divide evenly among ${nodes} nodes`,
      fix: fixFor(together, nodes),
    });
    return { parallelism, nodes, gpus: Math.ceil(gpus) };
  }
  if (gpusEach !== undefined && gpusEach !== gpus) {
    notes.issue({
      code: 'serving/gpus-disagree',
      property: 'gpus',
      given: printGiven(gpusEach),
      message: `${product} take ${nodes === 1 ? gpus : `${together}, ${gpus} on each of ${nodes} nodes`}`,
      fix: `gpus: ${gpus}, or no gpus: they follow from the runtime`,
    });
  }
  return { parallelism, nodes, gpus };
}

/** Reads a number of pods that share a model, and notes what is wrong with it. */
export function readNodes(property: string, nodes: number, notes: Notes): number {
  if (Number.isInteger(nodes) && nodes >= 1 && nodes <= 2_147_483_647) return nodes;
  notes.issue({
    code: 'serving/invalid-group',
    property,
    given: printGiven(nodes),
    message: 'is not a whole number of nodes, 1 or more',
    fix: `${property}: 2`,
  });
  return 1;
}

/** Between nodes is the slowest way: layers one after the other send the least over it. */
function pipelineFor({ tensorParallel }: GivenParallelism, nodes: number, notes: Notes): number {
  if (nodes === 1 || tensorParallel !== undefined) return 1;
  return notes.decide({
    field: 'pipeline parallelism',
    value: nodes,
    reason: 'each node has its own part of the layers, so that little goes over the network between them',
    source,
    override: 'runtime.pipelineParallel',
  });
}

function tensorFor(asked: number | undefined, nodes: number, others: number, notes: Notes): number {
  if (asked === undefined || asked * nodes <= 1) return 1;
  return notes.decide({
    field: 'tensor parallelism',
    value: Math.max(1, Math.floor((asked * nodes) / others)),
    reason: 'all GPUs of the pod share each layer: the answers come soonest, and no GPU is idle',
    source,
    override: 'runtime.tensorParallel',
  });
}

function fixFor(gpus: number, nodes: number): string {
  const even = Array.from({ length: Math.min(gpus, 64) }, (_, index) => index + 1).filter(
    (count) => gpus % count === 0,
  );
  return `nodes: ${even.join(' or ')}, or degrees whose product ${nodes} divides`;
}
