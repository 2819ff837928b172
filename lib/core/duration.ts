/**
 * A span of time in one unit, such as `'500ms'`, `'30s'`, `'15m'`, `'1.5h'` or `'7d'`.
 *
 * The type is a hint that catches `'5 minutes'` and `'300'`; `readDuration` is the proof.
 */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

const grammar = /^(\d+)(?:\.(\d+))?(ms|s|m|h|d)$/;

const milliseconds: ReadonlyMap<string, number> = new Map([
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
]);

/** Reads a duration as whole milliseconds, or gives `undefined` where it is none, is negative, or is not exact. */
export function parseDuration(text: string): number | undefined {
  const [, whole, fraction = '', unit = ''] = grammar.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const scaled = BigInt(whole + fraction) * BigInt(milliseconds.get(unit) ?? 0);
  const divisor = 10n ** BigInt(fraction.length);
  if (scaled % divisor !== 0n) return undefined;
  const result = Number(scaled / divisor);
  return Number.isSafeInteger(result) ? result : undefined;
}

/** Writes milliseconds in the largest unit that is exact; throws a `RangeError` for a fraction or a negative number. */
export function formatDuration(duration: number): Duration {
  if (!Number.isSafeInteger(duration) || duration < 0) throw new RangeError(`not whole milliseconds: ${duration}`);
  if (duration === 0) return '0s';
  if (duration % 86_400_000 === 0) return `${duration / 86_400_000}d`;
  if (duration % 3_600_000 === 0) return `${duration / 3_600_000}h`;
  if (duration % 60_000 === 0) return `${duration / 60_000}m`;
  if (duration % 1000 === 0) return `${duration / 1000}s`;
  return `${duration}ms`;
}

/** Milliseconds as whole seconds, rounded up: the fields of Kubernetes that take seconds take integers. */
export function wholeSeconds(duration: number): number {
  const rest = duration % 1000;
  return (duration - rest) / 1000 + (rest > 0 ? 1 : 0);
}
