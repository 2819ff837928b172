import { configuration, runs } from './model-sources';
import type { Attention } from './architecture';
import { model, type PublishedModel } from './published-model';

/** The names of well-known models of experts. */
export type ExpertModelName =
  | 'mixtral_8x7b'
  | 'mixtral_8x22b'
  | 'qwen3_30b_a3b'
  | 'qwen3_235b_a22b'
  | 'gptOss_20b'
  | 'gptOss_120b'
  | 'deepseek_v3'
  | 'kimi_k2';

/** Latent attention as DeepSeek V3 introduced it. */
const latent: Attention = {
  kind: 'multi-head-latent',
  latentSize: 512,
  positionSize: 64,
  contentSize: 128,
  valueSize: 128,
  querySize: 1536,
};

/** Well-known models of experts, each with the sources of its sizes. */
export const expertModels: Readonly<Record<ExpertModelName, PublishedModel>> = {
  mixtral_8x7b: model({
    name: 'mistralai/Mixtral-8x7B-v0.1',
    source: configuration('mistralai--Mixtral-8x7B-v0.1'),
    layers: 32,
    hiddenSize: 4096,
    heads: [32, 8, 128],
    vocabulary: 32_000,
    intermediateSize: 14_336,
    maximumContext: 32_768,
    experts: { count: 8, perToken: 2, intermediateSize: 14_336, layers: 32 },
    published: [87.02, runs],
  }),
  mixtral_8x22b: model({
    name: 'mistralai/Mixtral-8x22B-v0.1',
    source: configuration('mistralai--Mixtral-8x22B-v0.1'),
    layers: 56,
    hiddenSize: 6144,
    heads: [48, 8, 128],
    vocabulary: 32_000,
    intermediateSize: 16_384,
    maximumContext: 65_536,
    experts: { count: 8, perToken: 2, intermediateSize: 16_384, layers: 56 },
  }),
  qwen3_30b_a3b: model({
    name: 'Qwen/Qwen3-30B-A3B',
    source: configuration('Qwen--Qwen3-30B-A3B'),
    layers: 48,
    hiddenSize: 2048,
    heads: [32, 4, 128],
    vocabulary: 151_936,
    intermediateSize: 6144,
    maximumContext: 40_960,
    experts: { count: 128, perToken: 8, intermediateSize: 768, layers: 48 },
    published: [56.88, runs],
  }),
  qwen3_235b_a22b: model({
    name: 'Qwen/Qwen3-235B-A22B',
    source: configuration('Qwen--Qwen3-235B-A22B'),
    layers: 94,
    hiddenSize: 4096,
    heads: [64, 4, 128],
    vocabulary: 151_936,
    intermediateSize: 12_288,
    maximumContext: 40_960,
    experts: { count: 128, perToken: 8, intermediateSize: 1536, layers: 94 },
  }),
  gptOss_20b: model({
    name: 'openai/gpt-oss-20b',
    source: configuration('openai--gpt-oss-20b'),
    layers: 24,
    hiddenSize: 2880,
    heads: [64, 8, 64],
    vocabulary: 201_088,
    intermediateSize: 2880,
    maximumContext: 131_072,
    precision: 'mxfp4',
    slidingWindow: { window: 128, layers: 12 },
    experts: { count: 32, perToken: 4, intermediateSize: 2880, layers: 24 },
  }),
  gptOss_120b: model({
    name: 'openai/gpt-oss-120b',
    source: configuration('openai--gpt-oss-120b'),
    layers: 36,
    hiddenSize: 2880,
    heads: [64, 8, 64],
    vocabulary: 201_088,
    intermediateSize: 2880,
    maximumContext: 131_072,
    precision: 'mxfp4',
    slidingWindow: { window: 128, layers: 18 },
    experts: { count: 128, perToken: 4, intermediateSize: 2880, layers: 36 },
  }),
  deepseek_v3: model({
    name: 'deepseek-ai/DeepSeek-V3',
    source: configuration('deepseek-ai--DeepSeek-V3'),
    layers: 61,
    hiddenSize: 7168,
    heads: [128, 128, 128],
    vocabulary: 129_280,
    intermediateSize: 18_432,
    maximumContext: 163_840,
    precision: 'fp8',
    attention: latent,
    experts: { count: 256, perToken: 8, intermediateSize: 2048, layers: 58, shared: 1 },
  }),
  kimi_k2: model({
    name: 'moonshotai/Kimi-K2-Instruct',
    source: configuration('moonshotai--Kimi-K2-Instruct'),
    layers: 61,
    hiddenSize: 7168,
    heads: [64, 64, 128],
    vocabulary: 163_840,
    intermediateSize: 18_432,
    maximumContext: 131_072,
    precision: 'fp8',
    attention: latent,
    experts: { count: 384, perToken: 8, intermediateSize: 2048, layers: 60, shared: 1 },
  }),
};
