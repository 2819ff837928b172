/**
 * The package as its users get it: packed, installed beside its peers in a fresh project, type-checked by each supported
 * TypeScript and run on each supported Node. `npm run test:consumer`; needs the package registry, or what npm has kept
 * of it.
 */
import { deepStrictEqual, strictEqual } from 'node:assert';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import manifest from '../../package.json';
import { runGates, type Gate, type Outcome, type Skipped } from '../../scripts/gates';
import { pack, tarballIn } from '../../scripts/package';
import { runProgram, type Run } from '../../scripts/run-program';

const programs = resolve('test', 'consumer', 'programs');
const compilers = ['typescript-5.9', 'typescript', 'typescript-7'];
const nodeVersions = [20, 22, 24];
/** One text of a program, as each kind of module that TypeScript can make of it. */
const flavours = [
  { name: 'a module', source: 'mts', built: 'mjs' },
  { name: 'CommonJS', source: 'cts', built: 'cjs' },
];

const workplace = mkdtempSync(join(tmpdir(), 'modelyard-consumer-'));

/** A fresh project that depends on the tarball and on some versions of its peers. */
interface Project {
  readonly name: string;
  readonly folder: string;
  readonly peers: Readonly<Record<string, string>>;
}

const peers = Object.entries(manifest.peerDependencies);
const projects: readonly Project[] = [
  { name: 'oldest peers', peers: Object.fromEntries(peers.map(([name, range]) => [name, floorOf(range)])) },
  { name: 'newest peers', peers: Object.fromEntries(peers.map(([name]) => [name, installedVersion(name)])) },
].map((project) => ({ ...project, folder: join(workplace, project.name.replace(' ', '-')) }));

/** The lowest version that a caret range admits, or the first of several. */
function floorOf(range: string): string {
  const [floor] = /(?<=^\^)\d+\.\d+\.\d+(?= \|\| |$)/.exec(range) ?? [];
  if (floor === undefined) throw new Error(`the floor of ${range} is not known`);
  return floor;
}

function installedVersion(name: string): string {
  const { version } = JSON.parse(readFileSync(join('node_modules', name, 'package.json'), 'utf8'));
  return version;
}

async function install({ folder, peers: versions }: Project): Promise<Run> {
  mkdirSync(folder, { recursive: true });
  const dependencies = { modelyard: `file:${tarballIn(workplace)}`, ...versions };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, dependencies }));
  cpSync(join(programs, 'loads.cjs'), join(folder, 'loads.cjs'));
  for (const { source } of flavours) {
    for (const program of ['beside', 'plain', 'own-test', 'matchers.test'])
      cpSync(join(programs, `${program}.ts`), join(folder, `${program}.${source}`));
  }
  return runProgram('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock'], folder);
}

/** Compiles every program as a user with these settings would; what it writes is run later. */
async function compile(project: Project, compiler: string, exactOptionalPropertyTypes: boolean): Promise<Run> {
  // The declarations of cdk8s-plus contradict themselves under exact optional properties; ours must not.
  const theirs = exactOptionalPropertyTypes ? /^node_modules\/cdk8s-plus-28\// : undefined;
  const plain = ['beside', 'plain', 'own-test'].map((program) => `${program}.*`);
  const compiled = await compileSome(project, compiler, exactOptionalPropertyTypes, plain, theirs);
  if (compiled.status !== 0) return compiled;
  // Those of vitest, and of what it stands on, need Node's types.
  const others = /^node_modules\/(?!modelyard\/)/;
  return compileSome(project, compiler, exactOptionalPropertyTypes, ['matchers.test.*'], others);
}

async function compileSome(
  { folder }: Project,
  compiler: string,
  exactOptionalPropertyTypes: boolean,
  include: readonly string[],
  theirs: RegExp | undefined,
): Promise<Run> {
  const project = 'tsconfig.json';
  const compilerOptions = {
    target: 'es2022',
    module: 'nodenext',
    types: [],
    // For console, without Node's types: ours must not need them.
    lib: ['es2022', 'dom'],
    strict: true,
    exactOptionalPropertyTypes,
    skipLibCheck: false,
    outDir: 'built',
  };
  writeFileSync(join(folder, project), JSON.stringify({ compilerOptions, include }));
  const tsc = resolve('node_modules', compiler, 'bin', 'tsc');
  const { status, output } = await runProgram(process.execPath, [tsc, '-p', project], folder);
  const errors = output.split('\n').filter((line) => /^\S+\(\d+,\d+\): error /.test(line));
  const allTheirs = theirs !== undefined && errors.length > 0 && errors.every((line) => theirs.test(line));
  return { status: allTheirs ? 0 : status, output };
}

