import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInRules } from 'modelyard/verify';
import { expect, test } from 'vitest';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'verify.md'), 'utf8');

test('the page on proofs lists the built-in rules, each with its summary', () => {
  const listed = page.slice(page.indexOf('<!-- rules -->'), page.indexOf('<!-- /rules -->'));
  const rows = listed
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  expect(rows.map(([, name, summary]) => ({ name, summary }))).toEqual(
    builtInRules.map(({ name, summary }) => ({ name: `\`${name}\``, summary })),
  );
});
