import { isRelease } from '../../../core';
import type { CachePrecision } from '../../../sizing';
import type { UntoldCache } from '../../model/cpu-memory';
import type { Quantization } from '../../model/fit';
import type { Streaming } from '../streamer';

// Everything here was read in the source distributions of these releases on PyPI, and in the Dockerfile that they hold,
// on 2026-11-21: 0.10.2, 0.12.0, 0.16.0, 0.17.1, 0.18.1, 0.19.1, 0.20.2, 0.21.0, 0.22.1, 0.24.0, 0.27.1, 0.29.0, 0.30.0
// and 0.33.0. What lies between two of them is not known.

/** The releases that were looked into. */
export const newestRelease = '0.33.0';

/** Where a release of vLLM was read. */
export function sourceOf(release: string): string {
  return `https://pypi.org/project/vllm/${release}/`;
}

interface Choices {
  readonly release: string;
  readonly quantizations: readonly string[];
}

const at0102 = [
  ...['awq', 'deepspeedfp', 'tpu_int8', 'fp8', 'ptpc_fp8', 'fbgemm_fp8', 'modelopt', 'modelopt_fp4', 'bitblas', 'gguf'],
  ...['gptq_marlin_24', 'gptq_marlin', 'gptq_bitblas', 'awq_marlin', 'gptq', 'compressed-tensors', 'bitsandbytes'],
  ...['hqq', 'experts_int8', 'ipex', 'quark', 'moe_wna16', 'torchao', 'auto-round', 'rtn', 'inc', 'mxfp4'],
  'petit_nvfp4',
];
const at0171 = [
  ...['awq', 'fp8', 'ptpc_fp8', 'fbgemm_fp8', 'fp_quant', 'modelopt', 'modelopt_fp4', 'modelopt_mxfp8'],
  ...['modelopt_mixed', 'gguf', 'gptq_marlin', 'awq_marlin', 'gptq', 'compressed-tensors', 'bitsandbytes'],
  ...['experts_int8', 'quark', 'moe_wna16', 'torchao', 'inc', 'mxfp4', 'petit_nvfp4', 'cpu_awq'],
];
const at0202 = [
  ...['awq', 'fp8', 'fbgemm_fp8', 'fp_quant', 'modelopt', 'modelopt_fp4', 'modelopt_mxfp8', 'modelopt_mixed', 'gguf'],
  ...['gptq_marlin', 'awq_marlin', 'gptq', 'humming', 'compressed-tensors', 'bitsandbytes', 'experts_int8', 'quark'],
  ...['moe_wna16', 'torchao', 'inc', 'mxfp4', 'gpt_oss_mxfp4', 'deepseek_v4_fp8', 'cpu_awq', 'online'],
  ...['fp8_per_tensor', 'fp8_per_block', 'int8_per_channel_weight_only', 'mxfp8'],
];
const at0240 = [...without(at0202, 'gguf', 'cpu_awq'), 'auto_gptq', 'auto_awq', 'fp8_per_channel'];
const at0271 = [...at0240, 'nvfp4_per_token'];

/** What `--quantization` takes, oldest release first. */
const choices: readonly Choices[] = [
  { release: '0.10.2', quantizations: at0102 },
  { release: '0.12.0', quantizations: [...at0102, 'fp_quant', 'cpu_gptq', 'cpu_awq'] },
  { release: '0.17.1', quantizations: at0171 },
  { release: '0.18.1', quantizations: at0171 },
  { release: '0.19.1', quantizations: [...without(at0171, 'ptpc_fp8'), 'mxfp8'] },
  { release: '0.20.2', quantizations: at0202 },
  { release: '0.22.1', quantizations: [...at0202, 'auto_gptq'] },
  { release: '0.24.0', quantizations: at0240 },
  { release: '0.27.1', quantizations: at0271 },
  { release: '0.30.0', quantizations: without(at0271, 'bitsandbytes') },
  { release: newestRelease, quantizations: without(at0271, 'bitsandbytes') },
];

