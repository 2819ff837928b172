import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as pulumi from '@pulumi/pulumi';

const root = join(__dirname, '..', '..');

test('the page on Pulumi quotes a program that runs', async () => {
  const program = readFileSync(join(root, 'test/pulumi/own-program.ts'), 'utf8');
  const page = readFileSync(join(root, 'docs/pulumi.md'), 'utf8');
  expect(page).toContain(`\`\`\`ts\n${program}\`\`\``);

  await pulumi.runtime.setMocks(
    {
      newResource: ({ id, name, inputs }) => ({ id: id ?? name, state: { ...inputs, outputs: { bucket: 'weights' } } }),
      call: ({ inputs }) => inputs,
    },
    'shop',
    'dev',
  );
  pulumi.runtime.setAllConfig({ 'shop:kubeconfig': 'of the cluster', 'shop:apiKey': 'hidden' });
  const { objects } = await import('../pulumi/own-program.js');
  await pulumi.runtime.disconnect();
  expect(objects).toBe(3);
});
