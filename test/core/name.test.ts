import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveName, labelValue } from '../../lib/core';

const runs = { numRuns: 2000 };

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 30 }),
  fc.constantFrom(
    '',
    'Default',
    '-',
    '/',
    '7b',
    'a',
    'a-',
    'İ',
    'ß',
    '\ud800',
    'x'.repeat(3000),
    'chat',
    'llama-3.1-8b',
  ),
);

const paths = fc.array(hostile, { maxLength: 6 });

const budgets = fc.integer({ min: 10, max: 253 });

/** DNS-1035, written once more and apart from the library. */
function isLetterLabel(name: string): boolean {
  return /^[a-z]$|^[a-z][a-z0-9-]*[a-z0-9]$/.test(name);
}

describe('deriveName', () => {
  it.each([
    [['chat'], 'chat'],
    [['team', 'chat'], 'team-chat'],
    [['chat', 'Default'], 'chat'],
    [['Default', 'team', 'Default', 'chat'], 'team-chat'],
    [['a--b'], 'a--b'],
    [['x'.repeat(46)], 'x'.repeat(46)],
  ])('joins %j to %s', (ids, name) => {
    expect(deriveName(ids, 46)).toBe(name);
  });

  it.each([
    [['Chat'], 'chat-hrucukff'],
    [['7b-chat'], 'x-7b-chat-62k6ni63'],
    [['chät', 'modèle'], 'ch-t-mod-le-j5aldu6p'],
    [['x'.repeat(47)], `${'x'.repeat(37)}-6ob8ve0o`],
    [['a'.repeat(36), 'b'.repeat(20)], `${'a'.repeat(36)}-nquo9eua`],
    [[], 'default-9t9sr8cc'],
    [['Default'], 'default-9t9sr8cc'],
    [['模型'], 'default-ha4c8l7f'],
  ])('mends %j to %s', (ids, name) => {
    expect(deriveName(ids, 46)).toBe(name);
  });

  it('refuses a budget in which no hash has room', () => {
    expect(() => deriveName(['chat'], 9)).toThrow(RangeError);
  });

  it('is a DNS-1035 label within the budget, whatever the ids', () => {
    fc.assert(
      fc.property(paths, budgets, (ids, budget) => {
        const name = deriveName(ids, budget);
        expect(isLetterLabel(name)).toBe(true);
        expect(name.length).toBeLessThanOrEqual(budget);
        expect(deriveName([...ids], budget)).toBe(name);
      }),
      runs,
    );
  });

  it('does not change for ids that add nothing', () => {
    fc.assert(
      fc.property(paths, budgets, fc.nat(6), (ids, budget, at) => {
        expect(deriveName([...ids.slice(0, at), 'Default', ...ids.slice(at)], budget)).toBe(deriveName(ids, budget));
      }),
      runs,
    );
  });

  it('keeps the names of different paths apart wherever it mends or cuts', () => {
    fc.assert(
      fc.property(paths, paths, budgets, (left, right, budget) => {
        const [one, other] = [left, right].map((ids) => ids.filter((id) => id !== 'Default'));
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        fc.pre(deriveName(left, budget) !== one?.join('-') || deriveName(right, budget) !== other?.join('-'));
        expect(deriveName(left, budget)).not.toBe(deriveName(right, budget));
      }),
      runs,
    );
  });

  it.each([
    [['A', 'b'], ['A/b']],
    [['A', 'b'], ['A-b']],
    [['\ud800'], ['\ud801']],
    [['A b'], ['A  b']],
  ])('keeps %j and %j apart', (left, right) => {
    expect(deriveName(left, 46)).not.toBe(deriveName(right, 46));
  });
});

describe('labelValue', () => {
  it.each(['', 'v1.2.3', 'MyModel_7b', 'x'.repeat(63)])('leaves %j as it is', (text) => {
    expect(labelValue(text)).toBe(text);
  });

  it.each([
    ['1.2.3+build', '1.2.3-build-nr9av51n'],
    ['meta-llama/Llama-3.1-8B', 'meta-llama-Llama-3.1-8B-alnmh76s'],
    ['-edge-', 'edge-647kektf'],
    ['y'.repeat(64), `${'y'.repeat(54)}-mg1bc73i`],
    ['模型', '413ouo16'],
    ['+10', '10-09gj33p5'],
    [`${'y'.repeat(53)}/${'z'.repeat(20)}`, `${'y'.repeat(53)}-741tj3l8`],
  ])('mends %j to %s', (text, value) => {
    expect(labelValue(text)).toBe(value);
  });

  it('is a label value, whatever the text, and differs for different texts', () => {
    fc.assert(
      fc.property(hostile, hostile, (left, right) => {
        expect(labelValue(left)).toMatch(/^$|^[A-Za-z0-9]$|^[A-Za-z0-9][A-Za-z0-9_.-]{0,61}[A-Za-z0-9]$/);
        expect(labelValue(left) === labelValue(right)).toBe(left === right);
      }),
      runs,
    );
  });
});
