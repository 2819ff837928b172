import {
  deferrableText,
  formatDuration,
  isRelease,
  parseDuration,
  readPercent,
  type Deferrable,
  type Duration,
  type Notes,
  type Percent,
} from '../../../core';
import type { Command, Env } from '../../../workload';
import { judgeFlags, type Flags } from '../../flags';
import type { GpuNeeds } from '../../gpu-needs';
import type { MemoryUse } from '../../model/fit';
import { noModel, startupBudget, type ServedModel } from '../../model/served-model';
import type { ServingRuntime } from '../../runtime';
import { planGpus, type PlannedGpus } from '../parallelism';
import { releaseOf } from '../release';
import { judgeStreaming, streamArguments, streamVariables } from '../streamer';
import { judgeWhole } from '../whole-number';
import type { SglangProps } from './props';
import { quantizationsOf, sglangAliases, sglangFlags, sourceOf } from './releases';

const repository = 'https://github.com/sgl-project/sglang/blob';
const installation = `${repository}/2a0e55e6/docs/docs/get-started/install.mdx`;
const home = '/home/sglang';

/** The runtime behind `kind: 'sglang'`. */
export const sglangRuntime: ServingRuntime<SglangProps> = {
  name: 'SGLang',
  loads: ['folder', 'hub', 'stream'],
  describe(props, notes, { model, gpus: asked }) {
    if (model === undefined) notes.issue(noModel('SGLang'));
    const release = releaseOf('SGLang', props, notes);
    const planned = planGpus(props, asked, notes);
    judgeNumbers(props, notes);
    notes.notKnown(noUser);
    if (model?.delivery === 'stream') {
      judgeStreamer(release, notes);
      judgeStreaming(model, { server: 'SGLang' }, notes);
    }
    if (props.quantization !== undefined) judgeQuantization(props.quantization, release, notes);
    if (props.trustRemoteCode !== undefined) notes.waive(remoteCode(props.trustRemoteCode.reason));
    const startsWithin = notes.choose(props.startsWithin, {
      field: 'container server startupProbe',
      value: startupBudget(model ?? {}),
      reason: 'ten minutes to compile and capture graphs, and the time to read the weights at 200 MB a second',
      source: installation,
      override: 'runtime.startsWithin',
    });
    const drain = notes.choose(props.drain, {
      field: 'time for requests under way',
      value: '2m',
      reason: 'a long answer takes a minute or two to write; the server itself knows no limit',
      source: sourceOf('0.5.23'),
      override: 'runtime.drain',
    });
    const command: Command = [
      // The image has no entrypoint of its own.
      'python3',
      '-m',
      'sglang.launch_server',
      ...modelArguments(model, notes),
      // It would listen on its own loopback alone, where no probe and no request arrives.
      '--host=0.0.0.0',
      '--port=30000',
      ...sizeArguments(props, planned, notes),
      ...optionArguments(props, model),
      // Off unless asked for.
      '--enable-metrics',
    ];
    const flags: Flags = { server: 'SGLang', release, history: sglangFlags, aliases: sglangAliases };
    judgeFlags('runtime', command, flags, notes);
    return {
      application: 'sglang',
      image: props.image,
      command,
      flags,
      env: variables(props, model),
      ports: [{ name: 'http', port: 30000, appProtocol: 'http' }],
      // It listens once the weights are loaded, answers 503 until it has warmed up, and again once it is told to stop.
      // Later releases have cheaper paths beside this one; with the variable below this one is as cheap.
      health: { port: 'http', started: '/health', ready: '/health', alive: '/health' },
      startsWithin,
      drain: withRounds(drain),
      user: {
        user: 1000,
        group: 1000,
        reason: 'the image names no user but root; the id must be a number above 0 for the kubelet to accept it',
        source: `${repository}/004740a9/docker/Dockerfile`,
      },
      writable: [home, '/tmp'],
      metrics: { port: 'http', path: '/metrics' },
      signals: {
        'queue-depth': { metric: 'sglang:num_queue_reqs', counts: 'now' },
        concurrency: { metric: 'sglang:num_running_reqs', counts: 'now' },
        'request-rate': { metric: 'sglang:num_requests_total', counts: 'ever' },
      },
      gpus: planned.gpus,
      gpuNeeds: gpuNeeds(release),
      memory: memoryUse(props, planned),
    };
  },
};

