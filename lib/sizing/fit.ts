import type { IssueDetails } from '../core';
import { amountIssues, memoryIssues } from './amounts';
import { bandOf } from './engine';
import { notKnownOf } from './not-known';
import { degreesOf, parallelismIssues, type Degrees } from './parallelism';
import { precisionIssue } from './precision';
import { ranksOf, type Deployment, type Rank, type Sequences } from './ranks';
import { remediesFor } from './remedies';
import type { Breakdown, Estimate, Load, Sizing, SizingRequest, Verdict } from './sizing';
import { checkpointBytes, greatestMatrixBytes } from './weights';

/** Computes whether a model fits accelerators, where the memory goes, and what would make it fit. */
export function sizeModel(request: SizingRequest): Sizing {
  const sizing = judge(request);
  return { ...sizing, remedies: remediesFor(request, sizing, judge) };
}

function judge(request: SizingRequest): Sizing {
  const { model, contextLength, load } = request;
  const deployment = deploymentOf(request);
  const issues = issuesOf(request, deployment);
  const ranks = ranksOf(deployment);
  const one: Sequences = { sequences: 1, tokens: contextLength };
  const band = bandOf(deployment.engine);
  const margin = band * Math.max(...ranks.map(({ budget }) => budget));
  const range = (of: (extra: number) => number): Estimate => ({
    least: of(-margin),
    expected: of(0),
    most: of(margin),
  });
  const { data } = deployment.degrees;
  const requests = (tokens: number, extra: number): number =>
    data * fitting((sequences) => fits(ranks, { sequences, tokens }, extra));
  const cacheTokens = (extra: number): number =>
    Math.max(
      0,
      Math.floor(Math.min(...ranks.map((rank) => ((rank.room + extra) / rank.cacheOf(one)) * contextLength))),
    );

  return {
    issues,
    notKnown: notKnownOf(request),
    breakdown: breakdownOf(fullest(ranks, one), one),
    starts: issues.length > 0 ? 'no' : verdict(ranks, one, margin),
    serves: load && (issues.length > 0 ? 'no' : verdict(ranks, perCopy(load, data), margin)),
    band,
    largestContext: range((extra) =>
      fitting((tokens) => tokens <= model.maximumContext && fits(ranks, { sequences: 1, tokens }, extra)),
    ),
    cacheTokens: range((extra) => data * cacheTokens(extra)),
    concurrency: load && range((extra) => requests(load.tokensPerRequest, extra)),
    remedies: [],
    diskBytes: checkpointBytes(model, deployment.precision),
    hostMemory: {
      least: greatestMatrixBytes(model, deployment.precision),
      most: checkpointBytes(model, deployment.precision),
    },
  };
}

function deploymentOf(request: SizingRequest): Deployment {
  const { model, precision, cachePrecision, accelerator, contextLength, adapters } = request;
  return {
    model,
    precision: precision ?? model.precision,
    cache: cachePrecision ?? 'auto',
    accelerator,
    degrees: possible(degreesOf(request.parallelism), model.layers),
    engine: request.engine ?? { kind: 'vllm' },
    contextLength,
    adapters,
  };
}

function issuesOf(request: SizingRequest, { precision }: Deployment): readonly IssueDetails[] {
  const { accelerator } = request;
  const unsupported = precisionIssue(precision, accelerator.computeCapability);
  return [
    ...modelIssues(request, accelerator.count),
    ...memoryIssues(accelerator),
    ...(unsupported === undefined ? [] : [unsupported]),
  ];
}

/** What keeps a model from running on whatever GPUs: numbers that cannot be, degrees that do not divide it, its positions. */
export function modelIssues(request: Omit<SizingRequest, 'accelerator'>, gpus?: number): readonly IssueDetails[] {
  const { model, precision = model.precision, contextLength, parallelism } = request;
  const issues = [...amountIssues(request), ...parallelismIssues(model, precision, degreesOf(parallelism), gpus)];
  if (contextLength > model.maximumContext) {
    issues.push({
      code: 'sizing/context-exceeds-model',
      property: 'contextLength',
      given: String(contextLength),
      message: `the model knows ${model.maximumContext} positions`,
      fix: `at most ${model.maximumContext}`,
    });
  }
  return issues;
}

/** Degrees to go on with where those that were given cannot be. */
function possible({ tensor, pipeline, data, expert }: Degrees, layers: number): Degrees {
  const positive = (degree: number, most: number): number => Math.min(most, Math.max(1, Math.floor(degree) || 1));
  return {
    tensor: positive(tensor, 2 ** 20),
    pipeline: positive(pipeline, layers),
    data: positive(data, 2 ** 20),
    expert,
  };
}

/** The load of one copy, where requests are spread over several. */
function perCopy({ concurrency, tokensPerRequest }: Load, copies: number): Sequences {
  return { sequences: Math.ceil(concurrency / copies), tokens: tokensPerRequest };
}

function verdict(ranks: readonly Rank[], sequences: Sequences, margin: number): Verdict {
  if (fits(ranks, sequences, -margin)) return 'yes';
  return fits(ranks, sequences, margin) ? 'within-band' : 'no';
}

function fits(ranks: readonly Rank[], sequences: Sequences, extra: number): boolean {
  return ranks.every((rank) => rank.cacheOf(sequences) <= rank.room + extra);
}

function fullest(ranks: readonly Rank[], sequences: Sequences): Rank {
  return ranks.reduce((most, rank) => {
    const left = rank.room - rank.cacheOf(sequences);
    return left < most.room - most.cacheOf(sequences) ? rank : most;
  });
}

function breakdownOf(rank: Rank, sequences: Sequences): Breakdown {
  const { budget, weights, activations, nonTorch, graphs, adapters } = rank;
  const cache = rank.cacheOf(sequences);
  const total = weights + activations + nonTorch + graphs + adapters + cache;
  return { budget, weights, activations, nonTorch, graphs, adapters, cache, total };
}

/** The greatest whole number that passes, where all below one that passes do too. */
function fitting(passes: (candidate: number) => boolean): number {
  let least = 0;
  let most = 1;
  while (passes(most) && most < 2 ** 40) {
    least = most;
    most *= 2;
  }
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (passes(middle)) least = middle;
    else most = middle;
  }
  return least;
}
