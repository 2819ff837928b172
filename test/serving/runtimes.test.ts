import { describe, expect, it } from 'vitest';
import {
  defineRuntime,
  existingClaim,
  ModelService,
  type ImageRef,
  type ServerDescription,
  type TensorFlowServingProps,
} from 'modelyard';
import { httpRuntime, image, least, manifestsOf, OneService, resources } from './one-service';

describe('the runtime http', () => {
  it('runs the image as it is', () => {
    const { server } = new OneService();
    expect(server.image).toBe('myuser/model:v1');
    expect(server.ports).toEqual([{ name: 'http', containerPort: 5000 }]);
    expect([server.command, server.args]).toEqual([undefined, undefined]);
  });

  it('takes a command and its arguments, with no shell in between', () => {
    const { server } = new OneService({ runtime: { ...httpRuntime, command: ['gunicorn'], args: ['app:app'] } });
    expect(server.command).toEqual(['gunicorn']);
    expect(server.args).toEqual(['app:app']);
  });

  it('asks a path of its own whether the server is alive', () => {
    const { server } = new OneService({ runtime: { ...httpRuntime, livenessPath: '/live' } });
    expect(server.livenessProbe.httpGet.path).toBe('/live');
    expect(server.readinessProbe.httpGet.path).toBe('/health');
    expect(server.startupProbe.httpGet.path).toBe('/health');
  });
});

describe('the runtime tensorflow-serving', () => {
  const models: TensorFlowServingProps['models'] = {
    kind: 'claim',
    claim: existingClaim('models', { accessModes: ['ReadOnlyMany'] }),
  };
  const tensorFlow: TensorFlowServingProps = { kind: 'tensorflow-serving', image, modelName: 'my_model', models };
  const built = new OneService({ runtime: tensorFlow });

  it('starts the server itself, which a shell would keep the signal to stop from', () => {
    expect(built.server.command).toEqual([
      'tensorflow_model_server',
      '--port=8500',
      '--rest_api_port=8501',
      '--model_name=$(MODEL_NAME)',
      '--model_base_path=/models/$(MODEL_NAME)',
      '--monitoring_config_file=/etc/tensorflow-serving/monitoring.config',
    ]);
    expect(built.server.env).toEqual([
      { name: 'HOME', value: '/tmp' },
      { name: 'MODEL_NAME', value: 'my_model' },
    ]);
  });

  it('answers REST first and gRPC beside it', () => {
    expect(built.server.ports).toEqual([
      { name: 'http', containerPort: 8501 },
      { name: 'grpc', containerPort: 8500 },
    ]);
    expect(built.one('Service').spec.ports).toEqual([
      { name: 'http', port: 80, protocol: 'TCP', appProtocol: 'http', targetPort: 'http' },
      { name: 'grpc', port: 8500, protocol: 'TCP', appProtocol: 'kubernetes.io/h2c', targetPort: 'grpc' },
    ]);
  });

  it('is asked for the status of the model', () => {
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
      expect(built.server[probe].httpGet).toEqual({ path: '/v1/models/my_model', port: 'http' });
    }
  });

  it('reads the model and cannot change it', () => {
    expect(built.server.volumeMounts).toContainEqual({ name: 'models', mountPath: '/models', readOnly: true });
    expect(built.pod.volumes).toContainEqual({
      name: 'models',
      persistentVolumeClaim: { claimName: 'models', readOnly: true },
    });
    const below = new OneService({ runtime: { ...tensorFlow, subPath: 'team/a' } });
    expect(below.server.volumeMounts).toContainEqual({
      name: 'models',
      mountPath: '/models',
      subPath: 'team/a',
      readOnly: true,
    });
  });

  it('shows its metrics', () => {
    expect(built.one('ConfigMap').data).toEqual({
      'etc.tensorflow-serving.monitoring.config':
        'prometheus_config { enable: true, path: "/monitoring/prometheus/metrics" }\n',
    });
    expect(built.server.volumeMounts).toContainEqual({
      name: 'config',
      mountPath: '/etc/tensorflow-serving/monitoring.config',
      subPath: 'etc.tensorflow-serving.monitoring.config',
      readOnly: true,
    });
  });

  it('takes further arguments', () => {
    const { server, issues } = new OneService({ runtime: tensorFlow, args: ['--enable_batching=true'] });
    expect(issues).toEqual([]);
    expect(server.args).toEqual(['--enable_batching=true']);
  });

  it('takes its own times', () => {
    const { server, pod } = new OneService({ runtime: { ...tensorFlow, startsWithin: '20m', drain: '2m' } });
    expect(server.startupProbe.failureThreshold).toBe(240);
    expect(pod.terminationGracePeriodSeconds).toBe(15 + 120 + 5);
  });

  it.each(['my_model', 'a', '1', 'resnet-50.v1'])('serves a model called %s', (modelName) => {
    expect(new OneService({ runtime: { ...tensorFlow, modelName } }).issues).toEqual([]);
  });

  it.each(['', 'a b', '../a', 'a/b', '.a', '-a', 'modèle'])('serves none called %j', (modelName) => {
    expect(new OneService({ runtime: { ...tensorFlow, modelName } }).issues.map(({ code }) => code)).toEqual([
      'serving/invalid-model-name',
    ]);
  });
});

