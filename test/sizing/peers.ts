import { checkpointBytes, gibibyte, models, type PublishedModel } from '../../lib/sizing';
import type { PublishedFact } from './published-fact';

/** What a peer's formula says of a fact: the tokens that fit over all GPUs, and the memory left on one. */
export interface Estimate {
  readonly tokens: number;
  readonly gibibytes: number;
}

/** The files of a checkpoint as KAITO's catalogue counts them: those of gpt-oss are there twice. */
const catalogued: Readonly<Record<string, number>> = { gptOss_20b: 25.63, gptOss_120b: 121.54 };

/**
 * KAITO's estimator: 1.02 of the files, 2.3 GiB and a twentieth of a GPU's weights; keys and values of 16 bits, split
 * over all GPUs unless latent. Its share of memory is what it starts vLLM with; here it is that of the fact.
 *
 * https://github.com/kaito-project/kaito/blob/056b8280b1a8debf644bc6f4399e913a1f9c7e70/pkg/workspace/estimator/nodesestimator/estimator.go
 */
export function kaito(fact: PublishedFact): Estimate {
  const model = models[fact.model];
  const files = catalogued[fact.model] ?? checkpointBytes(model, fact.precision) / gibibyte;
  const weights = (files * 1.02) / fact.count;
  const gibibytes = fact.gpu.nominal * shareOf(fact) - weights * 1.05 - 2.3;
  const { tensor = 1, pipeline = 1 } = fact.parallelism ?? {};
  const split = model.attention.kind === 'grouped' ? tensor * pipeline : pipeline;
  return { gibibytes, tokens: (gibibytes * gibibyte * split) / bytesPerToken(model) };
}

/** The activations that llm-d's planner counts with, by kind of model. */
function llmdActivations(fact: PublishedFact, model: PublishedModel): number {
  if (fact.model.startsWith('mistralSmall')) return 2.5;
  if (/^(llama|codeLlama)/.test(fact.model)) return 4.8;
  if (/^(qwen25|qwen3)_[\d_]*b$/.test(fact.model)) return 5.6;
  return model.experts === undefined ? 5.5 : 8;
}

/**
 * llm-d's capacity planner: nominal memory, weights as the files have them, activations of a kind of model once for all
 * GPUs, 0.15 GiB outside PyTorch, or 0.6 with tensor parallelism; keys and values in the precision of the model.
 *
 * https://github.com/llm-d-incubation/llm-d-planner/blob/e50305af90f0812e77e1827f3bc740fe75b76370/src/planner/capacity_planner.py
 */
export function llmd(fact: PublishedFact): Estimate {
  const model = models[fact.model];
  const { tensor = 1 } = fact.parallelism ?? {};
  // It knows no precision but that of the files: one that is made while loading is not seen.
  const weights = checkpointBytes(model, fact.precision === 'fp32' ? 'bf16' : fact.precision) / gibibyte;
  const outside = (tensor === 1 ? 0.15 : 0.6) * fact.count;
  const whole = fact.gpu.nominal * shareOf(fact) * fact.count - weights - llmdActivations(fact, model) - outside;
  const room = Math.max(0, whole);
  return { gibibytes: room / fact.count, tokens: (room * gibibyte) / bytesPerToken(model) };
}

function shareOf(fact: PublishedFact): number {
  return fact.engine.memoryUtilization ?? 0.9;
}

function bytesPerToken(model: PublishedModel): number {
  const { attention, layers, keyValueHeads, headDimension } = model;
  if (attention.kind === 'multi-head-latent') return layers * (attention.latentSize + attention.positionSize) * 2;
  return 2 * layers * keyValueHeads * headDimension * 2;
}
