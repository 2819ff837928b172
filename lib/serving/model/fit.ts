import type { IssueDetails, Notes } from '../../core';
import { gpuModelNames, gpuModels } from '../../hardware';
import {
  amountIssues,
  modelIssues,
  precisions,
  sizeModel,
  supportFor,
  type Accelerator,
  type CachePrecision,
  type Engine,
  type Load,
  type Parallelism,
  type Precision,
  type Remedy,
  type Sizing,
  type SizingRequest,
} from '../../sizing';
import { knownGpu, type PodPlacement } from '../../workload';
import { withPositions } from './positions';
import type { ServedModel } from './served-model';
import type { Told } from './told';

/** How a server uses the memory of its GPUs. */
export interface MemoryUse {
  /** The server as far as its memory goes; or why that is not known, and what would tell. */
  readonly engine: Engine | { readonly kind: 'not-known'; readonly why: string; readonly fix: string };
  readonly parallelism: Parallelism;
  /** The longest sequence; that of the model unless given. */
  readonly contextLength?: number | undefined;
  /** The variable with which the server takes a sequence longer than its model knows positions for. @default - it never does */
  readonly longerContext?: string | undefined;
  readonly cachePrecision?: CachePrecision | undefined;
  readonly adapters?: SizingRequest['adapters'];
  /** What makes weights of 16 or 32 bits smaller as the server loads them. @default - nothing does */
  readonly quantization?: Quantization | undefined;
}

/** How a server makes weights smaller as it loads them. */
export interface Quantization {
  /** What asks for it, such as `--quantization=fp8`. */
  readonly by: string;
  /** A precision in which weights take no more than they do afterwards. @default - not known */
  readonly least?: Precision | undefined;
  /** Why the weights are on the GPUs whole before. @default - whether they are is not known */
  readonly loadsWhole?: string | undefined;
}

/** Everything that whether a model fits depends on, beside the model. */
export interface FitQuestion {
  readonly use: MemoryUse;
  readonly load: Load | undefined;
  readonly told: Told;
  readonly placement: PodPlacement;
  /** How many pods share a copy of the model, each with GPUs as the placement says. */
  readonly pods: number;
}

/**
 * Judges whether a model fits the GPUs that it gets: an issue where it does not start, a warning where it cannot serve its
 * load. What is wrong on whatever GPU is an issue also where the GPU is not known.
 */
export function judgeFit(served: ServedModel, question: FitQuestion, notes: Notes): void {
  const { use, load, told, placement, pods } = question;
  const architecture = served.architecture && withPositions(served.architecture, use, told, notes);
  const { engine, longerContext: _, quantization, ...others } = use;
  const asked = { ...others, load, engine: engine.kind === 'not-known' ? undefined : engine };
  if (architecture === undefined) {
    noteAll(amountIssues(asked), notes);
    notes.notKnown(
      open('the sizes of the model are not declared', "architecture: models.llama31_8b, or modelFrom('config.json')"),
    );
    return;
  }
  const wanted = {
    ...asked,
    model: architecture,
    precision: served.precision,
    contextLength: use.contextLength ?? architecture.maximumContext,
  };
  const wrong = modelIssues(wanted);
  noteAll(
    wrong.map((issue) => withVariable(issue, use)),
    notes,
  );
  // A placeholder stands for a number of the runtime that cannot be.
  if (wrong.length > 0 || notes.issues.some(({ code }) => code === 'serving/invalid-amount')) return;
  const gpu = gpuOf(placement, pods);
  if (gpu === undefined) {
    notes.notKnown(
      engine.kind === 'not-known'
        ? open(engine.why, engine.fix)
        : open(
            'how much memory of which GPU it gets is not known',
            'a placement in a pool whose machine is known, or accelerator: { kind, model, count }',
          ),
    );
    return;
  }
  const request: SizingRequest = { ...wanted, accelerator: gpu.accelerator };
  const sizing = sizeModel(request);
  // That the degrees and the number of GPUs agree, the runtime has seen to.
  const issues = sizing.issues.filter(({ property }) => property !== 'count');
  noteAll(issues, notes);
  if (sizing.issues.length > issues.length) {
    notes.notKnown(open('the GPUs of the pod and the degrees of the server disagree', 'gpus, or the degrees'));
  }
  if (sizing.issues.length > 0) return;
  if (engine.kind === 'not-known') notes.notKnown(open(engine.why, engine.fix));
  else if (quantization === undefined || isSmall(served)) judgeSizing(sizing, request, gpu, notes);
  else judgeQuantized(sizing, request, quantization, gpu, notes);
}

