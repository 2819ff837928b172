import { resolve } from 'node:path';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { requiredSources } from './test/required-sources.mjs';

const source = (file: string): string => resolve('lib', file);

const config: ViteUserConfig = defineConfig({
  plugins: [requiredSources],
  resolve: {
    // Examples and tests import the package by its name, as users do, and get the source.
    alias: [
      { find: /^modelyard$/, replacement: source('index.ts') },
      { find: /^modelyard\/(verify|testing|pulumi|eks|aks)$/, replacement: source('$1/index.ts') },
      { find: /^modelyard\/testing\/vitest$/, replacement: source('testing/vitest.mts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/same-draws.ts', 'test/sdk/watch-classes.ts'],
    exclude: ['test/e2e/**', 'test/consumer/**', 'node_modules/**'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

export default config;
