import type { Reading } from './notes';
import { parseQuantity, quantityToMilli, type Cpu, type Quantity } from './quantity';
import {
  misspelling,
  plainDecimal,
  readAmount,
  takeApart,
  type Judgement,
  type Least,
  type WrittenAmount,
} from './read-amount';

const uncountable = 2n ** 63n - 1n;

/**
 * Reads an amount of CPU; the value is in whole thousandths of a core, rounded up, as the API server does for pods.
 *
 * Refused, each with what to write: units other than `m` (`2 cores`, `100mi`, `50%`), negative amounts, zero unless
 * `least` allows it, and 2^63 − 1 thousandths or more.
 */
export function readCpu(property: string, given: Cpu, least: Least = 'positive'): Reading<Quantity> {
  const reader = {
    code: 'core/invalid-quantity',
    example: "a number of cores, such as '2', '0.5' or '500m'",
    judge: (text: string) => judge(text, least),
  } as const;
  return readAmount(reader, property, given);
}

function judge(text: string, least: Least): Judgement<Quantity> {
  const written = takeApart(text);
  const quantity = parseQuantity(text);
  if (written === undefined) return { message: 'is not an amount of CPU', candidates: [] };
  if (quantity === undefined || !['', 'm'].includes(written.unit)) {
    return { message: misspelling(text, written.unit, isCpu, 'a unit of CPU'), candidates: meant(written) };
  }
  if (written.negative) return { message: 'must not be negative', candidates: meant(written) };
  const milli = quantityToMilli(quantity);
  if (milli === 0n && least === 'positive') return { message: 'must be more than zero', candidates: [] };
  if (milli >= uncountable) return { message: 'is more than Kubernetes can count in thousandths', candidates: [] };
  return { value: { nanos: milli * 1_000_000n, format: 'decimal' } };
}

function meant({ number, unit }: WrittenAmount): string[] {
  if (/^(m|mi|mcpu|mcores?|milli(s|cores?|cpus?)?)$/i.test(unit)) return [`${number}m`];
  if (/^(c|cores?|v?cpus?)?$/i.test(unit)) return [number];
  if (!['%', 'n', 'u'].includes(unit)) return [];
  // What is finer than a thousandth of a core is rounded up.
  const share = parseQuantity(unit === '%' ? `${number}e-2` : `${number}${unit}`);
  return share === undefined ? [] : [inCores(quantityToMilli(share))];
}

function inCores(milli: bigint): string {
  return milli % 1000n === 0n ? plainDecimal(milli * 1_000_000n) : `${milli}m`;
}

function isCpu(text: string): boolean {
  return /^[+-]?[\d.]+m?$/.test(text) && parseQuantity(text) !== undefined;
}
