import { printGiven, type IssueDetails, type Notes } from '../core';
import type { StoreLocation } from './store';

/** Warns where a store asks for annotations on an account that is not made here, and so cannot get them. */
export function judgeAccount(
  account: { readonly name: string } | undefined,
  location: StoreLocation | undefined,
  notes: Notes,
): void {
  if (account === undefined || location?.access.kind !== 'service-account') return;
  const annotations = Object.keys(location.access.annotations ?? {});
  if (annotations.length > 0) notes.warn(notAnnotated(account.name, annotations));
}

/** That an account which is not made here does not get what a store knows it by. */
export function notAnnotated(account: string, annotations: readonly string[]): IssueDetails {
  return {
    code: 'data/account-not-annotated',
    property: 'serviceAccount',
    given: printGiven(account),
    message: `is not made here, so that it does not get ${annotations.join(', ')}, by which the store knows it`,
    fix: "no serviceAccount; or these annotations on it, and acknowledge(CONSTRUCT, 'data/account-not-annotated', 'the reason')",
  };
}
