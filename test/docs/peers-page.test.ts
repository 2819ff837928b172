import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(__dirname, '..', '..');
const page = readFileSync(join(root, 'docs', 'peers.md'), 'utf8');
const suite = readFileSync(join(root, 'test', 'e2e', 'peers-measured.e2e.ts'), 'utf8');

/** The tables of the page, as rows of cells; the line below the header is left out. */
const tables = page
  .split(/\n(?!\|)/)
  .map((block) => block.split('\n').filter((line) => line.startsWith('|') && !line.startsWith('| --')))
  .filter((lines) => lines.length > 0)
  .map((lines) =>
    lines.map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    ),
  );

const shown = new Map(
  tables
    .at(-1)
    ?.slice(1)
    .map(([what = '', title = '']) => [what, title]),
);

test('the page on other tools claims of ours what a test of the suite shows, and nothing else', () => {
  const claimed = tables
    .filter((rows) => rows.some(([tool]) => tool === 'modelyard'))
    .flatMap(([header = []]) => header.slice(1));
  expect(claimed).toHaveLength(21);
  expect([...shown.keys()]).toEqual(claimed);
  const missing = [...shown.values()].filter(
    (title) => !suite.includes(`('${title}', async`) && !suite.includes(`['${title}',`),
  );
  expect(missing).toEqual([]);
});
