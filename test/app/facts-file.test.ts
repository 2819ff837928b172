import { existsSync, readFileSync } from 'node:fs';
import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { afterEach, expect, test, vi } from 'vitest';
import { readFactsFile } from '../../lib/app';
import { acknowledge, ConfigError, recordDecision, recordExisting, recordIssue, recordSource } from '../../lib/core';
import { targetCluster } from '../../lib/hardware';
import { builtInRules, type Rule } from '../../lib/verify';
import { bindCluster } from '../../lib/hardware';
import { readOutput } from './output';
import { addChart, addThing, newFolder, ReportingApp } from './reporting-app';

afterEach(() => {
  vi.unstubAllEnvs();
});

function factsAsked(): string {
  const file = `${newFolder()}.json`;
  vi.stubEnv('MODELYARD_FACTS', file);
  return file;
}

const production = targetCluster({ name: 'production', cloud: 'other', kubernetes: '1.34' });

function build(outdir: string): ReportingApp {
  const app = new ReportingApp({ outdir });
  const chart = addChart(app, 'dev', 'settings');
  const service = new Construct(chart, 'chat');
  recordSource(service);
  recordDecision(service, { field: 'Service spec.type', value: 'ClusterIP', reason: 'safe', override: 'exposeVia' });
  recordExisting(service, { kind: 'Secret', name: 'keys' });
  acknowledge(service, 'verify/too-big', 'it is meant');
  const bound = new Chart(app, 'prod');
  bindCluster(bound, production);
  addThing(bound, 'settings');
  return app;
}

test('an app that is asked for facts writes the same bytes, and says the same', () => {
  const plain = newFolder();
  const before = build(plain);
  before.synth();
  const file = factsAsked();
  const asked = newFolder();
  const after = build(asked);
  after.synth();
  expect(readOutput(asked)).toEqual(readOutput(plain));
  expect(after.said).toEqual(before.said);
  expect(existsSync(file)).toBe(true);
});

test('an app that is not asked writes none', () => {
  vi.stubEnv('MODELYARD_FACTS', '');
  const outdir = newFolder();
  build(outdir).synth();
  expect(Object.keys(readOutput(outdir) ?? {})).toEqual(['dev.k8s.yaml', 'prod.k8s.yaml']);
});

test('facts say what goes where, who made it, and what was decided', () => {
  const file = factsAsked();
  const outdir = newFolder();
  build(outdir).synth();
  const { version, apps } = readFactsFile(file);
  expect(version).toBe(1);
  const [app] = apps;
  expect(apps).toHaveLength(1);
  const existing = [{ kind: 'Secret', name: 'keys' }];
  expect(app).toEqual({
    outdir,
    targets: [
      { facts: { existing, traffic: [] } },
      { cluster: JSON.parse(JSON.stringify(production)), facts: { existing, traffic: [] } },
    ],
    files: [
      { path: 'dev.k8s.yaml', documents: [{ construct: 'dev/settings', target: 0 }] },
      { path: 'prod.k8s.yaml', documents: [{ construct: 'prod/settings', target: 1 }] },
    ],
    constructs: [
      { path: '', decisions: [], acknowledged: {} },
      { path: 'dev', decisions: [], acknowledged: {} },
      { path: 'dev/settings', decisions: [], acknowledged: {} },
      {
        path: 'dev/chat',
        source: { file: 'test/app/facts-file.test.ts', line: expect.any(Number) },
        decisions: [{ field: 'Service spec.type', value: 'ClusterIP', reason: 'safe', override: 'exposeVia' }],
        acknowledged: { 'verify/too-big': 'it is meant' },
      },
      { path: 'prod', decisions: [], acknowledged: {} },
      { path: 'prod/settings', decisions: [], acknowledged: {} },
    ],
    rules: builtInRules.map(({ name }) => name),
    warnings: [],
    notKnown: [],
    issues: [],
  });
});

test('what rules of the user found is told, and which built-in rules were left out', () => {
  const own: Rule = {
    name: 'own',
    summary: 'nothing is called b',
    source: 'a test',
    *check({ objects }) {
      for (const { manifest } of objects) {
        const finding = { manifest, path: 'kind', message: 'is odd', fix: 'another' };
        yield { ...finding, code: 'own/odd', severity: 'warning' };
        yield { ...finding, code: 'own/open', severity: 'not-known' };
      }
    },
  };
  const file = factsAsked();
  const app = new ReportingApp({ rules: [own, ...builtInRules.slice(0, 2)] });
  addChart(app, 'dev', 'a', 'b');
  acknowledge(app.node.findChild('dev').node.findChild('b'), 'own/odd', 'it is meant');
  app.synth();
  const [facts] = readFactsFile(file).apps;
  expect(facts?.rules).toEqual(builtInRules.slice(0, 2).map(({ name }) => name));
  const found = { property: 'kind', message: 'is odd', fix: 'another' };
  expect(facts?.warnings).toEqual([{ code: 'own/odd', path: 'dev/a', ...found }]);
  expect(facts?.notKnown).toEqual([
    { code: 'own/open', path: 'dev/a', ...found },
    { code: 'own/open', path: 'dev/b', ...found },
  ]);
});

test('an app that is refused says why in the facts too, and is refused', () => {
  const file = factsAsked();
  const app = new ReportingApp();
  const issue = { code: 'core/invalid-percent', message: 'is none', fix: "'5%'" } as const;
  recordIssue(addChart(app, 'dev'), issue);
  expect(() => {
    app.synth();
  }).toThrow(ConfigError);
  expect(readFactsFile(file).apps).toMatchObject([
    { outdir: app.outdir, files: [], issues: [{ path: 'dev', ...issue }] },
  ]);
});

test('each app of a program is told of', () => {
  const file = factsAsked();
  const outdirs = [newFolder(), newFolder()];
  for (const outdir of outdirs) build(outdir).synth();
  expect(readFactsFile(file).apps.map(({ outdir }) => outdir)).toEqual(outdirs);
  expect(readFileSync(file, 'utf8')).toMatch(/^\{"version":1,/);
});
