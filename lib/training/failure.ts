import { printGiven, type Notes } from '../core';

/** What happens when a try of a run fails. */
export interface Failure {
  /** How many tries follow one that failed; a lost node takes none of them. @default 3 */
  readonly retries?: number | undefined;
  /** The exit codes that no further try would mend: a run that ends with one has failed. @default - see `bugCodes` */
  readonly bugs?: readonly number[] | undefined;
  /**
   * Whether a pod that was evicted, preempted or lost with its node counts as a try that failed.
   *
   * @default 'ignored' - it is no failure of what ran
   */
  readonly lostNodes?: 'ignored' | 'counted' | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Misuse of a command (2), what `sysexits.h` has for wrong usage, input and configuration (64 to 66, 78), and a shell that
 * cannot run (126) or find (127) what it is told to.
 *
 * Source: FreeBSD sysexits(3); POSIX.1-2017 Shell Command Language 2.8.2.
 */
export const bugCodes: readonly number[] = [2, 64, 65, 66, 78, 126, 127];

/**
 * Renders how a Job takes failures. The pods of one run fail with each other: where one is lost, the others wait for it in
 * vain, so that a try costs as many failures as there are pods.
 */
export function renderFailure({ retries, bugs, lostNodes }: Failure, pods: number, notes: Notes): Fields {
  const tries = notes.choose(retries, {
    field: 'Job spec.backoffLimit',
    value: 3,
    reason:
      'a node that acts up or a store that is away for a minute is got over, and an error that stays is not paid for often',
    source: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy',
    override: 'failure.retries',
  });
  if (!Number.isInteger(tries) || tries < 0 || tries > 100) {
    notes.issue({
      code: 'training/invalid-failure',
      property: 'failure.retries',
      given: printGiven(tries),
      message: 'is no number of tries',
      fix: 'a whole number from 0 to 100',
    });
  }
  const codes = notes.choose(bugs, {
    field: 'Job spec.podFailurePolicy, exit codes that fail it',
    value: bugCodes,
    reason: 'wrong usage, wrong input and a program that is not there come out the same each time',
    source: 'https://kubernetes.io/docs/tasks/job/pod-failure-policy/',
    override: 'failure.bugs',
  });
  judgeCodes(codes, notes);
  const sorted = [...new Set(codes)].sort((left, right) => left - right);
  const lost = notes.choose(lostNodes, {
    field: 'Job spec.podFailurePolicy, lost nodes',
    value: 'ignored' as const,
    reason: 'a node that was drained, preempted or taken back is no failure of what ran on it',
    source: 'https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-conditions',
    override: 'failure.lostNodes',
  });
  const rules = [
    ...(lost === 'ignored' ? [ignored] : []),
    ...(sorted.length === 0 ? [] : [{ action: 'FailJob', onExitCodes: { operator: 'In', values: sorted } }]),
  ];
  return {
    backoffLimit: tries * pods,
    ...(rules.length === 0 ? {} : { podFailurePolicy: { rules } }),
    // A pod that is still stopping may still be writing.
    podReplacementPolicy: 'Failed',
  };
}

/** A pod that its node was taken from. */
const ignored: Fields = { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] };

function judgeCodes(codes: readonly number[], notes: Notes): void {
  const wrong = codes.filter((code) => !Number.isInteger(code) || code < 1 || code > 255);
  if (wrong.length === 0) return;
  notes.issue({
    code: 'training/invalid-failure',
    property: 'failure.bugs',
    given: printGiven(wrong.join(', ')),
    message: 'no program exits with that and has failed',
    fix: 'whole numbers from 1 to 255',
  });
}
