import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  multiplyQuantity,
  parseQuantity,
  quantityToInteger,
  quantityToMilli,
  type Quantity,
} from '../../lib/core';

const runs = { numRuns: 2000 };

const quantities: fc.Arbitrary<Quantity> = fc.record({
  nanos: fc.oneof(
    fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
    fc
      .tuple(fc.bigInt({ min: -5000n, max: 5000n }), fc.nat(24))
      .map(([number, power]) => number * 10n ** BigInt(power)),
    fc
      .tuple(fc.bigInt({ min: -5000n, max: 5000n }), fc.nat(5))
      .map(([number, power]) => number * 10n ** 9n * 1024n ** BigInt(power)),
  ),
  format: fc.constantFrom('binary', 'decimal', 'exponent'),
});

const sign = (number: bigint): number => (number === 0n ? 0 : number < 0n ? -1 : 1);

function parsed(text: string): Quantity {
  const quantity = parseQuantity(text);
  if (quantity === undefined) throw new Error(`not a quantity: ${text}`);
  return quantity;
}

describe('parseQuantity', () => {
  it.each([
    ['0', 0n, 'decimal'],
    ['+5', 5_000_000_000n, 'decimal'],
    ['-5', -5_000_000_000n, 'decimal'],
    ['1.', 1_000_000_000n, 'decimal'],
    ['.5', 500_000_000n, 'decimal'],
    ['1n', 1n, 'decimal'],
    ['1u', 1000n, 'decimal'],
    ['1m', 1_000_000n, 'decimal'],
    ['1k', 1000n * 10n ** 9n, 'decimal'],
    ['1M', 10n ** 15n, 'decimal'],
    ['1G', 10n ** 18n, 'decimal'],
    ['1T', 10n ** 21n, 'decimal'],
    ['1P', 10n ** 24n, 'decimal'],
    ['1E', 10n ** 27n, 'decimal'],
    ['1Ki', 1024n * 10n ** 9n, 'binary'],
    ['1Mi', 1024n ** 2n * 10n ** 9n, 'binary'],
    ['1Gi', 1024n ** 3n * 10n ** 9n, 'binary'],
    ['1Ti', 1024n ** 4n * 10n ** 9n, 'binary'],
    ['1Pi', 1024n ** 5n * 10n ** 9n, 'binary'],
    ['1Ei', 1024n ** 6n * 10n ** 9n, 'binary'],
    ['1e3', 1000n * 10n ** 9n, 'exponent'],
    ['1E3', 1000n * 10n ** 9n, 'exponent'],
    ['1e+3', 1000n * 10n ** 9n, 'exponent'],
    ['1e-3', 1_000_000n, 'exponent'],
    ['12E', 12n * 10n ** 27n, 'decimal'],
    ['0Ki', 0n, 'binary'],
    ['0.01Ki', 10_240_000_000n, 'binary'],
    ['0.0001Ki', 102_400_000n, 'decimal'],
  ] as const)('reads %s', (text, nanos, format) => {
    expect(parseQuantity(text)).toEqual({ nanos, format });
  });

  it.each([
    ...['', ' ', ' 5', '5 ', '5 Gi', '+', '-', '.', 'k', 'Ki', 'e3', '--5', '1.2.3', '1,5', '5\n'],
    ...[
      '1K',
      '80GB',
      '80gi',
      '80Gib',
      '1mi',
      '1e',
      '1e+',
      '1e3Gi',
      '1k3',
      '5-3',
      '0x10',
      'NaN',
      'Infinity',
      '٣',
      '1e1000',
    ],
  ])('refuses %j', (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });

  it('rounds what is finer than a billionth away from zero', () => {
    expect(parsed('0.0000000011').nanos).toBe(2n);
    expect(parsed('-0.0000000011').nanos).toBe(-2n);
    expect(parsed('1e-999').nanos).toBe(1n);
    expect(parsed('0e-999').nanos).toBe(0n);
  });

  it('caps binary amounts at 2^63 - 1, and no others', () => {
    expect(quantityToInteger(parsed('7Ei'))).toBe(7n * 2n ** 60n);
    expect(quantityToInteger(parsed('8Ei'))).toBe(2n ** 63n - 1n);
    expect(quantityToInteger(parsed('-1000000Ei'))).toBe(-(2n ** 63n - 1n));
    expect(quantityToInteger(parsed('100E'))).toBe(100n * 10n ** 18n);
  });
});