/** A Node of that major version: this one, or one that npm fetches. */
async function findNode(major: number): Promise<string | Skipped> {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const ask = [
    'exec',
    '--yes',
    '--prefer-offline',
    '--package',
    `node@${major}`,
    '--',
    'node',
    '-p',
    'process.execPath',
  ];
  const { status, output } = await runProgram('npm', ask, workplace);
  const path = output.split('\n').at(-1) ?? '';
  if (status === 0 && path.startsWith('/')) return path;
  const why = output.split('\n').find((line) => line.startsWith('npm error')) ?? `it ended with ${status}`;
  return { skipped: `npm fetched no Node ${major}: ${why}` };
}

/** Runs every program of a project on one Node, and looks at what they wrote. */
async function runOn({ folder }: Project, major: number): Promise<Outcome> {
  const node = await findNode(major);
  if (typeof node !== 'string') return node;
  const bytes: string[] = [];
  for (const { name, built } of flavours) {
    const written = join(folder, `written-by-${major}-${built}`);
    for (const program of ['plain', 'own-test']) {
      const result = await runProgram(node, [join('built', `${program}.${built}`)], folder);
      if (result.status !== 0) return result;
    }
    const beside = await runProgram(node, [join('built', `beside.${built}`)], folder, {
      ...process.env,
      CDK8S_OUTDIR: written,
    });
    if (beside.status !== 0) return beside;
    const text = readFileSync(join(written, 'beside.k8s.yaml'), 'utf8');
    checkBeside(text);
    bytes.push(text);
    strictEqual(text, bytes[0], `${name} writes other bytes`);
  }
  const vitest = join('node_modules', 'vitest', 'vitest.mjs');
  const matchers = await runProgram(node, [vitest, 'run', 'matchers.test.mts'], folder);
  if (matchers.status !== 0) return matchers;
  const runner = await runProgram(node, ['loads.cjs', 'modelyard/testing', 'vitest', '@vitest'], folder);
  if (runner.status !== 0) return runner;
  const pulumi = await runProgram(node, ['loads.cjs', 'modelyard', '@pulumi'], folder);
  if (pulumi.status !== 0) return pulumi;
  const reader = await runProgram(node, ['loads.cjs', 'modelyard', 'commander'], folder);
  if (reader.status !== 0) return reader;
  const command = join('node_modules', '.bin', 'modelyard');
  const checked = await runProgram(node, [command, 'check', join(folder, `written-by-${major}-cjs`)], folder);
  strictEqual(checked.status, 0, checked.output);
  strictEqual(/^modelyard: nothing wrong in \d+ objects of 1 file/m.test(checked.output), true, checked.output);
  return runProgram(
    node,
    ['loads.cjs', 'modelyard/verify', '@pulumi', 'cdk8s', 'cdk8s-plus-28', 'constructs', 'commander', 'yaml'],
    folder,
  );
}

/** The user's own objects speak of the very pods and the very account of the model service. */
function checkBeside(text: string): void {
  const objects: readonly unknown[] = parseAllDocuments(text).map((document) => document.toJS());
  const read = (kind: string, ...path: readonly string[]): unknown => {
    const found = objects.filter((object) => at(object, ['kind']) === kind);
    strictEqual(found.length, 1, `there are ${found.length} objects of kind ${kind}`);
    return at(found[0], path);
  };
  const labels = read('Deployment', 'spec', 'selector', 'matchLabels');
  deepStrictEqual(read('NetworkPolicy', 'spec', 'podSelector', 'matchLabels'), labels);
  deepStrictEqual(read('ServiceMonitor', 'spec', 'selector', 'matchLabels'), labels);
  const name = read('ServiceAccount', 'metadata', 'name');
  strictEqual(read('Deployment', 'spec', 'template', 'spec', 'serviceAccountName'), name);
  deepStrictEqual(read('RoleBinding', 'subjects'), [{ kind: 'ServiceAccount', name, namespace: 'models' }]);
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce(
    (inner: unknown, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

const gates: readonly Gate[] = [
  { name: 'build', run: () => runProgram('npm', ['run', '--silent', 'build']) },
  { name: 'pack', needs: ['build'], run: () => pack(workplace) },
  ...projects.flatMap((project) => {
    const installed = `install, ${project.name}`;
    const compilations = compilers.flatMap((compiler) =>
      [true, false].map((exact) => ({
        name: `types, ${project.name}, ${compiler}, exact optional ${exact ? 'on' : 'off'}`,
        needs: [installed],
        run: () => compile(project, compiler, exact),
      })),
    );
    return [
      { name: installed, needs: ['pack'], run: () => install(project) },
      ...compilations,
      ...nodeVersions.map((major) => ({
        name: `run, ${project.name}, Node ${major}`,
        needs: compilations.map(({ name }) => name).slice(-1),
        run: () => runOn(project, major),
      })),
    ];
  }),
];

runGates(gates, process.argv.slice(2))
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  })
  .finally(() => {
    rmSync(workplace, { recursive: true });
  });
