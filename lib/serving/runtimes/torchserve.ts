import { parseDuration, printGiven, readDuration, wholeSeconds, type Duration, type Notes } from '../../core';
import type { ImageRef } from '../../image';
import { folderOf, noModel, startupBudget } from '../model/served-model';
import type { ServingRuntime } from '../runtime';
import { judgeWhole } from './whole-number';

/**
 * TorchServe, which serves archives of PyTorch models (`.mar`) from a folder. Nobody maintains it any more.
 *
 * The `model` of the service is that folder, its model store.
 */
export interface TorchserveProps {
  readonly kind: 'torchserve';
  readonly image: ImageRef;
  /** The models that it loads: the archive in the store for each name. @default - all archives of the store */
  readonly archives?: Readonly<Record<string, `${string}.mar`>> | undefined;
  /** The processes for each model. @default - one for each GPU, or for each CPU */
  readonly workersPerModel?: number | undefined;
  /** The requests that may wait for each model; it refuses those beyond. @default 100 - the server's own */
  readonly queuedRequests?: number | undefined;
  /** How long a model may take to answer before its worker is restarted. @default '2m' - the server's own */
  readonly responseTimeout?: Duration | undefined;
  /**
   * Whether callers must show a token, which each pod makes for itself as it starts, in its own `key_file.json`.
   *
   * @default false - behind one Service no caller would know which pod's token to show
   */
  readonly tokenAuthorization?: boolean | undefined;
  /** How long loading may take. @default - 10 minutes, and the time to read the weights at 200 MB/s */
  readonly startsWithin?: Duration | undefined;
  /** How long a request may take to finish when the pod leaves; every pod takes all of it. @default '30s' */
  readonly drain?: Duration | undefined;
}

const source = 'https://github.com/pytorch/serve/blob/62c4d6a1';
const configuration = '/etc/torchserve/config.properties';
const loaded = '/etc/torchserve/loaded.py';
const tellsLoaded = ['python3', loaded] as const;
const home = '/home/model-server';

/** The runtime behind `kind: 'torchserve'`. */
export const torchserveRuntime: ServingRuntime<TorchserveProps> = {
  name: 'TorchServe',
  loads: ['folder'],
  describe(props, notes, { model }) {
    if (model === undefined) {
      const fix = "model: { source: { kind: 'claim', claim } }, a folder with archives (.mar)";
      notes.issue({ ...noModel('TorchServe'), fix });
    }
    notes.warn(notMaintained);
    if (props.archives !== undefined) judgeArchives(props.archives, notes);
    const { workersPerModel, queuedRequests } = props;
    judgeWhole({ workersPerModel, queuedRequests }, notes);
    if (props.responseTimeout !== undefined)
      notes.check(readDuration('runtime.responseTimeout', props.responseTimeout));
    const withToken = notes.choose(props.tokenAuthorization, {
      field: 'token authorization of TorchServe',
      value: false,
      reason: 'each pod would make a token of its own, and no caller knows which pod it reaches',
      source: `${source}/docs/token_authorization_api.md`,
      override: 'runtime.tokenAuthorization',
    });
    return {
      application: 'torchserve',
      image: props.image,
      // The image's entrypoint never ends, not even when its server has. This launcher ends with the server and, as
      // the first process, hears no signal to stop: what is under way goes on until the kubelet ends the pod, where
      // the server itself would cut it off.
      command: [
        'torchserve',
        '--start',
        '--foreground',
        '--ncs',
        `--model-store=${model === undefined ? '/models' : folderOf(model)}`,
        `--ts-config=${configuration}`,
        ...(withToken ? [] : ['--disable-token-auth']),
      ],
      flags: {
        server: 'TorchServe',
        release: undefined,
        history: {},
        aliases: { '--no-config-snapshots': '--ncs', '--dt': '--disable-token-auth' },
      },
      files: { [configuration]: properties(props), [loaded]: loadedScript },
      // Its logs and its temporary files would lie in folders of the image, which are read-only.
      env: { LOG_LOCATION: '/tmp/logs', METRICS_LOCATION: '/tmp/logs', TEMP: '/tmp' },
      ports: [
        { name: 'http', port: 8080, appProtocol: 'http' },
        { name: 'metrics', port: 8082, appProtocol: 'http' },
      ],
      // /ping answers 200 before the models are loaded, and no other path does better. Their workers are told of on the
      // management port, which nobody but the pod itself reaches. With tokens /ping answers 400 to the kubelet, which has
      // none; the metrics do not ask for one (TorchServe 0.12.0, run).
      health: withToken
        ? { port: 'metrics', started: '/metrics', loaded: tellsLoaded, ready: '/metrics', alive: '/metrics' }
        : { port: 'http', started: '/ping', loaded: tellsLoaded, ready: '/ping', alive: '/ping' },
      startsWithin: notes.choose(props.startsWithin, {
        field: 'container server startupProbe',
        value: startupBudget(model ?? {}),
        reason: 'ten minutes to load, and the time to read the weights at 200 MB a second',
        source: `${source}/docs/configuration.md`,
        override: 'runtime.startsWithin',
      }),
      drain: notes.choose(props.drain, {
        field: 'time for requests under way',
        value: '30s',
        reason: 'an inference takes seconds; the server hears no signal to stop, so that every pod takes all of it',
        source: `${source}/ts/model_server.py`,
        override: 'runtime.drain',
      }),
      user: {
        user: 1000,
        group: 1000,
        reason: 'the image names its user by a name alone; KServe runs the same image as user 1000',
        source: 'https://github.com/kserve/kserve/blob/master/config/runtimes/kserve-torchserve.yaml',
      },
      // The file with the token is written to the folder that the image starts in.
      writable: withToken ? ['/tmp', home] : ['/tmp'],
      metrics: { port: 'metrics', path: '/metrics' },
      signals: { 'request-rate': { metric: 'ts_inference_requests_total', counts: 'ever' } },
    };
  },
};

