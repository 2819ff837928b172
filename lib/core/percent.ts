/**
 * A share of a hundred, such as `'25%'` or `'99.5%'`.
 *
 * The type is a hint that catches `'25'` and `0.25`; `readPercent` is the proof.
 */
export type Percent = `${number}%`;

/** Reads a percentage as the number before the sign (`'25%'` is 25), or gives `undefined` where it is none. */
export function parsePercent(text: string): number | undefined {
  const [, digits] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const percent = Number(digits);
  return Number.isFinite(percent) ? percent : undefined;
}

/** Writes a number of percent (25 is `'25%'`); throws a `RangeError` where it is negative or not finite. */
export function formatPercent(percent: number): Percent {
  if (!Number.isFinite(percent) || percent < 0) throw new RangeError(`not a percentage: ${percent}`);
  // The text is that of a number, which its type does not say.
  return `${withoutExponent(percent)}%` as Percent;
}

function withoutExponent(number: number): string {
  const text = String(number);
  const [, whole, fraction = '', exponent] = /^(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  if (whole === undefined) return text;
  const shift = Number(exponent);
  if (shift < 0) return `0.${'0'.repeat(-shift - 1)}${whole}${fraction}`;
  // JavaScript uses a positive exponent from 1e21 on, where no double has a fraction.
  return `${whole}${fraction}`.padEnd(shift + 1, '0');
}
