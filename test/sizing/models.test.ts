import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { architectureFrom, checkpointBytes, gibibyte, modelFrom, models } from '../../lib/sizing';

describe('the table of models', () => {
  it.each(Object.entries(models))('%s: the weights that follow from its sizes are the published ones', (_, model) => {
    expect(model.source.address).toMatch(/^https:\/\//);
    expect(model.source.read).toMatch(/^\d{4}-\d\d-\d\d$/);
    if (model.publishedWeights === undefined) return;
    const computed = checkpointBytes(model, model.precision) / gibibyte;
    expect(Math.abs(computed / model.publishedWeights.gibibytes - 1)).toBeLessThan(0.01);
    expect(model.publishedWeights.source.address).toMatch(/^https:\/\//);
  });
});

/** What a config.json of Hugging Face holds of Llama 3.1 8B, as far as it is read. */
const llama = {
  model_type: 'llama',
  hidden_size: 4096,
  intermediate_size: 14336,
  max_position_embeddings: 131072,
  num_attention_heads: 32,
  num_hidden_layers: 32,
  num_key_value_heads: 8,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
  vocab_size: 128256,
};

const configurations: readonly (readonly [keyof typeof models, object])[] = [
  ['llama31_8b', llama],
  [
    'mixtral_8x7b',
    {
      ...llama,
      model_type: 'mixtral',
      vocab_size: 32000,
      max_position_embeddings: 32768,
      num_local_experts: 8,
      num_experts_per_tok: 2,
      sliding_window: null,
    },
  ],
  [
    'qwen25_7b',
    {
      ...llama,
      model_type: 'qwen2',
      hidden_size: 3584,
      intermediate_size: 18944,
      num_attention_heads: 28,
      num_hidden_layers: 28,
      num_key_value_heads: 4,
      vocab_size: 152064,
      max_position_embeddings: 32768,
      sliding_window: 131072,
      use_sliding_window: false,
      max_window_layers: 28,
    },
  ],
  [
    'qwen3_30b_a3b',
    {
      ...llama,
      model_type: 'qwen3_moe',
      decoder_sparse_step: 1,
      head_dim: 128,
      hidden_size: 2048,
      intermediate_size: 6144,
      max_position_embeddings: 40960,
      mlp_only_layers: [],
      moe_intermediate_size: 768,
      num_experts: 128,
      num_experts_per_tok: 8,
      num_hidden_layers: 48,
      num_key_value_heads: 4,
      sliding_window: null,
      vocab_size: 151936,
    },
  ],
  [
    'gemma2_9b',
    {
      ...llama,
      model_type: 'gemma2',
      head_dim: 256,
      hidden_size: 3584,
      intermediate_size: 14336,
      num_attention_heads: 16,
      num_hidden_layers: 42,
      num_key_value_heads: 8,
      vocab_size: 256000,
      max_position_embeddings: 8192,
      sliding_window: 4096,
      tie_word_embeddings: undefined,
    },
  ],
  [
    'gptOss_20b',
    {
      ...llama,
      model_type: 'gpt_oss',
      head_dim: 64,
      hidden_size: 2880,
      intermediate_size: 2880,
      num_attention_heads: 64,
      num_hidden_layers: 24,
      num_local_experts: 32,
      num_experts_per_tok: 4,
      vocab_size: 201088,
      sliding_window: 128,
      layer_types: Array.from({ length: 24 }, (_, index) => (index % 2 === 0 ? 'sliding_attention' : 'full_attention')),
      quantization_config: { quant_method: 'mxfp4' },
    },
  ],
  [
    'deepseek_v3',
    {
      ...llama,
      model_type: 'deepseek_v3',
      first_k_dense_replace: 3,
      hidden_size: 7168,
      intermediate_size: 18432,
      kv_lora_rank: 512,
      max_position_embeddings: 163840,
      moe_intermediate_size: 2048,
      n_routed_experts: 256,
      n_shared_experts: 1,
      num_attention_heads: 128,
      num_experts_per_tok: 8,
      num_hidden_layers: 61,
      num_key_value_heads: 128,
      q_lora_rank: 1536,
      qk_nope_head_dim: 128,
      qk_rope_head_dim: 64,
      v_head_dim: 128,
      vocab_size: 129280,
      quantization_config: { quant_method: 'fp8' },
    },
  ],
];

describe('architectureFrom', () => {
  it.each(configurations)('reads a configuration of %s', (name, config) => {
    const read = architectureFrom(config);
    if (!('architecture' in read)) throw new Error(JSON.stringify(read.issues));
    const { parameters, layers, attention, slidingWindow, precision, tiedEmbeddings } = models[name];
    expect(read.architecture).toMatchObject({ parameters, layers, attention, precision, tiedEmbeddings });
    expect(read.architecture.slidingWindow).toEqual(slidingWindow);
  });

  it('reads the language model inside of one that reads images, and the part that does', () => {
    const { model_type: _kind, ...text } = llama;
    const vision = {
      model_type: 'pixtral',
      hidden_size: 1024,
      intermediate_size: 4096,
      num_hidden_layers: 24,
      num_attention_heads: 16,
    };
    const read = architectureFrom({ model_type: 'mistral3', text_config: text, vision_config: vision });
    if (!('architecture' in read)) throw new Error(JSON.stringify(read.issues));
    expect(read.architecture.vision).toEqual({ parameters: 402_653_184, heads: 16 });
    expect(read.architecture.parameters).toBe(models.llama31_8b.parameters + 402_653_184);
  });

  it('names each field that is missing or none', () => {
    const read = architectureFrom({ ...llama, hidden_size: undefined, vocab_size: 'many', num_hidden_layers: 0 });
    expect('issues' in read && read.issues.map(({ property }) => property)).toEqual([
      'hidden_size',
      'num_hidden_layers',
      'vocab_size',
    ]);
  });

  it.each([undefined, null, 3, [], {}, { model_type: 'mamba' }])('refuses %j', (config) => {
    const read = architectureFrom(config);
    expect('issues' in read && read.issues).toMatchObject([
      { code: 'sizing/invalid-configuration', property: 'model_type' },
    ]);
  });
});

describe('the longest sequence of a model', () => {
  const longest = (rope_scaling: unknown, others: object = {}): unknown =>
    architectureFrom({ ...llama, max_position_embeddings: 4096, rope_scaling, ...others });

  it.each([
    ['linear, under its older name', { type: 'linear', factor: 4 }, 16_384],
    ['dynamic', { rope_type: 'dynamic', factor: 2 }, 8192],
    ['in the number already', { rope_type: 'llama3', factor: 8 }, 4096],
    ['in the number already, for long texts', { rope_type: 'yarn', factor: 4 }, 4096],
    ['of the original positions', { rope_type: 'yarn', factor: 4, original_max_position_embeddings: 2048 }, 8192],
    ['of the original, and less', { type: 'yarn', factor: 4, original_max_position_embeddings: 512 }, 4096],
    ['none', null, 4096],
  ])('is as servers read it, with scaling that is %s', (_kind, scaling, expected) => {
    expect(longest(scaling)).toHaveProperty('architecture.maximumContext', expected);
  });

  it('has the scaling of Gemma 3 in it', () => {
    const gemma = { model_type: 'gemma3_text', max_position_embeddings: 131_072 };
    expect(longest({ rope_type: 'linear', factor: 8 }, gemma)).toHaveProperty('architecture.maximumContext', 131_072);
  });
});

describe('modelFrom', () => {
  const folder = mkdtempSync(join(tmpdir(), 'modelyard-sizing-'));
  const write = (text: string): string => {
    const path = join(folder, 'config.json');
    writeFileSync(path, text);
    return path;
  };

  it('reads a file, and says what is wrong with one that it cannot read', () => {
    expect(modelFrom(write(JSON.stringify(llama)))).toHaveProperty('architecture.layers', 32);
    expect(modelFrom(write('{'))).toHaveProperty('issues.0.message', 'is not JSON');
    expect(modelFrom(join(folder, 'none.json'))).toHaveProperty('issues.0.property', 'path');
    rmSync(folder, { recursive: true });
  });
});
