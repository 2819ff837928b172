import { gibibyte, models, sizeModel, type Sizing } from '../../lib/sizing';
import type { Estimate } from './peers';
import type { PublishedFact } from './published-fact';

/** How an answer compares with what was published. */
export type Judgement = 'right' | 'in band' | 'wrong';

/** Asks our own arithmetic the question of a fact. */
export function sizingOf(fact: PublishedFact): Sizing {
  const { precision, cachePrecision, gpu, count, parallelism, contextLength, engine } = fact;
  const model = models[fact.model];
  // A fine-tuning of the same sizes may know more positions.
  const longer = { ...model, maximumContext: Math.max(model.maximumContext, contextLength) };
  return sizeModel({
    model: longer,
    precision,
    cachePrecision,
    accelerator: { memoryBytes: gpu.gibibytes * gibibyte, computeCapability: gpu.computeCapability, count },
    parallelism,
    contextLength,
    engine,
  });
}

/** The memory that we say is left for keys and values on the fullest GPU, in GiB. */
export function roomOf({ breakdown }: Sizing): number {
  return (breakdown.budget - breakdown.total + breakdown.cache) / gibibyte;
}

/** Judges us: a published number has to lie between what certainly fits and what certainly does not. */
export function judgeOurs(fact: PublishedFact, sizing: Sizing): Judgement {
  const { outcome } = fact;
  if (outcome.kind === 'starts' || outcome.kind === 'fails') {
    if (sizing.starts === 'within-band') return 'in band';
    return (sizing.starts === 'yes') === (outcome.kind === 'starts') ? 'right' : 'wrong';
  }
  if (outcome.kind === 'tokens') {
    const { least, most } = sizing.cacheTokens;
    return outcome.tokens >= least && outcome.tokens <= most ? 'right' : 'wrong';
  }
  const margin = (sizing.band * sizing.breakdown.budget) / gibibyte;
  return Math.abs(roomOf(sizing) - outcome.gibibytes) <= margin ? 'right' : 'wrong';
}

/** Judges a peer by the same band around its own estimate. */
export function judgePeer(fact: PublishedFact, { tokens, gibibytes }: Estimate, band: number): Judgement {
  const { outcome, gpu, engine } = fact;
  const margin = band * gpu.gibibytes * (engine.memoryUtilization ?? 0.9);
  if (outcome.kind === 'memory') return Math.abs(gibibytes - outcome.gibibytes) <= margin ? 'right' : 'wrong';
  const perToken = gibibytes > 0 ? tokens / gibibytes : 0;
  const within = (wanted: number): boolean => Math.abs(wanted - tokens) <= margin * perToken;
  if (outcome.kind === 'tokens') return within(outcome.tokens) ? 'right' : 'wrong';
  if (within(fact.contextLength)) return 'in band';
  return tokens >= fact.contextLength === (outcome.kind === 'starts') ? 'right' : 'wrong';
}
