import { parseQuantity, printGiven, quantityToInteger, type Notes } from '../../core';
import {
  checkpointBytes,
  precisions,
  sequenceBytes,
  type CachePrecision,
  type ModelArchitecture,
  type Precision,
} from '../../sizing';
import type { Resources } from '../../workload';
import type { ServedModel } from './served-model';
import { flagOf, variableOf, type Told } from './told';

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
  /** The flag by which it is told how much, in bytes or such as `8G`, unless the variable says. @default - it has none */
  readonly flag?: string | undefined;
  /** How it stores keys and values; `not-known` where it is asked for a way that its release may not have. @default 'auto' */
  readonly precision?: CachePrecision | 'not-known' | undefined;
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
  told: Told,
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
  const cached = cache === undefined ? undefined : cacheOf(cache, architecture, asStored, told, notes);
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

/** What a cache takes; nothing where that is not known. */
function cacheOf(
  { contextLength, variable, flag, precision: kept = 'auto', untold }: CpuCache,
  architecture: ModelArchitecture,
  precision: Precision,
  told: Told,
  notes: Notes,
): JudgedCache | undefined {
  const length = contextLength ?? architecture.maximumContext;
  const asked = askedFor(variable, flag, told);
  const least = sequenceBytes(architecture, precision, length, kept === 'not-known' ? 'fp8' : kept);
  if (asked === 'not-known') return undefined;
  if (kept === 'not-known') notes.notKnown(unknownPrecision);
  const given = asked?.bytes ?? (untold?.kind === 'bytes' ? untold.bytes : undefined);
  if (given === undefined) {
    if (untold?.kind === 'node') notes.warn(byNode(variable, untold.by, least));
    const share = untold?.kind === 'share' ? untold.share : 1;
    return kept === 'not-known'
      ? undefined
      : {
          bytes: least,
          what: `cache for one sequence of ${length} tokens`,
          share,
          fix: ', or a smaller contextLength',
        };
  }
  const by = asked === undefined && untold?.kind === 'bytes' ? untold.by : `${asked?.name ?? variable} asks for`;
  if (given < least && kept !== 'not-known') {
    const gibibytesOfOne = Math.ceil(least / 2 ** 30);
    const more =
      asked !== undefined && asked.name === flag
        ? `${flag}=${gibibytesOfOne}G`
        : `env: { ${variable}: '${gibibytesOfOne}' }`;
    notes.issue({
      code: 'serving/does-not-start',
      property: 'runtime.contextLength',
      given: String(length),
      message: `one sequence needs ${gibibytes(least)} of KV cache; ${by} ${gibibytes(given)}`,
      fix: `a smaller contextLength, or ${more}`,
    });
  }
  return { bytes: given, what: `cache that ${by}`, share: 1, fix: `, or a smaller ${asked?.name ?? variable}` };
}

const unknownPrecision: Parameters<Notes['notKnown']>[0] = {
  code: 'serving/not-known-fit',
  property: 'runtime.cachePrecision',
  message: 'whether it fits is not known: how the release stores keys and values on CPUs is not known',
  fix: "cachePrecision: 'auto', or a release that is known to store them so on CPUs",
};

interface AskedCache {
  /** The variable or the flag. */
  readonly name: string;
  readonly bytes: number;
}

/** How much a server is told to take: a variable has the last word, also over a flag, unless it is empty. */
function askedFor(variable: string, flag: string | undefined, told: Told): AskedCache | 'not-known' | undefined {
  const byVariable = variableOf(told, variable);
  if (byVariable === 'not-known') return byVariable;
  if (byVariable !== undefined && byVariable.text !== '') {
    const text = byVariable.text.trim();
    return /^\d+$/.test(text) ? { name: variable, bytes: Number(text) * 2 ** 30 } : 'not-known';
  }
  const byFlag = flag === undefined ? undefined : flagOf(told, flag);
  if (flag === undefined || byFlag === undefined) return undefined;
  const bytes = byFlag === 'not-known' ? undefined : bytesIn(byFlag.text);
  return bytes === undefined ? 'not-known' : { name: flag, bytes };
}

/**
 * Bytes as vLLM reads them: `8g` is decimal, and `8G` is binary and whole.
 *
 * Source: `human_readable_int` in vllm/utils/argparse_utils.py of vLLM 0.33.0 (https://pypi.org/project/vllm/0.33.0/).
 */
function bytesIn(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([kmgtKMGT]?)$/.exec(text.trim()) ?? [];
  const power = 'kmgt'.indexOf(unit.toLowerCase()) + 1;
  if (number === undefined) return undefined;
  const isDecimal = unit !== '' && unit === unit.toLowerCase();
  if (!isDecimal && number.includes('.')) return undefined;
  return Math.floor(Number(number) * (unit === '' ? 1 : (isDecimal ? 1000 : 1024) ** power));
}

function byNode(variable: string, by: string, one: number): Parameters<Notes['warn']>[0] {
  return {
    code: 'serving/memory-too-small',
    property: `env.${variable}`,
    message: `${by}, whatever the memory of its container`,
    fix: `env: { ${variable}: '${Math.ceil(one / 2 ** 30)}' } or more, in GiB`,
  };
}

/** A length that cannot be has no size. */
function wrongAlready({ issues }: Notes): boolean {
  return issues.some(({ property }) => property === 'runtime.contextLength');
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
