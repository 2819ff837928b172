import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, modelyard, type Ended } from './modelyard-process';

const root = resolve(__dirname, '..', '..');
const tsx = `${process.execPath} ${root}/node_modules/tsx/dist/cli.mjs --tsconfig ${root}/tsconfig.json`;
const from = (name: string): string => JSON.stringify(resolve(root, name));

const imports = `
import { App as Cdk8sApp, ApiObject, Chart } from ${from('node_modules/cdk8s')};
import { App, ModelService, acknowledge, bindCluster, targetCluster, unpinned } from ${from('lib/index.ts')};
`;

const service = (chart: string, id: string, more = ''): string => `
new ModelService(${chart}, '${id}', {
  runtime: { kind: 'http', image: unpinned('server:v1', 'a test'), port: 8080, healthPath: '/health' },
  resources: { cpu: 1, memory: '1Gi' },${more}
});
`;

async function run(program: string, ...words: readonly string[]): Promise<Ended> {
  const folder = folderWith({
    'cdk8s.yaml': `language: typescript\napp: ${tsx} app.ts\n`,
    'app.ts': imports + program,
  });
  return modelyard(words, { folder });
}

const twoTargets = `
const app = new App();
for (const name of ['dev', 'prod']) {
  const chart = new Chart(app, name, { namespace: 'models' });
  bindCluster(chart, targetCluster({ name, cloud: 'other', kubernetes: '1.34' }));
  ${service('chart', 'chat')}
  new ApiObject(chart, 'lost', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'lost' }, spec: { selector: { app: 'lost' }, ports: [{ port: 80 }] } });
}
acknowledge(app.node.findChild('prod'), 'verify/selects-no-pods', 'they come by hand');
console.log('what a program prints is not ours to show');
app.synth();
`;

// Each is two processes, one within the other.
describe('the app of cdk8s.yaml', () => {
  test('is run, and checked with all that it knows', async () => {
    const ended = await run(twoTargets, 'check');
    expect(ended.error).toBe('');
    // One of the two is acknowledged, and the same names on two clusters are no clash.
    expect(ended.out).toBe(`Service models/lost   for dev   by dev/lost

  dev.k8s.yaml:167   warning   verify/selects-no-pods
    spec.selector: no pod that the app makes in this namespace has these labels
    write  labels of the pods that are meant

modelyard: 1 warning in 8 objects of 2 files; 4 proofs not made, since facts are not declared (--strict names each)
`);
    expect(ended.status).toBe(0);
  }, 120_000);

  test('is checked whatever its files are called', async () => {
    // The file of this chart is ..-c8e2e6c3.k8s.yaml, which is in the folder all the same.
    const ended = await run(
      `const app = new App();
const chart = new Chart(app, '.&𖹈.𑅘𑂫', { namespace: 'models' });
new ApiObject(chart, 'lost', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'lost' }, spec: { selector: { app: 'lost' }, ports: [{ port: 80 }] } });
app.synth();
`,
      'check',
    );
    expect(ended.out).toContain('..-c8e2e6c3.k8s.yaml:9   warning   verify/selects-no-pods');
  }, 120_000);

  test('that is refused tells what is wrong with it, and ends with 1', async () => {
    const program = `const app = new App();\nconst chart = new Chart(app, 'dev');\n${service('chart', 'chat', "\n  scaling: { kind: 'fixed', replicas: -1 },")}app.synth();\n`;
    const ended = await run(program, 'check');
    expect(ended.error).toBe('');
    expect(ended.out).toMatchInlineSnapshot(`
      "dev/chat   app.ts:7

        error   serving/invalid-replicas
          scaling.replicas -1: is not a whole number of replicas, 0 or more
          write  scaling.replicas: 1

      modelyard: the app was not written, and its manifests could not be looked at
      modelyard: 1 error in 0 objects of 0 files
      "
    `);
    expect(ended.status).toBe(1);
  }, 120_000);

  test("of cdk8s's own App is checked by what stands in its manifests", async () => {
    const program = `const app = new Cdk8sApp();\nnew ApiObject(new Chart(app, 'dev'), 'bad', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'Bad' } });\napp.synth();\n`;
    const ended = await run(program, 'check');
    expect(ended.out).toMatchInlineSnapshot(`
      "ConfigMap Bad

        dev.k8s.yaml:4   error   verify/invalid-name
          metadata.name "Bad": must consist of a-z, 0-9, - and .
          write  a name of that form

      modelyard: the app is cdk8s's own and not modelyard's App, so that nothing is known but what its manifests say
      modelyard: 1 error in 1 object of 1 file
      "
    `);
    expect(ended).toMatchObject({ status: 1, error: '' });
  }, 120_000);

  test('that fails is shown, with what it printed', async () => {
    const ended = await run("console.error('half \\u001b[31mway'); throw new Error('no luck');", 'check', '--json');
    expect(ended).toMatchObject({ status: 2, out: '' });
    expect(ended.error).toContain('half \\u001b[31mway\n');
    expect(ended.error).toContain('Error: no luck');
    expect(ended.error).toMatch(/modelyard: .*[\s\S]*the app, .* app\.ts, ended with 1\n$/);
  }, 120_000);

  test('that writes nothing is no success', async () => {
    const ended = await run('new App();', 'check');
    expect(ended).toEqual({
      status: 2,
      out: '',
      error: 'modelyard: the app wrote no manifests: it has to call synth()\n',
    });
  }, 120_000);

  test('is to be there', async () => {
    const none = await modelyard(['check'], { folder: folderWith({}) });
    expect(none).toEqual({
      status: 2,
      out: '',
      error: 'modelyard: there is no cdk8s.yaml here: name files or folders to check, or go to an app\n',
    });
    const folder = folderWith({});
    expect(await modelyard(['why', 'deployment/chat'], { folder })).toEqual({
      status: 2,
      out: '',
      error: 'modelyard: there is no cdk8s.yaml here: go to the folder of an app, whose objects it explains\n',
    });
    const empty = await modelyard(['check'], { folder: folderWith({ 'cdk8s.yaml': 'language: typescript\n' }) });
    expect(empty).toEqual({
      status: 2,
      out: '',
      error: 'modelyard: cdk8s.yaml has no app, which says how the app is run: app: npx tsx app.ts\n',
    });
  }, 120_000);

  test('is explained, by object and by construct', async () => {
    const object = await run(twoTargets, 'why', 'prod/models/SERVICES/lost');
    expect(object).toEqual({
      status: 0,
      error: '',
      out: `Service models/lost   for prod
  made by   prod/lost
  in        prod.k8s.yaml:159
  accepted  verify/selects-no-pods: they come by hand

Nothing was decided for you.

Proofs: nothing found wrong, and nothing left open.
`,
    });
  }, 120_000);
});
