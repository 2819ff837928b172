import { expect, test } from 'vitest';
import { jobsValid } from '../../../lib/verify/rules/jobs-valid';
import { foundBy, type Found, type Shown } from '../found';
import type { Manifest } from '../../../lib/verify';
import { job, object, plain } from '../manifests';

const of = (spec: object, name = 'train'): Manifest => job({ name, spec: { ...spec } });
const indexed = { completionMode: 'Indexed', completions: 4 };
const failing = (rule: object, spec: object = {}): Manifest => of({ ...spec, podFailurePolicy: { rules: [rule] } });
const onCodes = (fields: object): object => ({
  action: 'FailJob',
  onExitCodes: { operator: 'In', values: [2], ...fields },
});
const succeeding = (rule: object): Manifest => of({ ...indexed, successPolicy: { rules: [rule] } });
const many = <T>(count: number, item: T): readonly T[] => Array.from({ length: count }, () => item);
const nightly = (spec: object, name = 'nightly'): Manifest =>
  object('batch/v1', 'CronJob', { name }, { schedule: '0 3 * * *', jobTemplate: { spec } });

test.each<Shown>([
  {
    where: 'a Job is plain',
    manifests: [
      of({}),
      of({ completions: 3, parallelism: 2 }),
      of({ completionMode: 'Indexed' }),
      of({ completionMode: 'NonIndexed' }),
    ],
  },
  {
    where: 'there are as many indexes as may be',
    manifests: [
      of({ ...indexed, parallelism: 100_000 }),
      of({ completionMode: 'Indexed', completions: 0 }),
      of({ ...indexed, backoffLimitPerIndex: 1, maxFailedIndexes: 4 }),
    ],
  },
  {
    where: 'what is no Job is asked for nothing',
    manifests: [
      { ...plain('example.com/v1', 'Job'), spec: { completionMode: 'Indexed' } },
      plain('batch/v1', 'Job'),
      plain('batch/v1', 'CronJob'),
    ],
  },
  {
    where: 'the last host name has 63 characters',
    manifests: [
      of(indexed, 'a'.repeat(61)),
      of({ ...indexed, completions: 11 }, 'a'.repeat(60)),
      nightly(indexed, 'a'.repeat(50)),
    ],
  },
  { where: 'a name is wrong by itself, which another rule says', manifests: [of(indexed, 'A')] },
  {
    where: 'failures are told apart',
    manifests: [
      failing(onCodes({ values: [1, 2, 255] })),
      failing(onCodes({ operator: 'NotIn', values: [0, 1] })),
      failing(onCodes({ containerName: 'server' })),
      failing({ action: 'Ignore', onPodConditions: many(20, { type: 'DisruptionTarget' }) }),
      of({ podReplacementPolicy: 'Failed', podFailurePolicy: { rules: many(20, onCodes({})) } }),
      failing({ ...onCodes({}), action: 'FailIndex' }, { ...indexed, backoffLimitPerIndex: 1 }),
    ],
  },
  {
    where: 'successes are told apart',
    manifests: ['', '0', '0-3', '0,2-3', '1,3']
      .map((succeededIndexes) => succeeding({ succeededIndexes }))
      .concat(succeeding({ succeededCount: 4 })),
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(jobsValid, shown)).toEqual([]);
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'indexes are not counted',
    manifests: [of({ completionMode: 'Indexed', parallelism: 2 })],
    found: [
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.completions',
        message: 'an Indexed Job says how many indexes there are',
        fix: 'a number',
      },
    ],
  },
  {
    where: 'too many indexes run at once',
    manifests: [of({ ...indexed, parallelism: 100_001 })],
    found: [
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.parallelism',
        given: '100001',
        message: 'an Indexed Job runs no more than 100000 pods at once',
        fix: '100000 or fewer',
      },
    ],
  },
  {
    where: 'more indexes may fail than there are',
    manifests: [of({ ...indexed, backoffLimitPerIndex: 1, maxFailedIndexes: 5 })],
    found: [
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.maxFailedIndexes',
        given: '5',
        message: 'more than there are indexes, which is 4',
        fix: '4 or fewer',
      },
    ],
  },
  {
    where: 'indexes may fail without a limit for each',
    manifests: [of({ ...indexed, maxFailedIndexes: 1 })],
    found: [
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.maxFailedIndexes',
        given: '1',
        message: 'indexes fail on their own only with a limit for each of them',
        fix: 'a backoffLimitPerIndex too',
      },
    ],
  },
  {
    where: 'what only indexes have is in a Job without',
    manifests: [
      of({ backoffLimitPerIndex: 1, maxFailedIndexes: 2, successPolicy: { rules: [{ succeededCount: 1 }] } }),
    ],
    found: [
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.backoffLimitPerIndex',
        given: '1',
        message: 'only an Indexed Job has it',
        fix: 'completionMode: Indexed, or nothing here',
      },
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.maxFailedIndexes',
        given: '2',
        message: 'only an Indexed Job has it',
        fix: 'completionMode: Indexed, or nothing here',
      },
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.successPolicy',
        message: 'only an Indexed Job has it',
        fix: 'completionMode: Indexed, or nothing here',
      },
    ],
  },
  {
    where: 'a host name becomes too long',
    manifests: [of({ ...indexed, completions: 11 }, 'a'.repeat(61)), nightly(indexed, 'a'.repeat(51))],
    found: [
      {
        on: 'Job aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'metadata.name',
        given: '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"',
        message:
          'its pods have the name and their index, up to 10, for a host name, which is a DNS label of at most 63 characters',
        fix: 'a name of letters, digits and -, of at most 60 characters',
      },
      {
        on: 'CronJob aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'metadata.name',
        given: '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"',
        message:
          'its pods have the name and their index, up to 3, for a host name, which is a DNS label of at most 63 characters',
        fix: 'a name of letters, digits and -, of at most 50 characters',
      },
    ],
  },
  {
    where: 'a host name has a dot',
    manifests: [of(indexed, 'train.v1')],
    found: [
      {
        on: 'Job train.v1',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'metadata.name',
        given: '"train.v1"',
        message:
          'its pods have the name and their index, up to 3, for a host name, which is a DNS label of at most 63 characters',
        fix: 'a name of letters, digits and -, of at most 61 characters',
      },
    ],
  },
  {
    where: 'a CronJob makes Jobs that are refused',
    manifests: [nightly({ completionMode: 'Indexed' })],
    found: [
      {
        on: 'CronJob nightly',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.jobTemplate.spec.completions',
        message: 'an Indexed Job says how many indexes there are',
        fix: 'a number',
      },
    ],
  },
  {
    where: 'a failed pod is restarted in its place, and replaced early',
    manifests: [
      job({
        name: 'train',
        pod: { restartPolicy: 'OnFailure' },
        spec: { podReplacementPolicy: 'TerminatingOrFailed', podFailurePolicy: { rules: [onCodes({})] } },
      }),
    ],
    found: [
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.template.spec.restartPolicy',
        given: '"OnFailure"',
        message: 'with a podFailurePolicy a pod that fails is not restarted in its place',
        fix: 'Never',
      },
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.podReplacementPolicy',
        given: '"TerminatingOrFailed"',
        message: 'with a podFailurePolicy a pod is replaced only after it has failed',
        fix: 'Failed',
      },
    ],
  },
  {
    where: 'there are too many rules for failures',
    manifests: [of({ podFailurePolicy: { rules: many(21, onCodes({})) } })],
    found: [
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.podFailurePolicy.rules',
        message: '21 rules are more than the API server takes',
        fix: '20 rules or fewer',
      },
    ],
  },
  {
    where: 'a rule for failures goes by nothing',
    manifests: [failing({ action: 'Ignore' })],
    found: [
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.podFailurePolicy.rules[0]',
        message: 'a rule goes by something',
        fix: 'one of onExitCodes and onPodConditions',
      },
    ],
  },
  {
    where: 'a rule for failures goes by two things',
    manifests: [failing({ ...onCodes({}), onPodConditions: [{ type: 'DisruptionTarget' }] })],
    found: [
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.podFailurePolicy.rules[0]',
        message: 'a rule goes by exit codes or by conditions, not by both',
        fix: 'one of onExitCodes and onPodConditions',
      },
    ],
  },
  {
    where: 'a rule for failures has too many conditions',
    manifests: [failing({ action: 'Ignore', onPodConditions: many(21, { type: 'DisruptionTarget' }) })],
    found: [
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.podFailurePolicy.rules[0].onPodConditions',
        message: '21 conditions are more than the API server takes',
        fix: '20 or fewer',
      },
    ],
  },
  {
    where: 'an index fails without a limit for it',
    manifests: [failing({ ...onCodes({}), action: 'FailIndex' }, indexed)],
    found: [
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.podFailurePolicy.rules[0].action',
        given: '"FailIndex"',
        message: 'an index fails on its own only with a limit for each of them',
        fix: 'FailJob, or a backoffLimitPerIndex of the Job',
      },
    ],
  },
  {
    where: 'exit codes are of no container',
    manifests: [failing(onCodes({ containerName: 'trainer' }))],
    found: [
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.podFailurePolicy.rules[0].onExitCodes.containerName',
        given: '"trainer"',
        message: 'the pod has no such container, only "server"',
        fix: 'one of them, or nothing for any',
      },
    ],
  },
  {
    where: 'exit codes are none that can be',
    manifests: [[], [0, 1], [2, 2], [3, 2], many(256, 1)].map((values) => failing(onCodes({ values }))),
    found: [
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.podFailurePolicy.rules[0].onExitCodes.values',
        given: '[]',
        message: 'names no exit code',
        fix: 'up to 255 codes, each once, in ascending order, and no 0 where they are the ones that fail',
      },
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.podFailurePolicy.rules[0].onExitCodes.values',
        given: '[0,1]',
        message: '0 is no failure',
        fix: 'up to 255 codes, each once, in ascending order, and no 0 where they are the ones that fail',
      },
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.podFailurePolicy.rules[0].onExitCodes.values',
        given: '[2,2]',
        message: 'names an exit code twice',
        fix: 'up to 255 codes, each once, in ascending order, and no 0 where they are the ones that fail',
      },
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.podFailurePolicy.rules[0].onExitCodes.values',
        given: '[3,2]',
        message: 'is not in ascending order',
        fix: 'up to 255 codes, each once, in ascending order, and no 0 where they are the ones that fail',
      },
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.podFailurePolicy.rules[0].onExitCodes.values',
        given:
          '[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,...',
        message: '256 exit codes are more than the API server takes',
        fix: 'up to 255 codes, each once, in ascending order, and no 0 where they are the ones that fail',
      },
    ],
  },
  {
    where: 'successes are not told apart',
    manifests: [
      succeeding({}),
      succeeding({ succeededCount: 5 }),
      of({ ...indexed, successPolicy: { rules: [] } }),
      of({ ...indexed, successPolicy: { rules: many(21, { succeededCount: 1 }) } }),
    ],
    found: [
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.successPolicy.rules[0]',
        message: 'a rule says how many indexes, or which',
        fix: 'succeededCount, succeededIndexes, or both',
      },
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.successPolicy.rules[0].succeededCount',
        given: '5',
        message: 'more than there are indexes, which is 4',
        fix: '4 or fewer',
      },
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.successPolicy.rules',
        message: 'a success is said by a rule',
        fix: '1 to 20 rules',
      },
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.successPolicy.rules',
        message: '21 rules are too many',
        fix: '1 to 20 rules',
      },
    ],
  },
  {
    where: 'indexes are none that can be',
    manifests: ['4', '2,1', '1-1', '1-2-3', 'a', '0,', '1,0-2'].map((succeededIndexes) =>
      succeeding({ succeededIndexes }),
    ),
    found: [
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.successPolicy.rules[0].succeededIndexes',
        given: '"4"',
        message: 'not indexes below 4 in ascending order, with commas, and a dash for a range',
        fix: 'such as 0,2-4',
      },
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.successPolicy.rules[0].succeededIndexes',
        given: '"2,1"',
        message: 'not indexes below 4 in ascending order, with commas, and a dash for a range',
        fix: 'such as 0,2-4',
      },
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.successPolicy.rules[0].succeededIndexes',
        given: '"1-1"',
        message: 'not indexes below 4 in ascending order, with commas, and a dash for a range',
        fix: 'such as 0,2-4',
      },
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.successPolicy.rules[0].succeededIndexes',
        given: '"1-2-3"',
        message: 'not indexes below 4 in ascending order, with commas, and a dash for a range',
        fix: 'such as 0,2-4',
      },
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.successPolicy.rules[0].succeededIndexes',
        given: '"a"',
        message: 'not indexes below 4 in ascending order, with commas, and a dash for a range',
        fix: 'such as 0,2-4',
      },
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.successPolicy.rules[0].succeededIndexes',
        given: '"0,"',
        message: 'not indexes below 4 in ascending order, with commas, and a dash for a range',
        fix: 'such as 0,2-4',
      },
      {
        on: 'Job train',
        code: 'verify/job-refused',
        severity: 'error',
        path: 'spec.successPolicy.rules[0].succeededIndexes',
        given: '"1,0-2"',
        message: 'not indexes below 4 in ascending order, with commas, and a dash for a range',
        fix: 'such as 0,2-4',
      },
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(jobsValid, shown)).toEqual(found);
});
