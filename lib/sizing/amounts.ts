import { printGiven, type IssueDetails } from '../core';
import type { SizingRequest } from './sizing';

/** What is wrong with the numbers of a request. */
export function amountIssues({ accelerator, contextLength, load, adapters, engine }: SizingRequest): IssueDetails[] {
  const whole: readonly (readonly [string, number | undefined])[] = [
    ['contextLength', contextLength],
    ['load.concurrency', load?.concurrency],
    ['load.tokensPerRequest', load?.tokensPerRequest],
    ['adapters.count', adapters?.count],
    ['adapters.rank', adapters?.rank],
    ['engine.maximumSequences', engine?.maximumSequences],
    ['engine.batchedTokens', engine?.batchedTokens],
  ];
  const share = engine?.memoryUtilization ?? 1;
  return [
    ...whole
      .filter(([, amount]) => amount !== undefined && !(Number.isInteger(amount) && amount > 0))
      .map(([property, amount]) => issue(property, amount, 'is no whole number above zero', '1, or more')),
    ...(accelerator.memoryBytes > 0 && Number.isFinite(accelerator.memoryBytes)
      ? []
      : [issue('accelerator.memoryBytes', accelerator.memoryBytes, 'is no amount of memory', 'the bytes of one GPU')]),
    ...(share > 0 && share <= 1
      ? []
      : [issue('engine.memoryUtilization', share, 'is no share of one', 'more than 0, and at most 1')]),
  ];
}

function issue(property: string, given: unknown, message: string, fix: string): IssueDetails {
  return { code: 'sizing/invalid-amount', property, given: printGiven(given), message, fix };
}
