import { printGiven, type Duration } from '../../core';
import type { ImageRef } from '../../image';
import type { NonEmpty, VolumeSource } from '../../workload';
import type { ServingRuntime } from '../runtime';

/** TensorFlow Serving, with one model on a volume. */
export interface TensorFlowServingProps {
  readonly kind: 'tensorflow-serving';
  readonly image: ImageRef;
  /** The name in the URL: `/v1/models/NAME:predict`. */
  readonly modelName: string;
  /** What holds the model: a folder named after it, with a sub-folder for each numeric version. */
  readonly models: VolumeSource;
  /** The folder of the volume in which the model's own folder lies. @default - its root */
  readonly subPath?: string | undefined;
  /** How the server is started, without a shell. @default - with its ports, the model, and its metrics on */
  readonly command?: NonEmpty<string> | undefined;
  /** How long loading the model may take. @default '10m' */
  readonly startsWithin?: Duration | undefined;
  /** How long a request may take to finish when the pod leaves. @default '30s' - the server's own limit for a REST call */
  readonly drain?: Duration | undefined;
}

const sources = 'https://github.com/tensorflow/serving/blob/master/tensorflow_serving';
const folder = '/models';
const monitoring = '/etc/tensorflow-serving/monitoring.config';
const metricsPath = '/monitoring/prometheus/metrics';

/** The runtime behind `kind: 'tensorflow-serving'`. */
export const tensorFlowServingRuntime: ServingRuntime<TensorFlowServingProps> = {
  name: 'tensorflow-serving',
  describe(props, notes) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(props.modelName)) {
      notes.issue({
        code: 'serving/invalid-model-name',
        property: 'runtime.modelName',
        given: printGiven(props.modelName),
        message: 'stands in a URL and in a path: letters, digits, dots, underscores and dashes only',
        fix: "modelName: 'my_model', the name of the model's folder",
      });
    }
    // The server opens its ports only after the model is loaded (model_servers/server.cc: ServerCore::Create comes
    // before the listeners, read 2026-11-21), so one path answers all three questions.
    const status = `/v1/models/${props.modelName}` as const;
    return {
      application: 'tensorflow-serving',
      image: props.image,
      // The image's entrypoint is a shell script that starts the server as its child, so the signal to stop would end
      // at the shell (tools/docker/Dockerfile, read 2026-11-21).
      command: notes.choose<NonEmpty<string>>(props.command, {
        field: 'container server command',
        value: [
          'tensorflow_model_server',
          '--port=8500',
          '--rest_api_port=8501',
          '--model_name=$(MODEL_NAME)',
          `--model_base_path=${folder}/$(MODEL_NAME)`,
          `--monitoring_config_file=${monitoring}`,
        ],
        reason: "the image's entrypoint is a shell script, which would keep the signal to stop from the server",
        source: `${sources}/tools/docker/Dockerfile`,
        override: 'runtime.command',
      }),
      env: { MODEL_NAME: props.modelName },
      ports: [
        { name: 'http', port: 8501, appProtocol: 'http' },
        { name: 'grpc', port: 8500, appProtocol: 'kubernetes.io/h2c' },
      ],
      health: { port: 'http', started: status, ready: status, alive: status },
      startsWithin: notes.choose(props.startsWithin, {
        field: 'container server startupProbe',
        value: '10m',
        reason: 'a model of some gigabytes takes minutes to load, and a start that is cut short is repeated for ever',
        source: `${sources}/model_servers/server.cc`,
        override: 'runtime.startsWithin',
      }),
      drain: notes.choose(props.drain, {
        field: 'time for requests under way',
        value: '30s',
        reason: "the server's own limit for a REST call (http_options.timeout_in_ms)",
        source: `${sources}/model_servers/main.cc`,
        override: 'runtime.drain',
      }),
      user: {
        user: 1000,
        group: 1000,
        reason: 'the image runs as root; KServe runs the same image as user 1000',
        source: 'https://github.com/kserve/kserve/blob/master/config/runtimes/kserve-tensorflow-serving.yaml',
      },
      writable: ['/tmp'],
      volumes: [{ name: 'models', from: props.models, mountPath: folder, subPath: props.subPath, readOnly: true }],
      files: { [monitoring]: `prometheus_config { enable: true, path: "${metricsPath}" }\n` },
      metrics: { port: 'http', path: metricsPath },
    };
  },
};
