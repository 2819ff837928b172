import fc from 'fast-check';
import type {
  Delivery,
  Device,
  Duration,
  GpuNeeds,
  Health,
  MemoryUse,
  Percent,
  ServerPort,
  ServerSignal,
  ServerUser,
} from '../../lib';
import { durationOrNone, longDuration } from './amounts';
import type { RuntimeDescription } from './app-description';
import { anyPath, anyText, someText } from './hostile-text';
import { image, reason } from './image-shapes';
import { modelFor, secretKey } from './model-shapes';
import { args, command, env, files, writable } from './pod-shapes';
import { list, nonEmpty, oneOf, optional, record, some, union, type Optional, type Shape } from './shape';
import { portName, portNumber } from './valid-names';
import { subPath, volume, volumeSource } from './volume-shapes';

type Of<K extends RuntimeDescription['kind']> = Extract<RuntimeDescription, { readonly kind: K }>;

type ServerDescription = Of<'defined'>['server'];
type Flags = NonNullable<ServerDescription['flags']>;

/** What is seen where a LeaderWorkerSet stands in the place of a Deployment. */
export const severalPods = 'Replica: several pods';

/** How many pods share a copy of the model, each on a node of its own. */
const podsOfReplica: Shape<number> = {
  ...some(fc.constantFrom(1, 2, 3)),
  members: new Set([severalPods]),
  look: (count, sight) => {
    if (count > 1) sight.member(severalPods);
  },
};

type Signals = NonNullable<ServerDescription['signals']>;

const serverSignal: Shape<ServerSignal> = record<ServerSignal>('ServerSignal', {
  metric: some(fc.oneof(fc.constantFrom('waiting', 'a:b_total'), someText)),
  counts: oneOf('ServerSignal.counts', { now: true, ever: true }),
});

const signals: Shape<Signals> = record<Signals>('ServerSignals', {
  'queue-depth': optional(serverSignal),
  concurrency: optional(serverSignal),
  'request-rate': optional(serverSignal),
});

const by = some(fc.constant('the server'));
const source = some(fc.constant('a test'));

// Such as every GPU of the sample cluster meets: what a GPU lacks is refused.
const gpuNeeds: Shape<GpuNeeds> = record<GpuNeeds>('GpuNeeds', {
  computeCapability: optional(
    record<NonNullable<GpuNeeds['computeCapability']>>('GpuNeeds.computeCapability', {
      least: some(fc.constantFrom(7, 7.5)),
      by,
      property: some(fc.constant('runtime')),
    }),
  ),
  builtFor: optional(
    record<NonNullable<GpuNeeds['builtFor']>>('GpuNeeds.builtFor', {
      ranges: some(fc.constant([[7, 12.1]] as const)),
      by,
      source,
      instead: some(fc.constant('another')),
    }),
  ),
  driver: optional(
    record<NonNullable<GpuNeeds['driver']>>('GpuNeeds.driver', {
      least: some(fc.constantFrom(1, 580)),
      by,
      source,
      unlessSet: optional(some(fc.constant('SERVER_TAKES_ANY'))),
      fix: optional(some(fc.constant('another'))),
    }),
  ),
});

const memoryUse: Shape<MemoryUse> = record<MemoryUse>('MemoryUse', {
  engine: some(fc.constant<MemoryUse['engine']>({ kind: 'not-known', why: 'nobody says', fix: 'someone who does' })),
  parallelism: some(fc.constant({})),
  contextLength: optional(some(fc.constant(1024))),
  longerContext: optional(some(fc.constant('SERVER_TAKES_LONGER'))),
  quantization: optional(
    record<NonNullable<MemoryUse['quantization']>>('Quantization', {
      by,
      least: optional(some(fc.constant('fp8'))),
      loadsWhole: optional(some(fc.constant('it reads the whole checkpoint first'))),
    }),
  ),
  cachePrecision: optional(some(fc.constant('bf16'))),
  adapters: optional(some(fc.constant({ count: 1, rank: 8 }))),
});

type CpuMemory = NonNullable<ServerDescription['onCpus']>;
type CpuCache = NonNullable<CpuMemory['cache']>;

const cpuMemory: Shape<CpuMemory> = record<CpuMemory>('CpuMemory', {
  precision: optional(some(fc.constant('fp32'))),
  quantizes: optional(some(fc.boolean())),
  cache: optional(
    record<CpuCache>('CpuCache', {
      contextLength: optional(some(fc.constant(1))),
      variable: some(fc.constant('SERVER_CACHE_GIB')),
      flag: optional(some(fc.constant('--server-cache-bytes'))),
      precision: optional(some(fc.constant('auto'))),
      untold: optional(
        some(
          fc.constantFrom<NonNullable<CpuCache['untold']>>(
            { kind: 'bytes', bytes: 1, by: 'the server' },
            { kind: 'share', share: 0.9 },
            { kind: 'node', by: 'the server' },
          ),
        ),
      ),
    }),
  ),
});

