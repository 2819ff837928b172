import { createHash } from 'node:crypto';
import { isDeferred, parseDuration, readDuration, wholeSeconds, type Notes } from '../core';
import type { BatchTrainingJobProps } from './batch-training-job-props';
import { renderFailure } from './failure';
import { longestGap, renderSchedule } from './schedule';
import type { TrainingPod } from './training-pod';

type Fields = Readonly<Record<string, unknown>>;

/** What runs: a Job, or what makes one at each start. */
export type RenderedJob =
  | { readonly kind: 'Job'; readonly spec: Fields; readonly hash: string }
  | { readonly kind: 'CronJob'; readonly spec: Fields };

/** The longest time that a Job may have: its fields are of 32 bits and signed. */
const longest = 2 ** 31 - 1;

/** Renders the Job, and the CronJob around it where there is a schedule. */
export function renderJob(
  props: BatchTrainingJobProps,
  { template, nodes }: TrainingPod,
  jobLabels: Readonly<Record<string, string>>,
  notes: Notes,
): RenderedJob {
  const { schedule } = props;
  const indexed = { completionMode: 'Indexed', completions: nodes, parallelism: nodes };
  const runs: Fields = {
    ...(nodes > 1 ? indexed : {}),
    ...renderFailure(props.failure ?? {}, nodes, notes),
    activeDeadlineSeconds: deadlineSeconds(props, notes),
    template,
  };
  const spec = { ...runs, ttlSecondsAfterFinished: keptSeconds(props, notes) };
  if (schedule === undefined) {
    const hash = hashOf(runs);
    notes.decide({
      field: 'Job metadata.name, its end',
      value: hash,
      reason:
        'the pods of a Job cannot be changed once it is made: with a name that follows from what it runs, a change is a new run',
      source: 'kubernetes 1.34.4 pkg/apis/batch/validation ValidateJobSpecUpdate',
      override: 'schedule',
    });
    return { kind: 'Job', spec, hash };
  }
  const metadata = Object.keys(jobLabels).length === 0 ? {} : { metadata: { labels: jobLabels } };
  return { kind: 'CronJob', spec: { ...renderSchedule(schedule, notes), jobTemplate: { ...metadata, spec } } };
}

function deadlineSeconds({ deadline, schedule }: BatchTrainingJobProps, notes: Notes): number | undefined {
  if (deadline !== undefined) {
    const seconds = wholeSeconds(notes.read(readDuration('deadline', deadline), parseDuration('1d') ?? 0));
    return Math.min(seconds, longest);
  }
  if (schedule === undefined || schedule === 'on-demand') return undefined;
  return notes.decide({
    field: 'Job spec.activeDeadlineSeconds',
    value: wholeSeconds(longestGap(schedule)),
    reason: 'a run that hangs would keep all later ones from starting; this one is ended when the next is due',
    source: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup',
    override: 'deadline',
  });
}

function keptSeconds({ keepFor }: BatchTrainingJobProps, notes: Notes): number | undefined {
  if (keepFor === undefined) return undefined;
  return Math.min(wholeSeconds(notes.read(readDuration('keepFor', keepFor), 0)), longest);
}

/**
 * Eight digits of what a Job runs, in whatever order its fields come. What is known only at deployment counts as there,
 * whatever it will be. How long the Job is kept does not count: a run is not repeated for that.
 */
function hashOf(spec: Fields): string {
  return createHash('sha256')
    .update(JSON.stringify(known(spec)))
    .digest('hex')
    .slice(0, 8);
}

function known(value: unknown): unknown {
  if (isDeferred(value)) return 'deferred';
  if (Array.isArray(value)) return value.map(known);
  if (typeof value !== 'object' || value === null) return value;
  const sorted = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, item]) => [key, known(item)]));
}
