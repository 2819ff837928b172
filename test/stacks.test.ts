import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { aksSupport, eksSupport } from '../lib/clouds';

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
  test('have the same models.ts', () => {
    expect(read('aks', 'models.ts')).toBe(read('eks', 'models.ts'));
  });

  // Azure asks what somebody is.
  const ofAzure = ['administratorType', 'creatorType'];

  test('declare the same settings, with the same defaults, but for two of Azure alone', () => {
    const settings = (stack: string): readonly { readonly key: string }[] => {
      const { config } = parse(read(stack, 'Pulumi.yaml')) as Project;
      return declared(stack).map((key) => {
        const { type, default: unlessSet } = config[key] as Readonly<Record<string, unknown>>;
        return { key, type, unlessSet };
      });
    };
    expect(declared('aks').filter((key) => !declared('eks').includes(key))).toEqual(ofAzure);
    expect(settings('aks').filter(({ key }) => !ofAzure.includes(key))).toEqual(settings('eks'));
  });

  test('let in whoever runs them, and an administrator besides', () => {
    for (const stack of ['eks', 'aks']) {
      const [, access = ''] = /access: (\{.*?\n {2}\}),\n\}\);/s.exec(read(stack, 'index.ts')) ?? [];
      expect(access).toContain("creator: 'admin',");
      expect(access).toMatch(/administrator !== '' && \{\s+entries:/);
    }
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
  const [, taken = ''] = /const \{([^}]+)\} =\s+readSettings\(\)/.exec(read(stack, 'index.ts')) ?? [];
  const names = [...taken.matchAll(/\w+/g)].map(([name]) => name);
  expect([...names].sort()).toEqual([...declared(stack)].sort());
  const [, rest = ''] = read(stack, 'index.ts').split('readSettings();');
  for (const name of names) expect(rest).toMatch(new RegExp(`\\b${name}\\b`));
});

test('every stack with a pool of GPUs has what brings its nodes and tells of their GPUs', () => {
  for (const stack of ['eks', 'aks', 'split/cluster']) {
    const program = read(stack, 'index.ts');
    expect(program).toContain('new GpuNodePool(');
    const [, addOns = ''] = /new AddOns\('ml', (\{.*?\})\);/s.exec(program) ?? [];
    expect(addOns).toContain('devicePlugin: {}');
    // AKS scales its pools itself.
    if (stack !== 'aks') expect(addOns).toContain("autoscaler: { kind: 'cluster-autoscaler' }");
  }
});

/** The version of Kubernetes that a stack makes a cluster of, unless told otherwise. */
const versions: readonly (readonly [stack: string, version: string, table: typeof eksSupport])[] = [
  ['eks', versionIn('eks', 'Pulumi.yaml', /kubernetes:[^:]+:[^:]+:[^:]+default: '1\.(\d+)'/), eksSupport],
  ['aks', versionIn('aks', 'Pulumi.yaml', /kubernetes:[^:]+:[^:]+:[^:]+default: '1\.(\d+)'/), aksSupport],
  ['split/cluster', versionIn('split/cluster', 'index.ts', /kubernetes: '1\.(\d+)'/), eksSupport],
];

function versionIn(stack: string, file: string, pattern: RegExp): string {
  return pattern.exec(read(stack, file))?.[1] ?? '';
}

test.each(versions)('stacks/%s makes a cluster of 1.%s, which its cloud supports for three more months', (...of) => {
  const [, version, { date, versions: known }] = of;
  const until = known.find(({ minor }) => String(minor) === version)?.support ?? '';
  const left = (Date.parse(until) - Date.parse(date)) / 86_400_000;
  expect(left).toBeGreaterThan(90);
});
