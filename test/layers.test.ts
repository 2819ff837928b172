import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';

const root = resolve(__dirname, '..');
const rules = join(root, '.dependency-cruiser.cjs');
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** The house as its design draws it, floor by floor from the top, and the neighbours that a room may also visit. */
const floors = [
  ['core'],
  ['hardware', 'image', 'sizing'],
  ['workload', 'data'],
  ['verify', 'cost'],
  ['serving', 'training', 'pipeline', 'platform', 'delivery', 'compose'],
  ['report', 'app'],
  ['eks', 'aks', 'clouds', 'provider', 'pulumi', 'testing', 'cli'],
];
const neighbours: Readonly<Record<string, readonly string[]>> = {
  sizing: ['hardware'],
  data: ['workload'],
  cost: ['verify'],
  pipeline: ['serving', 'training'],
  delivery: ['serving'],
  compose: ['serving'],
  app: ['report'],
  cli: ['testing'],
  pulumi: ['provider'],
  clouds: ['provider'],
  eks: ['provider', 'clouds'],
  aks: ['provider', 'clouds'],
};
const rooms = floors.flat();

function mayImport(room: string, other: string): boolean {
  if (room === 'verify') return other === 'core' || other === 'hardware';
  const floorOf = (name: string): number => floors.findIndex((floor) => floor.includes(name));
  return floorOf(other) < floorOf(room) || (neighbours[room] ?? []).includes(other);
}

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

interface Cruise {
  readonly summary: { readonly totalCruised: number; readonly violations: readonly Violation[] };
}

async function cruise(folder: string): Promise<Cruise['summary']> {
  const output = await new Promise<string>((done) => {
    // Its exit status is the number of violations, which the output tells better.
    execFile(
      process.execPath,
      [cruiser, '--config', rules, '--output-type', 'json', 'lib'],
      { cwd: folder, maxBuffer: 2 ** 28 },
      (_status, stdout) => {
        done(stdout);
      },
    );
  });
  const result: Cruise = JSON.parse(output);
  return result.summary;
}

const fixtures: string[] = [];

