import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

// What stacks/README.md claims of the two clouds, and what each program's settings are, as far as no engine is needed.

const stacks = resolve(__dirname, '..', 'stacks');
const read = (...parts: readonly string[]): string => readFileSync(join(stacks, ...parts), 'utf8');

interface Project {
  readonly config: Readonly<Record<string, unknown>>;
}

/** What a project declares of its own: a key with a colon is a provider's. */
function declared(stack: string): readonly string[] {
  // What pulumi reads too; that it is a project, pulumi tells.
  const { config } = parse(read(stack, 'Pulumi.yaml')) as Project;
  return Object.keys(config).filter((key) => !key.includes(':'));
}

/** What a file asks the configuration for. */
function asked(...parts: readonly string[]): readonly string[] {
  return [...read(...parts).matchAll(/(?:config|Config\(\))\.(?:require|get)\w*(?:<\w+>)?\('(\w+)'\)/g)].map(
    ([, key = '']) => key,
  );
}

describe('stacks/eks and stacks/aks', () => {
  test.each(['models.ts', 'settings.ts'])('have the same %s', (file) => {
    expect(read('aks', file)).toBe(read('eks', file));
  });

  test('declare the same settings, with the same defaults', () => {
    const settings = (stack: string): unknown => {
      const { config } = parse(read(stack, 'Pulumi.yaml')) as Project;
      return declared(stack).map((key) => {
        const { type, default: unlessSet } = config[key] as Readonly<Record<string, unknown>>;
        return { key, type, unlessSet };
      });
    };
    expect(settings('aks')).toEqual(settings('eks'));
  });
});

test.each([
  ['eks', 'settings.ts'],
  ['aks', 'settings.ts'],
  ['split/cluster', 'index.ts'],
  ['split/models', 'index.ts'],
])('stacks/%s reads all that its Pulumi.yaml declares, and no more', (stack, file) => {
  expect(declared(stack).length).toBeGreaterThan(0);
  expect([...asked(stack, file)].sort()).toEqual([...declared(stack)].sort());
});

test.each(['eks', 'aks'])('stacks/%s uses each of its settings', (stack) => {
  const [, taken = ''] = /const \{([^}]+)\} = readSettings\(\)/.exec(read(stack, 'index.ts')) ?? [];
  const names = taken.split(',').map((name) => name.trim());
  expect([...names].sort()).toEqual([...declared(stack)].sort());
  const [, rest = ''] = read(stack, 'index.ts').split('= readSettings();');
  for (const name of names) expect(rest).toMatch(new RegExp(`\\b${name}\\b`));
});
