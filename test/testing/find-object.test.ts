import { Chart } from 'cdk8s';
import { App, ConfigError, ModelService, unpinned } from 'modelyard';
import { findObject, findObjects, synth } from 'modelyard/testing';
import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../lib/verify';

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

describe('of several objects', () => {
  const configMap = (namespace: string, team: string): Manifest => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace, labels: { team } },
    data: { namespace },
  });
  const manifests = [
    configMap('search', 'a'),
    configMap('ads', 'a'),
    configMap('ads', 'b'),
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ads' } },
    { apiVersion: 'v1', kind: 'List', items: [] },
  ];

  test('one is found by its namespace and labels too', () => {
    expect(findObject(manifests, 'ConfigMap', 'settings', { namespace: 'search' }).data).toEqual({
      namespace: 'search',
    });
    expect(findObject(manifests, 'ConfigMap', 'settings', { labels: { team: 'b' } }).data).toEqual({
      namespace: 'ads',
    });
  });

  test('that there are more than one is said with where they are', () => {
    expect(() => findObject(manifests, 'ConfigMap', 'settings', { labels: { team: 'a' } })).toThrow(
      new Error('there are 2 of ConfigMap/settings with team=a; their namespaces are search, ads'),
    );
  });

  test('that there is none is said with what was asked for', () => {
    expect(() => findObject(manifests, 'Service', 'settings', { namespace: 'ads', labels: { team: 'c' } })).toThrow(
      new Error(
        'there is no Service/settings in namespace ads with team=c; the app has ConfigMap/settings, ConfigMap/settings, ConfigMap/settings, Namespace/ads',
      ),
    );
    expect(() => findObject([], 'Service', 'settings')).toThrow(
      new Error('there is no Service/settings; the app has no objects'),
    );
  });

  test('all are found by kind, namespace and labels, or none', () => {
    expect(findObjects(manifests, { kind: 'ConfigMap' }).map(({ data }) => data?.['namespace'])).toEqual([
      'search',
      'ads',
      'ads',
    ]);
    expect(findObjects(manifests, { namespace: 'ads' })).toHaveLength(2);
    expect(findObjects(manifests, { namespace: '' }).map(({ kind }) => kind)).toEqual(['Namespace']);
    expect(findObjects(manifests, { labels: { team: 'a' } })).toHaveLength(2);
    expect(findObjects(manifests, {})).toHaveLength(4);
    expect(findObjects(manifests, { kind: 'Service' })).toEqual([]);
  });
});
