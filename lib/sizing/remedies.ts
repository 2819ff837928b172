import { degreesOf, tensorDegrees } from './parallelism';
import { supportFor, type Precision } from './precision';
import type { Remedy, Sizing, SizingRequest } from './sizing';

/** Precisions from large to small that a checkpoint can be had in or made into. */
const smaller: readonly Precision[] = ['fp8', 'int8', 'gptq-int4', 'awq-int4'];

const sixteenBits: ReadonlySet<Precision> = new Set(['fp32', 'bf16', 'fp16']);

/** The greatest tensor degree that one machine of today has GPUs for. */
const mostTensor = 16;

/** Finds what would make a model start and, where it starts, serve its load: cheapest first. */
export function remediesFor(
  request: SizingRequest,
  sizing: Sizing,
  judge: (request: SizingRequest) => Sizing,
): readonly Remedy[] {
  const { starts, serves } = sizing;
  if (sizing.issues.length > 0 || (starts === 'yes' && (serves === undefined || serves === 'yes'))) return [];
  const helps = (change: Partial<SizingRequest>): boolean => {
    const changed = judge({ ...request, ...change });
    return changed.starts === 'yes' && (changed.serves ?? 'yes') === 'yes';
  };
  return [
    ...lessWork(request, sizing),
    ...smallerNumbers(request, helps),
    ...moreGpus(request, helps),
    ...moreMemory(request, helps),
  ];
}

function lessWork({ load }: SizingRequest, { starts, largestContext, concurrency }: Sizing): Remedy[] {
  if (starts !== 'yes') {
    const contextLength = roundedDown(largestContext.least);
    return contextLength > 0 ? [{ kind: 'context-length', contextLength }] : [];
  }
  const served = concurrency?.least ?? 0;
  return load !== undefined && served > 0 ? [{ kind: 'concurrency', concurrency: served }] : [];
}

function smallerNumbers(request: SizingRequest, helps: (change: Partial<SizingRequest>) => boolean): Remedy[] {
  const remedies: Remedy[] = [];
  const { cachePrecision = 'auto', accelerator, model } = request;
  const capability = accelerator.computeCapability;
  // Engines take an 8-bit cache from the same GPUs on as 8-bit floats to compute with.
  const canHold = capability !== undefined && capability >= 8.9;
  if (cachePrecision !== 'fp8' && canHold && helps({ cachePrecision: 'fp8' })) {
    remedies.push({ kind: 'cache-precision', cachePrecision: 'fp8' });
  }
  if (!sixteenBits.has(request.precision ?? model.precision)) return remedies;
  const found = smaller.find((precision) => {
    const support = supportFor(precision, capability);
    return (support === 'computes' || support === 'holds') && helps({ precision });
  });
  return found === undefined ? remedies : [...remedies, { kind: 'precision', precision: found }];
}

function moreGpus(request: SizingRequest, helps: (change: Partial<SizingRequest>) => boolean): Remedy[] {
  const { model, accelerator, parallelism } = request;
  const degrees = degreesOf(parallelism);
  const candidates = tensorDegrees(model, request.precision ?? model.precision, mostTensor);
  for (const tensor of candidates.filter((degree) => degree > degrees.tensor)) {
    const gpus = tensor * degrees.pipeline * degrees.data;
    const change = { accelerator: { ...accelerator, count: gpus }, parallelism: { ...parallelism, tensor } };
    if (helps(change)) return [{ kind: 'tensor-parallel', tensor, gpus }];
  }
  return [];
}

function moreMemory({ accelerator }: SizingRequest, helps: (change: Partial<SizingRequest>) => boolean): Remedy[] {
  const enough = (memoryBytes: number): boolean => helps({ accelerator: { ...accelerator, memoryBytes } });
  let least = accelerator.memoryBytes;
  let most = least * 2;
  // Nothing that is built comes near.
  const limit = 2 ** 42;
  while (!enough(most)) {
    if (most > limit) return [];
    most *= 2;
  }
  while (most - least > 2 ** 28) {
    const middle = (least + most) / 2;
    if (enough(middle)) most = middle;
    else least = middle;
  }
  return [{ kind: 'memory', memoryBytes: Math.ceil(most) }];
}

/** Down to two digits, which is as many as such a number deserves. */
function roundedDown(tokens: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, tokens))) - 1);
  return Math.floor(tokens / unit) * unit;
}
