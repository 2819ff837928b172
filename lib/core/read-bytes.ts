import type { Reading } from './notes';
import { parseQuantity, quantityToInteger, type Quantity } from './quantity';
import {
  anyOf,
  misspelling,
  readAmount,
  takeApart,
  type Judgement,
  type Least,
  type WrittenAmount,
} from './read-amount';

const nano = 1_000_000_000n;

const mebi = 2n ** 20n;

const uncountable = 2n ** 63n - 1n;

const decimalUnits: readonly string[] = ['k', 'M', 'G', 'T', 'P', 'E'];

const fractions: ReadonlyMap<string, string> = new Map([
  ['n', 'billionths'],
  ['u', 'millionths'],
  ['m', 'thousandths'],
]);

/**
 * Reads an amount of memory or storage; the value is in whole bytes, rounded up.
 *
 * Refused, each with what to write: other spellings of units (`80GB`, `1gi`), fractions of a byte (`512m`), less than a
 * mebibyte without a unit, negative amounts, zero unless `least` allows it, and 2^63 − 1 bytes or more, which is where
 * the API server caps what it reads.
 */
export function readBytes(property: string, given: string, least: Least = 'positive'): Reading<Quantity> {
  const reader = {
    code: 'core/invalid-quantity',
    example: "a number and a unit, such as '512Mi' or '80Gi'",
    judge: (text: string) => judge(text, least),
    phrase,
  } as const;
  return readAmount(reader, property, given);
}

function judge(text: string, least: Least): Judgement<Quantity> {
  const written = takeApart(text);
  const quantity = parseQuantity(text);
  if (written === undefined) return { message: 'is not an amount of bytes', candidates: [] };
  const { number, unit } = written;
  if (quantity === undefined) {
    const message = misspelling(text, unit, isQuantity, 'a unit of Kubernetes');
    return { message, candidates: meant(written) };
  }
  if (written.negative) return { message: 'must not be negative', candidates: meant(written) };
  const fraction = fractions.get(unit);
  if (fraction !== undefined) {
    return { message: `${unit} is ${fraction}: this is ${inWords(quantity)}`, candidates: [`${number}Mi`] };
  }
  const bytes = quantityToInteger(quantity);
  if (bytes === 0n && least === 'positive') return { message: 'must be more than zero', candidates: [] };
  if (bytes >= uncountable)
    return { message: 'is 2^63 - 1 bytes or more, which Kubernetes cannot count', candidates: [] };
  if (bytes > 0n && bytes < mebi && unit === '') {
    return { message: `has no unit, which makes it ${inWords(quantity)}`, candidates: meant(written) };
  }
  return { value: { nanos: bytes * nano, format: quantity.format === 'binary' ? 'binary' : 'decimal' } };
}

function meant({ number, unit }: WrittenAmount): string[] {
  const [, letter = '', binary = ''] = /^([kmgtpe])(i?)(?:b|bytes?)?$/i.exec(unit) ?? [];
  const capital = letter.toUpperCase();
  const decimal = capital === 'K' ? 'k' : capital;
  if (decimalUnits.includes(unit)) return [`${number}${unit}`];
  if (binary !== '') return [`${number}${capital}i`];
  if (letter !== '') return [`${number}${decimal}`, `${number}${capital}i`];
  return /^(b|bytes?)?$/i.test(unit) ? [`${number}Mi`, `${number}Gi`] : [];
}

/** Tells the two readings of a unit apart by what they stand for. */
function phrase(accepted: readonly string[]): string {
  const [decimal = '', binary = ''] = accepted;
  const power = decimalUnits.indexOf(decimal.slice(-1)) + 1;
  if (binary === '' || power === 0) return anyOf(accepted);
  return `'${decimal}' (times 10^${power * 3} bytes) or '${binary}' (times 2^${power * 10} bytes)`;
}

function inWords(quantity: Quantity): string {
  const bytes = quantityToInteger(quantity);
  const amount = bytes === 1n ? 'a byte' : `${bytes} bytes`;
  return bytes * nano === quantity.nanos ? amount : `less than ${amount}`;
}

function isQuantity(text: string): boolean {
  return parseQuantity(text) !== undefined;
}
