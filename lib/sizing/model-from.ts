import { readFileSync } from 'node:fs';
import { printGiven, type IssueDetails } from '../core';
import type { Attention, Experts, ModelArchitecture, VisionTower } from './architecture';
import { architectureOf } from './parameters';
import type { Precision } from './precision';
import { slidingWindowOf } from './layer-kinds';
import { Fields } from './fields';

/** What reading a configuration gives: the architecture, or everything that is wrong with it. */
export type Configuration = { readonly architecture: ModelArchitecture } | { readonly issues: readonly IssueDetails[] };

/** The kinds of model whose fields are known, as `model_type` names them. */
const known: ReadonlySet<string> = new Set([
  ...['llama', 'mistral', 'mistral3', 'mixtral', 'qwen2', 'qwen2_moe', 'qwen3', 'qwen3_moe', 'gemma', 'gemma2'],
  ...['gemma3', 'gemma3_text', 'phi3', 'gpt_oss', 'deepseek_v2', 'deepseek_v3', 'kimi_k2', 'granite'],
]);

/** Kinds of which the first and last matrix are one unless the file says otherwise. */
const tiedByDefault: ReadonlySet<string> = new Set(['gemma', 'gemma2', 'gemma3', 'gemma3_text']);

/** Reads the file `config.json` of a model from Hugging Face. */
export function modelFrom(path: string): Configuration {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return unreadable(path, 'no such file, or no leave to read it', 'the path of a config.json');
  }
  try {
    return architectureFrom(JSON.parse(text));
  } catch {
    return unreadable(path, 'is not JSON', 'the config.json of a model');
  }
}

/** Reads the content of a `config.json` from Hugging Face; each field that is missing is an issue. */
export function architectureFrom(config: unknown): Configuration {
  const whole = new Fields(config);
  const kind = whole.text('model_type');
  if (kind === undefined || !known.has(kind)) {
    return { issues: [unknownKind(kind)] };
  }
  // What reads images has the sizes of its language model a level deeper.
  const fields = whole.has('text_config') ? whole.within('text_config') : whole;

  const hiddenSize = fields.number('hidden_size');
  const attentionHeads = fields.number('num_attention_heads');
  const layers = fields.number('num_hidden_layers');
  const sizes = {
    layers,
    hiddenSize,
    attentionHeads,
    keyValueHeads: fields.number('num_key_value_heads', attentionHeads),
    headDimension: fields.number('head_dim', Math.floor(hiddenSize / attentionHeads)),
    vocabulary: fields.number('vocab_size', kind.startsWith('gemma3') ? 262_144 : undefined),
    intermediateSize: fields.number('intermediate_size'),
    maximumContext: maximumContextOf(fields, kind),
    tiedEmbeddings: fields.flag('tie_word_embeddings', whole.flag('tie_word_embeddings', tiedByDefault.has(kind))),
    attention: attentionOf(fields),
    experts: expertsOf(fields, layers),
    slidingWindow: slidingWindowOf(fields, kind, layers),
    precision: precisionOf(whole, fields),
    vision: visionOf(whole),
  };
  const issues = [...whole.issues, ...fields.issues.filter((issue) => !whole.issues.includes(issue))];
  return issues.length > 0 ? { issues } : { architecture: architectureOf(sizes) };
}

/**
 * The positions that a model knows, as servers read them at most: with scaling that is linear or dynamic so many times as
 * many as it was trained with; other kinds of scaling are in the number already.
 *
 * With YaRN servers differ: vLLM up to 0.29.0 multiplies the original positions, whatever the number says; vLLM from 0.30.0
 * on and SGLang take the number as it is.
 *
 * Source: vllm/config/model.py, `_get_and_verify_max_len`, of vLLM 0.29.0 (https://pypi.org/project/vllm/0.29.0/), 0.30.0
 * and 0.33.0 (https://pypi.org/project/vllm/0.33.0/), and `get_context_length` of SGLang 0.5.23
 * (https://pypi.org/project/sglang/0.5.23/).
 */
