import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(__dirname, '..', '..');

test('the page on testing quotes the program that runs against the packed package', () => {
  const program = readFileSync(join(root, 'test/consumer/programs/own-test.ts'), 'utf8');
  const page = readFileSync(join(root, 'docs/testing.md'), 'utf8');
  expect(page).toContain(`\`\`\`ts\n${program}\`\`\``);
});
