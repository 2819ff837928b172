import { Chart } from 'cdk8s';
import { App, ExternalSecret, ModelService, unpinned } from 'modelyard';
import { synth } from 'modelyard/testing';
import { verify } from 'modelyard/verify';
import { expect, test } from 'vitest';
import { existingOf } from '../../lib/core';

/** What is not known of references, where an external secret of one namespace is read in another. */
function notKnown(namespaceOfSecret: string): readonly unknown[] {
  const app = new App();
  const secret = new ExternalSecret(new Chart(app, 'secrets', { namespace: namespaceOfSecret }), 'redis', {
    store: { kind: 'ClusterSecretStore', name: 'vault' },
    data: { password: { key: 'redis' } },
  });
  const service = new ModelService(new Chart(app, 'models', { namespace: 'models' }), 'chat', {
    runtime: { kind: 'http', image: unpinned('myuser/chat:v1', 'a test'), port: 5000, healthPath: '/health' },
    resources: { cpu: 1, memory: '1Gi' },
    env: { REDIS_PASSWORD: { kind: 'secret', secret, key: 'password' } },
  });
  const findings = verify(synth(app), { facts: { existing: existingOf(service) } });
  return findings.filter(({ code }) => code === 'verify/not-known-reference').map(({ given }) => given);
}

test('an external secret is there for the pods of its own namespace only', () => {
  expect(notKnown('models')).toEqual([]);
  expect(notKnown('elsewhere')).toHaveLength(1);
});