/** What `--quantization` takes in a release: what either of the two nearest takes that were looked into. */
export function quantizationsOf(release: string): readonly string[] {
  const older = choices.filter((row) => isRelease(release, row.release)).at(-1) ?? choices[0];
  const newer = choices.find((row) => isRelease(row.release, release)) ?? choices.at(-1);
  return [...new Set([...(older?.quantizations ?? []), ...(newer?.quantizations ?? [])])];
}

/** The least compute capability for a method, from a release on; lower GPUs are refused when the server starts. */
const capabilities: Readonly<Record<string, readonly (readonly [release: string, least: number])[]>> = {
  fp8: [
    ['0.12.0', 8],
    ['0.18.1', 7.5],
  ],
  awq: [['0.12.0', 7.5]],
  auto_awq: [['0.24.0', 7.5]],
  awq_marlin: [
    ['0.12.0', 8],
    ['0.18.1', 7.5],
  ],
  gptq: [['0.12.0', 6]],
  auto_gptq: [['0.24.0', 6]],
  gptq_marlin: [
    ['0.12.0', 8],
    ['0.18.1', 7.5],
  ],
  'compressed-tensors': [['0.12.0', 7]],
  modelopt: [
    ['0.12.0', 8.9],
    ['0.33.0', 8],
  ],
  modelopt_fp4: [
    ['0.12.0', 8],
    ['0.18.1', 7.5],
  ],
  modelopt_mxfp8: [
    ['0.18.1', 10],
    ['0.20.2', 8],
  ],
  mxfp4: [['0.12.0', 8]],
  bitsandbytes: [['0.12.0', 7]],
  fp_quant: [['0.12.0', 10]],
  torchao: [['0.12.0', 7.5]],
  moe_wna16: [['0.12.0', 7]],
  quark: [['0.12.0', 7]],
  experts_int8: [['0.12.0', 8]],
};

/** The least compute capability that a method needs in a release; of two candidates between releases the lower. */
export function capabilityFor(quantization: string, release: string): number | undefined {
  const rows = Object.hasOwn(capabilities, quantization) ? (capabilities[quantization] ?? []) : [];
  const [older] = rows.filter(([from]) => isRelease(release, from)).slice(-1);
  const newer = rows.find(([from]) => !isRelease(release, from));
  return older?.[1] === undefined ? undefined : Math.min(older[1], newer?.[1] ?? older[1]);
}

/** CUDA in the image of a release, from that release on, and the least compute capability that it is built for. */
const builds: readonly {
  readonly release: string;
  readonly cuda: string;
  readonly capability: number;
  readonly driver?: number;
}[] = [
  { release: '0.10.2', cuda: '12.8', capability: 7 },
  { release: '0.12.0', cuda: '12.9', capability: 7 },
  // "CUDA 13 requires an R580 or newer driver" (docs/getting_started/installation/gpu.cuda.inc.md of 0.33.0).
  { release: '0.20.2', cuda: '13.0', capability: 7.5, driver: 580 },
];

/** How the image of a release was built; `undefined` for releases before those that were looked into. */
export function buildOf(release: string): (typeof builds)[number] | undefined {
  return builds.filter((row) => isRelease(release, row.release)).at(-1);
}

/** Methods that quantise weights of 16 bits as they load, and the smallest that these can be afterwards. */
const atLoad: Readonly<Record<string, NonNullable<Quantization['least']>>> = {
  fp8: 'fp8',
  fp8_per_block: 'fp8',
  fp8_per_channel: 'fp8',
  fp8_per_tensor: 'fp8',
  mxfp8: 'fp8',
  ptpc_fp8: 'fp8',
  experts_int8: 'int8',
  int8_per_channel_weight_only: 'int8',
  // Four bits, and scales of half a bit; the precision with the fewest bits that sizing knows has 4.125.
  bitsandbytes: 'gptq-int4',
};

/**
 * What quantising does to weights as they load. Up to 0.12.0 "we load the model at original precision before quantizing
 * down to 8-bits, so you need enough memory to load the whole model" (docs/features/quantization/fp8.md); from 0.17.1 on
 * layers are made one by one (`device="meta"` in vllm/model_executor/layers/quantization/fp8.py).
 */
