import { describe, expect, it } from 'vitest';
import { ConfigError, formatIssue, formatIssueInline, printGiven, type Issue } from '../../lib/core';

const issue: Issue = {
  code: 'core/invalid-quantity',
  path: 'models/chat',
  source: { file: 'app.ts', line: 7 },
  property: 'resources.memory',
  given: '"80GB"',
  message: 'GB is not a unit of Kubernetes',
  fix: "'80G' or '80Gi'",
};

describe('formatIssue', () => {
  it('says what is wrong where, and what to write, in three lines', () => {
    expect(formatIssue(issue)).toBe(
      [
        'core/invalid-quantity   models/chat   app.ts:7',
        '  resources.memory "80GB": GB is not a unit of Kubernetes',
        "  write  '80G' or '80Gi'",
      ].join('\n'),
    );
  });

  it.each<[string, Partial<Issue>, string]>([
    ['without a line of the program', { source: undefined }, 'core/invalid-quantity   models/chat'],
    ['without a path, which the app itself has', { path: '' }, 'core/invalid-quantity   app.ts:7'],
  ])('leaves out what is not known: %s', (_what, part, head) => {
    expect(formatIssue({ ...issue, ...part }).split('\n')[0]).toBe(head);
  });

  it.each<[string, Partial<Issue>, string]>([
    ['a property alone', { given: undefined }, '  resources.memory: GB is not a unit of Kubernetes'],
    ['a value alone', { property: undefined }, '  "80GB": GB is not a unit of Kubernetes'],
    ['neither', { property: undefined, given: undefined }, '  GB is not a unit of Kubernetes'],
  ])('names the subject as far as there is one: %s', (_what, part, line) => {
    expect(formatIssue({ ...issue, ...part }).split('\n')[1]).toBe(line);
  });
});

describe('formatIssueInline', () => {
  it('says the same on one line, without the place, which cdk8s adds', () => {
    expect(formatIssueInline(issue)).toBe(
      "core/invalid-quantity: resources.memory \"80GB\": GB is not a unit of Kubernetes; write '80G' or '80Gi'",
    );
  });
});

describe('printGiven', () => {
  it.each([
    ['text', '"text"'],
    ['a "b"\n', '"a \\"b\\"\\n"'],
    ['', '""'],
    [5, '5'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [['a', 1], '["a",1]'],
    [{ a: 1 }, '{"a":1}'],
  ])('prints %j as %s', (value, text) => {
    expect(printGiven(value)).toBe(text);
  });

  it('cuts what is long', () => {
    expect(printGiven('x'.repeat(118))).toBe(`"${'x'.repeat(118)}"`);
    expect(printGiven('x'.repeat(119))).toBe(`"${'x'.repeat(116)}...`);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('prints the number %d, which JSON has not', (value) => {
    expect(printGiven(value)).toBe(String(value));
  });
});

describe('ConfigError', () => {
  it('holds everything that is wrong, and says it', () => {
    const other: Issue = { code: 'image/not-pinned', path: 'models', message: 'has no digest', fix: 'a digest' };
    const error = new ConfigError([issue, other]);
    expect(error.name).toBe('ConfigError');
    expect(error.issues).toEqual([issue, other]);
    expect(error.message).toBe(
      [
        'modelyard: 2 problems, nothing was written',
        '',
        'core/invalid-quantity   models/chat   app.ts:7',
        '  resources.memory "80GB": GB is not a unit of Kubernetes',
        "  write  '80G' or '80Gi'",
        '',
        'image/not-pinned   models',
        '  has no digest',
        '  write  a digest',
      ].join('\n'),
    );
  });

  it('counts in English', () => {
    expect(new ConfigError([issue]).message).toMatch(/^modelyard: 1 problem, nothing was written\n/);
  });

  it('is recognised, also where another copy of the library made it', () => {
    expect(ConfigError.is(new ConfigError([issue]))).toBe(true);
    const foreign = Object.assign(new Error('x'), { issues: [] });
    Object.defineProperty(foreign, Symbol.for('modelyard.ConfigError'), { value: true });
    expect(ConfigError.is(foreign)).toBe(true);
  });

  it.each([new Error('x'), { issues: [] }, null, undefined, 'ConfigError'])('is not taken for %j', (error) => {
    expect(ConfigError.is(error)).toBe(false);
  });
});
