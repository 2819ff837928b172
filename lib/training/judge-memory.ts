import type { IssueDetails, Notes } from '../core';
import { gpuModelNames, gpuModels } from '../hardware';
import { sizeTraining, type TrainingRemedy, type TrainingRequest, type TrainingSizing } from '../sizing';
import { knownGpu, type KnownGpu, type PodPlacement } from '../workload';

/** How the states of a model are spread over all accelerators of a run. */
export type Spread =
  | { readonly kind: 'ddp' }
  | { readonly kind: 'fsdp'; readonly offload?: boolean | undefined }
  | { readonly kind: 'zero'; readonly stage: 1 | 2 | 3; readonly offload?: boolean | undefined };

/** What is learnt, and how: by that, whether it fits the memory of its GPUs is judged. */
export interface TrainedModel extends Omit<TrainingRequest, 'model' | 'accelerator' | 'sharding'> {
  /** Such as `models.llama31_8b`, `modelFrom('config.json')`, or the number of parameters alone. */
  readonly architecture: TrainingRequest['model'];
  /** How its states are spread over all GPUs of a run. @default - each has a copy */
  readonly spread?: Spread | undefined;
}

/** Judges whether what a run trains fits each of its GPUs. */
export function judgeMemory(
  given: TrainedModel | undefined,
  placement: PodPlacement,
  nodes: number,
  notes: Notes,
): void {
  if (given === undefined) return;
  const gpu = knownGpu(placement);
  const { architecture, spread = { kind: 'ddp' }, ...how } = given;
  const degree = Math.max(1, nodes * (placement.accelerator?.count ?? 1));
  const request: TrainingRequest = {
    ...how,
    model: architecture,
    sharding: degree === 1 && spread.kind === 'ddp' ? { kind: 'none' } : { ...spread, degree },
    accelerator: gpu && { memoryBytes: gpu.memoryBytes, computeCapability: gpu.computeCapability },
  };
  const sizing = sizeTraining(request);
  for (const issue of sizing.issues) notes.issue({ ...issue, property: `model.${inProps(issue)}` });
  if (sizing.issues.length > 0) return;
  if (gpu === undefined || sizing.fits === 'not-known') {
    const questions = sizing.notKnown.map(({ question }) => question).join('; ');
    notes.notKnown({
      code: 'training/not-known-fit',
      property: 'model',
      message: `whether it fits is not known: ${gpu === undefined ? 'how much memory of which GPU it gets' : questions}`,
      fix:
        gpu === undefined
          ? 'a placement in a pool whose machine is known, or accelerator: { kind, model, count }'
          : "architecture: models.llama31_8b, or modelFrom('config.json')",
    });
    return;
  }
  if (sizing.fits !== 'yes') say(sizing, request, gpu, notes);
}

function say(sizing: TrainingSizing, request: TrainingRequest, gpu: KnownGpu, notes: Notes): void {
  const { breakdown, fits, band, remedies } = sizing;
  const needs = `each GPU needs ${gibibytes(breakdown.total)} of its ${gibibytes(gpu.memoryBytes)}, ±${(band * 100).toFixed(0)} %`;
  const details = {
    property: 'model',
    given: gpu.name,
    fix: remedies.map((remedy) => inWords(remedy, request)).join('; or ') || 'a smaller model, or larger GPUs',
  };
  const message = `${needs}: ${sumOf(sizing)}`;
  if (fits === 'no') notes.issue({ ...details, code: 'training/does-not-fit', message });
  else notes.warn({ ...details, code: 'training/may-not-fit', message: `${message}, which is too close to call` });
}

function sumOf({ breakdown }: TrainingSizing): string {
  const parts: readonly (readonly [number, string])[] = [
    [breakdown.weights, 'weights'],
    [breakdown.masterWeights, 'their copies in 32 bits'],
    [breakdown.gradients, 'gradients'],
    [breakdown.optimizer, 'the optimizer'],
    [breakdown.activations, 'activations'],
    [breakdown.loss, 'the loss'],
    [breakdown.buffers, 'buffers'],
    [breakdown.context, 'CUDA'],
  ];
  return parts
    .filter(([bytes]) => bytes >= 2 ** 30 / 20)
    .map(([bytes, what]) => `${gibibytes(bytes)} for ${what}`)
    .join(', ');
}

function inWords({ kind, change }: TrainingRemedy, request: TrainingRequest): string {
  if (kind === 'more-memory') {
    const bytes = change.accelerator?.memoryBytes ?? 0;
    return `GPUs with ${gibibytes(bytes)}${thatHave(bytes)}`;
  }
  if (kind === 'more-gpus') return `${degreeOf(change)} GPUs with ${print(change, request)}`;
  return `model: { ${print(change, request)} }`;
}

/** A change of the request in the words of the props. */
function print({ sharding, ...others }: Partial<TrainingRequest>, request: TrainingRequest): string {
  const parts = Object.entries(others).map(([property, value]) => `${property}: ${inCode(value)}`);
  const spread = sharding !== undefined && sharding.kind !== 'none' && sharding.kind !== request.sharding?.kind;
  if (spread) parts.push(`spread: { kind: '${sharding.kind}' }`);
  return parts.join(', ');
}

function degreeOf({ sharding }: Partial<TrainingRequest>): number {
  return sharding === undefined || sharding.kind === 'none' ? 1 : sharding.degree;
}

function inCode(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(inCode).join(', ')}]`;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{ ${fields.map(([name, field]) => `${name}: ${inCode(field)}`).join(', ')} }`;
}

/** Known GPUs that have so much, smallest first. */
function thatHave(memoryBytes: number): string {
  const names = gpuModelNames
    .map((name) => ({ name, bytes: (gpuModels[name].memoryMib?.value ?? 0) * 2 ** 20 }))
    .filter(({ bytes }) => bytes >= memoryBytes)
    .sort((left, right) => left.bytes - right.bytes)
    .map(({ name }) => name);
  return names.length === 0 ? '' : `, such as ${names.slice(0, 2).join(' or ')}`;
}

/** What sizing calls by its own names, by those of the props. */
function inProps({ property = '' }: IssueDetails): string {
  return property.replace(/^model\b/, 'architecture').replace(/^sharding\b/, 'spread');
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
