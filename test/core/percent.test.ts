import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPercent, parsePercent } from '../../lib/core';

describe('parsePercent', () => {
  it.each([
    ['0%', 0],
    ['25%', 25],
    ['99.5%', 99.5],
    ['150%', 150],
    ['0.0000001%', 1e-7],
  ])('reads %s', (text, percent) => {
    expect(parsePercent(text)).toBe(percent);
  });

  it.each([
    '',
    '%',
    '50',
    '0.5',
    '-5%',
    '+5%',
    '5 %',
    ' 5%',
    '5%\n',
    '5%%',
    '1e2%',
    '.5%',
    '5.%',
    'NaN%',
    'Infinity%',
    `${'9'.repeat(400)}%`,
  ])('refuses %j', (text) => {
    expect(parsePercent(text)).toBeUndefined();
  });
});

describe('formatPercent', () => {
  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (percent) => {
    expect(() => formatPercent(percent)).toThrow(RangeError);
  });

  it('writes no exponents', () => {
    expect([1e-7, 1.5e-7, 1e21, 1.25e22].map(formatPercent)).toEqual([
      '0.0000001%',
      '0.00000015%',
      '1000000000000000000000%',
      '12500000000000000000000%',
    ]);
  });

  it('is read back as the same number', () => {
    const percents = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((percent) => percent + 0);
    fc.assert(
      fc.property(percents, (percent) => {
        expect(parsePercent(formatPercent(percent))).toBe(percent);
      }),
      { numRuns: 2000 },
    );
  });
});
