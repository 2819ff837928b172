import {
  isRelease,
  parseDuration,
  readPercent,
  wholeSeconds,
  type Deferrable,
  type Duration,
  type Notes,
} from '../../../core';
import { printImage } from '../../../image';
import type { Env } from '../../../workload';
import { judgeFlags, type Flags } from '../../flags';
import type { GpuNeeds } from '../../gpu-needs';
import type { CpuMemory } from '../../model/cpu-memory';
import type { MemoryUse } from '../../model/fit';
import { noModel, startupBudget, type ServedModel } from '../../model/served-model';
import type { ServingRuntime } from '../../runtime';
import { judgeCpu } from '../device';
import { planGpus, type PlannedGpus } from '../parallelism';
import { releaseOf } from '../release';
import { judgeStreaming, streamArguments, streamVariables } from '../streamer';
import { judgeWhole } from '../whole-number';
import { vllmAliases, vllmFlags } from './flags';
import type { VllmProps } from './props';
import {
  buildOf,
  cacheFlagOnCpus,
  cacheOnCpus,
  cachePrecisionOnCpus,
  capabilityFor,
  newestRelease,
  quantizationOf,
  quantizationsOf,
  sourceOf,
  streamingOf,
} from './releases';

const home = '/home/vllm';
const documents = 'https://docs.vllm.ai/en/v0.33.0';

/** The runtime behind `kind: 'vllm'`. */
export const vllmRuntime: ServingRuntime<VllmProps> = {
  name: 'vLLM',
  loads: ['folder', 'hub', 'stream'],
  describe(props, notes, { model, gpus: asked }) {
    if (model === undefined) notes.issue(noModel('vLLM'));
    const release = releaseOf('vLLM', props, notes, { newest: newestRelease });
    const onCpu = props.device === 'cpu';
    if (onCpu) judgeCpu(asked, props, notes);
    const planned = onCpu ? planGpus({}, undefined, notes) : planGpus(props, asked, notes);
    const { contextLength, maximumSequences, batchedTokens, adapters } = props;
    judgeWhole({ contextLength, maximumSequences, batchedTokens, 'adapters.atOnce': adapters?.atOnce }, notes);
    if (model?.delivery === 'stream') judgeStreaming(model, streamingOf(release), notes);
    judgeUser(release, onCpu, notes);
    if (props.trustRemoteCode !== undefined) notes.waive(remoteCode(props.trustRemoteCode.reason));
    const startsWithin = notes.choose(props.startsWithin, {
      field: 'container server startupProbe',
      value: startupBudget(model ?? {}),
      reason: 'ten minutes to compile and capture graphs, and the time to read the weights at 200 MB a second',
      source: `${documents}/deployment/k8s/`,
      override: 'runtime.startsWithin',
    });
    const drain = notes.choose(props.drain, {
      field: 'time for requests under way',
      value: '2m',
      reason: 'a long answer takes a minute or two to write',
      source: 'https://github.com/vllm-project/vllm/pull/34730',
      override: 'runtime.drain',
    });
    const args = [
      ...modelArguments(model, notes),
      ...sizeArguments(props, planned, notes),
      ...nodeArguments(planned),
      ...optionArguments(props, model),
      ...drainArguments(drain, release, notes),
    ];
    const flags: Flags = { server: 'vLLM', release, history: vllmFlags, aliases: vllmAliases };
    const worker = [...args, '--headless'] as const;
    judgeFlags('runtime', planned.nodes === 1 ? args : worker, flags, notes);
    judgeQuantization(props.quantization, release, notes);
    return {
      application: 'vllm',
      image: props.image,
      // The image's own entrypoint, written out: images up to 0.10.2 had another one, which takes no model by its place.
      command: ['vllm', 'serve', ...args],
      group:
        planned.nodes === 1 ? undefined : { size: planned.nodes, worker: { command: ['vllm', 'serve', ...worker] } },
      flags,
      env: variables(props, model, startsWithin, notes),
      ports: [{ name: 'http', port: 8000, appProtocol: 'http' }],
      // It listens once the model is loaded, and answers 503 when its engine has died; `/v1/models` would ask for the key.
      health: { port: 'http', started: '/health', ready: '/health', alive: '/health' },
      startsWithin,
      drain,
      user: {
        user: 2000,
        group: 0,
        reason: "the image's own user vllm, and its group, which owns what it may write to",
        source: `${documents}/deployment/docker/`,
      },
      writable: [home, '/tmp'],
      metrics: { port: 'http', path: '/metrics' },
      signals: {
        'queue-depth': { metric: 'vllm:num_requests_waiting', counts: 'now' },
        concurrency: { metric: 'vllm:num_requests_running', counts: 'now' },
        'request-rate': { metric: 'vllm:request_success_total', counts: 'ever' },
      },
      gpus: onCpu ? undefined : planned.gpus,
      gpuNeeds: onCpu ? undefined : gpuNeeds(props, release),
      memory: memoryUse(props, planned, release),
      onCpus: onCpu ? cpuMemory(props, release) : undefined,
    };
  },
};

