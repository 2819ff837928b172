import { Chart } from 'cdk8s';
import { App, ConfigError, ModelService, unpinned } from 'modelyard';
import { findObject, synth } from 'modelyard/testing';
import { expect, test } from 'vitest';

function appWith(port: number): App {
  const app = new App({ outdir: 'never-written' });
  const chart = new Chart(app, 'models', { namespace: 'models' });
  new ModelService(chart, 'chat', {
    runtime: { kind: 'http', image: unpinned('myuser/chat:v1', 'a test'), port, healthPath: '/health' },
    resources: { cpu: 1, memory: '1Gi' },
  });
  return app;
}

test('an app becomes plain objects, of which one is found by kind and name', () => {
  const deployment = findObject(synth(appWith(5000)), 'Deployment', 'chat');
  expect(deployment.spec.template.spec.containers.map(({ name, ports }) => [name, ports])).toEqual([
    ['server', [{ name: 'http', containerPort: 5000 }]],
  ]);
});

test('what is not there is said with what is', () => {
  expect(() => findObject(synth(appWith(5000)), 'Deployment', 'chet')).toThrow(
    new Error('there is no Deployment/chet; the app has ServiceAccount/chat, Service/chat, Deployment/chat'),
  );
});

test('what is wrong is raised as it is by synth', () => {
  expect(() => synth(appWith(80_000))).toThrow(ConfigError);
});
