import { ApiObject, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { App, Claim, ExternalSecret, ModelService, unpinned, type ModelServiceProps } from 'modelyard';
import { describe, expect, it } from 'vitest';
import { issuesOf } from '../../lib/core';

/** Whatever a service in namespace `models` reads of objects that are made in another chart. */
const readers: readonly (readonly [string, string, (chart: Construct) => Partial<ModelServiceProps>])[] = [
  [
    'an external secret',
    'env.VALUE',
    (chart) => {
      const secret = new ExternalSecret(chart, 'redis', {
        store: { kind: 'ClusterSecretStore', name: 'vault' },
        data: { password: { key: 'redis' } },
      });
      return { env: { VALUE: { kind: 'secret', secret, key: 'password' } } };
    },
  ],
  [
    'a Secret of cdk8s-plus',
    'imagePullSecrets[0]',
    (chart) => ({ imagePullSecrets: [new kplus.Secret(chart, 'pull')] }),
  ],
  [
    'a ConfigMap of cdk8s-plus',
    'env.VALUE',
    (chart) => ({
      env: { VALUE: { kind: 'config-map', configMap: new kplus.ConfigMap(chart, 'settings'), key: 'level' } },
    }),
  ],
  [
    'a claim of this library',
    'volumes.models',
    (chart) => {
      const claim = new Claim(chart, 'models', { size: '1Gi', accessModes: ['ReadWriteMany'] });
      return { volumes: [{ name: 'models', from: { kind: 'claim', claim }, mountPath: '/models' }] };
    },
  ],
];

function issuesOfReader(
  namespace: string | undefined,
  read: (chart: Construct) => Partial<ModelServiceProps>,
): unknown {
  const app = new App();
  const props = namespace === undefined ? {} : { namespace };
  const service = new ModelService(new Chart(app, 'models', { namespace: 'models' }), 'chat', {
    runtime: { kind: 'http', image: unpinned('myuser/chat:v1', 'a test'), port: 5000, healthPath: '/health' },
    resources: { cpu: 1, memory: '1Gi' },
    ...read(new Chart(app, 'data', props)),
  });
  return issuesOf(service).map(({ code, property }) => [code, property]);
}

describe.each(readers)('%s', (_what, property, read) => {
  it('is read in its own namespace only', () => {
    expect(issuesOfReader('models', read)).toEqual([]);
    expect(issuesOfReader('elsewhere', read)).toEqual([['data/other-namespace', property]]);
  });

  it('is read wherever its own namespace is not known', () => {
    expect(issuesOfReader(undefined, read)).toEqual([]);
  });
});

it('a certificate of another namespace is named at the call that wants it', () => {
  const app = new App();
  const service = new ModelService(new Chart(app, 'models', { namespace: 'models' }), 'chat', {
    runtime: { kind: 'http', image: unpinned('myuser/chat:v1', 'a test'), port: 5000, healthPath: '/health' },
    resources: { cpu: 1, memory: '1Gi' },
  });
  const secret = new kplus.Secret(new Chart(app, 'certificates', { namespace: 'elsewhere' }), 'certificate');
  expect(
    ApiObject.isApiObject(service.exposeVia({ kind: 'ingress', host: 'a.b', tls: { kind: 'secret', secret } })),
  ).toBe(true);
  expect(issuesOf(service).map(({ code, property }) => [code, property])).toEqual([
    ['data/other-namespace', 'exposeVia.tls.secret'],
  ]);
});