/** Whether the weights are of less than 16 bits before they are loaded. */
function isSmall({ precision }: ServedModel): boolean {
  return precision !== undefined && precisions[precision].bits < 16;
}

/**
 * Judges weights that become smaller as they load: what fits as it is stored fits then too, and what does not fit as small
 * as it can be does not. Between the two it is not known, since nobody says what the load takes meanwhile.
 */
function judgeQuantized(
  stored: Sizing,
  request: SizingRequest,
  { by, least, loadsWhole }: Quantization,
  gpu: NonNullable<ReturnType<typeof gpuOf>>,
  notes: Notes,
): void {
  if (stored.starts === 'yes' && stored.serves !== 'no') return;
  if (loadsWhole !== undefined && stored.breakdown.weights > gpu.accelerator.memoryBytes) {
    notes.issue({
      code: 'serving/does-not-start',
      property: 'model',
      message: `${gibibytes(stored.breakdown.weights)} of weights do not fit ${gpu.name}, where they are whole before ${by} makes them smaller (${loadsWhole})`,
      fix: 'weights that are small already, with model.precision; or more or larger GPUs',
    });
    return;
  }
  const smallest = { ...request, precision: least };
  const sizing = least === undefined ? undefined : sizeModel(smallest);
  if (sizing?.issues.length === 0 && sizing.starts === 'no') {
    judgeSizing(sizing, smallest, gpu, notes);
    return;
  }
  notes.notKnown(
    open(
      `${by} makes the weights smaller as they load, and what that takes of a GPU meanwhile is not known`,
      'weights that are small already, with model.precision, or a trial of it',
    ),
  );
}

/** Notes what is wrong, but for what the runtime has found wrong with the same prop. */
function noteAll(issues: readonly IssueDetails[], notes: Notes): void {
  const said = new Set(notes.issues.map(({ property }) => property));
  for (const issue of issues.map(inProps)) if (!said.has(issue.property)) notes.issue(issue);
}

function withVariable(issue: IssueDetails, { longerContext }: MemoryUse): IssueDetails {
  if (issue.code !== 'sizing/context-exceeds-model') return issue;
  const fix = `${issue.fix}; or architecture: { ..., maximumContext }, where the model knows more`;
  if (longerContext === undefined) return { ...issue, fix };
  return { ...issue, fix: `${fix}; or env: { ${longerContext}: '1' }, and answers that may be wrong` };
}

function judgeSizing(
  sizing: Sizing,
  request: SizingRequest,
  gpu: NonNullable<ReturnType<typeof gpuOf>>,
  notes: Notes,
): void {
  const { breakdown, remedies, starts, serves, concurrency } = sizing;
  const { contextLength, load } = request;
  const fix = remedies.map((remedy) => inWords(remedy, request)).join('; or ') || 'a smaller model, or larger GPUs';
  const left = breakdown.budget - (breakdown.total - breakdown.cache);
  const sum = sumOf(sizing, gpu.accelerator);
  const about =
    left > 0
      ? {
          property: 'runtime.contextLength',
          given: String(contextLength),
          message: `one sequence needs ${gibibytes(breakdown.cache)} of KV cache; ${gpu.name} leaves ${gibibytes(left)} (${sum})`,
        }
      : { property: 'model', message: `weights and overhead alone do not fit ${gpu.name} (${sum})` };
  if (starts === 'no') {
    notes.issue({ ...about, code: 'serving/does-not-start', fix });
  } else if (starts === 'within-band') {
    notes.warn({
      ...about,
      code: 'serving/may-not-start',
      message: `${about.message}, which is too close to call`,
      fix,
    });
  } else if (serves === 'no' && load !== undefined) {
    notes.warn({
      code: 'serving/does-not-serve-load',
      property: 'load.concurrency',
      given: String(load.concurrency),
      message: `${concurrency?.expected ?? 0} requests of ${load.tokensPerRequest} tokens fit at once (${concurrency?.least ?? 0} for sure); the others wait`,
      fix,
    });
  }
}