function modelArguments(model: ServedModel | undefined, notes: Notes): readonly Deferrable<string>[] {
  if (model === undefined) return [];
  return [
    model.reference,
    `--served-model-name=${model.name}`,
    ...(model.revision === undefined ? [] : [`--revision=${model.revision}`]),
    ...(model.delivery === 'stream' ? streamArguments(model, notes) : []),
  ];
}

function sizeArguments(props: VllmProps, { parallelism }: PlannedGpus, notes: Notes): readonly string[] {
  const { contextLength, memoryUtilization, maximumSequences, batchedTokens } = props;
  const { tensor, pipeline, data, expert } = parallelism;
  const share =
    memoryUtilization === undefined
      ? undefined
      : notes.read(readPercent('runtime.memoryUtilization', memoryUtilization, { least: 'positive' }), 92) / 100;
  return [
    ...(contextLength === undefined ? [] : [`--max-model-len=${contextLength}`]),
    ...(tensor === 1 ? [] : [`--tensor-parallel-size=${tensor}`]),
    ...(pipeline === 1 ? [] : [`--pipeline-parallel-size=${pipeline}`]),
    ...(data === 1 ? [] : [`--data-parallel-size=${data}`]),
    ...(expert ? ['--enable-expert-parallel'] : []),
    ...(share === undefined ? [] : [`--gpu-memory-utilization=${share}`]),
    ...(maximumSequences === undefined ? [] : [`--max-num-seqs=${maximumSequences}`]),
    ...(batchedTokens === undefined ? [] : [`--max-num-batched-tokens=${batchedTokens}`]),
  ];
}

/** By variables that LeaderWorkerSet sets and the kubelet fills in, so that no shell is needed. */
function nodeArguments({ nodes }: PlannedGpus): readonly string[] {
  if (nodes === 1) return [];
  return [`--nnodes=${nodes}`, '--node-rank=$(LWS_WORKER_INDEX)', '--master-addr=$(LWS_LEADER_ADDRESS)'];
}

function optionArguments(props: VllmProps, model: ServedModel | undefined): readonly string[] {
  const { cachePrecision, quantization, eager, adapters, trustRemoteCode } = props;
  const published = model?.architecture?.precision;
  const cast = model?.precision !== published && model?.precision === 'fp16' ? ['--dtype=float16'] : [];
  return [
    ...cast,
    ...(quantization === undefined ? [] : [`--quantization=${quantization}`]),
    ...(cachePrecision === undefined ? [] : [`--kv-cache-dtype=${cachePrecision}`]),
    ...(eager === true ? ['--enforce-eager'] : []),
    ...(trustRemoteCode === undefined ? [] : ['--trust-remote-code']),
    ...(adapters === undefined
      ? []
      : [
          '--enable-lora',
          `--max-loras=${adapters.atOnce ?? 1}`,
          `--max-lora-rank=${adapters.maximumRank}`,
          '--lora-modules',
          ...Object.entries(adapters.modules).map(([name, path]) => JSON.stringify({ name, path })),
        ]),
  ];
}

/** Without the flag it aborts what is under way as soon as it is told to stop. */
function drainArguments(drain: Duration, release: string | undefined, notes: Notes): readonly string[] {
  if (release !== undefined && isRelease('0.17.1', release)) {
    notes.warn({
      code: 'serving/no-drain',
      property: 'runtime.image',
      given: `vLLM ${release}`,
      message: `aborts answers under way when its pod leaves: --shutdown-timeout came after 0.17.1 (${sourceOf('0.18.1')})`,
      fix: "vLLM 0.18.1, or rollout: { kind: 'rolling', preStopSleep: '2m' }, in which they finish",
    });
    return [];
  }
  // A placeholder: the pod's renderer reads the same prop, and notes what is wrong with it.
  return [`--shutdown-timeout=${wholeSeconds(parseDuration(drain) ?? 120_000)}`];
}

function variables(
  { apiKey, usageStatistics }: VllmProps,
  model: ServedModel | undefined,
  startsWithin: Duration,
  notes: Notes,
): Env {
  const sends = notes.choose(usageStatistics, {
    field: 'usage statistics of vLLM',
    value: false,
    reason: 'what a company serves is its own affair until it says otherwise',
    source: `${documents}/usage/usage_stats/`,
    override: 'runtime.usageStatistics',
  });
  return {
    // PyTorch asks who it is; a user whom an older image does not know would otherwise end it.
    USER: 'vllm',
    LOGNAME: 'vllm',
    ...(sends ? {} : { VLLM_NO_USAGE_STATS: '1' }),
    // It gives up after ten minutes by itself, whatever its probe grants.
    VLLM_ENGINE_READY_TIMEOUT_S: String(wholeSeconds(parseDuration(startsWithin) ?? 600_000)),
    ...(apiKey === undefined ? {} : { VLLM_API_KEY: { kind: 'secret', ...apiKey } }),
    ...streamVariables(model ?? {}),
  };
}

