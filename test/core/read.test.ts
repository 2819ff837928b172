import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatIssueInline,
  formatQuantity,
  readBytes,
  readCpu,
  readDuration,
  readPercent,
  type Cpu,
  type PercentRange,
  type Quantity,
  type Reading,
} from '../../lib/core';

function issueOf(reading: Reading<unknown>): string {
  return 'issue' in reading ? formatIssueInline(reading.issue) : 'accepted';
}

function written(reading: Reading<Quantity>): string {
  return 'value' in reading ? formatQuantity(reading.value) : 'refused';
}

/** What an issue says to write, literal by literal. */
function suggestions(reading: Reading<unknown>): readonly string[] {
  if ('value' in reading) return [];
  return [...reading.issue.fix.matchAll(/'([^']*)'/g)].map(([, suggestion = '']) => suggestion);
}

const amounts = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
  fc
    .tuple(
      fc.constantFrom('', '', '', '-', '+', ' '),
      fc.oneof(fc.nat(100_000).map(String), fc.float({ min: 0, noNaN: true, noDefaultInfinity: true }).map(String)),
      fc.constantFrom('', '', ' ', '  '),
      fc.constantFrom(
        '',
        'm',
        'M',
        'Gi',
        'gi',
        'GB',
        'Kib',
        'EB',
        'u',
        'B',
        'cores',
        'mi',
        '%',
        ' percent',
        'min',
        'ms',
        'w',
        'h30m',
        'us',
        'e3',
        'e3s',
        'e3Gi',
        'd',
        's',
      ),
    )
    .map((parts) => parts.join('')),
);

const cpuExample = "a number of cores, such as '2', '0.5' or '500m'";
const bytesExample = "a number and a unit, such as '512Mi' or '80Gi'";
const durationExample = "a number and a unit, such as '30s', '15m' or '1.5h'";

describe('readBytes', () => {
  it.each([
    ['500M', '500M'],
    ['0.5Gi', '512Mi'],
    ['1024Mi', '1Gi'],
    ['+1Gi', '1Gi'],
    ['0.1Gi', '107374183'],
    ['128e6', '128M'],
    ['2097152', '2097152'],
    ['7Ei', '7Ei'],
  ])('takes %s as %s', (given, canonical) => {
    expect(written(readBytes('memory', given))).toBe(canonical);
  });

  it.each([
    ['80GB', 'GB is not a unit of Kubernetes', "'80G' (times 10^9 bytes) or '80Gi' (times 2^30 bytes)"],
    ['1 Gi', 'must have no blanks', "'1Gi'"],
    [' 5Gi', 'must have no blanks', "'5Gi'"],
    ['512 m', 'must have no blanks', "'512M' (times 10^6 bytes) or '512Mi' (times 2^20 bytes)"],
    ['512m', 'm is thousandths: this is less than a byte', "'512Mi'"],
    ['4000m', 'm is thousandths: this is 4 bytes', "'4000Mi'"],
    ['1500m', 'm is thousandths: this is less than 2 bytes', "'1500Mi'"],
    ['100u', 'u is millionths: this is less than a byte', "'100Mi'"],
    ['1gi', 'gi is not a unit of Kubernetes', "'1Gi'"],
    ['80Gib', 'Gib is not a unit of Kubernetes', "'80Gi'"],
    ['1K', 'K is not a unit of Kubernetes', "'1k' (times 10^3 bytes) or '1Ki' (times 2^10 bytes)"],
    ['10 mb', 'mb is not a unit of Kubernetes', "'10M' (times 10^6 bytes) or '10Mi' (times 2^20 bytes)"],
    ['10 parsecs', 'parsecs is not a unit of Kubernetes', bytesExample],
    ['16EB', 'EB is not a unit of Kubernetes', bytesExample],
    ['1e3Gi', 'must be a number in plain digits', "'1000Gi'"],
    ['1,000Mi', 'must be one number and one unit', bytesExample],
    ['-1Gi', 'must not be negative', "'1Gi'"],
    ['-80GB', 'GB is not a unit of Kubernetes', "'80G' (times 10^9 bytes) or '80Gi' (times 2^30 bytes)"],
    ['0Gi', 'must be more than zero', bytesExample],
    ['80', 'has no unit, which makes it 80 bytes', "'80Mi' or '80Gi'"],
    ['1', 'has no unit, which makes it a byte', "'1Mi' or '1Gi'"],
    ['16Ei', 'is 2^63 - 1 bytes or more, which Kubernetes cannot count', bytesExample],
    ['', 'is not an amount of bytes', bytesExample],
    ['Gi', 'is not an amount of bytes', bytesExample],
  ])('refuses %j', (given, message, fix) => {
    expect(issueOf(readBytes('memory', given))).toBe(
      `core/invalid-quantity: memory ${JSON.stringify(given)}: ${message}; write ${fix}`,
    );
  });

  it('takes zero where zero makes sense', () => {
    expect(written(readBytes('sizeLimit', '0Mi', 'zero'))).toBe('0');
    expect(written(readBytes('sizeLimit', '0', 'zero'))).toBe('0');
  });
});

