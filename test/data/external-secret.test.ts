import { App, Chart } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { ExternalSecret, ModelService, type ExternalSecretProps } from 'modelyard';
import { existingOf, issuesOf } from '../../lib/core';
import { least, manifestsOf, type Manifest } from '../serving/one-service';

const vault: ExternalSecretProps = {
  store: { kind: 'ClusterSecretStore', name: 'vault' },
  data: {
    password: { key: 'models/redis', property: 'password' },
    user: { key: 'models/redis', property: 'user', version: '2' },
  },
};

function external(props: Partial<ExternalSecretProps> = {}): {
  readonly secret: ExternalSecret;
  readonly manifest: Manifest;
} {
  const chart = new Chart(new App(), 'models', { namespace: 'models' });
  const secret = new ExternalSecret(chart, 'redis', { ...vault, ...props });
  return { secret, manifest: manifestsOf(secret)[0] };
}

describe('an ExternalSecret', () => {
  it('says where the values are, and holds none', () => {
    expect(external().manifest).toMatchObject({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: 'redis', namespace: 'models' },
      spec: {
        refreshInterval: '3600s',
        secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
        target: { name: 'redis', creationPolicy: 'Owner' },
        data: [
          { secretKey: 'password', remoteRef: { key: 'models/redis', property: 'password' } },
          { secretKey: 'user', remoteRef: { key: 'models/redis', property: 'user', version: '2' } },
        ],
      },
    });
  });

  it('takes its own name and interval, which it writes in a unit that Go knows', () => {
    const { secret, manifest } = external({ name: 'cache', refreshEvery: '1d' });
    expect(secret.name).toBe('cache');
    expect(manifest.metadata.name).toBe('cache');
    expect(manifest.spec.target.name).toBe('cache');
    expect(manifest.spec.refreshInterval).toBe('86400s');
  });

  it('says what is wrong with its interval', () => {
    expect(issuesOf(external({ refreshEvery: '-1h' }).secret)).toMatchObject([
      {
        code: 'core/invalid-duration',
        property: 'refreshEvery',
        given: '"-1h"',
        message: 'must not be negative',
        fix: "'1h'",
      },
    ]);
  });

  it('is read as a Secret is, by the keys that it has', () => {
    const { secret } = external();
    const chart = new Chart(new App(), 'other');
    const service = new ModelService(chart, 'chat', {
      ...least,
      env: {
        REDIS_PASSWORD: { kind: 'secret', secret, key: 'password' },
        REDIS_HOST: { kind: 'secret', secret, key: 'host' },
      },
    });
    expect(issuesOf(service)).toMatchObject([
      {
        code: 'data/no-such-key',
        property: 'env.REDIS_HOST',
        given: '"host"',
        message: "redis is declared to hold 'password', 'user' only",
      },
    ]);
    expect(existingOf(service)[0]).toMatchObject({ kind: 'Secret', name: 'redis', keys: ['password', 'user'] });
  });
});
