import { deferrableText, isRelease, parseDuration, quantityToInteger, readBytes, wholeSeconds } from '../../core';
import type { Bytes, Deferrable, Duration, Notes } from '../../core';
import { restOf, schemeOf } from '../../data';
import type { ImageRef } from '../../image';
import type { Env } from '../../workload';
import { judgeFlags, type FlagHistory, type Flags } from '../flags';
import { noModel, startupBudget, type ServedModel } from '../model/served-model';
import type { ServingRuntime } from '../runtime';
import { releaseOf } from './release';

/**
 * NVIDIA's Triton, which serves a repository of models on GPUs, or on CPUs where the service asks for none.
 *
 * The `model` of the service is that repository: a folder with one for each model, which is called by it.
 */
export interface TritonProps {
  readonly kind: 'triton';
  readonly image: ImageRef;
  /** The release that the image holds, such as `'26.07'`. @default - the tag of the image */
  readonly version?: string | undefined;
  /** The models that it loads. @default - all of the repository */
  readonly loadModels?: readonly string[] | undefined;
  /** Whether it works out what the configuration of a model leaves out. @default true */
  readonly autoComplete?: boolean | undefined;
  /** How many models it loads at once. @default 4 - the server's own */
  readonly loadThreads?: number | undefined;
  /** How many threads answer HTTP. @default 8 - the server's own */
  readonly httpThreads?: number | undefined;
  /** The memory that it keeps for copies to and from GPUs. @default '256Mi' - the server's own */
  readonly pinnedMemory?: Bytes | undefined;
  /** How long loading may take. @default - 10 minutes, and the time to read the weights at 200 MB/s */
  readonly startsWithin?: Duration | undefined;
  /** How long requests under way may take when the pod leaves. @default '30s' - the server's own */
  readonly drain?: Duration | undefined;
}

const repository = 'https://github.com/triton-inference-server/server/blob';
const newest = `${repository}/e1db8a60`;

/** The flags that came between tags that were looked into: 2.67.0 (26.03) and 2.68.0 (26.04). */
const flagHistory: Readonly<Record<string, FlagHistory>> = {
  '--allow-client-shm': {
    came: { after: '26.03', with: '26.04' },
    source: `${repository}/v2.68.0/src/command_line_parser.cc`,
  },
};

/** The runtime behind `kind: 'triton'`. */
export const tritonRuntime: ServingRuntime<TritonProps> = {
  name: 'Triton',
  loads: ['folder', 'stream'],
  describe(props, notes, { model, gpus }) {
    if (model === undefined) {
      notes.issue({ ...noModel('Triton'), fix: "model: { source: { kind: 'claim', claim } }, a repository of models" });
    }
    const release = releaseOf('Triton', props, notes);
    const drain = notes.choose(props.drain, {
      field: 'time for requests under way',
      value: '30s',
      reason: 'as long as the server itself waits; connections that are kept open count, so that it may use all of it',
      source: `${newest}/src/command_line_parser.h`,
      override: 'runtime.drain',
    });
    const options = [
      ...(model === undefined ? [] : [deferrableText`--model-repository=${repositoryOf(model, release, notes)}`]),
      ...optionArguments(props, notes),
      // What is no duration is noted where the pod is rendered.
      `--exit-timeout-secs=${wholeSeconds(parseDuration(drain) ?? 30_000)}`,
    ];
    const flags: Flags = {
      server: 'Triton',
      release,
      history: flagHistory,
      aliases: { '--model-store': '--model-repository' },
    };
    judgeFlags('runtime', options, flags, notes);
    return {
      application: 'triton',
      image: props.image,
      // The image's entrypoint prepares CUDA and becomes what its first argument names.
      args: ['tritonserver', ...options],
      flags,
      env: variables(model),
      ports: [
        { name: 'http', port: 8000, appProtocol: 'http' },
        { name: 'grpc', port: 8001, appProtocol: 'kubernetes.io/h2c' },
        { name: 'metrics', port: 8002, appProtocol: 'http' },
      ],
      // It listens, on any port, only once all models are loaded.
      health: { port: 'http', started: '/v2/health/ready', ready: '/v2/health/ready', alive: '/v2/health/live' },
      startsWithin: notes.choose(props.startsWithin, {
        field: 'container server startupProbe',
        value: startupBudget(model ?? {}),
        reason: 'ten minutes to prepare the models, and the time to read the weights at 200 MB a second',
        source: `${newest}/src/main.cc`,
        override: 'runtime.startsWithin',
      }),
      drain,
      user: {
        user: 1000,
        group: 1000,
        reason: "the image's own user triton-server, which its build makes sure of",
        source: `${newest}/build.py`,
      },
      writable: ['/tmp'],
      diskBytes: model?.delivery === 'stream' ? copiedBytes(model, notes) : undefined,
      metrics: { port: 'metrics', path: '/metrics' },
      signals: {
        'queue-depth': { metric: 'nv_inference_pending_request_count', counts: 'now' },
        'request-rate': { metric: 'nv_inference_request_success', counts: 'ever' },
      },
      gpuNeeds:
        gpus === undefined || release === undefined || !isRelease(release, '26.02')
          ? undefined
          : { computeCapability: { least: 7.5, by: `the image of Triton ${release}`, property: 'runtime.image' } },
    };
  },
};

