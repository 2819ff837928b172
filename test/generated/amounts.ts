import fc from 'fast-check';
import type { Bytes, Cpu, Duration, Percent } from '../../lib';

/**
 * An amount of memory or storage, in each unit, with and without a fraction.
 *
 * Below 8Pi: from there on the API server warns of a fractional byte, since it counts in thousandths.
 */
export const bytes: fc.Arbitrary<Bytes> = fc.oneof(
  fc.constantFrom<Bytes>(
    '1Mi',
    '512Mi',
    '1Gi',
    '1.5Gi',
    '0.5Gi',
    '80Gi',
    '80G',
    '2Ti',
    '3T',
    '1Pi',
    '1P',
    '1048576k',
    '1.001M',
  ),
  fc.integer({ min: 2048, max: 4_000_000 }).map((count): Bytes => `${count}Ki`),
  fc.integer({ min: 2, max: 4096 }).map((count): Bytes => `${count}M`),
  fc.integer({ min: 1, max: 64 }).map((count): Bytes => `${count}Gi`),
);

/** Cores as a number. */
export const cpuNumber: fc.Arbitrary<number> = fc.constantFrom(1, 0.5, 0.1, 2.25, 64, 0.001);

/** Cores as text. */
export const cpuText: fc.Arbitrary<Extract<Cpu, string>> = fc.oneof(
  fc.constantFrom<Extract<Cpu, string>>('4', '0.25', '1m', '1500m', '0.0001', '1e1'),
  fc.integer({ min: 1, max: 32000 }).map((milli): Extract<Cpu, string> => `${milli}m`),
);

/** A duration of at most an hour, in each unit, with and without a fraction. */
export const duration: fc.Arbitrary<Duration> = fc.oneof(
  fc.constantFrom<Duration>('1ms', '500ms', '1s', '1.5s', '90s', '0.5m', '15m', '1h', '0.25h', '0.01d'),
  fc.integer({ min: 1, max: 3600 }).map((seconds): Duration => `${seconds}s`),
);

/** The same, or none at all. */
export const durationOrNone: fc.Arbitrary<Duration> = fc.oneof(
  { weight: 5, arbitrary: duration },
  { weight: 1, arbitrary: fc.constantFrom<Duration>('0s', '0m') },
);

/** A duration as long as the largest models need to load. */
export const longDuration: fc.Arbitrary<Duration> = fc.oneof(duration, fc.constantFrom<Duration>('3h', '1d', '30d'));

/** A whole percentage above zero, also where it is written with a fraction of nothing. */
export const percent: fc.Arbitrary<Percent> = fc.oneof(
  fc.integer({ min: 1, max: 100 }).map((count): Percent => `${count}%`),
  fc.constantFrom<Percent>('25.0%', '100%'),
);

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The seconds of a duration, rounded up. */
export function secondsOf(given: Duration): number {
  const [, count = '', unit = ''] = /^([\d.]+)(ms|s|m|h|d)$/.exec(given) ?? [];
  return Math.ceil((Number(count) * (units[unit] ?? Number.NaN)) / 1000);
}

const suffixes: Readonly<Record<string, number>> = {
  ...{ k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};

/** The size of an amount, near enough to order those that are drawn here: cores, or bytes. */
export function sizeOf(given: Bytes | Cpu): number {
  const [, count = '', unit = ''] = /^([\d.]+(?:e[+-]?\d+)?)([a-zA-Z]*)$/.exec(String(given)) ?? [];
  if (unit === '') return Number(count);
  return Number(count) * (unit === 'm' ? 0.001 : (suffixes[unit] ?? Number.NaN));
}