function memoryUse(props: VllmProps, { parallelism }: PlannedGpus, release: string | undefined): MemoryUse {
  const { device, memoryUtilization, maximumSequences, batchedTokens, eager } = props;
  const { contextLength, cachePrecision, adapters, quantization } = props;
  return {
    engine:
      device === 'cpu'
        ? unknownOnCpu
        : {
            kind: 'vllm',
            version: release,
            memoryUtilization: memoryUtilization === undefined ? undefined : Number.parseFloat(memoryUtilization) / 100,
            maximumSequences,
            batchedTokens,
            graphs: eager === true ? false : undefined,
          },
    parallelism,
    contextLength,
    longerContext: 'VLLM_ALLOW_LONG_MAX_MODEL_LEN',
    cachePrecision,
    quantization: quantization === undefined ? undefined : quantizationOf(quantization, release),
    adapters: adapters && { count: adapters.atOnce ?? 1, rank: adapters.maximumRank },
  };
}

function cpuMemory(props: VllmProps, release: string | undefined): CpuMemory {
  const { contextLength, memoryUtilization, quantization, cachePrecision } = props;
  const share = memoryUtilization === undefined ? undefined : Number.parseFloat(memoryUtilization) / 100;
  return {
    quantizes: quantization !== undefined,
    cache: {
      contextLength,
      variable: 'VLLM_CPU_KVCACHE_SPACE',
      flag: release === undefined ? undefined : cacheFlagOnCpus(release),
      precision: cachePrecisionOnCpus(release, cachePrecision),
      untold: cacheOnCpus(release, share),
    },
  };
}

const unknownOnCpu: MemoryUse['engine'] = {
  kind: 'not-known',
  why: 'what vLLM takes of the memory of a node beside weights and cache, for its CPUs, is not known',
  fix: 'resources: { memory } for more than weights and cache, and a trial of it',
};

function judgeQuantization(quantization: string | undefined, release: string | undefined, notes: Notes): void {
  if (quantization === undefined || release === undefined || quantizationsOf(release).includes(quantization)) return;
  notes.issue({
    code: 'serving/unknown-quantization',
    property: 'runtime.quantization',
    given: quantization,
    message: `vLLM ${release} does not know it (${sourceOf(release)})`,
    fix: `one of ${quantizationsOf(release).join(', ')}`,
  });
}

function gpuNeeds({ quantization, image }: VllmProps, release: string | undefined): GpuNeeds {
  const known = release ?? newestRelease;
  // Tags such as v0.30.0-cu129 hold another CUDA than the release has by default.
  const isOther = /-cu\d+/.test(printImage(image));
  const build = release === undefined || isOther ? undefined : buildOf(release);
  const least = release === undefined || quantization === undefined ? undefined : capabilityFor(quantization, release);
  const by = `the image of vLLM ${known}, of CUDA ${build?.cuda ?? ''},`;
  return {
    computeCapability:
      quantization !== undefined && least !== undefined && least > (build?.capability ?? 0)
        ? { least, by: `--quantization=${quantization}`, property: 'runtime.quantization' }
        : build && { least: build.capability, by, property: 'runtime.image' },
    driver:
      release === undefined || build?.driver === undefined
        ? undefined
        : {
            least: build.driver,
            by,
            source: `${documents}/getting_started/installation/gpu/`,
            unlessSet: 'VLLM_ENABLE_CUDA_COMPATIBILITY',
            fix: "an older image; or env: { VLLM_ENABLE_CUDA_COMPATIBILITY: '1' }, on GPUs for data centres",
          },
  };
}

/** Up to 0.21.0 the image has no user but root, and neither has that for CPUs. */
function judgeUser(release: string | undefined, onCpu: boolean, notes: Notes): void {
  if (onCpu) {
    notes.notKnown({
      code: 'serving/not-known-user',
      property: 'runtime.image',
      message: `whether vLLM runs on CPUs as a user other than root is not known: that image has none (${sourceOf(newestRelease)})`,
      fix: 'an image of your own, and in security: { user } the user that it runs as',
    });
    return;
  }
  if (release === undefined || isRelease(release, '0.22.1')) return;
  notes.notKnown({
    code: 'serving/not-known-user',
    property: 'runtime.image',
    message: `whether vLLM ${release} runs as a user other than root is not known: its image has a user of its own from 0.22.1 on`,
    fix: 'vLLM 0.22.1 or later',
  });
}

function remoteCode(reason: string): Parameters<Notes['waive']>[0] {
  return {
    field: 'code that comes with the weights',
    value: true,
    reason,
    source: `${documents}/usage/security/`,
    override: 'runtime.trustRemoteCode',
  };
}
