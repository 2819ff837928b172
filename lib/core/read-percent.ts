import type { Reading } from './notes';
import { parsePercent } from './percent';
import { parseQuantity } from './quantity';
import { misspelling, plainDecimal, readAmount, takeApart, type Judgement, type Least } from './read-amount';

/** What a prop takes of all percentages. */
export interface PercentRange {
  /** `zero` unless given. */
  readonly least?: Least | undefined;
  /** The largest percentage that makes sense; none unless given. */
  readonly most?: number | undefined;
  /** Whether it lands in a field of Kubernetes, which takes whole percentages only; no unless given. */
  readonly whole?: boolean | undefined;
}

/**
 * Reads a percentage; the value is the number before the sign (`'25%'` is 25).
 *
 * Refused, each with what to write: a missing sign (`50`), a fraction (`0.5`), other spellings (`50 percent`), negative
 * percentages, and what is outside of `range`.
 */
export function readPercent(property: string, given: string, range: PercentRange = {}): Reading<number> {
  const reader = {
    code: 'core/invalid-percent',
    example: `a number and %, such as '${Math.min(25, range.most ?? 25)}%'`,
    judge: (text: string) => judge(text, range),
  } as const;
  return readAmount(reader, property, given);
}

function judge(text: string, { least, most, whole }: PercentRange): Judgement<number> {
  const percent = parsePercent(text);
  if (percent === undefined) return { message: misspelt(text), candidates: meant(text) };
  if (percent === 0 && least === 'positive') return { message: 'must be more than zero', candidates: [] };
  if (most !== undefined && percent > most) {
    return { message: `must be at most ${most}%`, candidates: [`${most}%`] };
  }
  if (whole === true && !Number.isInteger(percent)) {
    const candidates = [`${Math.floor(percent)}%`, `${Math.ceil(percent)}%`];
    return { message: 'must be a whole number of percent', candidates };
  }
  return { value: percent };
}

function misspelt(text: string): string {
  const written = takeApart(text);
  if (written === undefined) return 'is not a percentage';
  if (written.negative) return 'must not be negative';
  return written.unit === '' ? 'has no %' : misspelling(text, written.unit, isPercent, 'how a percentage is written');
}

function meant(text: string): string[] {
  const { number, unit } = takeApart(text) ?? { number: '', unit: '' };
  if (unit !== '') return /^(%|pct|percent)$/i.test(unit) ? [`${number}%`] : [];
  // Who writes 0.5 means a half; who writes 1 may mean either.
  const nanos = parseQuantity(number)?.nanos ?? 0n;
  const hundredfold = `${plainDecimal(nanos * 100n)}%`;
  if (nanos === 1_000_000_000n) return [`${number}%`, hundredfold];
  return [nanos > 0n && nanos < 1_000_000_000n ? hundredfold : `${number}%`];
}

function isPercent(text: string): boolean {
  return parsePercent(text) !== undefined;
}
