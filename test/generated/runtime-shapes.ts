import fc from 'fast-check';
import type { Delivery, Device, Duration, Health, Percent, ServerPort, ServerUser } from '../../lib';
import { durationOrNone, longDuration } from './amounts';
import type { RuntimeDescription } from './app-description';
import { anyPath, anyText, someText } from './hostile-text';
import { modelFor, secretKey } from './model-shapes';
import { args, command, env, files, image, reason, writable } from './pod-shapes';
import { list, nonEmpty, optional, record, some, union, type Optional, type Shape } from './shape';
import { portName, portNumber } from './valid-names';
import { subPath, volume, volumeSource } from './volume-shapes';

type Of<K extends RuntimeDescription['kind']> = Extract<RuntimeDescription, { readonly kind: K }>;

type ServerDescription = Of<'defined'>['server'];

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
  signals: optional(
    some(
      fc.constantFrom<NonNullable<ServerDescription['signals']>>(
        {},
        { 'queue-depth': { metric: 'waiting', counts: 'now' }, 'request-rate': { metric: 'done', counts: 'ever' } },
      ),
    ),
  ),
  diskBytes: optional(some(fc.constantFrom(0, 1, 5e9))),
  gpus: optional(some(fc.integer({ min: 1, max: 4 })), 0.2),
  gpuNeeds: optional(
    some(
      fc.constantFrom<NonNullable<ServerDescription['gpuNeeds']>>(
        {},
        {
          computeCapability: { least: 7, by: 'the server', property: 'runtime' },
          builtFor: { ranges: [[7, 12.1]], by: 'the server', source: 'a test', instead: 'another' },
          driver: { least: 1, by: 'the server', source: 'a test', fix: 'another' },
        },
      ),
    ),
  ),
  memory: optional(
    some(
      fc.constant<NonNullable<ServerDescription['memory']>>({
        engine: { kind: 'not-known', why: 'nobody says', fix: 'someone who does' },
        parallelism: {},
        contextLength: 1024,
      }),
    ),
  ),
  onCpus: optional(some(fc.constantFrom<NonNullable<ServerDescription['onCpus']>>({}, { precision: 'fp32' }))),
  flags: optional(
    some(
      fc.constant<NonNullable<ServerDescription['flags']>>({
        server: 'the server',
        release: '1.0.0',
        history: { '--gone': { went: { after: '0.8', with: '0.9' }, source: 'a test' } },
      }),
    ),
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
    // Several are groups of pods, and the laws look for a Deployment in each service.
    nodes: count(1),
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
      some(fc.constantFrom<NonNullable<Of<'torchserve'>['archives']>>({}, { resnet: 'a.mar', 'b-1': 'b_1.mar' })),
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
