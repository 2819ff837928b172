import { createHash } from 'node:crypto';

/** Characters that a hash takes at the end of a name, its dash included. */
const hashLength = 9;

/** The shortest budget that a name can be derived in: one letter and the hash. */
const shortestBudget = hashLength + 1;

/**
 * Names an object by the ids from its chart (exclusive) to its construct.
 *
 * The ids are joined with `-`; an id `Default` adds nothing. Where that is a DNS-1035 label within the budget, it is the
 * name. Otherwise it is brought into that form (lower case, `-` for what is not allowed, `x-` before a digit, `default`
 * where nothing is left), cut, and followed by a hash of the exact ids, so that two paths never share a name by being
 * cut or mended. Names are state: what this returns for given ids never changes within a major version.
 *
 * @param budget the longest name allowed, see `budgetFor`; below 10 a `RangeError` is thrown
 */
export function deriveName(ids: readonly string[], budget: number): string {
  if (budget < shortestBudget) throw new RangeError(`a name needs a budget of at least ${shortestBudget}: ${budget}`);
  const named = ids.filter((id) => id !== 'Default');
  const joined = named.join('-');
  if (joined.length <= budget && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(joined)) return joined;
  const stem = trimDashes(stemOf(joined).slice(0, budget - hashLength));
  // JSON keeps ids apart that contain the separator, and lone surrogates, which UTF-8 would merge.
  return `${stem}-${shortHash(JSON.stringify(named))}`;
}

/**
 * Turns any text into a label value.
 *
 * A valid value stays as it is; any other (an image tag with `+`, a model id with `/`) gets `-` for what is not allowed,
 * is cut to 63 characters, and ends in a hash of the exact text, so that two texts do not become one value.
 */
export function labelValue(text: string): string {
  if (text.length <= 63 && /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/.test(text)) return text;
  const mended = trimPunctuation(text.replace(/[^-A-Za-z0-9_.]+/g, '-')).slice(0, 63 - hashLength);
  const hash = shortHash(JSON.stringify(text));
  return mended === '' ? hash : `${trimPunctuation(mended)}-${hash}`;
}

function stemOf(text: string): string {
  const stem = trimDashes(text.toLowerCase().replace(/[^a-z0-9]+/g, '-'));
  if (stem === '') return 'default';
  return /^[a-z]/.test(stem) ? stem : `x-${stem}`;
}

/** Forty bits in eight characters. */
function shortHash(text: string): string {
  const bits = createHash('sha256').update(text).digest().readUIntBE(0, 5);
  return bits.toString(32).padStart(8, '0');
}

function trimDashes(text: string): string {
  return text.replace(/^-+|-+$/g, '');
}

function trimPunctuation(text: string): string {
  return text.replace(/^[-_.]+|[-_.]+$/g, '');
}
