import { formatDuration, parseDuration, type Duration } from './duration';
import type { Reading } from './notes';
import { misspelling, readAmount, takeApart, type Judgement, type Least } from './read-amount';

const spellings: readonly (readonly [unit: string, spelling: RegExp, each: number])[] = [
  ['ms', /^(ms|msecs?|millis|milliseconds?)$/i, 1],
  ['s', /^(s|secs?|seconds?)$/i, 1],
  ['m', /^(m|mins?|minutes?)$/i, 1],
  ['h', /^(h|hrs?|hours?)$/i, 1],
  ['d', /^(d|days?)$/i, 1],
  ['d', /^(w|weeks?)$/i, 7],
];

/**
 * Reads a duration; the value is in whole milliseconds.
 *
 * Refused, each with what to write: other spellings (`5min`, `1h30m`), a missing unit, fractions of a millisecond,
 * negative durations, and zero unless `least` allows it.
 */
export function readDuration(property: string, given: string, least: Least = 'positive'): Reading<number> {
  const reader = {
    code: 'core/invalid-duration',
    example: "a number and a unit, such as '30s', '15m' or '1.5h'",
    judge: (text: string) => judge(text, least),
  } as const;
  return readAmount(reader, property, given);
}

function judge(text: string, least: Least): Judgement<number> {
  const duration = parseDuration(text);
  if (duration === undefined) return { message: misspelt(text), candidates: meant(text) };
  if (duration === 0 && least === 'positive') return { message: 'must be more than zero', candidates: [] };
  return { value: duration };
}

function misspelt(text: string): string {
  const written = takeApart(text);
  if (written === undefined) return 'is not a duration';
  if (written.negative) return 'must not be negative';
  if (written.unit === '') return 'has no unit';
  if (parseDuration(`${written.number}${written.unit}`) === undefined && isDuration(`1${written.unit}`)) {
    return 'is not a whole number of milliseconds, or is too long';
  }
  return misspelling(text, written.unit, isDuration, 'one of ms, s, m, h and d');
}

function meant(text: string): string[] {
  const written = takeApart(text);
  if (written === undefined) return [];
  if (written.unit === '') return [`${written.number}s`];
  return [inUnit(written.number, written.unit) ?? summed(text) ?? ''];
}

function inUnit(number: string, spelling: string): string | undefined {
  const [unit, , each] = spellings.find(([, pattern]) => pattern.test(spelling)) ?? [];
  if (unit === undefined || each === 1) return unit && `${number}${unit}`;
  const one = parseDuration(`${number}${unit}`);
  return one === undefined || each === undefined ? undefined : tryFormat(one * each);
}

/** The sum of several parts, such as those of `1h30m` or `1 hour 30 minutes`. */
function summed(text: string): string | undefined {
  let total = 0;
  const rest = text.replace(/(\d+(?:\.\d+)?)\s*([a-z]+)/gi, (_part, number: string, spelling: string) => {
    total += parseDuration(inUnit(number, spelling) ?? '') ?? Number.NaN;
    return '';
  });
  return rest.trim() === '' ? tryFormat(total) : undefined;
}

function tryFormat(duration: number): Duration | undefined {
  return Number.isSafeInteger(duration) ? formatDuration(duration) : undefined;
}

function isDuration(text: string): boolean {
  return parseDuration(text) !== undefined;
}
