import { printGiven, type IssueDetails } from '../core';
import { precisionIssue } from './precision';
import { computedIn } from './training-numbers';
import { hasSizes } from './trained-parameters';
import type { TrainingRequest } from './training';

/** What of a training run cannot be, whatever the memory. */
export function trainingIssues(request: TrainingRequest): readonly IssueDetails[] {
  const { model, batch, accelerator, precision = 'bf16-mixed', sharding, trainable, optimizer } = request;
  const whole: readonly (readonly [string, number | undefined])[] = [
    ['batch.sequences', batch.sequences],
    ['batch.tokens', batch.tokens],
    ['batch.accumulation', batch.accumulation],
    ['trainable.rank', trainable === undefined || trainable.kind === 'full' ? undefined : trainable.rank],
  ];
  const degree = sharding === undefined || sharding.kind === 'none' ? undefined : sharding.degree;
  const unsupported = precisionIssue(computedIn(precision), accelerator?.computeCapability);
  const issues = whole.flatMap(([property, amount]) => countIssue('sizing/invalid-amount', property, amount));
  issues.push(...countIssue('sizing/invalid-parallelism', 'sharding.degree', degree));
  issues.push(...positiveIssue('model.parameters', model.parameters, 'the number of its weights'));
  issues.push(...positiveIssue('accelerator.memoryBytes', accelerator?.memoryBytes, 'the bytes of one GPU'));
  if (
    optimizer?.kind === 'other' &&
    !(optimizer.bytesPerParameter >= 0 && Number.isFinite(optimizer.bytesPerParameter))
  ) {
    issues.push({
      code: 'sizing/invalid-amount',
      property: 'optimizer.bytesPerParameter',
      given: printGiven(optimizer.bytesPerParameter),
      message: 'is no amount of memory',
      fix: '8, as AdamW has it in 32 bits',
    });
  }
  if (hasSizes(model) && batch.tokens > model.maximumContext) {
    issues.push({
      code: 'sizing/context-exceeds-model',
      property: 'batch.tokens',
      given: printGiven(batch.tokens),
      message: `the model knows ${model.maximumContext} positions`,
      fix: `at most ${model.maximumContext}`,
    });
  }
  return unsupported === undefined ? issues : [...issues, unsupported];
}

function countIssue(
  code: 'sizing/invalid-amount' | 'sizing/invalid-parallelism',
  property: string,
  given: number | undefined,
): IssueDetails[] {
  if (given === undefined || (Number.isInteger(given) && given > 0)) return [];
  return [{ code, property, given: printGiven(given), message: 'is no whole number above zero', fix: '1, or more' }];
}

function positiveIssue(property: string, given: number | undefined, fix: string): IssueDetails[] {
  if (given === undefined || (given > 0 && Number.isFinite(given))) return [];
  return [
    { code: 'sizing/invalid-amount', property, given: printGiven(given), message: 'is no number above zero', fix },
  ];
}
