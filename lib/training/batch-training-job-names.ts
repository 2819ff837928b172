import type { Construct } from 'constructs';
import { budgetFor, nameBudgets, nameProblem, printGiven, type Notes } from '../core';
import { derivedName } from '../workload';
import type { BatchTrainingJobProps } from './batch-training-job-props';

/** The names of a job's objects. */
export interface ResolvedJobNames {
  /** The derived name: what labels and selectors carry, whatever the objects are called. */
  readonly instance: string;
  /** Of the CronJob; of a Job that runs once, whose hash follows. */
  readonly job: string;
  readonly serviceAccount: string;
  readonly workers: string;
}

/** A dash and the hash of what a Job runs, or the minute of its start: what comes after the name. */
const added = { once: 9, scheduled: 11 } as const;

/** Derives the names, and puts the user's in place of those that were given. */
export function resolveJobNames(construct: Construct, props: BatchTrainingJobProps, notes: Notes): ResolvedJobNames {
  const kind = props.schedule === undefined ? 'Job' : 'CronJob';
  // Pods of several nodes have the name of their Job and their rank for a host name.
  const rank = props.topology === undefined ? 0 : 1 + String(Math.max(1, props.topology.nodes - 1)).length;
  const least = nameBudgets.Job.limit - added[kind === 'Job' ? 'once' : 'scheduled'] - rank;
  const budget = Math.min(least, budgetFor([kind, 'ServiceAccount', 'HeadlessService']));
  const instance = derivedName(construct, budget);
  const given = props.names ?? {};
  judge('job', given.job, kind, least, instance, notes);
  judge('serviceAccount', given.serviceAccount, 'ServiceAccount', 253, instance, notes);
  if (props.serviceAccount !== undefined && given.serviceAccount !== undefined) {
    notes.issue({
      code: 'training/account-named-twice',
      property: 'names.serviceAccount',
      given: printGiven(given.serviceAccount),
      message: `names the account that the job would make, and serviceAccount gives it ${props.serviceAccount.name} instead`,
      fix: 'serviceAccount, or names.serviceAccount',
    });
  }
  judge('workers', given.workers, 'Service', 63, `${instance}-workers`, notes);
  return {
    instance,
    job: given.job ?? instance,
    serviceAccount: props.serviceAccount?.name ?? given.serviceAccount ?? instance,
    workers: given.workers ?? `${instance}-workers`,
  };
}

function judge(
  prop: string,
  name: string | undefined,
  kind: 'Job' | 'CronJob' | 'ServiceAccount' | 'Service',
  longest: number,
  derived: string,
  notes: Notes,
): void {
  if (name === undefined) return;
  const tooLong =
    name.length > longest ? `must be no more than ${longest} characters, and has ${name.length}` : undefined;
  const problem = nameProblem(kind, name) ?? tooLong;
  if (problem === undefined) return;
  notes.issue({
    code: 'core/invalid-name',
    property: `names.${prop}`,
    given: printGiven(name),
    message: problem,
    fix: `names: { ${prop}: '${derived}' }, or nothing`,
  });
}
