import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineRuntime, notSecret, type Configuration, type ServerDescription } from 'modelyard';
import { image, OneService, resources } from './one-service';

function configured(config: Configuration): OneService {
  return new OneService({ config });
}

function checksum(config: Configuration): string {
  return configured(config).deployment.template.metadata.annotations['checksum/config'];
}

/** Variables that are read from a ConfigMap, one by one. */
function read(name: string, ...keys: readonly string[]): readonly unknown[] {
  return keys.map((key) => ({ name: key, valueFrom: { configMapKeyRef: { name, key } } }));
}

const home = { name: 'HOME', value: '/tmp' };

describe('a configuration', () => {
  it('sets no variable that the runtime or the service sets', () => {
    const tensorFlow = { kind: 'tensorflow-serving', image, modelName: 'm', models: { kind: 'empty' } } as const;
    const issues = (props: ConstructorParameters<typeof OneService>[0]): unknown =>
      new OneService(props).issues.map(({ code, property, message }) => [code, property, message]);
    expect(issues({ runtime: tensorFlow, config: { env: { MODEL_NAME: 'other' } } })).toEqual([
      ['serving/env-clash', 'config.env.MODEL_NAME', 'is set already by the runtime'],
    ]);
    expect(issues({ env: { A: 'b' }, config: { env: { A: 'c' } } })).toEqual([
      ['serving/env-clash', 'env.A', 'is set already by config.env'],
    ]);
  });

  it('is none where there is nothing in it', () => {
    for (const config of [{}, { env: {}, files: {} }]) {
      const built = configured(config);
      expect(built.all('ConfigMap')).toEqual([]);
      expect(built.deployment.template.metadata.annotations).toBeUndefined();
      expect(built.server.envFrom).toBeUndefined();
    }
  });

  it('gives its variables to the server', () => {
    const built = configured({ env: { LOG_LEVEL: 'info', TIMEOUT: '5' } });
    expect(built.one('ConfigMap')).toMatchObject({
      metadata: { name: 'chat-config' },
      data: { LOG_LEVEL: 'info', TIMEOUT: '5' },
    });
    expect(built.server.env).toEqual([home, ...read('chat-config', 'LOG_LEVEL', 'TIMEOUT')]);
  });

  it('mounts its files one by one, so that they hide nothing that the image has beside them', () => {
    const built = configured({ files: { '/etc/app/app.ini': 'a=1', '/etc/other.ini': 'b=2' } });
    expect(built.one('ConfigMap').data).toEqual({ 'etc.app.app.ini': 'a=1', 'etc.other.ini': 'b=2' });
    expect(built.server.envFrom).toBeUndefined();
    expect(built.server.volumeMounts).toEqual([
      { name: 'config', mountPath: '/etc/app/app.ini', subPath: 'etc.app.app.ini', readOnly: true },
      { name: 'config', mountPath: '/etc/other.ini', subPath: 'etc.other.ini', readOnly: true },
      { name: 'tmp', mountPath: '/tmp' },
    ]);
    expect(built.pod.volumes).toContainEqual({ name: 'config', configMap: { name: 'chat-config' } });
  });

  it('holds what looks like a credential where the user says that it is none', () => {
    const text = notSecret('hunter2', 'the name of a game');
    const built = configured({ env: { API_KEY: text }, files: { '/etc/password': text } });
    expect(built.issues).toEqual([]);
    expect(built.one('ConfigMap').data).toEqual({ API_KEY: 'hunter2', 'etc.password': 'hunter2' });
    expect(built.decisions.filter(({ reason }) => reason === text.reason).map(({ override }) => override)).toEqual([
      'config.env.API_KEY',
      "config.files['/etc/password']",
    ]);
  });

  it('follows the name that the user gives', () => {
    const built = new OneService({
      config: { env: { A: 'b' }, files: { '/etc/a': 'b' } },
      names: { configMap: 'settings' },
    });
    expect(built.one('ConfigMap').metadata.name).toBe('settings');
    expect(built.server.env).toEqual([home, ...read('settings', 'A')]);
    expect(built.pod.volumes).toContainEqual({ name: 'config', configMap: { name: 'settings' } });
  });

  it("replaces a file of the runtime's own", () => {
    const built = new OneService({
      runtime: { kind: 'tensorflow-serving', image, modelName: 'm', models: { kind: 'empty' } },
      config: { files: { '/etc/tensorflow-serving/monitoring.config': 'mine' } },
    });
    expect(built.one('ConfigMap').data).toEqual({ 'etc.tensorflow-serving.monitoring.config': 'mine' });
    expect(built.issues).toEqual([]);
  });

  it.each(['/constructor', '/toString'] as const)('may have a file %s', (path) => {
    expect(configured({ files: { [path]: 'x' } }).issues).toEqual([]);
  });

  it("says that a clash is the runtime's where it is", () => {
    const runtime = defineRuntime<object>({
      name: 'clashing',
      describe: (): ServerDescription => ({
        image,
        ports: [{ name: 'http', port: 8080 }],
        health: { port: 'http', started: '/', ready: '/', alive: '/' },
        startsWithin: '1m',
        drain: '10s',
        user: { user: 1000, group: 1000, reason: 'a test' },
        writable: [],
        files: { '/a/b': '1', '/a.b': '2' },
      }),
    })({});
    expect(new OneService({ runtime, resources }).issues.map(({ property }) => property)).toEqual([
      "runtime.files['/a.b']",
    ]);
  });
});

describe('a changed configuration', () => {
  it('rolls the pods', () => {
    expect(checksum({ env: { A: 'b' } })).toBe(checksum({ env: { A: 'b' } }));
    expect(checksum({ env: { A: 'b' } })).not.toBe(checksum({ env: { A: 'c' } }));
    expect(checksum({ files: { '/a': 'b' } })).not.toBe(checksum({ files: { '/a': 'c' } }));
  });

  it('rolls them by its content, not by the order in which it was written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[A-Z]{1,5}$/), fc.string(), { minKeys: 1 }), (env) => {
        const reversed = Object.fromEntries(Object.entries(env).reverse());
        expect(checksum({ env: reversed })).toBe(checksum({ env }));
      }),
      { numRuns: 1000 },
    );
  });
});
