import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration, wholeSeconds } from '../../lib/core';

const runs = { numRuns: 2000 };

const durations = fc.oneof(fc.maxSafeNat(), fc.nat(100_000_000));

describe('parseDuration', () => {
  it.each([
    ['0s', 0],
    ['1ms', 1],
    ['30s', 30_000],
    ['15m', 900_000],
    ['1.5h', 5_400_000],
    ['7d', 604_800_000],
    ['0.001s', 1],
    ['1.0005m', 60_030],
    ['9007199254740991ms', Number.MAX_SAFE_INTEGER],
  ])('reads %s as %d ms', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each([
    ...['', '5', 's', '1e3s', '-5m', '+5m', 'Infinitys', 'NaNs', ' 5m', '5m ', '5 m', '5m\n', '0x5s', '.5s', '5.s'],
    ...['5M', '5min', '1h30m', '0.5ms', '0.0001s', '9007199254740992ms', '1w', '٣s'],
  ])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [1, '1ms'],
    [1500, '1500ms'],
    [90_000, '90s'],
    [5_400_000, '90m'],
    [3_600_000, '1h'],
    [172_800_000, '2d'],
  ])('writes %d ms as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses %d', (milliseconds) => {
    expect(() => formatDuration(milliseconds)).toThrow(RangeError);
  });

  it('is read back as the same duration', () => {
    fc.assert(
      fc.property(durations, (milliseconds) => {
        expect(parseDuration(formatDuration(milliseconds))).toBe(milliseconds);
      }),
      runs,
    );
  });

  it('is the shortest text of that duration in one unit', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.constantFrom('ms', 's', 'm', 'h', 'd'), (number, unit) => {
        const text = `${number}${unit}`;
        expect(formatDuration(parseDuration(text) ?? Number.NaN).length).toBeLessThanOrEqual(text.length);
      }),
      runs,
    );
  });
});

describe('wholeSeconds', () => {
  it('rounds up', () => {
    expect([0, 1, 999, 1000, 1001].map(wholeSeconds)).toEqual([0, 1, 1, 1, 2]);
  });

  it('is exact where a division of floating-point numbers is not', () => {
    fc.assert(
      fc.property(durations, (milliseconds) => {
        expect(BigInt(wholeSeconds(milliseconds))).toBe((BigInt(milliseconds) + 999n) / 1000n);
      }),
      runs,
    );
  });
});
