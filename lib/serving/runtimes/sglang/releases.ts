import { isRelease } from '../../../core';
import type { FlagHistory } from '../../flags';

// Everything here was read in the wheels of these releases on PyPI, 0.5.5, 0.5.12 and 0.5.23, on 2026-11-21. What lies
// between two of them is not known.

/** Where a release of SGLang was read. */
export function sourceOf(release: string): string {
  return `https://pypi.org/project/sglang/${release}/`;
}

const at055 = [
  ...['awq', 'fp8', 'gptq', 'marlin', 'gptq_marlin', 'awq_marlin', 'bitsandbytes', 'gguf', 'modelopt', 'modelopt_fp8'],
  ...['modelopt_fp4', 'petit_nvfp4', 'w8a8_int8', 'w8a8_fp8', 'moe_wna16', 'qoq', 'w4afp8', 'mxfp4', 'auto-round'],
];
const at0512 = [...at055, 'mxfp8', 'modelopt_mixed', 'quark_int4fp8_moe', 'unquant'];
const at0523 = [
  ...['awq', 'fp8', 'mxfp8', 'gptq', 'gptq_marlin', 'awq_marlin', 'bitsandbytes', 'gguf', 'modelopt', 'modelopt_fp8'],
  ...['modelopt_fp4', 'nvfp4_online', 'modelopt_mixed', 'petit_nvfp4', 'w8a8_int8', 'w8a8_fp8', 'moe_wna16', 'w4afp8'],
  ...['mxfp4', 'auto-round', 'auto-round-int8', 'compressed-tensors', 'modelslim', 'mxfp_w4a8', 'quark'],
  ...['quark_int4fp8_moe', 'quark_mxfp4', 'mlx_q4', 'mlx_q8', 'unquant', 'humming'],
];

/** What `--quantization` takes, oldest release first. */
const choices: readonly (readonly [release: string, quantizations: readonly string[]])[] = [
  ['0.5.5', at055],
  ['0.5.12', at0512],
  ['0.5.23', at0523],
];

/** What `--quantization` takes in a release: what either of the two nearest takes that were looked into. */
export function quantizationsOf(release: string): readonly string[] {
  const older = choices.filter(([from]) => isRelease(release, from)).at(-1) ?? choices[0];
  const newer = choices.find(([from]) => isRelease(from, release)) ?? choices.at(-1);
  return [...new Set([...(older?.[1] ?? []), ...(newer?.[1] ?? [])])];
}

function came(after: string, from: string): FlagHistory {
  return { came: { after, with: from }, source: sourceOf(from) };
}

function went(after: string, from: string): FlagHistory {
  return { went: { after, with: from }, source: sourceOf(from) };
}

/** The flags that came or went, as far as services use them. */
export const sglangFlags: Readonly<Record<string, FlagHistory>> = {
  '--admin-api-key': came('0.5.5', '0.5.12'),
  '--log-requests-format': came('0.5.5', '0.5.12'),
  '--uvicorn-access-log-exclude-prefixes': came('0.5.5', '0.5.12'),
  '--weight-loader-prefetch-checkpoints': came('0.5.5', '0.5.12'),
  '--grpc-port': came('0.5.12', '0.5.23'),
  '--enable-double-sparsity': went('0.5.5', '0.5.12'),
  '--load-watch-interval': went('0.5.5', '0.5.12'),
  '--collect-tokens-histogram': went('0.5.12', '0.5.23'),
  '--disable-piecewise-cuda-graph': went('0.5.12', '0.5.23'),
  '--stream-output': went('0.5.12', '0.5.23'),
  '--torchao-config': went('0.5.12', '0.5.23'),
};

/** The other names of the flags that the runtime sets; `--tp` and the like are prefixes, which argparse takes. */
export const sglangAliases: Readonly<Record<string, string>> = {
  '--model': '--model-path',
  '--tp': '--tp-size',
  '--tensor-parallel-size': '--tp-size',
  '--pp': '--pp-size',
  '--pipeline-parallel-size': '--pp-size',
  '--ep': '--ep-size',
  '--expert-parallel-size': '--ep-size',
};