export function quantizationOf(quantization: string, release: string | undefined): Quantization {
  const whole = release !== undefined && isRelease('0.12.0', release) && quantization === 'fp8';
  return {
    by: `--quantization=${quantization}`,
    least: Object.hasOwn(atLoad, quantization) ? atLoad[quantization] : undefined,
    loadsWhole: whole ? sourceOf('0.12.0') : undefined,
  };
}

/**
 * What a release takes for its cache on CPUs, unless `VLLM_CPU_KVCACHE_SPACE` says how much: 4 GiB up to 0.12.0, a part of
 * the node's memory from 0.16.0 on, and a part of the container's from 0.24.0 on (vllm/platforms/cpu.py,
 * vllm/v1/worker/cpu_worker.py, vllm/utils/cpu_resource_utils.py).
 *
 * @param share of the memory that it is told to take, where it is told
 */
export function cacheOnCpus(release: string | undefined, share = 0.92): UntoldCache | undefined {
  if (release === undefined) return undefined;
  if (isRelease('0.12.0', release)) return { kind: 'bytes', bytes: 4 * 2 ** 30, by: `vLLM ${release} takes` };
  if (isRelease(release, '0.24.0')) return { kind: 'share', share };
  const byNode = (part: string, what: string): UntoldCache => ({
    kind: 'node',
    by: `vLLM ${release} takes ${part} of the memory of its node for ${what} (${sourceOf(release)})`,
  });
  const within = (from: string, to: string): boolean => isRelease(release, from) && isRelease(to, release);
  if (within('0.16.0', '0.19.1')) return byNode('half', 'its cache');
  return within('0.20.2', '0.22.1') ? byNode(`${(share * 100).toFixed(0)} %`, 'weights and cache') : undefined;
}

/**
 * The flag that a release reads on CPUs too: from 0.20.2 on, where the variable replaces what it says.
 *
 * Source: `determine_available_memory` in vllm/v1/worker/cpu_worker.py and `check_and_update_config` in
 * vllm/platforms/cpu.py, of vLLM 0.20.2 to 0.33.0; up to 0.19.1 (https://pypi.org/project/vllm/0.19.1/) no file for CPUs
 * names it.
 */
export function cacheFlagOnCpus(release: string): string | undefined {
  return isRelease(release, '0.20.2') ? '--kv-cache-memory-bytes' : undefined;
}

/**
 * How a release stores keys and values on CPUs: in 8 bits from 0.21.0 on, where the CPU has AVX-512 or AMX. Up to 0.20.2
 * some end and others go on in 16 bits.
 *
 * Source: `supported_kv_cache_dtypes` in vllm/v1/attention/backends/cpu_attn.py of vLLM 0.21.0 to 0.33.0
 * (https://pypi.org/project/vllm/0.33.0/); vllm/platforms/cpu.py of 0.12.0, 0.16.0 and 0.20.2.
 */
export function cachePrecisionOnCpus(
  release: string | undefined,
  asked: CachePrecision | undefined,
): CachePrecision | 'not-known' | undefined {
  if (asked !== 'fp8') return asked;
  return release !== undefined && isRelease(release, '0.21.0') ? 'fp8' : 'not-known';
}

/**
 * From which stores a release streams: `SUPPORTED_SCHEMES` in vllm/transformers_utils/runai_utils.py. Its Dockerfile takes
 * the newest streamer of its day, and the one that signs nothing where it is told so is 0.15.9, of 2026-04-30: after
 * vLLM 0.19.1 (2026-04-18), before 0.20.2 (2026-05-10).
 */
export function streamingOf(release: string | undefined): Streaming {
  if (release === undefined) return { server: 'vLLM' };
  const azure = { after: '0.17.1', with: 'vLLM 0.18.1', source: sourceOf('0.18.1') };
  const streamer = 'https://pypi.org/project/runai-model-streamer-s3/0.15.9/';
  const unsigned = { after: '0.19.1', with: 'vLLM 0.20.2', source: streamer };
  return {
    server: `vLLM ${release}`,
    noAzure: isRelease(azure.after, release) ? azure : undefined,
    noPublic: isRelease(unsigned.after, release) ? unsigned : undefined,
  };
}

function without(list: readonly string[], ...dropped: readonly string[]): readonly string[] {
  return list.filter((one) => !dropped.includes(one));
}