/** A runtime as a user writes it: MLServer, with its three ports. */
const mlserver = defineRuntime<{ readonly image: ImageRef; readonly workers?: number | undefined }>({
  name: 'mlserver',
  describe({ image, workers }, notes): ServerDescription {
    if (workers !== undefined && workers < 0) {
      notes.issue({
        code: 'mlserver/invalid-workers',
        property: 'runtime.workers',
        given: String(workers),
        message: 'is not a number of processes',
        fix: 'runtime.workers: 1',
      });
    }
    const parallel = notes.choose(workers, {
      field: 'container server env MLSERVER_PARALLEL_WORKERS',
      value: 1,
      reason: 'one process answers until you say how many',
      override: 'runtime.workers',
    });
    return {
      application: 'mlserver',
      image,
      env: { MLSERVER_PARALLEL_WORKERS: String(parallel), MLSERVER_MODELS_DIR: '/mnt/models' },
      args: ['mlserver', 'start'],
      ports: [
        { name: 'http', port: 8080, appProtocol: 'http' },
        { name: 'metrics', port: 8082 },
      ],
      health: { port: 'http', started: '/v2/health/ready', ready: '/v2/health/ready', alive: '/v2/health/live' },
      startsWithin: '5m',
      drain: '20s',
      user: { user: 1001, group: 1002, reason: "the image's own user" },
      writable: ['/tmp', '/var/metrics'],
      volumes: [{ name: 'models', mountPath: '/mnt/models', from: { kind: 'empty' } }],
      files: { '/mnt/settings.json': '{}' },
      metrics: { port: 'metrics', path: '/metrics' },
    };
  },
});

describe("a runtime of the user's own", () => {
  const built = new OneService({ runtime: mlserver({ image }), env: { LEVEL: 'info' }, args: ['models'] });

  it('is rendered as the built-in ones are', () => {
    expect(built.issues).toEqual([]);
    expect(built.server).toMatchObject({
      image: 'myuser/model:v1',
      args: ['mlserver', 'start', 'models'],
      env: [
        { name: 'HOME', value: '/tmp' },
        { name: 'MLSERVER_PARALLEL_WORKERS', value: '1' },
        { name: 'MLSERVER_MODELS_DIR', value: '/mnt/models' },
        { name: 'LEVEL', value: 'info' },
      ],
      ports: [
        { name: 'http', containerPort: 8080 },
        { name: 'metrics', containerPort: 8082 },
      ],
      startupProbe: { httpGet: { path: '/v2/health/ready', port: 'http' }, failureThreshold: 60 },
      livenessProbe: { httpGet: { path: '/v2/health/live', port: 'http' } },
      volumeMounts: [
        { name: 'models', mountPath: '/mnt/models' },
        { name: 'config', mountPath: '/mnt/settings.json', subPath: 'mnt.settings.json', readOnly: true },
        { name: 'tmp', mountPath: '/tmp' },
        { name: expect.stringMatching(/^var-metrics-/), mountPath: '/var/metrics' },
      ],
    });
    expect(built.pod.securityContext).toMatchObject({ runAsUser: 1001, runAsGroup: 1002, fsGroup: 1002 });
    expect(built.pod.terminationGracePeriodSeconds).toBe(15 + 20 + 5);
    expect(built.one('ConfigMap').data).toEqual({ 'mnt.settings.json': '{}' });
    expect(built.one('Service').metadata.labels['app.kubernetes.io/name']).toBe('mlserver');
  });

  it('decides and finds faults in its own words', () => {
    expect(built.decisions.map(({ field }) => field)).toContain('container server env MLSERVER_PARALLEL_WORKERS');
    const wrong = new OneService({ runtime: mlserver({ image, workers: -1 }) });
    expect(wrong.issues).toMatchObject([{ code: 'mlserver/invalid-workers', path: 'models/chat' }]);
    expect(wrong.decisions.map(({ field }) => field)).not.toContain('container server env MLSERVER_PARALLEL_WORKERS');
  });

  it('is one value that many services can share', () => {
    const runtime = mlserver({ image });
    const { chart } = new OneService({ runtime }, (_service, shared) => {
      new ModelService(shared, 'other', { runtime, resources });
    });
    const images = manifestsOf(chart)
      .filter(({ kind }) => kind === 'Deployment')
      .map(({ spec }) => spec.template.spec.containers[0].image);
    expect(images).toEqual(['myuser/model:v1', 'myuser/model:v1']);
  });

  it('is told of the model that it shall serve, and of the GPUs, where it says how it loads', () => {
    const loader = defineRuntime<{ readonly image: ImageRef }>({
      name: 'loader',
      loads: ['folder', 'hub'],
      describe({ image }, _notes, { model, gpus }): ServerDescription {
        return {
          image,
          command: ['serve'],
          args: [model?.reference ?? '', `--name=${model?.name ?? ''}`, `--gpus=${gpus ?? 0}`],
          ports: [{ name: 'http', port: 8080 }],
          health: { port: 'http', started: '/up', ready: '/up', alive: '/up' },
          startsWithin: '5m',
          drain: '20s',
          user: { user: 1000, group: 1000, reason: "the image's own user" },
          writable: ['/tmp'],
        };
      },
    });
    const source = { kind: 'in-image', path: '/opt/weights' } as const;
    const told = new OneService({ runtime: loader({ image }), gpus: 2, model: { source, name: 'llama' } });
    expect(told.issues).toEqual([]);
    expect(told.server.args).toEqual(['/opt/weights', '--name=llama', '--gpus=2']);
    const stream = { kind: 'object-store', uri: 's3://weights/', access: { kind: 'ambient' } } as const;
    const cannot = new OneService({ runtime: loader({ image }), model: { source: stream } });
    expect(cannot.issues).toMatchObject([
      { code: 'serving/cannot-load', message: 'loader cannot load from there by itself' },
    ]);
  });

  it('has its variables and flags defended as the built-in ones have', () => {
    const clashing = new OneService({
      ...least,
      runtime: mlserver({ image }),
      env: { MLSERVER_MODELS_DIR: '/elsewhere' },
    });
    expect(clashing.issues.map(({ code }) => code)).toEqual(['serving/env-clash']);
  });
});
