import type { Manifest } from '../../lib/verify';
import { job, object } from './manifests';
import type { Refused } from './refused';

const of = (spec: object, name = 'train'): Manifest => job({ name, spec: { ...spec } });
const indexed = { completionMode: 'Indexed', completions: 4 };
const failing = (rule: object, spec: object = {}): Manifest => of({ ...spec, podFailurePolicy: { rules: [rule] } });
const onCodes = (fields: object): object => ({
  action: 'FailJob',
  onExitCodes: { operator: 'In', values: [2], ...fields },
});
const codes = (...values: readonly number[]): Manifest => failing(onCodes({ values }));
const condition = { type: 'DisruptionTarget', status: 'True' };
const succeeding = (rule: object): Manifest => of({ ...indexed, successPolicy: { rules: [rule] } });
const many = <T>(count: number, item: T): readonly T[] => Array.from({ length: count }, () => item);
const nightly = (spec: object): Manifest =>
  object(
    'batch/v1',
    'CronJob',
    { name: 'nightly' },
    { schedule: '0 3 * * *', jobTemplate: { spec: job()['spec'] }, ...spec },
  );
const at = (schedule: string): Manifest => nightly({ schedule });
const inZone = (timeZone: string): Manifest => nightly({ timeZone });
const schedules = (wrong: readonly string[], says: string, right: string): readonly Refused[] =>
  wrong.map((schedule) => ({
    what: `the schedule ${JSON.stringify(schedule)}`,
    wrong: at(schedule),
    says,
    right: at(right),
  }));

