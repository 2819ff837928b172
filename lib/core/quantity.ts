/**
 * An amount of memory or storage, such as `'512Mi'`, `'80Gi'` (80 × 2^30) or `'80G'` (80 × 10^9 bytes).
 *
 * The type is a hint that catches `'80GB'` and `'80'`; `readBytes` is the proof.
 */
export type Bytes = `${number}${'Ki' | 'Mi' | 'Gi' | 'Ti' | 'Pi' | 'Ei' | 'k' | 'M' | 'G' | 'T' | 'P' | 'E'}`;

/**
 * An amount of CPU, in cores: `0.5`, `'0.5'` or `'500m'` (thousandths).
 *
 * The type is a hint; `readCpu` is the proof.
 */
export type Cpu = number | `${number}m` | `${number}`;

/** An amount as Kubernetes holds it: exact, and with the kind of suffix that it is written with. */
export interface Quantity {
  /** The amount in billionths of its unit: bytes, cores, or pieces. */
  readonly nanos: bigint;
  readonly format: 'binary' | 'decimal' | 'exponent';
}

const nano = 1_000_000_000n;

// apimachinery caps binary amounts only: in Kubernetes 1.34 `1000E` is read whole.
const largestBinary = (2n ** 63n - 1n) * nano;

const kibi = 1024n * nano;

// 1000E, for which there is no larger suffix.
const beyondSuffixes = 10n ** 21n * nano;

// apimachinery reads exponents modulo 2^32, and needs memory in proportion to them.
const largestExponent = 999;

const grammar = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/;

const decimalExponents: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);

const decimalSuffixes: readonly string[] = [...decimalExponents.keys()];

const binarySuffixes: readonly string[] = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/**
 * Reads a quantity by the grammar of Kubernetes, or gives `undefined` for what is none.
 *
 * Like the API server, this rounds what is finer than a billionth away from zero, and caps binary amounts at 2^63 − 1.
 * The API server also takes three things that its own grammar does not have, and that are refused here: blanks around
 * the text, some texts without a digit (`k`, `+` and `.` are zero to it), and exponents beyond 999.
 * Source: apimachinery 0.34.4, pkg/api/resource/quantity.go.
 */
export function parseQuantity(text: string): Quantity | undefined {
  const [matched, sign, whole = '', fraction = '', suffix = ''] = grammar.exec(text) ?? [];
  if (matched === undefined) return undefined;

  const binary = binarySuffixes.indexOf(suffix);
  const exponent = binary > 0 ? 0 : (decimalExponents.get(suffix) ?? Number(suffix.slice(1)));
  if (Math.abs(exponent) > largestExponent) return undefined;

  const unit = binary > 0 ? 1024n ** BigInt(binary) : 1n;
  const exact = scaledUp(BigInt(`${whole}${fraction}`) * unit, exponent - fraction.length + 9);
  const magnitude = binary > 0 && exact > largestBinary ? largestBinary : exact;
  return { nanos: sign === '-' ? -magnitude : magnitude, format: formatOf(suffix, magnitude) };
}

/**
 * Writes a quantity in the form that the API server leaves as it is: the largest suffix that needs no fraction.
 *
 * Binary amounts that are no multiple of 1024 are written as decimals, and multiples of 1000E with an exponent. Other
 * texts of the same amount can make a difference between the manifest and the cluster that never goes away.
 *
 * This is apimachinery's canonical form but for two cases in which that is not stable: it writes `1.953125Ki` as `2000`,
 * which it then reads and writes as `2k`, and `1000E` as `1`.
 */
export function formatQuantity(quantity: Quantity): string {
  const { nanos, format } = quantity;
  if (nanos === 0n) return '0';
  if (format === 'binary' && nanos % kibi === 0n) return withSuffix(nanos / nano, 1024n, binarySuffixes);
  if (format === 'exponent' || nanos % beyondSuffixes === 0n) return withExponent(nanos);
  return withSuffix(nanos, 1000n, decimalSuffixes);
}

/** Orders two quantities by amount: −1, 0 or 1; how they are written does not count. */
export function compareQuantities(left: Quantity, right: Quantity): -1 | 0 | 1 {
  if (left.nanos === right.nanos) return 0;
  return left.nanos < right.nanos ? -1 : 1;
}

/** Adds two quantities; the sum is written like the first, or like the second where the first is zero. */
export function addQuantities(left: Quantity, right: Quantity): Quantity {
  return { nanos: left.nanos + right.nanos, format: left.nanos === 0n ? right.format : left.format };
}

/** Multiplies a quantity by a whole number; throws a `RangeError` for any other. */
export function multiplyQuantity(quantity: Quantity, times: number | bigint): Quantity {
  return { ...quantity, nanos: quantity.nanos * BigInt(times) };
}

/** The amount in thousandths, rounded away from zero. */
export function quantityToMilli(quantity: Quantity): bigint {
  return dividedUp(quantity.nanos, 1_000_000n);
}

/** The amount in whole units (bytes, cores, pieces), rounded away from zero. */
export function quantityToInteger(quantity: Quantity): bigint {
  return dividedUp(quantity.nanos, nano);
}

function formatOf(suffix: string, magnitude: bigint): Quantity['format'] {
  // apimachinery turns a fraction of a byte into a decimal as it reads it, which shows when more is added.
  if (suffix.endsWith('i')) return magnitude > 0n && magnitude < nano ? 'decimal' : 'binary';
  return decimalExponents.has(suffix) ? 'decimal' : 'exponent';
}

function withSuffix(units: bigint, step: bigint, suffixes: readonly string[]): string {
  let number = units;
  let index = 0;
  while (index < suffixes.length - 1 && number % step === 0n) {
    number /= step;
    index += 1;
  }
  return `${number}${suffixes[index] ?? ''}`;
}

function withExponent(nanos: bigint): string {
  let number = nanos;
  let exponent = -9;
  while (number % 1000n === 0n) {
    number /= 1000n;
    exponent += 3;
  }
  return exponent === 0 ? `${number}` : `${number}e${exponent}`;
}

function scaledUp(number: bigint, exponent: number): bigint {
  return exponent >= 0 ? number * 10n ** BigInt(exponent) : dividedUp(number, 10n ** BigInt(-exponent));
}

function dividedUp(number: bigint, divisor: bigint): bigint {
  const quotient = number / divisor;
  if (number % divisor === 0n) return quotient;
  return number < 0n ? quotient - 1n : quotient + 1n;
}
