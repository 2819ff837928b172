import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  models,
  nodePool,
  targetCluster,
  type ModelArchitecture,
  type ModelServiceProps,
  type NodePool,
  type Runtime,
} from 'modelyard';
import { commandLine, imageOf, onClaim } from '../serving/one-server';
import { OneService } from '../serving/one-service';

const machines = ['g6.12xlarge', 'p4d.24xlarge', 'g6e.12xlarge', 'p5.48xlarge', 'p5en.48xlarge', 'p6-b200.48xlarge'];

/** Pools by the memory of their GPUs, which is 22, 40, 45, 80, 141 and 179 GiB. */
const pools: readonly NodePool[] = machines.map((machine, index) =>
  nodePool(`pool-${index}`, { machine, nodes: { min: 0, max: 6 }, diskGib: 200 }),
);
const cluster = targetCluster({ name: 'production', cloud: 'eks', kubernetes: '1.34', nodePools: pools });

const built = (props: Partial<ModelServiceProps>): OneService =>
  new OneService({ resources: undefined, model: onClaim, ...props }, undefined, cluster);

/** Any props of an object: each is there or not. */
function any<T extends object>(props: { readonly [K in keyof T]-?: fc.Arbitrary<NonNullable<T[K]>> }): fc.Arbitrary<
  Partial<T>
> {
  return fc.record(props, { requiredKeys: [] }) as unknown as fc.Arbitrary<Partial<T>>;
}

type Props<K extends Runtime['kind']> = Omit<Extract<Runtime, { readonly kind: K }>, 'kind' | 'image'>;

const small = fc.integer({ min: 1, max: 64 });
const contextLength = fc.constantFrom(1024, 8192, 32_768, 131_072);
const memoryUtilization = fc.constantFrom('50%', '85%', '95%' as const);
const seconds = fc.constantFrom('0s', '90s', '10m' as const);
const degree = fc.constantFrom(1, 2, 4);
const reason = fc.constant({ reason: 'a test' });

const vllm: fc.Arbitrary<Runtime> = any<
  Pick<
    Props<'vllm'>,
    | 'contextLength'
    | 'memoryUtilization'
    | 'maximumSequences'
    | 'batchedTokens'
    | 'cachePrecision'
    | 'quantization'
    | 'eager'
    | 'tensorParallel'
    | 'pipelineParallel'
    | 'dataParallel'
    | 'expertParallel'
    | 'adapters'
    | 'trustRemoteCode'
    | 'drain'
  >
>({
  contextLength,
  memoryUtilization,
  maximumSequences: small,
  batchedTokens: fc.constantFrom(2048, 8192),
  cachePrecision: fc.constant('fp8'),
  quantization: fc.constantFrom('fp8', 'awq'),
  eager: fc.boolean(),
  tensorParallel: degree,
  pipelineParallel: degree,
  dataParallel: degree,
  expertParallel: fc.boolean(),
  adapters: fc.constant({ modules: { sql: '/models/sql' }, maximumRank: 16 }),
  trustRemoteCode: reason,
  drain: seconds,
}).map((props) => ({ kind: 'vllm', image: imageOf('vllm/vllm-openai:v0.33.0'), ...props }));

const sglang: fc.Arbitrary<Runtime> = any<Omit<Props<'sglang'>, 'version' | 'apiKey' | 'startsWithin'>>({
  contextLength,
  memoryUtilization,
  maximumSequences: small,
  queuedRequests: small,
  cachePrecision: fc.constant('fp8'),
  quantization: fc.constantFrom('fp8', 'awq'),
  prefixCache: fc.boolean(),
  tensorParallel: degree,
  pipelineParallel: degree,
  expertParallel: fc.boolean(),
  adapters: fc.constant({ modules: { sql: '/models/sql' }, maximumRank: 16, atOnce: 2 }),
  trustRemoteCode: reason,
  drain: seconds,
}).map((props) => ({ kind: 'sglang', image: imageOf('lmsysorg/sglang:v0.5.23'), ...props }));

const embeddings: fc.Arbitrary<Runtime> = any<
  Omit<Props<'text-embeddings-inference'>, 'version' | 'apiKey' | 'startsWithin' | 'device'>
>({
  pooling: fc.constantFrom('cls', 'mean'),
  dtype: fc.constantFrom('float16', 'float32'),
  concurrentRequests: small,
  batchTokens: small,
  textsPerRequest: small,
  truncate: fc.boolean(),
  payloadLimit: fc.constant('4Mi'),
  drain: seconds,
}).map((props) => ({ kind: 'text-embeddings-inference', image: imageOf('tei:cuda-1.9.3'), ...props }));

const triton: fc.Arbitrary<Runtime> = any<Omit<Props<'triton'>, 'version' | 'startsWithin'>>({
  loadModels: fc.subarray(['a', 'b', 'c']),
  autoComplete: fc.boolean(),
  loadThreads: small,
  httpThreads: small,
  pinnedMemory: fc.constant('1Gi'),
  drain: seconds,
}).map((props) => ({ kind: 'triton', image: imageOf('tritonserver:26.07-py3'), ...props }));