function open(why: string, fix: string): IssueDetails {
  return { code: 'serving/not-known-fit', property: 'model', message: `whether it fits is not known: ${why}`, fix };
}

/** The GPUs that a copy of the model gets, as far as their memory goes; `undefined` where that is not known. */
function gpuOf(
  placement: PodPlacement,
  pods: number,
): { readonly name: string; readonly accelerator: Accelerator } | undefined {
  const known = knownGpu(placement);
  if (known === undefined || placement.accelerator === undefined) return undefined;
  const { name, ...gpu } = known;
  return { name, accelerator: { count: placement.accelerator.count * pods, ...gpu } };
}

function sumOf({ breakdown, band }: Sizing, { memoryBytes }: Accelerator): string {
  const { budget, weights, total, cache } = breakdown;
  const share = (budget / memoryBytes).toFixed(2);
  return `${gibibytes(memoryBytes)} × ${share} − ${gibibytes(weights)} of weights − ${gibibytes(total - cache - weights)} of overhead, ±${(band * 100).toFixed(0)} %`;
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

/** What sizing calls by its own names, by those of the props. */
function inProps(issue: IssueDetails): IssueDetails {
  const names: Readonly<Record<string, string>> = {
    contextLength: 'runtime.contextLength',
    'adapters.count': 'runtime.adapters.atOnce',
    'adapters.rank': 'runtime.adapters.maximumRank',
    'engine.batchedTokens': 'runtime.batchedTokens',
    'engine.maximumSequences': 'runtime.maximumSequences',
    'engine.memoryUtilization': 'runtime.memoryUtilization',
    precision: 'model.precision',
    tensor: 'runtime.tensorParallel',
    pipeline: 'runtime.pipelineParallel',
    data: 'runtime.dataParallel',
    expert: 'runtime.expertParallel',
    count: 'gpus',
  };
  const { property = '' } = issue;
  return { ...issue, property: names[property] ?? property };
}

function inWords(remedy: Remedy, request: SizingRequest): string {
  switch (remedy.kind) {
    case 'context-length':
      return `contextLength: ${grouped(remedy.contextLength)}`;
    case 'concurrency':
      return `load: { concurrency: ${remedy.concurrency} }`;
    case 'cache-precision':
      return `cachePrecision: '${remedy.cachePrecision}'`;
    case 'precision':
      return `weights in ${remedy.precision}, with model.precision: '${remedy.precision}'`;
    case 'tensor-parallel':
      return `tensorParallel: ${remedy.tensor}, with ${remedy.gpus} GPUs`;
    case 'memory':
      return `GPUs with ${gibibytes(remedy.memoryBytes)}${thatHave(remedy.memoryBytes, request)}`;
  }
}

/** Known GPUs that have so much and can run such weights, smallest first. */
function thatHave(memoryBytes: number, { model, precision = model.precision }: SizingRequest): string {
  const names = gpuModelNames
    .flatMap((name) => {
      const { memoryMib, computeCapability } = gpuModels[name];
      const bytes = (memoryMib?.value ?? 0) * 2 ** 20;
      const capability = computeCapability === undefined ? undefined : Number(computeCapability.value);
      const support = supportFor(precision, capability);
      return bytes >= memoryBytes && (support === 'computes' || support === 'holds') ? [{ name, bytes }] : [];
    })
    .sort((left, right) => left.bytes - right.bytes)
    .map(({ name }) => name);
  return names.length === 0 ? '' : `, such as ${names.slice(0, 2).join(' or ')}`;
}

/** With the separators that TypeScript takes. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '_');
}