describe('readCpu', () => {
  it.each([
    ['1.5', '1500m'],
    ['500m', '500m'],
    [2, '2'],
    [0.5, '500m'],
    [1 / 3, '334m'],
    [1e-7, '1m'],
    ['0.0001', '1m'],
    ['1e3', '1k'],
  ] as const)('takes %s as %s', (given, canonical) => {
    expect(written(readCpu('cpu', given))).toBe(canonical);
  });

  it.each([
    ['100mi', 'mi is not a unit of CPU', "'100m'"],
    ['100M', 'M is not a unit of CPU', "'100m'"],
    ['2 cores', 'cores is not a unit of CPU', "'2'"],
    ['2vCPU', 'vCPU is not a unit of CPU', "'2'"],
    ['2000 millicores', 'millicores is not a unit of CPU', "'2000m'"],
    ['50%', '% is not a unit of CPU', "'500m'"],
    ['200%', '% is not a unit of CPU', "'2'"],
    ['250000u', 'u is not a unit of CPU', "'250m'"],
    ['2Gi', 'Gi is not a unit of CPU', cpuExample],
    ['500 m', 'must have no blanks', "'500m'"],
    ['1e3m', 'must be a number in plain digits', "'1000m'"],
    ['1,5', 'must be one number and one unit', cpuExample],
    ['0', 'must be more than zero', cpuExample],
    ['-250m', 'must not be negative', "'250m'"],
    ['1e30', 'is more than Kubernetes can count in thousandths', cpuExample],
    ['', 'is not an amount of CPU', cpuExample],
  ])('refuses %j', (given, message, fix) => {
    // These do not compile as literals, which is why they are read as text here.
    expect(issueOf(readCpu('cpu', given as Cpu))).toBe(
      `core/invalid-quantity: cpu ${JSON.stringify(given)}: ${message}; write ${fix}`,
    );
  });

  it.each([
    [Number.NaN, 'NaN', 'is not an amount of CPU', cpuExample],
    [Number.POSITIVE_INFINITY, 'Infinity', 'is not an amount of CPU', cpuExample],
    [-1, '-1', 'must not be negative', "'1'"],
    [0, '0', 'must be more than zero', cpuExample],
  ])('refuses the number %d', (given, printed, message, fix) => {
    expect(issueOf(readCpu('cpu', given))).toBe(`core/invalid-quantity: cpu ${printed}: ${message}; write ${fix}`);
  });

  it('takes zero where zero makes sense', () => {
    expect(written(readCpu('cpu', 0, 'zero'))).toBe('0');
  });
});