const flags: Shape<Flags> = record<Flags>('Flags', {
  server: some(fc.constant('the server')),
  release: some(fc.constantFrom('1.0.0', undefined)),
  history: some(
    fc.constantFrom<Flags['history']>(
      {},
      { '--gone': { went: { after: '0.8', with: '0.9' }, source: 'a test' } },
      { '--new': { came: { after: '0.8', with: '0.9' }, instead: '--old', source: 'a test' } },
    ),
  ),
  aliases: optional(some(fc.constant({ '-g': '--gone' }))),
});

const server: Shape<ServerDescription> = record<ServerDescription>('ServerDescription', {
  application: optional(some(anyText)),
  image,
  command: optional(command),
  args: optional(args),
  env: optional(env),
  ports: nonEmpty(
    record<ServerPort>('ServerPort', {
      name: some(portName),
      port: some(portNumber),
      appProtocol: optional(some(fc.constantFrom('http', 'grpc', 'kubernetes.io/h2c', 'example.com/custom'))),
    }),
    3,
  ),
  health: record<Health>('Health', {
    port: some(portName),
    started: some(anyPath),
    loaded: optional(command),
    ready: some(anyPath),
    alive: some(anyPath),
  }),
  startsWithin: some(longDuration),
  drain: some(durationOrNone),
  user: record<ServerUser>('ServerUser', {
    user: some(fc.integer({ min: 1, max: 2_147_483_647 })),
    group: some(fc.integer({ min: 0, max: 2_147_483_647 })),
    reason: some(someText),
    source: optional(some(someText)),
  }),
  writable,
  volumes: optional(list(volume, { maxLength: 2 })),
  files: optional(files),
  metrics: optional(
    record<NonNullable<ServerDescription['metrics']>>('ServerDescription.metrics', {
      port: some(portName),
      path: some(anyPath),
    }),
  ),
  signals: optional(signals),
  diskBytes: optional(some(fc.constantFrom(0, 1, 5e9))),
  gpus: optional(some(fc.integer({ min: 1, max: 4 })), 0.2),
  gpuNeeds: optional(gpuNeeds),
  memory: optional(memoryUse),
  onCpus: optional(cpuMemory, 0.3),
  flags: optional(flags),
  group: optional(
    record<NonNullable<ServerDescription['group']>>('ServerGroup', {
      size: podsOfReplica,
      worker: record<NonNullable<ServerDescription['group']>['worker']>('ServerGroup.worker', {
        command: optional(command),
        args: optional(args),
      }),
    }),
    0.3,
  ),
});

const times: {
  readonly startsWithin: Optional<Duration>;
  readonly drain: Optional<Duration>;
} = { startsWithin: optional(some(longDuration)), drain: optional(some(durationOrNone)) };

const count = (...counts: readonly number[]): Optional<number> => optional(some(fc.constantFrom(...counts)));

const remoteCode = optional(record<{ readonly reason: string }>('trustRemoteCode', { reason }));
const memoryUtilization = optional(some(fc.constantFrom<Percent>('85%', '92.0%')));
const modules = some(fc.constantFrom({ sql: '/models/sql' }, { sql: '/models/sql', 'a b': 'acme/poet' }));

