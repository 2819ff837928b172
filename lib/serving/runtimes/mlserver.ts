import { printGiven, type Duration, type Notes } from '../../core';
import type { ImageRef } from '../../image';
import type { Env } from '../../workload';
import { folderOf, noModel, startupBudget, type ServedModel } from '../model/served-model';
import type { ServingRuntime } from '../runtime';

/** MLServer, which serves models of scikit-learn, XGBoost, MLflow and others by the Open Inference Protocol. */
export interface MlserverProps {
  readonly kind: 'mlserver';
  readonly image: ImageRef;
  /**
   * The class that serves the model, such as `'mlserver_sklearn.SKLearnModel'`.
   *
   * @default - what `model-settings.json` in the folder of the model says, for each model in it
   */
  readonly implementation?: string | undefined;
  /**
   * The processes that work beside the one that answers; without any, a model that computes for long keeps health
   * checks waiting, and streams are possible.
   *
   * @default 0 - requests under way then finish when the pod leaves
   */
  readonly parallelWorkers?: number | undefined;
  /** Whether it compresses its answers; streams need that it does not. @default true */
  readonly gzip?: boolean | undefined;
  /** Whether its log is JSON. @default false */
  readonly structuredLogging?: boolean | undefined;
  /** How long loading may take. @default - 10 minutes, and the time to read the weights at 200 MB/s */
  readonly startsWithin?: Duration | undefined;
  /** How long a request may take to finish when the pod leaves. @default '30s' */
  readonly drain?: Duration | undefined;
}

const source = 'https://github.com/SeldonIO/MLServer/blob/a325e523';

/** The runtime behind `kind: 'mlserver'`. */
export const mlserverRuntime: ServingRuntime<MlserverProps> = {
  name: 'MLServer',
  loads: ['folder'],
  describe(props, notes, { model }) {
    if (model === undefined) {
      const fix = "model: { source: { kind: 'claim', claim } }, a folder with a model-settings.json";
      notes.issue({ ...noModel('MLServer'), fix });
    }
    if (props.implementation === undefined) notes.notKnown(readyWithoutModel);
    const workers = workersOf(props.parallelWorkers, notes);
    return {
      application: 'mlserver',
      image: props.image,
      // The image has no entrypoint, and its command is a line for a shell.
      command: ['mlserver', 'start', ...(model === undefined ? [] : [folderOf(model)])],
      env: variables(props, model, workers),
      ports: [
        { name: 'http', port: 8080, appProtocol: 'http' },
        { name: 'grpc', port: 8081, appProtocol: 'kubernetes.io/h2c' },
        { name: 'metrics', port: 8082, appProtocol: 'http' },
      ],
      // Alive before the models are loaded; ready, and 400 until then, after.
      health: { port: 'http', started: '/v2/health/ready', ready: '/v2/health/ready', alive: '/v2/health/live' },
      startsWithin: notes.choose(props.startsWithin, {
        field: 'container server startupProbe',
        value: startupBudget(model ?? {}),
        reason: 'ten minutes to load, and the time to read the weights at 200 MB a second',
        source: `${source}/mlserver/server.py`,
        override: 'runtime.startsWithin',
      }),
      drain: notes.choose(props.drain, {
        field: 'time for requests under way',
        value: '30s',
        reason: 'an inference takes seconds; told to stop, the server finishes what it has and knows no limit',
        source: `${source}/mlserver/server.py`,
        override: 'runtime.drain',
      }),
      user: {
        user: 1000,
        group: 0,
        reason: "the image's own user, and the group that owns what it may write to",
        source: `${source}/Dockerfile`,
      },
      // The second is where the image has libraries keep what they fetch and compile.
      writable: ['/tmp', '/opt/mlserver/.cache'],
      metrics: { port: 'metrics', path: '/metrics' },
      signals: {
        concurrency: { metric: 'rest_server_requests_in_progress', counts: 'now' },
        'request-rate': { metric: 'model_infer_request_success_total', counts: 'ever' },
      },
    };
  },
};

function workersOf(given: number | undefined, notes: Notes): number {
  const workers = notes.choose(given, {
    field: 'container server env MLSERVER_PARALLEL_WORKERS',
    value: 0,
    reason:
      'with worker processes the server answers requests under way by an error when its pod leaves; without, they finish',
    source: `${source}/mlserver/server.py`,
    override: 'runtime.parallelWorkers',
  });
  if (workers > 0) {
    notes.warn({
      code: 'serving/no-drain',
      property: 'runtime.parallelWorkers',
      given: printGiven(workers),
      message: `with worker processes it ends requests under way by status 500 when its pod leaves (${source}/mlserver/server.py)`,
      fix: "parallelWorkers: 0, or rollout: { kind: 'rolling', preStopSleep: '1m' }, in which they finish",
    });
  }
  return workers;
}

function variables(props: MlserverProps, model: ServedModel | undefined, workers: number): Env {
  const { implementation, gzip, structuredLogging } = props;
  return {
    MLSERVER_PARALLEL_WORKERS: String(workers),
    // With worker processes it would write these into the folder that it starts in, which is read-only.
    MLSERVER_METRICS_DIR: '/tmp/metrics',
    MLSERVER_ENVIRONMENTS_DIR: '/tmp/environments',
    ...(gzip === undefined ? {} : { MLSERVER_GZIP_ENABLED: String(gzip) }),
    ...(structuredLogging === undefined ? {} : { MLSERVER_USE_STRUCTURED_LOGGING: String(structuredLogging) }),
    ...(implementation === undefined || model === undefined
      ? {}
      : {
          MLSERVER_MODEL_NAME: model.name,
          MLSERVER_MODEL_IMPLEMENTATION: implementation,
          MLSERVER_MODEL_URI: folderOf(model),
        }),
  };
}

const readyWithoutModel: Parameters<Notes['notKnown']>[0] = {
  code: 'serving/not-known-ready',
  property: 'runtime.implementation',
  message: `whether it has a model when it is ready is not known: of a folder without a model-settings.json it is ready at once (${source}/mlserver/handlers/dataplane.py)`,
  fix: "implementation: 'mlserver_sklearn.SKLearnModel', or another class: it then loads a model or ends",
};