describe('readDuration', () => {
  it.each([
    ['300s', 300_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
  ])('takes %s', (given, value) => {
    expect(readDuration('timeout', given)).toEqual({ value });
  });

  it.each([
    ['5min', 'min is not one of ms, s, m, h and d', "'5m'"],
    ['5M', 'M is not one of ms, s, m, h and d', "'5m'"],
    ['2 weeks', 'weeks is not one of ms, s, m, h and d', "'14d'"],
    ['100us', 'us is not one of ms, s, m, h and d', durationExample],
    ['300', 'has no unit', "'300s'"],
    ['1h30m', 'must be one number and one unit', "'90m'"],
    ['1 hour 30 minutes', 'must be one number and one unit', "'90m'"],
    ['1:30', 'must be one number and one unit', durationExample],
    ['0x5s', 'must be one number and one unit', durationExample],
    ['5 m', 'must have no blanks', "'5m'"],
    [' 5m', 'must have no blanks', "'5m'"],
    ['1e3s', 'must be a number in plain digits', "'1000s'"],
    ['-5m', 'must not be negative', "'5m'"],
    ['0s', 'must be more than zero', durationExample],
    ['0.5ms', 'is not a whole number of milliseconds, or is too long', durationExample],
    ['999999999999d', 'is not a whole number of milliseconds, or is too long', durationExample],
    ['Infinitys', 'is not a duration', durationExample],
    ['', 'is not a duration', durationExample],
  ])('refuses %j', (given, message, fix) => {
    expect(issueOf(readDuration('timeout', given))).toBe(
      `core/invalid-duration: timeout ${JSON.stringify(given)}: ${message}; write ${fix}`,
    );
  });

  it('takes zero where zero makes sense', () => {
    expect(readDuration('timeout', '0s', 'zero')).toEqual({ value: 0 });
  });
});

describe('readPercent', () => {
  it.each([
    ['25%', {}, 25],
    ['0%', {}, 0],
    ['150%', {}, 150],
    ['12.5%', { most: 12.5, least: 'positive' }, 12.5],
  ] as const)('takes %s', (given, range, value) => {
    expect(readPercent('target', given, range)).toEqual({ value });
  });

  it.each<[string, PercentRange, string, string]>([
    ['0.5', {}, 'has no %', "'50%'"],
    ['0.07', {}, 'has no %', "'7%'"],
    ['50', {}, 'has no %', "'50%'"],
    ['1', {}, 'has no %', "'1%' or '100%'"],
    ['1', { most: 50 }, 'has no %', "'1%'"],
    ['50 %', {}, 'must have no blanks', "'50%'"],
    ['50pct', {}, 'pct is not how a percentage is written', "'50%'"],
    ['10 apples', {}, 'apples is not how a percentage is written', "a number and %, such as '25%'"],
    ['5e1%', {}, 'must be a number in plain digits', "'50%'"],
    ['-5%', {}, 'must not be negative', "'5%'"],
    ['150%', { most: 100 }, 'must be at most 100%', "'100%'"],
    ['0%', { least: 'positive', most: 10 }, 'must be more than zero', "a number and %, such as '10%'"],
    ['12.5%', { whole: true }, 'must be a whole number of percent', "'12%' or '13%'"],
    ['0.5%', { whole: true, least: 'positive' }, 'must be a whole number of percent', "'1%'"],
    ['half', {}, 'is not a percentage', "a number and %, such as '25%'"],
    ['', {}, 'is not a percentage', "a number and %, such as '25%'"],
  ])('refuses %j', (given, range, message, fix) => {
    expect(issueOf(readPercent('target', given, range))).toBe(
      `core/invalid-percent: target ${JSON.stringify(given)}: ${message}; write ${fix}`,
    );
  });
});

describe('every reader', () => {
  const leasts = fc.constantFrom('positive' as const, 'zero' as const);

  it('suggests at least one text, and only texts that it takes', () => {
    fc.assert(
      fc.property(amounts, leasts, (given, least) => {
        const readers: readonly ((text: string) => Reading<unknown>)[] = [
          (text) => readBytes('a', text, least),
          (text) => readCpu('a', text as Cpu, least),
          (text) => readDuration('a', text, least),
          (text) => readPercent('a', text, { least, most: 80, whole: true }),
          (text) => readPercent('a', text, { least }),
        ];
        for (const read of readers) {
          const reading = read(given);
          if ('issue' in reading) expect(suggestions(reading)).not.toEqual([]);
          expect(suggestions(reading).map((text) => issueOf(read(text)))).toEqual(
            suggestions(reading).map(() => 'accepted'),
          );
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('gives amounts that a field of Kubernetes takes as they are', () => {
    fc.assert(
      fc.property(amounts, (given) => {
        const bytes = readBytes('a', given, 'zero');
        if ('value' in bytes) {
          expect(bytes.value.nanos % 1_000_000_000n).toBe(0n);
          expect(bytes.value.nanos).toBeGreaterThanOrEqual(0n);
        }
        const cpu = readCpu('a', given as Cpu, 'zero');
        if ('value' in cpu) expect(formatQuantity(cpu.value)).toMatch(/^\d+[mkMGTP]?$/);
        const duration = readDuration('a', given, 'zero');
        if ('value' in duration) expect(Number.isSafeInteger(duration.value)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