/** Each server that there is, with the models that it can be told of. */
export const runtime: Shape<RuntimeDescription> = union<RuntimeDescription>('Runtime', {
  http: {
    image,
    port: some(portNumber),
    healthPath: some(anyPath),
    livenessPath: optional(some(anyPath)),
    command: optional(command),
    args: optional(args),
    ...times,
    writable: optional(writable),
    metricsPath: optional(some(anyPath)),
    signals: optional(signals),
    model: optional(modelFor('folder')),
  },
  'tensorflow-serving': {
    image,
    modelName: some(
      fc.oneof(fc.constantFrom('my_model', '1', 'A.b-c_d'), fc.stringMatching(/^[A-Za-z0-9][\w.-]{0,80}$/)),
    ),
    models: volumeSource,
    subPath: optional(subPath),
    command: optional(command),
    ...times,
  },
  vllm: {
    image,
    model: modelFor('folder', 'hub', 'stream'),
    version: optional(some(fc.constantFrom('0.33.0', '0.17.1', 'v0.24.0'))),
    device: optional(some(fc.constantFrom<Device>('gpu', 'cpu'))),
    contextLength: count(1024, 4096),
    tensorParallel: count(1, 2, 4),
    pipelineParallel: count(1, 2),
    dataParallel: count(1, 2),
    nodes: optional(podsOfReplica),
    expertParallel: optional(some(fc.boolean())),
    memoryUtilization,
    maximumSequences: count(1, 64),
    batchedTokens: count(2048, 4096),
    cachePrecision: optional(some(fc.constant('fp8'))),
    quantization: optional(some(fc.constantFrom('fp8', 'awq'))),
    eager: optional(some(fc.boolean())),
    adapters: optional(
      record<NonNullable<Of<'vllm'>['adapters']>>('LoraAdapters', {
        modules,
        maximumRank: some(fc.constantFrom(8, 16)),
        atOnce: count(1, 2),
      }),
    ),
    apiKey: optional(secretKey),
    trustRemoteCode: remoteCode,
    usageStatistics: optional(some(fc.boolean())),
    ...times,
  },
  sglang: {
    image,
    model: modelFor('folder', 'hub', 'stream'),
    version: optional(some(fc.constantFrom('0.5.23', '0.5.12'))),
    contextLength: count(1024, 4096),
    tensorParallel: count(1, 2, 4),
    pipelineParallel: count(1, 2),
    expertParallel: optional(some(fc.boolean())),
    memoryUtilization,
    maximumSequences: count(1, 64),
    queuedRequests: count(1, 64),
    cachePrecision: optional(some(fc.constant('fp8'))),
    quantization: optional(some(fc.constantFrom('fp8', 'awq'))),
    prefixCache: optional(some(fc.boolean())),
    adapters: optional(
      record<NonNullable<Of<'sglang'>['adapters']>>('SglangAdapters', {
        modules,
        maximumRank: count(8, 16),
        atOnce: count(1, 2),
      }),
    ),
    apiKey: optional(secretKey),
    trustRemoteCode: remoteCode,
    ...times,
  },
  'text-embeddings-inference': {
    image,
    model: modelFor('folder', 'hub'),
    version: optional(some(fc.constantFrom('1.9.3', '1.7'))),
    device: optional(some(fc.constantFrom<Device>('gpu', 'cpu'))),
    pooling: optional(some(fc.constantFrom('cls', 'mean', 'splade', 'last-token'))),
    dtype: optional(some(fc.constantFrom('float16', 'float32'))),
    concurrentRequests: count(1, 1000),
    batchTokens: count(512, 65_536),
    textsPerRequest: count(1, 100),
    truncate: optional(some(fc.boolean())),
    payloadLimit: optional(some(fc.constantFrom('4Mi', '1.5Gi'))),
    apiKey: optional(secretKey),
    ...times,
  },
  triton: {
    image,
    model: modelFor('folder', 'stream'),
    version: optional(some(fc.constantFrom('26.07', '25.10'))),
    loadModels: optional(some(fc.subarray(['resnet', 'модель', 'a b']))),
    autoComplete: optional(some(fc.boolean())),
    loadThreads: count(1, 8),
    httpThreads: count(1, 8),
    pinnedMemory: optional(some(fc.constantFrom('0Mi', '1Gi'))),
    ...times,
  },
  mlserver: {
    image,
    model: modelFor('folder'),
    implementation: optional(some(fc.constantFrom('mlserver_sklearn.SKLearnModel', 'модель.Class'))),
    parallelWorkers: count(0, 1, 4),
    gzip: optional(some(fc.boolean())),
    structuredLogging: optional(some(fc.boolean())),
    ...times,
  },
  torchserve: {
    image,
    model: modelFor('folder'),
    archives: optional(
      some(
        fc.constantFrom<NonNullable<Of<'torchserve'>['archives']>>(
          { one: '1.mar' },
          { resnet: 'a.mar', 'b-1': 'b_1.mar' },
        ),
      ),
    ),
    workersPerModel: count(1, 4),
    queuedRequests: count(1, 1000),
    responseTimeout: optional(some(fc.constantFrom('90s', '1.5h'))),
    tokenAuthorization: optional(some(fc.boolean())),
    ...times,
  },
  defined: {
    name: some(someText),
    loads: optional(nonEmpty(some(fc.constantFrom<Delivery>('folder', 'hub', 'stream')), 3)),
    server,
    model: optional(modelFor('folder', 'hub', 'stream')),
  },
});