const torchserve: fc.Arbitrary<Runtime> = any<Pick<Props<'torchserve'>, 'tokenAuthorization' | 'drain'>>({
  tokenAuthorization: fc.boolean(),
  drain: seconds,
}).map((props) => ({ kind: 'torchserve', image: imageOf('torchserve:0.12.0-gpu'), ...props }));

/** The flags by which each server knows the same, whatever they are called. */
const otherNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  vllm: {
    '-tp': '--tensor-parallel-size',
    '-q': '--quantization',
    '--device-memory-utilization': '--gpu-memory-utilization',
  },
  sglang: { '--tp': '--tp-size', '--model': '--model-path', '--ep': '--ep-size' },
  triton: { '--model-store': '--model-repository' },
  torchserve: { '--dt': '--disable-token-auth' },
  'text-embeddings-inference': { '-p': '--port' },
};

/** What users write, of each server and of all: ours by each name, theirs, and values that stand alone. */
const theirs = [
  ...['--max-model-len=4096', '--max_model_len=4096', '-tp=2', '-q', 'fp8', '--seed=1', '--gpu_memory_utilization=0.5'],
  ...['--device-memory-utilization=0.5', '--shutdown-timeout=9', '--tp=2', '--tp_size=2', '--model=/x', '--ep=2'],
  ...['--enable-metrics', '--port=9', '-p=9', '--dtype=float32', '--log-level=info', '--model-id=x', '--json-output'],
  ...[
    '--model-store=/x',
    '--exit-timeout-secs=9',
    '--log-verbose=1',
    '--load-model=d',
    '--ts-config=/x',
    '--dt',
    '--ncs',
  ],
];

function flagsIn(line: readonly string[], kind: string): string[] {
  const flags = line.flatMap((argument) => /^--?[A-Za-z][\w.-]*/.exec(argument)?.[0].replaceAll('_', '-') ?? []);
  return flags.map((flag) => otherNames[kind]?.[flag] ?? flag);
}

describe('a command line', () => {
  const server = fc.oneof(vllm, sglang, embeddings, triton, torchserve);

  it('has no flag of ours twice, whatever users add to it that is accepted', () => {
    let accepted = 0;
    fc.assert(
      fc.property(server, fc.subarray(theirs, { maxLength: 3 }), (runtime, args) => {
        const mine = { runtime, model: onClaim, resources: { cpu: 1, memory: '1Gi' } } as const;
        const together = new OneService({ ...mine, args });
        if (together.issues.some(({ code }) => code === 'workload/argument-clash')) return;
        accepted += args.length > 0 ? 1 : 0;
        const flags = flagsIn(commandLine(together), runtime.kind);
        for (const flag of flagsIn(commandLine(new OneService(mine)), runtime.kind)) {
          // One is taken by Triton as often as there are models.
          if (flag !== '--load-model')
            expect(
              flags.filter((one) => one === flag),
              flag,
            ).toHaveLength(1);
        }
      }),
      { numRuns: 1000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it('is told apart from one that has: each of ours, given again, is refused', () => {
    fc.assert(
      fc.property(server, (runtime) => {
        const mine = { runtime, model: onClaim, resources: { cpu: 1, memory: '1Gi' } } as const;
        const flags = commandLine(new OneService(mine)).filter((argument) => argument.startsWith('--'));
        const again = new OneService({ ...mine, args: flags });
        const clashes = again.issues.filter(({ code }) => code === 'workload/argument-clash');
        expect(clashes.length).toBe(flags.length);
      }),
      { numRuns: 1000 },
    );
  });
});

const rank: Readonly<Record<string, number>> = {
  'serving/does-not-start': 0,
  'serving/may-not-start': 1,
  'serving/does-not-serve-load': 2,
};

/** How well a model fits: the greater the better; nothing where something else is wrong with it. */
function fitOf({ issues, warnings }: OneService): number | undefined {
  if (issues.some(({ code }) => code !== 'serving/does-not-start')) return undefined;
  return [...issues, ...warnings].map(({ code }) => rank[code] ?? 3).reduce((least, one) => Math.min(least, one), 3);
}

describe('a model', () => {
  const known: fc.Arbitrary<ModelArchitecture> = fc.constantFrom(...Object.values(models));
  const concurrency = fc.constantFrom(1, 16, 256);
  const load = fc.option(fc.record({ concurrency, tokensPerRequest: fc.constantFrom(1024, 8192) }), { nil: undefined });

  it('never fits GPUs with more memory worse', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        fc.oneof(vllm, sglang),
        known,
        load,
        fc.subarray(pools.slice(), { minLength: 2, maxLength: 2 }),
        (runtime, architecture, asked, [small, large]) => {
          const fitIn = (placement: NodePool | undefined): number | undefined =>
            fitOf(built({ runtime, load: asked, placement, model: { ...onClaim, architecture } }));
          const [less, more] = [fitIn(small), fitIn(large)];
          if (less === undefined || more === undefined) return;
          seen.add(`${less}, ${more}`);
          expect(more).toBeGreaterThanOrEqual(less);
        },
      ),
      { numRuns: 1000 },
    );
    // Among what was compared were models that fit only the larger of the two.
    expect([...seen]).toEqual(expect.arrayContaining(['0, 0', '0, 3', '3, 3']));
  });
});