/** What Kubernetes 1.34 refuses of Jobs and CronJobs. */
export const refusedJobs: readonly Refused[] = [
  {
    what: 'indexes that are not counted',
    wrong: of({ completionMode: 'Indexed', parallelism: 4 }),
    says: 'spec.completions: Required value',
    right: of({ completionMode: 'Indexed' }),
  },
  {
    what: 'indexes of the Jobs of a CronJob that are not counted',
    wrong: nightly({ jobTemplate: { spec: of({ completionMode: 'Indexed' })['spec'] } }),
    says: 'spec.jobTemplate.spec.completions: Required value',
    right: nightly({ jobTemplate: { spec: of(indexed)['spec'] } }),
  },
  {
    what: 'too many indexes at once',
    wrong: of({ ...indexed, parallelism: 100_001 }),
    says: 'must be less than or equal to 100000',
    right: of({ ...indexed, parallelism: 100_000 }),
  },
  {
    what: 'more failed indexes than there are',
    wrong: of({ ...indexed, backoffLimitPerIndex: 1, maxFailedIndexes: 5 }),
    says: 'must be less than or equal to completions',
    right: of({ ...indexed, backoffLimitPerIndex: 1, maxFailedIndexes: 4 }),
  },
  {
    what: 'failed indexes without a limit for each',
    wrong: of({ ...indexed, maxFailedIndexes: 1 }),
    says: 'when maxFailedIndexes is specified',
    right: of({ ...indexed, backoffLimitPerIndex: 0, maxFailedIndexes: 1 }),
  },
  {
    what: 'a limit for each index of none',
    wrong: of({ backoffLimitPerIndex: 1 }),
    says: 'requires indexed completion mode',
    right: of({ ...indexed, backoffLimitPerIndex: 1 }),
  },
  {
    what: 'the success of indexes that there are not',
    wrong: of({ successPolicy: { rules: [{ succeededCount: 1 }] } }),
    says: 'requires indexed completion mode',
    right: succeeding({ succeededCount: 1 }),
  },
  {
    what: 'host names that are too long',
    wrong: of({ ...indexed, completions: 11 }, 'a'.repeat(61)),
    says: 'will not able to create pod with invalid DNS label',
    right: of({ ...indexed, completions: 11 }, 'a'.repeat(60)),
  },
  {
    what: 'host names with a dot',
    wrong: of(indexed, 'train.v1'),
    says: 'will not able to create pod with invalid DNS label',
    right: of(indexed, 'train-v1'),
  },
  {
    what: 'a policy for failures of pods that are restarted',
    wrong: job({ pod: { restartPolicy: 'OnFailure' }, spec: { podFailurePolicy: { rules: [onCodes({})] } } }),
    says: 'only "Never" is supported when podFailurePolicy is specified',
    right: failing(onCodes({})),
  },
  {
    what: 'a policy for failures of pods that are replaced early',
    wrong: failing(onCodes({}), { podReplacementPolicy: 'TerminatingOrFailed' }),
    says: 'spec.podReplacementPolicy: Unsupported value',
    right: failing(onCodes({}), { podReplacementPolicy: 'Failed' }),
  },
  {
    what: 'too many rules for failures',
    wrong: of({ podFailurePolicy: { rules: many(21, onCodes({})) } }),
    says: 'must have at most 20 items',
    right: of({ podFailurePolicy: { rules: many(20, onCodes({})) } }),
  },
  {
    what: 'a rule for failures that goes by nothing',
    wrong: failing({ action: 'Ignore' }),
    says: 'specifying one of OnExitCodes and OnPodConditions is required',
    right: failing({ action: 'Ignore', onPodConditions: [condition] }),
  },
  {
    what: 'a rule for failures that goes by two things',
    wrong: failing({ ...onCodes({}), onPodConditions: [condition] }),
    says: 'specifying both OnExitCodes and OnPodConditions is not supported',
    right: failing(onCodes({})),
  },
  {
    what: 'too many conditions',
    wrong: failing({ action: 'Ignore', onPodConditions: many(21, condition) }),
    says: 'must have at most 20 items',
    right: failing({ action: 'Ignore', onPodConditions: many(20, condition) }),
  },
  {
    what: 'the failure of one index without a limit',
    wrong: failing({ ...onCodes({}), action: 'FailIndex' }, indexed),
    says: 'requires the backoffLimitPerIndex to be set',
    right: failing({ ...onCodes({}), action: 'FailIndex' }, { ...indexed, backoffLimitPerIndex: 1 }),
  },
  {
    what: 'exit codes of no container',
    wrong: failing(onCodes({ containerName: 'trainer' })),
    says: 'must be one of the container or initContainer names',
    right: failing(onCodes({ containerName: 'server' })),
  },
  { what: 'no exit codes', wrong: codes(), says: 'at least one value is required', right: codes(1) },
  { what: 'success as a failure', wrong: codes(0, 1), says: 'must not be 0 for the In operator', right: codes(1) },
  { what: 'an exit code twice', wrong: codes(2, 2), says: 'Duplicate value: 2', right: codes(2, 3) },
  { what: 'exit codes out of order', wrong: codes(3, 2), says: 'must be ordered', right: codes(2, 3) },
  {
    what: 'too many exit codes',
    wrong: codes(...Array.from({ length: 256 }, (_, index) => index + 1)),
    says: 'must have at most 255 items',
    right: codes(...Array.from({ length: 255 }, (_, index) => index + 1)),
  },
  {
    what: 'a success of nothing',
    wrong: succeeding({}),
    says: 'at least one of succeededCount or succeededIndexes must be specified',
    right: succeeding({ succeededIndexes: '0' }),
  },
  {
    what: 'no rule for a success',
    wrong: of({ ...indexed, successPolicy: { rules: [] } }),
    says: 'at least one rules must be specified',
    right: succeeding({ succeededCount: 4 }),
  },
  {
    what: 'more successes than indexes',
    wrong: succeeding({ succeededCount: 5 }),
    says: 'must be less than or equal to 4',
    right: succeeding({ succeededCount: 4 }),
  },
  ...['4', '2,1', '1-1', '1-2-3', 'a', '0,', '1,0-2'].map((succeededIndexes) => ({
    what: `the indexes ${JSON.stringify(succeededIndexes)}`,
    wrong: succeeding({ succeededIndexes }),
    says: 'error parsing succeededIndexes',
    right: succeeding({ succeededIndexes: '0,2-3' }),
  })),
  ...schedules(['TZ=UTC 0 3 * * *', 'CRON_TZ=UTC 0 3 * * *'], 'cannot use TZ or CRON_TZ in schedule', '0 3 * * *'),
  ...schedules(['0 3 * *', '0 0 3 * * *'], 'expected exactly 5 fields', '*/5 0-23/2 1,15 jan-DEC mon'),
  ...schedules(['60 * * * *', '* 24 * * *', '* * * * 7'], 'above maximum', '59 23 31 12 6'),
  ...schedules(['* * 0 * *', '* * * 0 *'], 'below minimum', '? ? ? ? ?'),
  ...schedules(
    ['5-1 * * * *', '*/0 * * * *', 'x * * * *', '* * mon * *'],
    'spec.schedule: Invalid value',
    '0/15 * * * *',
  ),
  ...schedules(['@noon', '@every day'], 'spec.schedule: Invalid value', '@every 1h30m'),
  ...['Local', 'Europe//Berlin', '-5', 'A'.repeat(15)].map((timeZone) => ({
    what: `the time zone ${timeZone}`,
    wrong: inZone(timeZone),
    says: 'spec.timeZone: Invalid value',
    right: inZone('America/Argentina/Buenos_Aires'),
  })),
  {
    what: 'a selector for all Jobs of a CronJob',
    wrong: nightly({
      jobTemplate: { spec: { ...(job()['spec'] as object), selector: { matchLabels: { app: 'chat' } } } },
    }),
    says: '`selector` will be auto-generated',
    right: nightly({}),
  },
];