function judgeNumbers(props: SglangProps, notes: Notes): void {
  const { contextLength, maximumSequences, queuedRequests, adapters } = props;
  const loras = { 'adapters.atOnce': adapters?.atOnce, 'adapters.maximumRank': adapters?.maximumRank };
  judgeWhole({ contextLength, maximumSequences, queuedRequests, ...loras }, notes);
}

function modelArguments(model: ServedModel | undefined, notes: Notes): readonly Deferrable<string>[] {
  if (model === undefined) return [];
  return [
    deferrableText`--model-path=${model.reference}`,
    `--served-model-name=${model.name}`,
    ...(model.revision === undefined ? [] : [`--revision=${model.revision}`]),
    ...(model.delivery === 'stream' ? streamArguments(model, notes) : []),
  ];
}

function sizeArguments(props: SglangProps, { parallelism }: PlannedGpus, notes: Notes): readonly string[] {
  const { contextLength, memoryUtilization, maximumSequences, queuedRequests } = props;
  const { tensor, pipeline, expert } = parallelism;
  const share = memoryUtilization === undefined ? undefined : shareOf(memoryUtilization, notes);
  return [
    ...(contextLength === undefined ? [] : [`--context-length=${contextLength}`]),
    ...(tensor === 1 ? [] : [`--tp-size=${tensor}`]),
    ...(pipeline === 1 ? [] : [`--pp-size=${pipeline}`]),
    ...(expert && tensor !== 1 ? [`--ep-size=${tensor}`] : []),
    ...(share === undefined ? [] : [`--mem-fraction-static=${share}`]),
    ...(maximumSequences === undefined ? [] : [`--max-running-requests=${maximumSequences}`]),
    ...(queuedRequests === undefined ? [] : [`--max-queued-requests=${queuedRequests}`]),
  ];
}

function shareOf(given: Percent, notes: Notes): number {
  return notes.read(readPercent('runtime.memoryUtilization', given, { least: 'positive' }), 90) / 100;
}

function optionArguments(props: SglangProps, model: ServedModel | undefined): readonly string[] {
  const { cachePrecision, quantization, prefixCache, adapters, apiKey, trustRemoteCode } = props;
  const published = model?.architecture?.precision;
  const cast = model?.precision !== published && model?.precision === 'fp16' ? ['--dtype=float16'] : [];
  return [
    ...cast,
    ...(quantization === undefined ? [] : [`--quantization=${quantization}`]),
    ...(cachePrecision === undefined ? [] : ['--kv-cache-dtype=fp8_e4m3']),
    ...(prefixCache === false ? ['--disable-radix-cache'] : []),
    ...(trustRemoteCode === undefined ? [] : ['--trust-remote-code']),
    // No variable of the server's own holds the key: the kubelet puts it in its place.
    ...(apiKey === undefined ? [] : ['--api-key=$(SGLANG_API_KEY)']),
    ...(adapters === undefined
      ? []
      : [
          ...(adapters.atOnce === undefined ? [] : [`--max-loras-per-batch=${adapters.atOnce}`]),
          ...(adapters.maximumRank === undefined ? [] : [`--max-lora-rank=${adapters.maximumRank}`]),
          '--lora-paths',
          ...Object.entries(adapters.modules).map(([name, path]) => `${name}=${path}`),
        ]),
  ];
}

function variables({ apiKey }: SglangProps, model: ServedModel | undefined): Env {
  return {
    // PyTorch asks who it is; a user whom the image does not know would otherwise end it.
    USER: 'sglang',
    LOGNAME: 'sglang',
    // Each question for its health would otherwise run the model, and take a second at least.
    SGLANG_ENABLE_HEALTH_ENDPOINT_GENERATION: 'false',
    ...(apiKey === undefined ? {} : { SGLANG_API_KEY: { kind: 'secret', ...apiKey } }),
    ...streamVariables(model ?? {}),
  };
}

