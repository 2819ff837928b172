import { describe, expect, it } from 'vitest';
import {
  existingClaim,
  existingConfigMap,
  existingSecret,
  type AccessMode,
  type MountedVolume,
  type VolumeSource,
} from 'modelyard';
import { existingOf } from '../../lib/core';
import { httpRuntime, image, OneService, resources } from '../serving/one-service';

function mounted(from: VolumeSource, more: Partial<MountedVolume> = {}): OneService {
  return new OneService({
    runtime: { ...httpRuntime, writable: [] },
    volumes: [{ name: 'data', mountPath: '/data', from, ...more }],
  });
}

const claim = (...accessModes: AccessMode[]): VolumeSource => ({
  kind: 'claim',
  claim: existingClaim('models', { accessModes }),
});

describe('a volume', () => {
  it.each<[string, VolumeSource, unknown]>([
    ['a claim', claim('ReadWriteMany'), { persistentVolumeClaim: { claimName: 'models' } }],
    [
      'a claim that some can write to',
      claim('ReadOnlyMany', 'ReadWriteOnce'),
      { persistentVolumeClaim: { claimName: 'models' } },
    ],
    [
      'a claim that nobody can write to, which some clouds attach to several nodes only if told so',
      claim('ReadOnlyMany'),
      { persistentVolumeClaim: { claimName: 'models', readOnly: true } },
    ],
    [
      'a ConfigMap',
      { kind: 'config-map', configMap: existingConfigMap('settings') },
      { configMap: { name: 'settings' } },
    ],
    [
      'some keys of a ConfigMap',
      { kind: 'config-map', configMap: existingConfigMap('settings'), items: [{ key: 'a', path: 'b' }] },
      { configMap: { name: 'settings', items: [{ key: 'a', path: 'b' }] } },
    ],
    ['a Secret', { kind: 'secret', secret: existingSecret('keys') }, { secret: { secretName: 'keys' } }],
    [
      'some keys of a Secret',
      { kind: 'secret', secret: existingSecret('keys'), items: [{ key: 'a', path: 'b' }] },
      { secret: { secretName: 'keys', items: [{ key: 'a', path: 'b' }] } },
    ],
    ['an empty folder', { kind: 'empty' }, { emptyDir: {} }],
    [
      'an empty folder in memory',
      { kind: 'empty', medium: 'memory', sizeLimit: '2Gi' },
      { emptyDir: { medium: 'Memory', sizeLimit: '2Gi' } },
    ],
    ['an empty folder on the disk', { kind: 'empty', medium: 'disk' }, { emptyDir: {} }],
  ])('is %s', (_what, from, source) => {
    expect(mounted(from).pod.volumes).toEqual([{ name: 'data', ...(source as object) }]);
  });

  it.each<[string, VolumeSource]>([
    ['a ConfigMap', { kind: 'config-map', configMap: existingConfigMap('settings') }],
    ['a Secret', { kind: 'secret', secret: existingSecret('keys') }],
  ])('of %s is mounted read-only, whatever was asked', (_what, from) => {
    for (const readOnly of [undefined, true, false]) {
      expect(mounted(from, { readOnly }).server.volumeMounts).toEqual([
        { name: 'data', mountPath: '/data', readOnly: true },
      ]);
    }
  });

  it('of a claim is mounted as it was asked', () => {
    expect(mounted(claim('ReadWriteMany')).server.volumeMounts).toEqual([{ name: 'data', mountPath: '/data' }]);
    expect(mounted(claim('ReadWriteMany'), { readOnly: true, subPath: 'a/b' }).server.volumeMounts).toEqual([
      { name: 'data', mountPath: '/data', subPath: 'a/b', readOnly: true },
    ]);
  });

  it.each<[string, VolumeSource, unknown]>([
    ['PersistentVolumeClaim', claim(), { name: 'models' }],
    [
      'ConfigMap',
      { kind: 'config-map', configMap: existingConfigMap('settings', { keys: ['a'] }) },
      { name: 'settings', keys: ['a'] },
    ],
    ['Secret', { kind: 'secret', secret: existingSecret('keys', { keys: ['a'] }) }, { name: 'keys', keys: ['a'] }],
  ])('relies on the %s that the user declared', (kind, from, object) => {
    expect(existingOf(mounted(from).service)).toEqual([{ kind, ...(object as object) }]);
  });
});

describe('a volume that several containers mount', () => {
  const fetch = { name: 'fetch', image, resources };

  it('is one volume of the pod', () => {
    const volume: MountedVolume = { name: 'data', mountPath: '/data', from: { kind: 'empty' } };
    const { pod, issues } = new OneService({
      runtime: { ...httpRuntime, writable: [] },
      volumes: [volume],
      initContainers: [{ ...fetch, volumes: [{ ...volume, mountPath: '/download' }] }],
    });
    expect(issues).toEqual([]);
    expect(pod.volumes).toEqual([{ name: 'data', emptyDir: {} }]);
    expect(pod.initContainers[0].volumeMounts).toEqual([{ name: 'data', mountPath: '/download' }]);
  });

  it('can be filled by a container that runs before a server which only reads it', () => {
    const from = claim('ReadWriteMany');
    const { pod, server, issues } = new OneService({
      runtime: { kind: 'tensorflow-serving', image, modelName: 'm', models: from },
      initContainers: [{ ...fetch, volumes: [{ name: 'models', mountPath: '/models', from }] }],
    });
    expect(issues).toEqual([]);
    expect(pod.volumes).toContainEqual({ name: 'models', persistentVolumeClaim: { claimName: 'models' } });
    expect(server.volumeMounts).toContainEqual({ name: 'models', mountPath: '/models', readOnly: true });
    expect(pod.initContainers[0].volumeMounts).toEqual([{ name: 'models', mountPath: '/models' }]);
  });
});

describe('a folder that a container writes to', () => {
  it('is an empty volume', () => {
    const { server, pod } = new OneService();
    expect(server.volumeMounts).toEqual([{ name: 'tmp', mountPath: '/tmp' }]);
    expect(pod.volumes).toEqual([{ name: 'tmp', emptyDir: {} }]);
  });

  it('is shared with no other folder, however alike they are', () => {
    const paths = [
      '/a/b',
      '/a-b',
      '/a.b',
      '/A/b',
      '/a',
      '/log/tmp',
      '/log-tmp',
      `/${'x'.repeat(70)}`,
      `/${'x'.repeat(71)}`,
    ] as const;
    const { pod, issues } = new OneService({
      runtime: { ...httpRuntime, writable: paths },
      sidecars: [
        { name: 'log', image, resources, writable: [...paths, '/tmp'] },
        { name: 'log-a', image, resources, writable: [...paths, '/b', '/tmp'] },
      ],
    });
    expect(issues).toEqual([]);
    const names: string[] = pod.volumes.map(({ name }: { name: string }) => name);
    expect(new Set(names).size).toBe(3 * paths.length + 3);
    for (const name of names) expect(name).toMatch(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);
  });

  it.each(['/tmp', '/tmp/'] as const)("gives way to a volume of the user's own at %s", (mountPath) => {
    const volume: MountedVolume = { name: 'scratch', mountPath, from: { kind: 'empty', medium: 'memory' } };
    const { server, pod, issues } = new OneService({ volumes: [volume] });
    expect(issues).toEqual([]);
    expect(server.volumeMounts).toEqual([{ name: 'scratch', mountPath }]);
    expect(pod.volumes).toEqual([{ name: 'scratch', emptyDir: { medium: 'Memory' } }]);
  });
});
