import { join } from 'node:path';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { requiredSources } from '../required-sources.mjs';

/** The end-to-end suites: one file at a time, because they share a cluster and, often, two cores. */
const config: ViteUserConfig = defineConfig({
  plugins: [requiredSources],
  test: {
    root: join(import.meta.dirname, '../..'),
    include: ['test/e2e/*.e2e.ts'],
    fileParallelism: false,
    testTimeout: process.env['MODELYARD_E2E'] === 'full' ? 1_800_000 : 600_000,
    hookTimeout: 120_000,
    reporters: ['verbose'],
  },
});

export default config;