/** Told to stop, it looks every five seconds whether anything is under way: once before it waits, and once after. */
function withRounds(drain: Duration): Duration {
  // What is no duration is noted where the pod is rendered.
  const milliseconds = parseDuration(drain);
  return milliseconds === undefined ? drain : formatDuration(milliseconds + 10_000);
}

function memoryUse(props: SglangProps, { parallelism }: PlannedGpus): MemoryUse {
  const { memoryUtilization, maximumSequences, contextLength, cachePrecision, adapters, quantization } = props;
  return {
    engine:
      memoryUtilization === undefined
        ? {
            kind: 'not-known',
            why: 'SGLang takes a share of the memory that it works out itself',
            fix: "memoryUtilization: '85%', the share for weights and cache",
          }
        : { kind: 'sglang', memoryUtilization: Number.parseFloat(memoryUtilization) / 100, maximumSequences },
    parallelism,
    contextLength,
    longerContext: 'SGLANG_ALLOW_OVERWRITE_LONGER_CONTEXT_LEN',
    cachePrecision,
    // What its methods make of weights was not looked into.
    quantization: quantization === undefined ? undefined : { by: `--quantization=${quantization}` },
    adapters:
      adapters?.maximumRank === undefined ? undefined : { count: adapters.atOnce ?? 8, rank: adapters.maximumRank },
  };
}

/** "CUDA 13 requires an R580 or newer driver": https://docs.vllm.ai/en/v0.33.0/getting_started/installation/gpu/. */
function gpuNeeds(release: string | undefined): GpuNeeds {
  return {
    computeCapability: { least: 7.5, by: 'FlashInfer, by which SGLang attends,', property: 'placement' },
    driver:
      release === undefined || !isRelease(release, '0.5.20')
        ? undefined
        : { least: 580, by: `the image of SGLang ${release}, of CUDA 13,`, source: installation },
  };
}

function judgeQuantization(quantization: string, release: string | undefined, notes: Notes): void {
  if (release === undefined || quantizationsOf(release).includes(quantization)) return;
  notes.issue({
    code: 'serving/unknown-quantization',
    property: 'runtime.quantization',
    given: quantization,
    message: `SGLang ${release} does not know it (${sourceOf(release)})`,
    fix: `one of ${quantizationsOf(release).join(', ')}`,
  });
}

function judgeStreamer(release: string | undefined, notes: Notes): void {
  const fix = "download: unpinned('rclone/rclone:TAG', 'the reason'), which copies the weights to the pod's disk first";
  if (release !== undefined && isRelease('0.5.5', release)) {
    notes.issue({
      code: 'serving/cannot-load',
      property: 'model.source.kind',
      given: '"object-store"',
      message: `SGLang ${release} cannot load from there by itself: it came after 0.5.5 (${sourceOf('0.5.12')})`,
      fix,
    });
  } else {
    notes.notKnown({
      code: 'serving/not-known-extra',
      property: 'model.source.kind',
      given: '"object-store"',
      message: 'whether the image holds what reads from a store is not known: it is an extra of SGLang, sglang[runai]',
      fix: `an image with sglang[runai], or ${fix}`,
    });
  }
}

const noUser: Parameters<Notes['notKnown']>[0] = {
  code: 'serving/not-known-user',
  property: 'runtime.image',
  message:
    'whether SGLang runs as a user other than root is not known: its image names none, and its makers say nothing',
  fix: 'an image of your own, and in security: { user } the user that it runs as',
};

function remoteCode(reason: string): Parameters<Notes['waive']>[0] {
  return {
    field: 'code that comes with the weights',
    value: true,
    reason,
    source: sourceOf('0.5.23'),
    override: 'runtime.trustRemoteCode',
  };
}
