import { describe, expect, it } from 'vitest';
import { existingConfigMap, existingSecret, notSecret, type EnvValue, type ModelServiceProps } from 'modelyard';
import { existingOf } from '../../lib/core';
import { httpRuntime, OneService } from '../serving/one-service';

/** Stands first where the root file system is read-only, and the user names no other. */
const home = { name: 'HOME', value: '/tmp' };

describe('a variable', () => {
  it.each<[string, EnvValue, unknown]>([
    ['a literal', 'info', { value: 'info' }],
    ['the empty text', '', { value: '' }],
    ['what looks secret and is not', notSecret('hunter2', 'the name of a game'), { value: 'hunter2' }],
    [
      'a key of a Secret',
      { kind: 'secret', secret: existingSecret('redis'), key: 'password' },
      { valueFrom: { secretKeyRef: { name: 'redis', key: 'password' } } },
    ],
    [
      'a key of a Secret that may be missing',
      { kind: 'secret', secret: existingSecret('redis'), key: 'password', optional: true },
      { valueFrom: { secretKeyRef: { name: 'redis', key: 'password', optional: true } } },
    ],
    [
      'a key of a ConfigMap',
      { kind: 'config-map', configMap: existingConfigMap('settings'), key: 'level' },
      { valueFrom: { configMapKeyRef: { name: 'settings', key: 'level' } } },
    ],
    [
      'a field of the pod',
      { kind: 'field', path: 'metadata.name' },
      { valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ],
    [
      'a resource of its container',
      { kind: 'resource', resource: 'limits.memory' },
      { valueFrom: { resourceFieldRef: { resource: 'limits.memory' } } },
    ],
  ])('is %s', (_what, value, rendered) => {
    const built = new OneService({ env: { VALUE: value } });
    expect(built.server.env).toEqual([home, { name: 'VALUE', ...(rendered as object) }]);
    expect(built.issues).toEqual([]);
  });

  it('stands where it was given, since a variable sees only those before it', () => {
    const { server } = new OneService({ env: { ZONE: 'a', ADDRESS: '$(ZONE).example.com' } });
    expect(server.env).toEqual([home, { name: 'ZONE', value: 'a' }, { name: 'ADDRESS', value: '$(ZONE).example.com' }]);
  });

  it.each<[string, Partial<ModelServiceProps>, readonly unknown[] | undefined]>([
    [
      'a folder of its own',
      { runtime: { ...httpRuntime, writable: ['/cache', '/tmp'] } },
      [{ ...home, value: '/cache' }],
    ],
    ['what the user says', { env: { HOME: '/home/model' } }, [{ ...home, value: '/home/model' }]],
    ['nothing, where no folder can be written', { runtime: { ...httpRuntime, writable: [] } }, undefined],
    [
      "the image's own, where that can be written",
      { security: { rootFilesystem: { kind: 'writable', reason: 'it writes beside its code' } } },
      undefined,
    ],
  ])('is the home folder: %s', (_what, props, env) => {
    expect(new OneService(props).server.env).toEqual(env);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty'])('may be called %s', (name) => {
    const built = new OneService({ env: { [name]: 'x' } });
    expect(built.issues).toEqual([]);
    expect(built.server.env).toEqual([home, { name, value: 'x' }]);
  });

  it.each<[string, EnvValue]>([
    ['Secret', { kind: 'secret', secret: existingSecret('redis', { keys: ['host'] }), key: 'host' }],
    ['ConfigMap', { kind: 'config-map', configMap: existingConfigMap('redis', { keys: ['host'] }), key: 'host' }],
  ])('relies on the %s that the user declared, with its keys', (kind, value) => {
    const built = new OneService({ env: { HOST: value } });
    expect(existingOf(built.service)).toEqual([{ kind, name: 'redis', keys: ['host'] }]);
  });
});
