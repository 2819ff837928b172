import { expect, test } from 'vitest';
import { issueCodes } from 'modelyard';
import { saidOf, type Broken, type Said } from './broken';
import { handbookRules } from './handbook-rules';
import { themes } from './themes';

const all = Object.entries(themes).flatMap(([theme, entries]) => entries.map((entry) => ({ theme, ...entry })));

const keyOf = ({ severity, code, at }: Said): string => `${severity} ${code} ${at}`;
const weighty = (said: readonly Said[]): readonly Said[] => said.filter(({ severity }) => severity !== 'not-known');

test.each(all)('$theme: $what is found where it is, and nothing else', (entry: Broken) => {
  const { broken, code, at, severity = 'error' } = entry;
  expect(weighty(saidOf(broken))).toEqual([{ severity, code, at }]);
});

test.each(all)('$theme: nothing at all is said of the twin of $what', ({ broken, mended }: Broken) => {
  const open = new Set(saidOf(broken).flatMap((said) => (said.severity === 'not-known' ? [keyOf(said)] : [])));
  // What is not known is not known of both.
  expect(saidOf(mended).filter((said) => !open.has(keyOf(said)))).toEqual([]);
});

test('there are many, each a mistake of its own', () => {
  expect(all.length).toBeGreaterThanOrEqual(120);
  expect(new Set(all.map(({ what }) => what)).size).toBe(all.length);
  expect(all.filter(({ code }) => !Object.hasOwn(issueCodes, code))).toEqual([]);
});

const ids = new Set(handbookRules.map(({ id }) => id));
const covered = new Set(all.flatMap(({ rules }) => rules));

test('each is of a rule of the handbook', () => {
  expect(all.filter(({ rules }) => rules.length === 0).map(({ what }) => what)).toEqual([]);
  expect([...covered].filter((id) => !ids.has(id))).toEqual([]);
});

test('each rule of the handbook that fails or warns is broken here, or says why not', () => {
  const table = handbookRules.map(({ id, notCovered }) => {
    const count = all.filter(({ rules }) => rules.includes(id)).length;
    return { id, count, notCovered };
  });
  const lines = table.map(
    ({ id, count, notCovered }) => `${id.padEnd(5)} ${count > 0 ? count : `not: ${notCovered ?? ''}`}`,
  );
  const broken = table.filter(({ count }) => count > 0).length;
  console.log(
    [`${all.length} broken configurations of ${broken} rules of ${handbookRules.length}`, ...lines].join('\n'),
  );
  expect(table.filter(({ count, notCovered }) => count > 0 === (notCovered !== undefined))).toEqual([]);
});
