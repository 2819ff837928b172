import { resolve } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';

const eslint = new ESLint({
  cwd: resolve(__dirname, '..'),
  // The probes are not on the disk: the type-aware rules read them as files of no project.
  overrideConfig: {
    languageOptions: {
      parserOptions: {
        project: null,
        projectService: { allowDefaultProject: ['lib/*/probe.ts', 'lib/*/utils.ts'] },
      },
    },
  },
});

/** The rules that a text breaks when it stands in that file. */
async function broken(filePath: string, lines: readonly string[]): Promise<string[]> {
  const [result] = await eslint.lintText(lines.join('\n'), { filePath });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

const sentence = '/** One sentence. */';

describe('what synthesises is pure', () => {
  test.each([
    ['the clock', 'no-restricted-globals', ['export const x: number = Date.now();']],
    ['randomness', 'no-restricted-properties', ['export const x: number = Math.random();']],
    ['the environment', 'no-restricted-properties', ['export const x: string | undefined = process.env["HOME"];']],
    ['the network', 'no-restricted-globals', ['export const x: Promise<Response> = fetch("http://example.com");']],
    ['a socket', 'no-restricted-imports', ["import { connect } from 'node:net';", sentence, 'export { connect };']],
    ['a process', 'no-restricted-imports', ["import { execFile } from 'node:child_process';", 'export { execFile };']],
    ['random bytes', 'no-restricted-imports', ["import { randomUUID } from 'node:crypto';", 'export { randomUUID };']],
  ])('%s is out of reach in lib', async (_what, rule, lines) => {
    expect(await broken('lib/serving/probe.ts', [sentence, ...lines])).toEqual([rule]);
  });

  test('app reads the environment, and no more; a command may do all of it', async () => {
    const impure = (text: string): string[] => [sentence, `export const x: unknown = ${text};`];
    expect(await broken('lib/app/probe.ts', impure('process.env["HOME"]'))).toEqual([]);
    expect(await broken('lib/app/probe.ts', impure('Math.random()'))).toEqual(['no-restricted-properties']);
    expect(await broken('lib/app/probe.ts', impure('Date.now()'))).toEqual(['no-restricted-globals']);
    expect(await broken('lib/cli/probe.ts', impure('[process.env["HOME"], Date.now()]'))).toEqual([]);
  });

  test('a hash is not random', async () => {
    expect(
      await broken('lib/core/probe.ts', ["import { createHash } from 'node:crypto';", 'export { createHash };']),
    ).toEqual([]);
  });
});

describe('what the compiler cannot prove is not asserted away', () => {
  test.each([
    ['any', '@typescript-eslint/no-explicit-any', ['export type Free = any;']],
    [
      '!',
      '@typescript-eslint/no-non-null-assertion',
      ['export const first = (x: readonly string[]): string => x[0]!;'],
    ],
    ['a silent as', 'house/assertion-says-why', ['export const narrow = (x: unknown): string => x as string;']],
    [
      'a case left out',
      '@typescript-eslint/switch-exhaustiveness-check',
      ["export function f(x: 'a' | 'b'): void {", "  switch (x) { case 'a': f('b'); }", '}'],
    ],
    [
      'a promise let go',
      '@typescript-eslint/no-floating-promises',
      ['export function f(): void {', '  Promise.resolve(1);', '}'],
    ],
    [
      'a silent suppression',
      'house/suppression-says-why',
      ['export function f(): void {', '  // eslint-disable-next-line no-console', '  console.log(1);', '}'],
    ],
  ])('%s', async (_what, rule, lines) => {
    expect(await broken('lib/serving/probe.ts', [sentence, ...lines])).toEqual([rule]);
  });

  test('an assertion, or a suppression, with its reason', async () => {
    expect(
      await broken('lib/serving/probe.ts', [
        sentence,
        'export function f(x: unknown): string {',
        '  // eslint-disable-next-line no-console -- the probe of a test',
        '  console.log(x);',
        '  // The caller has parsed it.',
        '  return x as string;',
        '}',
        '/** Names are strings wherever cdk8s reads them. */',
        'function named(x: unknown): string {',
        '  return x as string;',
        '}',
        sentence,
        'export const g = named;',
      ]),
    ).toEqual([]);
  });
});

describe('a reader finds and understands', () => {
  test('every export has a sentence', async () => {
    expect(
      await broken('lib/serving/probe.ts', [
        'export interface A { readonly a: string }',
        'export type B = string;',
        "export const c = 'c';",
        'export function d(): number { return 1; }',
        'export class E { readonly e = 1 }',
        'const inner = 1;',
        'export const f = (): number => inner;',
      ]),
    ).toEqual([
      'jsdoc/require-jsdoc',
      'jsdoc/require-jsdoc',
      'jsdoc/require-jsdoc',
      'jsdoc/require-jsdoc',
      'jsdoc/require-jsdoc',
      'jsdoc/require-jsdoc',
    ]);
  });

  test('a file or a room says what is inside', async () => {
    const lines = [sentence, "export const x = 'x';"];
    expect(await broken('lib/serving/utils.ts', lines)).toEqual(['house/file-names']);
    expect(await broken('lib/common/probe.ts', lines)).toEqual(['house/file-names']);
    expect(await broken('lib/modelServing/probe.ts', lines)).toEqual(['house/file-names']);
    expect(await broken('lib/serving/probe.ts', lines)).toEqual([]);
  });
});
