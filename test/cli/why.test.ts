import { ApiObject, Chart } from 'cdk8s';
import { acknowledge, App, bindCluster, ModelService, targetCluster, unpinned, type TargetCluster } from 'modelyard';
import { afterAll, expect, test, vi } from 'vitest';
import { readFactsFile } from '../../lib/app';
import { checkOwnApp, type CheckGoals } from '../../lib/cli/check';
import { describeExplanation } from '../../lib/cli/describe-why';
import type { OwnApp } from '../../lib/cli/own-app';
import { explain } from '../../lib/cli/why';
import { nodePool } from '../../lib/hardware';
import { folderWith } from './modelyard-process';

class QuietApp extends App {
  protected override report(): void {
    // What it says is no matter here.
  }
}

const clusterOf = (name: string): TargetCluster => targetCluster({ name, cloud: 'other', kubernetes: '1.34' });

/** An app on two clusters, as the command line gets to know it. */
function ownApp(replicas = 1): OwnApp {
  const folder = folderWith({});
  const outdir = `${folder}/dist`;
  vi.stubEnv('MODELYARD_FACTS', `${folder}/facts.json`);
  const app = new QuietApp({ outdir });
  for (const name of ['dev', 'prod']) {
    const chart = new Chart(app, name, { namespace: 'models' });
    bindCluster(chart, clusterOf(name));
    new ModelService(chart, 'chat', {
      runtime: { kind: 'http', image: unpinned('server:v1', 'a test'), port: 8080, healthPath: '/health' },
      resources: { cpu: 1, memory: '1Gi' },
      scaling: { kind: 'fixed', replicas },
    });
    new ApiObject(chart, 'lost', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'lost' },
      spec: { selector: { app: 'lost' }, ports: [{ port: 80 }] },
    });
  }
  acknowledge(app.node.findChild('prod'), 'verify/selects-no-pods', 'they come by hand');
  try {
    app.synth();
  } catch {
    // What is wrong stands in the facts.
  }
  return { outdir, apps: readFactsFile(`${folder}/facts.json`).apps };
}

const written = ownApp();
vi.unstubAllEnvs();

afterAll(() => {
  vi.unstubAllEnvs();
});

const goals: CheckGoals = { clusters: { byName: new Map(), findings: [] }, placesNotKnown: true };
const why = (path: string): readonly string[] => explain(written, path, goals).map(describeExplanation);

test('an object is explained by who made it, what was decided of it, and what the proofs say', () => {
  const [text = '', ...others] = why('prod/models/DEPLOYMENTS/chat');
  expect(others).toEqual([]);
  expect(text).toMatch(
    /^Deployment models\/chat {3}for prod\n {2}made by {3}prod\/chat\/Deployment {3}test\/cli\/why\.test\.ts:\d+\n {2}in {8}prod\.k8s\.yaml:\d+\n {2}accepted {2}verify\/selects-no-pods: they come by hand\n/,
  );
  expect(text).toContain('\n\nDecided for you\n\n');
  expect(text).toContain(`  pod automountServiceAccountToken: false
    because  `);
  expect(text).not.toContain('  Service spec.type');
  expect(text).toMatch(/\n\nProofs\n\n {2}prod\.k8s\.yaml:\d+ {3}not known {3}verify\/not-known-schedulable\n/);
});

test('of a Service no pod is told, and nothing where nothing was decided or found', () => {
  const [text] = why('dev/models/service/chat');
  expect(text).toContain(`  Service spec.type: ClusterIP
    because  nothing outside of the cluster reaches the model until you say how
    source   https://kubernetes.io/docs/concepts/services-networking/service/#type-clusterip
    instead  exposeVia
`);
  expect(text).not.toContain('  pod ');
  expect(text).not.toContain('  container ');
  expect(why('prod/models/service/lost')).toEqual([
    `Service models/lost   for prod
  made by   prod/lost
  in        prod.k8s.yaml:159
  accepted  verify/selects-no-pods: they come by hand

Nothing was decided for you.

Proofs: nothing found wrong, and nothing left open.
`,
  ]);
});

test('of a name that several objects have, each is told', () => {
  const titles = (path: string): readonly (string | undefined)[] => why(path).map((text) => text.split('\n')[0]);
  const both = ['Service models/chat   for dev', 'Service models/chat   for prod'];
  expect(titles('service/chat')).toEqual(both);
  expect(titles('models/services/chat')).toEqual(both);
  expect(() => why('ConfigMap/chat')).toThrow('the app has no ConfigMap/chat');
});

test('a construct is explained with all that it made', () => {
  const [text = ''] = why('dev/chat');
  expect(text.split('\n\n')[0]?.replace(/:\d+/g, ':LINE')).toBe(`dev/chat   test/cli/why.test.ts:LINE
  makes     ServiceAccount models/chat   for dev   dev.k8s.yaml:LINE
  makes     Service models/chat   for dev   dev.k8s.yaml:LINE
  makes     Deployment models/chat   for dev   dev.k8s.yaml:LINE`);
  expect(text).toContain('  Service spec.type: ClusterIP');
  expect(why('dev').join()).toContain('  makes     Service models/lost   for dev');
});

test.each([
  ['deployment/chet', 'the app has no deployment/chet; there is deployment/chat'],
  ['dev/chta', 'the app has no dev/chta; there is dev/chat'],
  [
    'what is this at all, and why is it so long a name',
    'the app has no what is this at all, and why is it so long a name; modelyard why KIND/NAME explains an object, and a path a construct',
  ],
])('of %s the nearest names are told', (path, says) => {
  expect(() => why(path)).toThrow(says);
});

test('an app that is not written, or is not ours, explains nothing', () => {
  expect(() => explain(ownApp(-1), 'dev/chat', goals)).toThrow(
    'the app is not written, as something is wrong with it: run modelyard check',
  );
  expect(() => explain({ outdir: '', apps: [] }, 'dev/chat', goals)).toThrow(
    "the app is cdk8s's own, which remembers nothing of its constructs: make it modelyard's App",
  );
});

test('check holds targets against the clusters that are given by their names', () => {
  const small = targetCluster({
    name: 'small',
    cloud: 'other',
    kubernetes: '1.34',
    nodePools: [nodePool('only', { custom: { cpu: '500m', memory: '8Gi', pods: 110 }, nodes: { min: 1, max: 2 } })],
  });
  const against = (byName: ReadonlyMap<string, TargetCluster>, forAll?: TargetCluster): readonly unknown[] =>
    checkOwnApp(written, { clusters: { byName, forAll, findings: [] }, placesNotKnown: false })
      .findings.filter(({ code }) => code === 'verify/unschedulable')
      .map(({ file, target }) => [file, target]);
  expect(against(new Map([['dev', small]]))).toEqual([['dev.k8s.yaml', 'small']]);
  expect(against(new Map(), small)).toEqual([
    ['dev.k8s.yaml', 'small'],
    ['prod.k8s.yaml', 'small'],
  ]);
  expect(() => against(new Map([['stage', small]]))).toThrow(
    '--cluster stage=FILE: the app has no target cluster of that name; it has dev, prod',
  );
});
