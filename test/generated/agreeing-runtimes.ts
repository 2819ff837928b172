import type { SignalName } from '../../lib';
import {
  agreeingClaim,
  agreeingFiles,
  agreeingSecretKey,
  agreeingSource,
  agreeingStoreAccess,
  agreeingVariables,
  agreeingVolumes,
  freePort,
  type PodRoom,
} from './agreeing-pods';
import type {
  ModelDescription,
  ModelSourceDescription,
  RuntimeDescription,
  VolumeSourceDescription,
} from './app-description';

type Of<K extends RuntimeDescription['kind']> = Extract<RuntimeDescription, { readonly kind: K }>;
type Server = Of<'defined'>['server'];
type BuiltIn = Exclude<RuntimeDescription['kind'], 'defined' | 'http'>;

/** What a server of the library takes of its pod, whatever its props. */
interface Taken {
  readonly ports: readonly (readonly [name: string, port: number])[];
  readonly folders: readonly `/${string}`[];
  readonly file?: `/${string}`;
  readonly variables: readonly string[];
  /** What it tells of its own work. */
  readonly signals: readonly SignalName[];
}

const ofStores = [
  ...['HF_HOME', 'HF_TOKEN', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AZURE_STORAGE_KEY', 'AWS_REGION'],
  ...['AWS_ENDPOINT_URL', 'RUNAI_STREAMER_S3_USE_VIRTUAL_ADDRESSING', 'AZURE_STORAGE_ACCOUNT_NAME'],
];

const taken: Readonly<Record<BuiltIn, Taken>> = {
  'tensorflow-serving': {
    ports: [
      ['http', 8501],
      ['grpc', 8500],
    ],
    folders: ['/models', '/tmp'],
    file: '/etc/tensorflow-serving/monitoring.config',
    variables: ['MODEL_NAME'],
    signals: [],
  },
  vllm: {
    ports: [['http', 8000]],
    folders: ['/models', '/home/vllm', '/tmp'],
    variables: [
      ...ofStores,
      ...['USER', 'LOGNAME', 'VLLM_NO_USAGE_STATS', 'VLLM_ENGINE_READY_TIMEOUT_S', 'VLLM_API_KEY'],
    ],
    signals: ['queue-depth', 'concurrency', 'request-rate'],
  },
  sglang: {
    ports: [['http', 30000]],
    folders: ['/models', '/home/sglang', '/tmp'],
    variables: [...ofStores, 'USER', 'LOGNAME', 'SGLANG_ENABLE_HEALTH_ENDPOINT_GENERATION', 'SGLANG_API_KEY'],
    signals: ['queue-depth', 'concurrency', 'request-rate'],
  },
  'text-embeddings-inference': {
    ports: [['http', 3000]],
    folders: ['/models', '/data', '/tmp'],
    variables: [...ofStores, 'AUTO_TRUNCATE', 'API_KEY'],
    signals: ['queue-depth', 'request-rate'],
  },
  triton: {
    ports: [
      ['http', 8000],
      ['grpc', 8001],
      ['metrics', 8002],
    ],
    folders: ['/models', '/tmp'],
    variables: [...ofStores, 'AWS_DEFAULT_REGION', 'AZURE_STORAGE_ACCOUNT', 'AZURE_STORAGE_AUTH_TYPE'],
    signals: ['queue-depth', 'request-rate'],
  },
  mlserver: {
    ports: [
      ['http', 8080],
      ['grpc', 8081],
      ['metrics', 8082],
    ],
    folders: ['/models', '/tmp', '/opt/mlserver/.cache'],
    variables: [
      ...['PARALLEL_WORKERS', 'METRICS_DIR', 'ENVIRONMENTS_DIR', 'GZIP_ENABLED', 'USE_STRUCTURED_LOGGING'],
      ...['MODEL_NAME', 'MODEL_IMPLEMENTATION', 'MODEL_URI'],
    ].map((name) => `MLSERVER_${name}`),
    signals: ['concurrency', 'request-rate'],
  },
  torchserve: {
    ports: [
      ['http', 8080],
      ['metrics', 8082],
    ],
    folders: ['/models', '/tmp', '/home/model-server'],
    file: '/etc/torchserve/config.properties',
    variables: ['LOG_LOCATION', 'METRICS_LOCATION', 'TEMP'],
    signals: ['request-rate'],
  },
};

/** What each server of the library tells of its own work. */
export const builtInSignals: Readonly<Record<string, readonly SignalName[]>> = Object.fromEntries(
  Object.entries(taken).map(([kind, { signals }]) => [kind, signals]),
);

/** A server in agreement with its pod, where it takes ports, paths and variables before anything else does. */
export function agreeingRuntime(runtime: RuntimeDescription, room: PodRoom): RuntimeDescription {
  switch (runtime.kind) {
    case 'http': {
      room.names.take('ports', 'http');
      room.mountPath('server', '/models');
      const { writable, model } = runtime;
      return {
        ...runtime,
        port: freePort(runtime.port, room),
        ...(writable === undefined ? {} : { writable: writable.map((path) => room.mountPath('server', path)) }),
        ...(model === undefined ? {} : { model: agreeingModel(model, room) }),
      };
    }
    case 'defined':
      return agreeingDefined(runtime, room);
    case 'tensorflow-serving':
      takeFor(runtime.kind, room);
      return { ...runtime, models: agreeingSource(runtime.models, room) };
    case 'triton':
      takeFor(runtime.kind, room);
      return { ...runtime, model: readableByTriton(agreeingModel(runtime.model, room)) };
    case 'mlserver':
    case 'torchserve':
      takeFor(runtime.kind, room);
      return { ...runtime, model: agreeingModel(runtime.model, room) };
    case 'vllm':
    case 'sglang':
    case 'text-embeddings-inference': {
      takeFor(runtime.kind, room);
      const { apiKey } = runtime;
      return {
        ...runtime,
        model: streamable(agreeingModel(runtime.model, room), runtime.version),
        ...(apiKey === undefined ? {} : { apiKey: agreeingSecretKey(apiKey, room.chart) }),
      };
    }
  }
}

function takeFor(kind: BuiltIn, room: PodRoom): void {
  const { ports, folders, file } = taken[kind];
  for (const [name, port] of ports) {
    room.names.take('ports', name);
    freePort(port, room);
  }
  for (const path of folders) room.mountPath('server', path);
  if (file === undefined) return;
  room.mountPath('server', file);
  room.names.take('configuration', file.replace(/[^a-zA-Z0-9]/g, '').toLowerCase());
}

function agreeingDefined({ model, loads, ...runtime }: Of<'defined'>, room: PodRoom): Of<'defined'> {
  room.mountPath('server', '/models');
  const server = agreeingServer(runtime.server, room);
  if (loads === undefined) return { ...runtime, server };
  if (model === undefined) return { ...runtime, server, loads };
  const taken = { loads: [deliveryOf(model.source), ...loads], model: agreeingModel(model, room) } as const;
  return { ...runtime, ...taken, server: roomy(server, model) };
}

/** Where the sizes of the model are known, whatever is told of a cache would have to suit them. */
function roomy(server: Server, { architecture }: ModelDescription): Server {
  if (architecture === undefined || server.onCpus === undefined) return server;
  const { cache: _, ...onCpus } = server.onCpus;
  return { ...server, onCpus };
}

function deliveryOf(source: ModelSourceDescription): 'folder' | 'hub' | 'stream' {
  if (source.kind === 'hugging-face') return 'hub';
  return source.kind === 'object-store' && source.download === undefined ? 'stream' : 'folder';
}

function agreeingModel(model: ModelDescription, room: PodRoom): ModelDescription {
  const { source } = model;
  switch (source.kind) {
    case 'in-image':
    case 'image-volume':
      return model;
    case 'claim':
      return { ...model, source: { ...source, claim: agreeingClaim(source.claim, room) } };
    case 'hugging-face': {
      const { token } = source;
      const known = token === undefined ? {} : { token: agreeingSecretKey(token, room.chart) };
      return { ...model, source: { ...source, ...known } };
    }
    case 'object-store':
      if (source.download !== undefined) room.containerName('download');
      return { ...model, source: inAccount(agreeingStore(source, room)) };
  }
}

type Stored = Extract<ModelSourceDescription, { readonly kind: 'object-store' }>;

function agreeingStore(source: Stored, room: PodRoom): Stored {
  // No server reads weights from the web as it loads.
  const uri = source.download === undefined && source.uri.startsWith('https:') ? anyBucket : source.uri;
  return { ...source, uri, access: agreeingStoreAccess(source.access, room.chart) };
}

/** Azure's storage is found by the account that it is in. */
function inAccount(source: Stored): Stored {
  return source.uri.startsWith('az:') ? { account: 'acme', ...source } : source;
}

/** Old releases stream from S3 alone, and sign; none streams from Azure without signing. */
function streamable(model: ModelDescription, version: string | undefined): ModelDescription {
  const { source } = model;
  if (deliveryOf(source) !== 'stream' || source.kind !== 'object-store') return model;
  const isOld = version === '0.17.1';
  const uri = isOld || source.access.kind === 'public' ? anyBucket : source.uri;
  const access = isOld && source.access.kind === 'public' ? ({ kind: 'ambient' } as const) : source.access;
  return { ...model, source: { ...source, uri, access } };
}

const anyBucket = 's3://weights/llama';

/** Triton reads from Azure by an account, and by a key or in late releases only. */
function readableByTriton(model: ModelDescription): ModelDescription {
  const { source } = model;
  if (deliveryOf(source) !== 'stream' || source.kind !== 'object-store' || !source.uri.startsWith('az:')) return model;
  return { ...model, source: { ...source, uri: anyBucket } };
}

function agreeingServer(server: Server, room: PodRoom): Server {
  const { env, volumes, files, metrics, health } = server;
  const [first, ...rest] = server.ports;
  const agreeing = (port: Server['ports'][number]): Server['ports'][number] => ({
    ...port,
    name: room.names.take('ports', port.name, (count) => `${port.name.slice(0, 9)}-${count}`),
    // 80 is what the Service takes for the first of them.
    port: freePort(port.port === 80 ? 8080 : port.port, room),
  });
  const ports: Server['ports'] = [agreeing(first), ...rest.map(agreeing)];
  const known = (name: string): string => (ports.some((port) => port.name === name) ? name : ports[0].name);
  return {
    ...server,
    ports,
    health: { ...health, port: known(health.port) },
    writable: server.writable.map((path) => room.mountPath('server', path)),
    ...(env === undefined ? {} : { env: agreeingVariables(env, ofStores, room.chart) }),
    ...(volumes === undefined ? {} : { volumes: agreeingVolumes(volumes, 'server', room) }),
    ...(files === undefined ? {} : { files: agreeingFiles(files, 'server', room) }),
    ...(metrics === undefined ? {} : { metrics: { ...metrics, port: known(metrics.port) } }),
  };
}

/** The variables that a server sets by itself. */
export function namesSetBy(runtime: RuntimeDescription): readonly string[] {
  if (runtime.kind === 'http') return ofStores;
  if (runtime.kind !== 'defined') return taken[runtime.kind].variables;
  return [...(runtime.server.env ?? []).map(({ name }) => name), ...ofStores];
}

/** The ports of a server, by name and in its order. */
export function portsOf(runtime: RuntimeDescription): readonly (readonly [name: string, port: number])[] {
  if (runtime.kind === 'http') return [['http', runtime.port]];
  if (runtime.kind === 'defined') return runtime.server.ports.map(({ name, port }) => [name, port]);
  return taken[runtime.kind].ports;
}

/** What a server tells of its own work, by which KEDA can scale it. */
export function signalsOf(runtime: RuntimeDescription): readonly SignalName[] {
  if (runtime.kind !== 'http' && runtime.kind !== 'defined') return taken[runtime.kind].signals;
  const { signals = {} } = runtime.kind === 'http' ? runtime : runtime.server;
  return signalNames.filter((name) => signals[name] !== undefined);
}

const signalNames: readonly SignalName[] = ['queue-depth', 'concurrency', 'request-rate'];

/** How many pods have a part of the model each. */
export function podsEachOf(runtime: RuntimeDescription): number {
  if (runtime.kind === 'vllm') return runtime.nodes ?? 1;
  return runtime.kind === 'defined' ? (runtime.server.group?.size ?? 1) : 1;
}

/** What a server mounts by itself. */
export function volumesOf(runtime: RuntimeDescription): readonly { readonly from: VolumeSourceDescription }[] {
  const model = modelOf(runtime);
  return [
    ...(runtime.kind === 'defined' ? (runtime.server.volumes ?? []) : []),
    ...(runtime.kind === 'tensorflow-serving' ? [{ from: runtime.models }] : []),
    ...(model?.source.kind === 'claim' ? [{ from: { kind: 'claim', claim: model.source.claim } as const }] : []),
  ];
}

/** The model that a server is told of. */
export function modelOf(runtime: RuntimeDescription): ModelDescription | undefined {
  return runtime.kind === 'tensorflow-serving' ? undefined : runtime.model;
}
