import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(__dirname, '..', '..');

test.each(['own-test.ts', 'matchers.test.ts'])(
  'the page on testing quotes %s, which runs against the packed package',
  (file) => {
    const program = readFileSync(join(root, 'test/consumer/programs', file), 'utf8');
    const page = readFileSync(join(root, 'docs/testing.md'), 'utf8');
    expect(page).toContain(`\`\`\`ts\n${program}\`\`\``);
  },
);