describe('formatQuantity', () => {
  it.each([
    ['0Gi', '0'],
    ['0.0', '0'],
    ['1.0Gi', '1Gi'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['0.5Gi', '512Mi'],
    ['1023Ki', '1023Ki'],
    ['0.5Ki', '512'],
    ['1.1Ki', '1126400m'],
    ['1.953125Ki', '2k'],
    ['0.0001Ki', '102400u'],
    ['-2Ki', '-2Ki'],
    ['-1Ki', '-1Ki'],
    ['-0.5Ki', '-512'],
    ['8Ei', '9223372036854775807'],
    ['0.5', '500m'],
    ['1.234', '1234m'],
    ['1000m', '1'],
    ['1024', '1024'],
    ['1000', '1k'],
    ['1500', '1500'],
    ['0.1n', '1n'],
    ['1000000000', '1G'],
    ['999E', '999E'],
    ['1000E', '1e21'],
    ['1E3', '1e3'],
    ['1e1', '10'],
    ['1e4', '10e3'],
    ['1e-1', '100e-3'],
    ['15e-1', '1500e-3'],
    ['1e0', '1'],
  ])('writes %s as %s', (given, canonical) => {
    expect(formatQuantity(parsed(given))).toBe(canonical);
  });

  it('is read back as the same amount, and is its own canonical form', () => {
    fc.assert(
      fc.property(quantities, (quantity) => {
        // Above the cap, a binary text cannot say what was added up.
        const isCapped =
          quantity.format === 'binary' && formatQuantity(quantity).endsWith('i') && magnitude(quantity) >= 2n ** 63n;
        fc.pre(!isCapped);
        const text = formatQuantity(quantity);
        const again = parsed(text);
        expect(again.nanos).toBe(quantity.nanos);
        expect(formatQuantity(again)).toBe(text);
      }),
      runs,
    );
  });

  it('writes multiples of 1024 in binary with the largest suffix that leaves no fraction', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 53n - 1n }), (kibibytes) => {
        const bytes = kibibytes * 1024n;
        const text = formatQuantity({ nanos: bytes * 10n ** 9n, format: 'binary' });
        const [, number = '', suffix = ''] = /^(\d+)(.*)$/.exec(text) ?? [];
        const power = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].indexOf(suffix);
        expect(power).toBeGreaterThan(0);
        expect(BigInt(number) * 1024n ** BigInt(power)).toBe(bytes);
        expect(power === 6 || BigInt(number) % 1024n !== 0n).toBe(true);
      }),
      runs,
    );
  });
});

describe('arithmetic', () => {
  it('orders quantities totally, by amount alone', () => {
    fc.assert(
      fc.property(quantities, quantities, quantities, (a, b, c) => {
        expect(compareQuantities(a, b)).toBe(sign(a.nanos - b.nanos));
        expect(compareQuantities(a, b) + compareQuantities(b, a)).toBe(0);
        if (compareQuantities(a, b) <= 0 && compareQuantities(b, c) <= 0) {
          expect(compareQuantities(a, c)).toBeLessThanOrEqual(0);
        }
        expect(compareQuantities(addQuantities(a, c), addQuantities(b, c))).toBe(compareQuantities(a, b));
      }),
      runs,
    );
  });

  it('adds in any order, and multiplies as repeated addition', () => {
    fc.assert(
      fc.property(quantities, quantities, quantities, fc.nat(20), (a, b, c, times) => {
        expect(addQuantities(a, b).nanos).toBe(addQuantities(b, a).nanos);
        expect(addQuantities(addQuantities(a, b), c).nanos).toBe(addQuantities(a, addQuantities(b, c)).nanos);
        const sum = Array.from({ length: times }, () => a).reduce(addQuantities, { nanos: 0n, format: a.format });
        expect(multiplyQuantity(a, times)).toEqual(sum);
      }),
      runs,
    );
  });

  it('writes a sum like its first part, or like the second where the first is zero', () => {
    expect(formatQuantity(addQuantities(parsed('1Gi'), parsed('1073741824')))).toBe('2Gi');
    expect(formatQuantity(addQuantities(parsed('0'), parsed('1Gi')))).toBe('1Gi');
    expect(formatQuantity(addQuantities(parsed('2k'), parsed('2Ki')))).toBe('4048');
  });

  it('multiplies by whole numbers only', () => {
    expect(() => multiplyQuantity(parsed('1'), 1.5)).toThrow(RangeError);
  });

  it('rounds to thousandths and to whole units away from zero', () => {
    expect(quantityToMilli(parsed('1.0001'))).toBe(1001n);
    expect(quantityToMilli(parsed('-1.0001'))).toBe(-1001n);
    expect(quantityToMilli(parsed('2'))).toBe(2000n);
    expect(quantityToInteger(parsed('1n'))).toBe(1n);
    expect(quantityToInteger(parsed('-0.1'))).toBe(-1n);
    expect(quantityToInteger(parsed('1.5Ki'))).toBe(1536n);
  });
});

function magnitude(quantity: Quantity): bigint {
  const bytes = quantityToInteger(quantity);
  return bytes < 0n ? -bytes : bytes;
}
