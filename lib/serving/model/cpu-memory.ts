import { parseQuantity, printGiven, quantityToInteger, type Notes } from '../../core';
import { checkpointBytes, precisions, sequenceBytes, type ModelArchitecture, type Precision } from '../../sizing';
import type { Env, Resources } from '../../workload';
import type { ServedModel } from './served-model';

/** What a server that computes on CPUs keeps in the memory of its container. */
export interface CpuMemory {
  /** What it makes of weights of 16 bits or more. @default - it keeps them as they are stored */
  readonly precision?: Precision | undefined;
  /** Whether it makes weights smaller as it loads them, by how much is not known. @default false */
  readonly quantizes?: boolean | undefined;
  /** Its cache of keys and values. @default - it has none */
  readonly cache?: CpuCache | undefined;
}

/** What a server on CPUs takes for keys and values. */
export interface CpuCache {
  /** The longest sequence; that of the model unless given. */
  readonly contextLength?: number | undefined;
  /** The variable by which it is told how much, in GiB. */
  readonly variable: string;
  /** What it does unless it is told; nothing where that is not known. */
  readonly untold?: UntoldCache | undefined;
}

/** How much a server takes for its cache unless it is told. */
export type UntoldCache =
  | { readonly kind: 'bytes'; readonly bytes: number; readonly by: string }
  /** The rest of a share of the container's memory. */
  | { readonly kind: 'share'; readonly share: number }
  /** By the memory of the whole node. */
  | { readonly kind: 'node'; readonly by: string };

/** Judges whether the weights, and a cache for one sequence at least, have room in the memory of a container. */
export function judgeCpuMemory(
  { architecture, precision: stored }: ServedModel,
  { precision, quantizes, cache }: CpuMemory,
  { memory, memoryLimit = memory }: Resources,
  env: Env,
  notes: Notes,
): void {
  const limit = parseQuantity(memoryLimit);
  if (architecture === undefined || limit === undefined || wrongAlready(notes)) return;
  const asStored = stored ?? architecture.precision;
  const isSmall = precisions[asStored].bits < 16;
  if (quantizes === true && !isSmall) return;
  const weights = checkpointBytes(architecture, asStored);
  const loaded = isSmall || precision === undefined ? weights : checkpointBytes(architecture, precision);
  const has = Number(quantityToInteger(limit));
  const cached = cache === undefined ? undefined : cacheOf(cache, architecture, asStored, env, notes);
  const share = cached?.share ?? 1;
  const about = {
    code: 'serving/memory-too-small',
    property: 'resources.memory',
    given: printGiven(memoryLimit),
  } as const;
  const fix = (bytes: number): string => `memory: '${Math.ceil(bytes / share / 2 ** 30) + 2}Gi'${cached?.fix ?? ''}`;
  const least = weights + (cached?.bytes ?? 0);
  if (has * share < least) {
    const sum = `${gibibytes(weights)} of weights${cached === undefined ? '' : ` and ${gibibytes(cached.bytes)} of ${cached.what}`}`;
    const part = share === 1 ? '' : `, of which the server takes ${(share * 100).toFixed(0)} %`;
    notes.issue({ ...about, message: `${sum} do not fit the memory of the container${part}`, fix: fix(least) });
  } else if (has < loaded) {
    const message = `${gibibytes(loaded)} of weights, as the server computes with them, do not fit the memory of the container`;
    notes.warn({ ...about, message, fix: fix(loaded) });
  }
}

interface JudgedCache {
  readonly bytes: number;
  /** In a sentence, after its bytes. */
  readonly what: string;
  /** The share of the container's memory that weights and cache may take together. */
  readonly share: number;
  /** What helps beside more memory. */
  readonly fix: string;
}

function cacheOf(
  { contextLength, variable, untold }: CpuCache,
  architecture: ModelArchitecture,
  precision: Precision,
  env: Env,
  notes: Notes,
): JudgedCache {
  const length = contextLength ?? architecture.maximumContext;
  const one = sequenceBytes(architecture, precision, length);
  const told = toldBytes(env[variable]);
  const given = told ?? (untold?.kind === 'bytes' ? untold.bytes : undefined);
  const forOne: JudgedCache = {
    bytes: one,
    what: `cache for one sequence of ${length} tokens`,
    share: told === undefined && untold?.kind === 'share' ? untold.share : 1,
    fix: ', or a smaller contextLength',
  };
  if (given === undefined) {
    if (untold?.kind === 'node') notes.warn(byNode(variable, untold.by, one));
    return forOne;
  }
  const by = told === undefined && untold?.kind === 'bytes' ? untold.by : `${variable} asks for`;
  if (given < one) {
    notes.issue({
      code: 'serving/does-not-start',
      property: 'runtime.contextLength',
      given: String(length),
      message: `one sequence needs ${gibibytes(one)} of KV cache; ${by} ${gibibytes(given)}`,
      fix: `a smaller contextLength, or env: { ${variable}: '${Math.ceil(one / 2 ** 30)}' }`,
    });
  }
  return { bytes: given, what: `cache that ${by}`, share: 1, fix: `, or a smaller ${variable}` };
}

function byNode(variable: string, by: string, one: number): Parameters<Notes['warn']>[0] {
  return {
    code: 'serving/memory-too-small',
    property: `env.${variable}`,
    message: `${by}, whatever the memory of its container`,
    fix: `env: { ${variable}: '${Math.ceil(one / 2 ** 30)}' } or more, in GiB`,
  };
}

/** What a variable says in GiB; nothing where it is left out, read from elsewhere or no whole number. */
function toldBytes(value: Env[string] | undefined): number | undefined {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) * 2 ** 30 : undefined;
}

/** A length that cannot be has no size. */
function wrongAlready({ issues }: Notes): boolean {
  return issues.some(({ property }) => property === 'runtime.contextLength');
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
