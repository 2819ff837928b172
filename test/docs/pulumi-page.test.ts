import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withMocks } from '../pulumi-mocks';

const root = join(__dirname, '..', '..');

test('the page on Pulumi quotes a program that runs', async () => {
  const program = readFileSync(join(root, 'test/pulumi/own-program.ts'), 'utf8');
  const page = readFileSync(join(root, 'docs/pulumi.md'), 'utf8');
  expect(page).toContain(`\`\`\`ts\n${program}\`\`\``);

  const { result } = await withMocks(() => import('../pulumi/own-program.js'), {
    outputs: () => ({ outputs: { bucket: 'weights' } }),
    config: { 'shop:kubeconfig': 'of the cluster', 'shop:apiKey': 'hidden' },
  });
  expect(result.objects).toBe(3);
});
