/**
 * Measures this library against its peers, writes bench/results.json, and fails where a target is missed:
 * `npm run bench`, or `npm run bench -- stack` for one subject, which writes no file.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { costOfHelm, expectSameObjects, findHelm } from './helm';
import { writeHelmChart } from './helm-chart';
import { medians, outputOf, type Cost } from './measure';
import { renderWorkload } from './objects';
import { report, type Row, type Target } from './report';
import { stackPrograms, type StackProgram } from './stack';

const root = resolve(__dirname, '..');
const built = join(root, 'node_modules', '.cache', 'modelyard-bench');
const folder = mkdtempSync(join(tmpdir(), 'modelyard-bench-'));
const workload = renderWorkload();
const workloadFile = join(folder, 'workload.json');
const objectsPerChart = 3;
const rows: Row[] = [];

function add(row: Omit<Row, 'ratio'>, target?: Target): void {
  rows.push({ ...row, ratio: row.ours / row.peer, target });
}

async function costOf(subject: string, size: number, ...rest: readonly string[]): Promise<Cost> {
  return JSON.parse(
    await outputOf(process.execPath, [join(built, 'bench', 'child.js'), subject, String(size), ...rest]),
  );
}

const synth = (subject: string, charts: number) => async (): Promise<number> =>
  (await costOf(subject, charts, workloadFile)).work;
const chain = (subject: string, length: number) => async (): Promise<number> => (await costOf(subject, length)).work;

async function measureSynth(): Promise<void> {
  const unit = 'ms of CPU';
  const peerName = 'App of cdk8s';
  const small = await medians(7, {
    ours: synth('ours', 1_000),
    peer: synth('cdk8s', 1_000),
    withoutRules: synth('ours-without-rules', 1_000),
    least: synth('render-and-write', 1_000),
    forACluster: synth('ours-for-a-cluster', 1_000),
  });
  const large = await medians(3, { ours: synth('ours', 3_000), peer: synth('cdk8s', 3_000) });
  add({ name: 'synth of 1,000 charts', ours: small.ours, peer: small.peer, peerName, unit }, { most: 1 / 4 });
  add({ name: 'synth of 3,000 charts', ours: large.ours, peer: large.peer, peerName, unit }, { most: 1 / 10 });
  add(
    { name: 'synth of 3,000 charts', ours: large.ours, peer: small.ours, peerName: 'ours, 1,000 charts', unit },
    { most: 3.3 },
  );
  const leastName = 'toJson and the YAML writer';
  add(
    { name: 'synth of 1,000 charts, no rules', ours: small.withoutRules, peer: small.least, peerName: leastName, unit },
    { most: 1.5 },
  );
  add({ name: 'synth of 1,000 charts, all rules', ours: small.ours, peer: small.least, peerName: leastName, unit });
  add(
    {
      name: 'synth of 1,000 charts for a target cluster',
      ours: small.forACluster,
      peer: small.ours,
      peerName: 'ours, no cluster',
      unit,
    },
    { most: 1.5 },
  );
}

async function measureScheduling(): Promise<void> {
  const proof = (templates: number) => async (): Promise<number> =>
    Number(await outputOf(process.execPath, [join(built, 'bench', 'scheduling.js'), String(templates)]));
  const { ours, twice } = await medians(5, { ours: proof(1_000), twice: proof(2_000) });
  const unit = 'ms of CPU';
  const name = '1,000 pod templates with 10 pods each, against 50 pools';
  add({ name, ours, peer: twice, peerName: '2,000 templates', unit }, { below: 2_000 });
  add(
    { name: '2,000 pod templates, against 50 pools', ours: twice, peer: ours, peerName: '1,000 templates', unit },
    { most: 2.5 },
  );
}

async function measureChain(): Promise<void> {
  const { ours, peer } = await medians(5, { ours: chain('ours', 40), peer: chain('cdk8s', 24) });
  const name = '40 objects, each depending on the two before';
  add({ name, ours, peer, peerName: 'App of cdk8s, 24 objects only', unit: 'ms of CPU' }, { below: 50 });
}

async function measureFleet(): Promise<void> {
  const fleet = (sizing: string) => async (): Promise<number> =>
    Number(await outputOf(process.execPath, [join(built, 'bench', 'fleet.js'), sizing, '1000']));
  const { ours, peer } = await medians(5, { ours: fleet('sized'), peer: fleet('unsized') });
  const name = '1,000 language models, constructors and synth';
  add({ name, ours, peer, peerName: 'the same without sizing', unit: 'ms of CPU' }, { most: 1.5 });
}

async function measureImport(): Promise<void> {
  const entry = join(built, 'lib', 'index.js');
  const load =
    (...modules: readonly string[]) =>
    async (): Promise<number> => {
      const requires = modules.map((name) => `require(${JSON.stringify(name)});`).join('');
      const program = `const t=process.cpuUsage();${requires}const {user,system}=process.cpuUsage(t);console.log((user+system)/1000)`;
      return Number(await outputOf(process.execPath, ['-e', program]));
    };
  const { ours, peer } = await medians(15, { ours: load(entry), peer: load('cdk8s', 'cdk8s-plus-28') });
  add(
    { name: 'import of modelyard', ours, peer, peerName: 'cdk8s and cdk8s-plus-28', unit: 'ms of CPU' },
    { most: 1.3 },
  );

  const list = `require(${JSON.stringify(entry)});console.log(JSON.stringify(Object.keys(require.cache)))`;
  const loaded: readonly string[] = JSON.parse(await outputOf(process.execPath, ['-e', list]));
  const pulumi = loaded.filter((path) => path.includes(`${join('node_modules', '@pulumi')}/`));
  console.log(`import of modelyard loads ${loaded.length} modules, ${pulumi.length} of them of @pulumi`);
  if (pulumi.length > 0) process.exitCode = 1;
}

async function measureHelm(): Promise<void> {
  const helm = findHelm();
  if (helm === undefined) {
    console.log('helm template: skipped, because helm is not on the PATH');
    return;
  }
  const chart = join(folder, 'chart');
  writeHelmChart(chart, workload);
  await expectSameObjects(helm, chart, workload);
  const [few, many] = [1_000, 3_000];
  const whole = (charts: number) => async (): Promise<number> => (await costOf('ours', charts, workloadFile)).process;
  const costs = await medians(3, {
    oursFew: whole(few),
    oursMany: whole(many),
    peerFew: async () => costOfHelm(helm, chart, few),
    peerMany: async () => costOfHelm(helm, chart, many),
  });
  const perObject = (some: number, more: number): number => (more - some) / (many - few) / objectsPerChart;
  add(
    {
      name: 'each object beyond the first 1,000 charts, whole program',
      ours: perObject(costs.oursFew, costs.oursMany),
      peer: perObject(costs.peerFew, costs.peerMany),
      peerName: 'helm template',
      unit: 'ms of CPU',
    },
    { most: 1 / 2 },
  );
}

interface StackCosts {
  readonly ours: number;
  readonly byHand: number;
  readonly byIndex: number;
}

async function measureStack(): Promise<void> {
  const { typeCheck, preview } = await stackPrograms(root, built);
  const unit = 'ms of CPU';
  const against = (name: string, { ours, byHand, byIndex }: StackCosts): void => {
    add({ name, ours, peer: byHand, peerName: 'by hand, imported by path', unit }, { most: 1.3 });
    add({ name, ours, peer: byIndex, peerName: 'by hand, imported by index', unit }, { most: 1.3 });
  };
  const each = (cost: (program: StackProgram) => Promise<number>): Record<keyof StackCosts, () => Promise<number>> => ({
    ours: () => cost('ours'),
    byHand: () => cost('hand-written'),
    byIndex: () => cost('by-index'),
  });
  against('type-check of a stack on EKS', await medians(3, each(typeCheck)));
  against('preview of a stack on EKS', await medians(11, each(preview)));
}

/** What is measured, by the name with which it is asked for alone. */
const subjects: Readonly<Record<string, () => Promise<void>>> = {
  import: measureImport,
  chain: measureChain,
  fleet: measureFleet,
  scheduling: measureScheduling,
  helm: measureHelm,
  synth: measureSynth,
  stack: measureStack,
};

async function main(names: readonly string[]): Promise<void> {
  const asked = names.length > 0 ? names : Object.keys(subjects);
  const unknown = asked.find((name) => !Object.hasOwn(subjects, name));
  if (unknown !== undefined) {
    throw new Error(`nothing to measure is called ${unknown}; there are ${Object.keys(subjects).join(', ')}`);
  }
  writeFileSync(workloadFile, JSON.stringify(workload));
  // Measured as it is published: compiled by tsc, and run by Node alone.
  await outputOf(process.execPath, [
    join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    join(__dirname, 'tsconfig.json'),
  ]);
  for (const name of asked) await subjects[name]?.();
  const file = names.length === 0 ? join(__dirname, 'results.json') : undefined;
  if (!report(rows, file)) process.exitCode = 1;
}

main(process.argv.slice(2))
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => {
    rmSync(folder, { recursive: true });
  });
