import { printGiven, type Notes } from '../../core';
import type { LocatedModel } from './locate';

/** Warns where a store asks for annotations on an account that is not made here, and so cannot get them. */
export function judgeAccount(
  account: { readonly name: string } | undefined,
  located: LocatedModel | undefined,
  notes: Notes,
): void {
  if (account === undefined || located?.access?.kind !== 'service-account') return;
  const annotations = Object.keys(located.access.annotations ?? {});
  if (annotations.length === 0) return;
  notes.warn({
    code: 'serving/account-not-annotated',
    property: 'serviceAccount',
    given: printGiven(account.name),
    message: `is not made here, so that it does not get ${annotations.join(', ')}, by which the store knows it`,
    fix: "no serviceAccount; or these annotations on it, and acknowledge(service, 'serving/account-not-annotated', 'the reason')",
  });
}