/** Writes a small package outside the repository, with stand-ins for the packages that the rules name. */
function fixture(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'modelyard-layers-'));
  fixtures.push(folder);
  const standIns = ['cdk8s', 'cdk8s-plus-28', 'constructs', '@pulumi/pulumi', 'vitest', 'for-tests'];
  const every: Record<string, string> = {
    'package.json': JSON.stringify({
      name: 'fixture',
      peerDependencies: { cdk8s: '*', 'cdk8s-plus-28': '*', constructs: '*', '@pulumi/pulumi': '*', vitest: '*' },
      devDependencies: {
        cdk8s: '*',
        'cdk8s-plus-28': '*',
        constructs: '*',
        '@pulumi/pulumi': '*',
        vitest: '*',
        'for-tests': '*',
      },
    }),
    'tsconfig.json': '{}',
    ...Object.fromEntries(standIns.map((name) => [`node_modules/${name}/index.js`, 'exports.thing = 1;'])),
    ...files,
  };
  for (const [path, text] of Object.entries(every)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function violations(files: Readonly<Record<string, string>>): Promise<string[]> {
  const summary = await cruise(fixture(files));
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`).sort();
}

afterEach(() => {
  for (const folder of fixtures.splice(0)) rmSync(folder, { recursive: true });
});

describe('the house', () => {
  test('lib keeps every rule', async () => {
    const { totalCruised, violations: found } = await cruise(root);
    expect(found).toEqual([]);
    expect(totalCruised).toBeGreaterThan(10);
  });
});

describe('the rules bite', () => {
  test('a room imports rooms of higher floors and its named neighbours, and no other', async () => {
    const files: Record<string, string> = {};
    for (const room of rooms) {
      const others = rooms.filter((other) => other !== room);
      files[`lib/${room}/index.ts`] = others.map((other) => `import '../${other}';`).join('\n');
    }
    const found = (await violations(files)).filter((line) => line.startsWith('floor-'));

    const expected = rooms.flatMap((room) =>
      rooms
        .filter((other) => other !== room && !mayImport(room, other))
        .map((other) => `floor-${room}: lib/${room}/index.ts -> lib/${other}/index.ts`),
    );
    expect(found).toEqual(expected.sort());
  });

  test('knowing a type of a lower floor is an import too', async () => {
    expect(
      await violations({
        'lib/core/index.ts': `import type { Service } from '../serving'; export type Named = Service;`,
        'lib/serving/index.ts': 'export interface Service { name: string }',
      }),
    ).toEqual(['floor-core: lib/core/index.ts -> lib/serving/index.ts']);
  });

  test('a room is entered through its door, from another room and from the root entry', async () => {
    expect(
      await violations({
        'lib/index.ts': `export * from './core/units';`,
        'lib/core/units.ts': 'export const units = 1;',
        'lib/core/deeper/parse.ts': `export { units } from '../units';`,
        'lib/serving/index.ts': `export { units } from '../core/units'; export * from '../core/deeper/parse';`,
      }),
    ).toEqual([
      'entry-through-the-door: lib/index.ts -> lib/core/units.ts',
      'through-the-door: lib/serving/index.ts -> lib/core/deeper/parse.ts',
      'through-the-door: lib/serving/index.ts -> lib/core/units.ts',
    ]);
  });

  test('the root entry gathers rooms of the cdk8s side only', async () => {
    expect(
      await violations({
        'lib/index.ts': `export * from './app'; export * from './eks'; export * from './testing';`,
        'lib/app/index.ts': 'export const app = 1;',
        'lib/eks/index.ts': 'export const eks = 1;',
        'lib/testing/index.ts': 'export const testing = 1;',
      }),
    ).toEqual(['floor-entry: lib/index.ts -> lib/eks/index.ts', 'floor-entry: lib/index.ts -> lib/testing/index.ts']);
  });

  test('the root entry reaches no Pulumi, however far the way', async () => {
    expect(
      await violations({
        'lib/index.ts': `export * from './serving';`,
        'lib/serving/index.ts': `export * from './deep';`,
        'lib/serving/deep.ts': `export { thing } from '@pulumi/pulumi';`,
        'lib/eks/index.ts': `export { thing } from '@pulumi/pulumi';`,
      }),
    ).toEqual(['no-pulumi-from-the-entry: lib/index.ts -> node_modules/@pulumi/pulumi/index.js']);
  });

  test('plain rooms know cdk8s and constructs as types at most', async () => {
    expect(
      await violations({
        'lib/core/index.ts': `import type { Node } from 'constructs'; export type N = Node;`,
        'lib/sizing/index.ts': `import { Size } from 'cdk8s'; export const s = Size;`,
        'lib/verify/index.ts': `import { Construct } from 'constructs'; export const c = Construct;`,
        'lib/serving/index.ts': `import { Chart } from 'cdk8s'; export const c = Chart;`,
      }),
    ).toEqual([
      'plain-rooms: lib/sizing/index.ts -> node_modules/cdk8s/index.js',
      'plain-rooms: lib/verify/index.ts -> node_modules/constructs/index.js',
    ]);
  });

  test('what makes clusters loads nothing that makes charts', async () => {
    expect(
      await violations({
        'lib/eks/index.ts': `import type { Store } from '../data'; export { clouds } from '../clouds'; export type S = Store;`,
        'lib/data/index.ts': `import { Chart } from 'cdk8s'; export interface Store { chart: Chart }`,
        'lib/clouds/index.ts': `import { serving } from '../serving'; export const clouds = serving;`,
        'lib/serving/index.ts': `export { thing as serving } from 'cdk8s-plus-28';`,
        'lib/image/index.ts': `import { thing } from 'cdk8s'; export const image = thing;`,
      }),
    ).toEqual([
      'no-cdk8s-from-clouds: lib/image/index.ts -> node_modules/cdk8s/index.js',
      'no-charts-from-clouds: lib/clouds/index.ts -> lib/serving/index.ts',
      'one-versioned-package: lib/serving/index.ts -> node_modules/cdk8s-plus-28/index.js',
    ]);
  });

  test('one file names the versioned cdk8s-plus, in types too', async () => {
    expect(
      await violations({
        'lib/workload/cdk8s-plus.ts': `export { thing } from 'cdk8s-plus-28';`,
        'lib/workload/pod.ts': `import type { Pod } from 'cdk8s-plus-28'; export type P = Pod;`,
        'lib/data/index.ts': `import { Secret } from 'cdk8s-plus-28'; export const s = Secret;`,
      }),
    ).toEqual([
      'one-versioned-package: lib/data/index.ts -> node_modules/cdk8s-plus-28/index.js',
      'one-versioned-package: lib/workload/pod.ts -> node_modules/cdk8s-plus-28/index.js',
    ]);
  });

  test('one file of an entry of its own knows vitest', async () => {
    expect(
      await violations({
        'lib/testing/vitest.mts': `import { thing } from 'vitest'; export const t = thing;`,
        'lib/testing/matchers.ts': `import type { Thing } from 'vitest'; export type T = Thing;`,
        'lib/testing/index.ts': `import './vitest.mjs';`,
      }),
    ).toEqual([
      'one-file-for-vitest: lib/testing/index.ts -> lib/testing/vitest.mts',
      'one-file-for-vitest: lib/testing/matchers.ts -> node_modules/vitest/index.js',
    ]);
  });

  test('a dependency for development, an unresolvable one and an unknown room are refused', async () => {
    expect(
      await violations({
        'lib/core/index.ts': `import { thing } from 'for-tests'; export const t = thing;`,
        'lib/data/index.ts': `import { thing } from 'not-installed'; export const t = thing;`,
        'lib/misc/index.ts': `export * from './thing';`,
        'lib/misc/thing.ts': 'export const thing = 1;',
      }),
    ).toEqual([
      'known-room: lib/misc/index.ts -> lib/misc/thing.ts',
      'no-undeclared-dependency: lib/core/index.ts -> node_modules/for-tests/index.js',
      'resolvable: lib/data/index.ts -> not-installed',
    ]);
  });

  test('a circle of imports is refused', async () => {
    const found = await violations({
      'lib/core/index.ts': `export * from './a';`,
      'lib/core/a.ts': `import { b } from './b'; export const a = b;`,
      'lib/core/b.ts': `import { a } from './a'; export const b = a;`,
    });
    expect(new Set(found.map((line) => line.split(':')[0]))).toEqual(new Set(['no-circular']));
  });
});
