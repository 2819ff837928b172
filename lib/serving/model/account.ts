import { printGiven, type IssueDetails, type Notes } from '../../core';
import type { LocatedModel } from './locate';

/** Warns where a store asks for annotations on an account that is not made here, and so cannot get them. */
export function judgeAccount(
  account: { readonly name: string } | undefined,
  located: LocatedModel | undefined,
  notes: Notes,
): void {
  if (account === undefined || located?.location?.access.kind !== 'service-account') return;
  const annotations = Object.keys(located.location.access.annotations ?? {});
  if (annotations.length > 0) notes.warn(notAnnotated(account.name, annotations));
}

/** That an account which is not made here does not get what a store knows it by. */
export function notAnnotated(account: string, annotations: readonly string[]): IssueDetails {
  return {
    code: 'serving/account-not-annotated',
    property: 'serviceAccount',
    given: printGiven(account),
    message: `is not made here, so that it does not get ${annotations.join(', ')}, by which the store knows it`,
    fix: "no serviceAccount; or these annotations on it, and acknowledge(service, 'serving/account-not-annotated', 'the reason')",
  };
}
