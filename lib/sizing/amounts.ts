import { printGiven, type IssueDetails } from '../core';
import type { Accelerator } from './ranks';
import type { SizingRequest } from './sizing';

/** Numbers that have to be ones that can be, where they are given. */
export interface Amounts extends Pick<SizingRequest, 'load' | 'adapters' | 'engine'> {
  readonly contextLength?: number | undefined;
}

/** What is wrong with the numbers of a request, its GPUs aside. */
export function amountIssues({ contextLength, load, adapters, engine }: Amounts): IssueDetails[] {
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
    ...(share > 0 && share <= 1
      ? []
      : [issue('engine.memoryUtilization', share, 'is no share of one', 'more than 0, and at most 1')]),
  ];
}

/** What is wrong with the memory of a GPU. */
export function memoryIssues({ memoryBytes }: Accelerator): IssueDetails[] {
  if (memoryBytes > 0 && Number.isFinite(memoryBytes)) return [];
  return [issue('accelerator.memoryBytes', memoryBytes, 'is no amount of memory', 'the bytes of one GPU')];
}

function issue(property: string, given: unknown, message: string, fix: string): IssueDetails {
  return { code: 'sizing/invalid-amount', property, given: printGiven(given), message, fix };
}
