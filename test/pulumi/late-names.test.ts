import { output } from '@pulumi/pulumi';
import { ApiObject, Chart } from 'cdk8s';
import { expect, test } from 'vitest';
import { ModelService, Namespace, targetCluster, type App } from '../../lib';
import { ChartsOnCluster, existingCluster } from '../../lib/pulumi';
import { withMocks } from '../pulumi-mocks';

/** The types forbid it, and JavaScript does not. */
const late = output('models') as unknown as string;

/** What is said of charts that cannot be deployed, without the lines of this file. */
async function said(charts: (app: App) => void): Promise<string> {
  const { result } = await withMocks(() => {
    const target = targetCluster({ name: 'c', cloud: 'eks', kubernetes: '1.34' });
    const cluster = existingCluster('c', { target, kubeconfig: '{}' });
    try {
      new ChartsOnCluster('models', { cluster, charts });
    } catch (error) {
      return String(error instanceof Error ? error.message : error);
    }
    return expect.fail('it was made');
  });
  return result.replaceAll(/late-names\.test\.ts:\d+/g, 'late-names.test.ts:N');
}

function service(chart: Chart): void {
  new ModelService(chart, 'chat', {
    resources: { cpu: 1, memory: '1Gi' },
    runtime: {
      kind: 'http',
      image: { repository: 'example.com/chat', digest: `sha256:${'a'.repeat(64)}` },
      port: 8080,
      healthPath: '/ready',
    },
  });
}

test('a Namespace whose name is an Output is one problem, and none of what stands in it', async () => {
  const message = await said((app) => {
    const models = new Namespace(new Chart(app, 'base'), 'models', { name: late });
    service(new Chart(app, 'chat', { namespace: models.name }));
  });
  expect(message).toBe(
    [
      'modelyard: 1 problem, nothing was written',
      '',
      'core/deferred-decides   base/models   test/pulumi/late-names.test.ts:N',
      '  name: is known only when the stack is deployed, and a name decides which objects there are, and what refers to them',
      "  write  a plain text, such as name: 'models', or nothing",
    ].join('\n'),
  );
});

test('a Namespace with another Output keeps its name, so that nothing else is called wrong', async () => {
  const message = await said((app) => {
    const models = new Namespace(new Chart(app, 'base'), 'models', { name: 'shared', labels: { team: late } });
    expect(models.name).toBe('shared');
  });
  expect(message).toBe(
    [
      'modelyard: 1 problem, nothing was written',
      '',
      'core/deferred-decides   base/models   test/pulumi/late-names.test.ts:N',
      '  labels.team: its value is known only when the stack is deployed, and it decides something before',
      '  write  a value that is known when the program runs',
    ].join('\n'),
  );
});

test('a chart whose namespace is an Output is one problem, however many objects it has', async () => {
  const message = await said((app) => {
    const chart = new Chart(app, 'chat', { namespace: late });
    service(chart);
    new ApiObject(chart, 'more', { apiVersion: 'v1', kind: 'ConfigMap' });
  });
  expect(message).toBe(
    [
      'modelyard: 1 problem, nothing was written',
      '',
      'core/deferred-decides   chat   test/pulumi/late-names.test.ts:N',
      '  namespace: is known only when the stack is deployed, and a name decides which objects there are, and what refers to them',
      "  write  a plain text, such as namespace: 'models'",
    ].join('\n'),
  );
});

test.each([
  ['a chart', (app: App) => new Chart(app, late)],
  ['a construct', (app: App) => new Namespace(new Chart(app, 'base'), late)],
])('the id of %s that is an Output is one problem, in words', async (_, make) => {
  expect(await said(make)).toBe(
    [
      'modelyard: 1 problem, nothing was written',
      '',
      'core/deferred-decides   test/pulumi/late-names.test.ts:N',
      '  id: the id of a construct is no text: what is known only when the stack is deployed can name nothing',
      "  write  a plain text, such as new Chart(app, 'chat')",
    ].join('\n'),
  );
});