function maximumContextOf(fields: Fields, kind: string): number {
  const positions = fields.number('max_position_embeddings', kind === 'gemma3' ? 131_072 : undefined);
  const scaling = fields.within('rope_scaling');
  const type = scaling.text('rope_type') ?? scaling.text('type');
  if (type === 'yarn') {
    const original = scaling.count('original_max_position_embeddings') ?? 0;
    return Math.max(positions, Math.floor(original * (scaling.count('factor') ?? 1)));
  }
  const scales = (type === 'linear' || type === 'dynamic') && !kind.startsWith('gemma3');
  return scales ? Math.floor(positions * (scaling.count('factor') ?? 1)) : positions;
}

function attentionOf(fields: Fields): Attention {
  const latentSize = fields.count('kv_lora_rank');
  if (latentSize === undefined) return { kind: 'grouped' };
  return {
    kind: 'multi-head-latent',
    latentSize,
    positionSize: fields.number('qk_rope_head_dim'),
    contentSize: fields.number('qk_nope_head_dim'),
    valueSize: fields.number('v_head_dim'),
    querySize: fields.count('q_lora_rank'),
  };
}

function expertsOf(fields: Fields, layers: number): Experts | undefined {
  const count = fields.count('num_experts') ?? fields.count('num_local_experts') ?? fields.count('n_routed_experts');
  if (count === undefined || count < 2) return undefined;
  const intermediateSize = fields.count('moe_intermediate_size') ?? fields.number('intermediate_size');
  const every = fields.number('decoder_sparse_step', 1);
  const dense = fields.list('mlp_only_layers')?.length ?? 0;
  const sharedSize = fields.count('shared_expert_intermediate_size');
  return {
    count,
    perToken: fields.number('num_experts_per_tok'),
    intermediateSize,
    layers: Math.floor((layers - (fields.count('first_k_dense_replace') ?? 0)) / every) - dense,
    shared: fields.count('n_shared_experts') ?? (sharedSize === undefined ? undefined : sharedSize / intermediateSize),
  };
}

/** Vision transformers have four square matrices of attention a layer, and two or three of a feed-forward network. */
function visionOf(whole: Fields): VisionTower | undefined {
  if (!whole.has('vision_config')) return undefined;
  const vision = whole.within('vision_config');
  const hidden = vision.number('hidden_size');
  const matrices = vision.text('model_type') === 'pixtral' ? 3 : 2;
  const layer = 4 * hidden ** 2 + matrices * hidden * vision.number('intermediate_size');
  const heads = vision.count('num_attention_heads');
  whole.issues.push(...vision.issues);
  return { parameters: vision.number('num_hidden_layers') * layer, heads };
}

function precisionOf(whole: Fields, fields: Fields): Precision {
  const quantization = whole.within('quantization_config');
  const method = quantization.text('quant_method');
  if (method === 'fp8' || method === 'mxfp4') return method;
  if (method === 'awq') return 'awq-int4';
  if (method === 'gptq') return 'gptq-int4';
  const stored = whole.text('torch_dtype') ?? whole.text('dtype') ?? fields.text('torch_dtype') ?? fields.text('dtype');
  if (stored === 'float32') return 'fp32';
  return stored === 'float16' ? 'fp16' : 'bf16';
}

function unreadable(path: string, message: string, fix: string): Configuration {
  return {
    issues: [{ code: 'sizing/invalid-configuration', property: 'path', given: printGiven(path), message, fix }],
  };
}

function unknownKind(kind: string | undefined): IssueDetails {
  return {
    code: 'sizing/invalid-configuration',
    property: 'model_type',
    given: kind === undefined ? undefined : printGiven(kind),
    message: kind === undefined ? 'is missing' : 'is not a kind of model whose sizes can be read',
    fix: `one of ${[...known].join(', ')}, or an architecture written by hand`,
  };
}
