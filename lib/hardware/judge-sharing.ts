import { printGiven, type IssueDetails } from '../core';

/** What a program in JavaScript can write where the types want one way of two. */
interface AskedSharing {
  readonly kind?: unknown;
  readonly profiles?: unknown;
  readonly replicas?: unknown;
}

/** Judges whether GPUs are cut in one of the ways that there are, before anything is read of that way. */
export function judgeSharingForm(sharing: AskedSharing | undefined): readonly IssueDetails[] {
  if (sharing === undefined) return [];
  const { kind, profiles, replicas } = sharing;
  const issue = (property: string, given: unknown, message: string): readonly IssueDetails[] => [
    { code: 'hardware/invalid-sharing', property, given: printGiven(given), message, fix },
  ];
  if (kind !== 'mig' && kind !== 'time-sliced') {
    return issue('sharing', sharing, 'is no way to cut the GPUs of a pool, which is cut in one way');
  }
  if (kind === 'mig' && replicas !== undefined) {
    return issue('sharing.replicas', replicas, 'is of GPUs that are shared in time, and instances of MIG are not');
  }
  if (kind === 'time-sliced' && profiles !== undefined) {
    return issue('sharing.profiles', profiles, 'is of MIG, and GPUs that are shared in time are cut into no instances');
  }
  if (kind === 'mig' && (typeof profiles !== 'object' || profiles === null)) {
    return issue('sharing.profiles', profiles, 'says nothing of the instances that each GPU is cut into');
  }
  return [];
}

const fix =
  "sharing: { kind: 'mig', strategy: 'mixed', profiles: { … } }, or { kind: 'time-sliced', replicas: …, renamed: true }";
