import type { IssueDetails } from '../core';
import type { ModelArchitecture } from './architecture';
import type { Precision } from './precision';

/** How a model is spread over GPUs; each degree is one unless given. */
export interface Parallelism {
  /** The GPUs that share each layer. */
  readonly tensor?: number | undefined;
  /** The groups of GPUs that have the layers one after the other. */
  readonly pipeline?: number | undefined;
  /** The copies of everything but, with `expert`, the experts. */
  readonly data?: number | undefined;
  /** Whether experts are spread whole over all tensor and data ranks. */
  readonly expert?: boolean | undefined;
}

/** Every degree, and whether experts are spread whole. */
export interface Degrees {
  readonly tensor: number;
  readonly pipeline: number;
  readonly data: number;
  readonly expert: boolean;
}

/** The rows of a matrix that share one scale in four-bit checkpoints (https://github.com/vllm-project/vllm/issues/21695). */
const groupSize = 128;

/**
 * What engines pad a vocabulary to a multiple of, before they split it. That it has to divide is told by
 * https://github.com/jgchn/llm-d-planner/blob/151baf3dd6d8256305c9b3f9562e0606c94cb145/accuracy/accuracy_report.md
 */
const vocabularyUnit = 64;

/** Fills in the degrees that were not given. */
export function degreesOf(parallelism: Parallelism = {}): Degrees {
  return {
    tensor: parallelism.tensor ?? 1,
    pipeline: parallelism.pipeline ?? 1,
    data: parallelism.data ?? 1,
    expert: parallelism.expert ?? false,
  };
}

/** The tensor degrees up to `most` that a model can be split by. */
export function tensorDegrees(model: ModelArchitecture, precision: Precision, most: number): readonly number[] {
  // No degree above the heads divides them.
  const length = Math.max(0, Math.floor(Math.min(most, model.attentionHeads)));
  const degrees = Array.from({ length }, (_, index) => index + 1);
  return degrees.filter((degree) => tensorProblem(model, precision, degree) === undefined);
}

/** What is wrong with a way of spreading a model over so many GPUs; over as many as it takes, unless they are given. */
export function parallelismIssues(
  model: ModelArchitecture,
  precision: Precision,
  degrees: Degrees,
  gpus: number = degrees.tensor * degrees.pipeline * degrees.data,
): readonly IssueDetails[] {
  const counts = { tensor: degrees.tensor, pipeline: degrees.pipeline, data: degrees.data };
  const issues = Object.entries(counts)
    .filter(([, degree]) => !Number.isInteger(degree) || degree < 1)
    .map(([name, degree]) => issue(name, degree, 'must be a whole number of at least one', '1'));
  if (issues.length > 0) return issues;
  return [...divisions(model, precision, degrees, gpus), ...totals(model, degrees, gpus)];
}

function divisions(model: ModelArchitecture, precision: Precision, { tensor }: Degrees, gpus: number): IssueDetails[] {
  const problem = tensorProblem(model, precision, tensor);
  if (problem === undefined) return [];
  const valid = tensorDegrees(model, precision, Math.max(gpus, 2 * tensor));
  return [issue('tensor', tensor, problem, `one of ${valid.join(', ')}`)];
}

function totals(model: ModelArchitecture, degrees: Degrees, gpus: number): IssueDetails[] {
  const { tensor, pipeline, data } = degrees;
  const used = tensor * pipeline * data;
  const issues: IssueDetails[] = [];
  if (pipeline > model.layers) {
    issues.push(issue('pipeline', pipeline, `the model has ${model.layers} layers`, `at most ${model.layers}`));
  }
  if (used !== gpus) {
    const sum = `tensor ${tensor} × pipeline ${pipeline} × data ${data} is ${used}`;
    issues.push(issue('count', gpus, `${sum}, and so many GPUs are needed`, `${used} GPUs, or other degrees`));
  }
  if (degrees.expert && model.experts === undefined) {
    issues.push(issue('expert', true, 'the model has no experts', 'false'));
  }
  return issues;
}

function tensorProblem(model: ModelArchitecture, precision: Precision, tensor: number): string | undefined {
  const { attentionHeads, keyValueHeads } = model;
  if (attentionHeads % tensor !== 0) return `does not divide the ${attentionHeads} attention heads`;
  if (model.attention.kind === 'grouped' && keyValueHeads % tensor !== 0 && tensor % keyValueHeads !== 0) {
    return `neither divides the ${keyValueHeads} key-value heads nor is a multiple of them`;
  }
  const padded = Math.ceil(model.vocabulary / vocabularyUnit) * vocabularyUnit;
  if (padded % tensor !== 0) return `does not divide the vocabulary of ${padded}`;
  if (splitsGroups(model, precision, tensor)) {
    return `splits the groups of ${groupSize} of the intermediate size ${model.intermediateSize}`;
  }
  const heads = model.vision?.heads;
  if (heads !== undefined && heads % tensor !== 0) return `does not divide the ${heads} heads of the vision tower`;
  return undefined;
}

function splitsGroups(model: ModelArchitecture, precision: Precision, tensor: number): boolean {
  if (tensor === 1 || (precision !== 'awq-int4' && precision !== 'gptq-int4')) return false;
  const size = model.experts?.layers === model.layers ? model.experts.intermediateSize : model.intermediateSize;
  return size % (groupSize * tensor) !== 0;
}

function issue(property: string, given: unknown, message: string, fix: string): IssueDetails {
  return { code: 'sizing/invalid-parallelism', property, given: String(given), message, fix };
}