function properties({ archives, workersPerModel, queuedRequests, responseTimeout }: TorchserveProps): string {
  const load =
    archives === undefined
      ? 'all'
      : Object.entries(archives)
          .map((pair) => pair.join('='))
          .join(',');
  // What is no duration is noted already.
  const seconds = responseTimeout === undefined ? undefined : parseDuration(responseTimeout);
  const lines: Readonly<Record<string, string | number | undefined>> = {
    inference_address: 'http://0.0.0.0:8080',
    // Whoever reaches it can load and run code.
    management_address: 'http://127.0.0.1:8081',
    metrics_address: 'http://0.0.0.0:8082',
    // Otherwise it writes its metrics into files.
    metrics_mode: 'prometheus',
    load_models: load,
    default_workers_per_model: workersPerModel,
    job_queue_size: queuedRequests,
    default_response_timeout: seconds === undefined ? undefined : wholeSeconds(seconds),
  };
  return Object.entries(lines)
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}\n`]))
    .join('');
}

/** Models are registered before the ports open, and a worker is READY once it has loaded (TorchServe 0.12.0, run). */
const loadedScript = `# Ends with 0 once each model has a worker that has loaded it.
import json
import os
import sys
from http.client import HTTPConnection

headers = {}
if os.path.exists("key_file.json"):
    with open("key_file.json") as keys:
        headers["Authorization"] = "Bearer " + json.load(keys)["management"]["key"]


def read(path):
    connection = HTTPConnection("127.0.0.1", 8081, timeout=25)
    connection.request("GET", "/models" + path, headers=headers)
    return json.load(connection.getresponse())


names = [model["modelName"] for model in read("?limit=1000")["models"]]
waiting = [
    name
    for name in names
    if not any(worker["status"] == "READY" for model in read("/" + name) for worker in model["workers"])
]
sys.exit(f"not loaded yet: {', '.join(waiting) or 'no model is there'}" if waiting or not names else 0)
`;

/** Names and archives stand in one line of a file of properties; with none of them nothing is ever loaded. */
function judgeArchives(archives: Readonly<Record<string, string>>, notes: Notes): void {
  if (Object.keys(archives).length === 0) {
    notes.issue({
      code: 'serving/no-model',
      property: 'runtime.archives',
      given: printGiven(archives),
      message: 'names no model, and a pod that has loaded none is never ready',
      fix: "archives: { resnet: 'resnet.mar' }, or none: all archives of the store",
    });
  }
  for (const [name, archive] of Object.entries(archives)) {
    if ([name, archive].every((text) => /^[A-Za-z0-9][\w.-]*$/.test(text))) continue;
    notes.issue({
      code: 'serving/invalid-model-name',
      property: `runtime.archives.${name}`,
      given: printGiven(archive),
      message: 'stands in a URL and in a file of properties: letters, digits, dots, underscores and dashes only',
      fix: "archives: { resnet: 'resnet.mar' }",
    });
  }
}

const notMaintained: Parameters<Notes['warn']>[0] = {
  code: 'serving/not-maintained',
  property: 'runtime.kind',
  given: '"torchserve"',
  message: `gets no updates, and no security patches, since 2025 (${source}/README.md)`,
  fix: "kind: 'triton' or another server; or acknowledge(service, 'serving/not-maintained', 'the reason')",
};