function optionArguments(props: TritonProps, notes: Notes): readonly string[] {
  const { loadModels, autoComplete, loadThreads, httpThreads, pinnedMemory } = props;
  return [
    ...(loadModels === undefined
      ? []
      : ['--model-control-mode=explicit', ...loadModels.map((name) => `--load-model=${name}`)]),
    ...(autoComplete === false ? ['--disable-auto-complete-config'] : []),
    ...(loadThreads === undefined ? [] : [`--model-load-thread-count=${loadThreads}`]),
    ...(httpThreads === undefined ? [] : [`--http-thread-count=${httpThreads}`]),
    ...(pinnedMemory === undefined ? [] : [`--pinned-memory-pool-byte-size=${bytesOf(pinnedMemory, notes)}`]),
  ];
}

function bytesOf(given: Bytes, notes: Notes): bigint {
  const reading = readBytes('runtime.pinnedMemory', given, 'zero');
  if ('value' in reading) return quantityToInteger(reading.value);
  notes.issue(reading.issue);
  return 268_435_456n;
}

/** Where the repository of models is, as the server writes it: stores have addresses of its own. */
function repositoryOf(
  { reference, location }: ServedModel,
  release: string | undefined,
  notes: Notes,
): Deferrable<string> {
  if (location === undefined) return reference;
  if (location.access.kind === 'public') notes.notKnown(unsigned);
  const [scheme, address] = [schemeOf(location.uri), restOf(location.uri)];
  if (scheme === 's3') {
    return location.endpoint === undefined ? reference : deferrableText`s3://${withPort(location.endpoint)}/${address}`;
  }
  if (scheme === 'az') {
    if (location.account === undefined) notes.issue(noAccount);
    const { kind } = location.access;
    const byIdentity = kind !== 'secret' && kind !== 'public';
    if (byIdentity && release !== undefined && isRelease('26.04', release)) notes.issue(noIdentity(release));
    return deferrableText`as://${location.account ?? ''}/${address}`;
  }
  // That nothing reads from the web by itself has been said.
  return reference;
}

/** Its expression for addresses asks for a port, even where a browser would not. */
function withPort(endpoint: string): string {
  const bare = endpoint.replace(/\/+$/, '');
  if (/:\d+$/.test(bare)) return bare;
  return `${bare}:${bare.startsWith('https:') ? 443 : 80}`;
}

/** What it reads from a store it copies to the disk first. */
function copiedBytes({ bytes }: ServedModel, notes: Notes): number {
  if (bytes === undefined) {
    notes.notKnown({
      code: 'serving/not-known-weights',
      property: 'model.architecture',
      message: 'how much of a disk the weights take is not known, so nothing is reserved for them',
      fix: "architecture: models.llama31_8b, or modelFrom('config.json')",
    });
  }
  return Math.ceil((bytes ?? 0) * 1.1);
}

function variables(model: ServedModel | undefined): Env {
  const { uri, region, account, access } = model?.location ?? {};
  const onAzure = uri !== undefined && schemeOf(uri) === 'az';
  const byIdentity = onAzure && access?.kind !== 'secret' && access?.kind !== 'public';
  return {
    ...(region === undefined ? {} : { AWS_DEFAULT_REGION: region }),
    ...(account === undefined ? {} : { AZURE_STORAGE_ACCOUNT: account }),
    ...(byIdentity ? { AZURE_STORAGE_AUTH_TYPE: 'default' } : {}),
  };
}

const unsigned: Parameters<Notes['notKnown']>[0] = {
  code: 'serving/not-known-access',
  property: 'model.source.access.kind',
  given: '"public"',
  message: 'whether Triton reads from a store that anyone may read without signing is not known',
  fix: "download: unpinned('rclone/rclone:TAG', 'the reason'), which does",
};

const noAccount: Parameters<Notes['issue']>[0] = {
  code: 'serving/cannot-load',
  property: 'model.source.account',
  message: `Triton writes the account into the address of Azure's storage (${newest}/docs/user_guide/model_repository.md)`,
  fix: "account: 'the storage account'",
};

function noIdentity(release: string): Parameters<Notes['issue']>[0] {
  return {
    code: 'serving/cannot-load',
    property: 'model.source.access',
    message: `Triton ${release} reads from Azure with a key alone: identities came after 26.04 (${repository}/v2.69.0/docs/user_guide/model_repository.md)`,
    fix: "Triton 26.05, or access: { kind: 'secret', secret, variables: { AZURE_STORAGE_KEY: 'KEY' } }",
  };
}
