import { expect, test } from 'vitest';
import { jobSetsValid } from '../../../lib/verify/rules/job-sets-valid';
import { foundBy, type Found, type Shown } from '../found';
import type { Manifest } from '../../../lib/verify';
import { job, object } from '../manifests';

const replicated = (name: string, more: object = {}, spec: object = {}): object => ({
  name,
  replicas: 2,
  template: { spec: { completionMode: 'Indexed', completions: 4, parallelism: 4, ...spec } },
  ...more,
});
const jobSet = (spec: object, name = 'train'): Manifest =>
  object('jobset.x-k8s.io/v1alpha2', 'JobSet', { name }, { replicatedJobs: [replicated('workers')], ...spec });
const named = (length: number, more: object = {}, spec: object = {}): Manifest =>
  jobSet({ replicatedJobs: [replicated('w', more, spec)] }, 't'.repeat(length));
const failing = (...rules: readonly object[]): Manifest => jobSet({ failurePolicy: { rules } });
const coordinated = (coordinator: unknown, spec: object = {}): Manifest =>
  jobSet({ replicatedJobs: [replicated('workers', {}, spec)], coordinator });

test.each<Shown>([
  { where: 'there is none', manifests: [job({ name: 'a'.repeat(63) })] },
  { where: 'nothing is said of names', manifests: [jobSet({})] },
  {
    where: 'the longest names are as long as can be',
    // t…t-w-1 and 8 of t…t-w-1-3-abcde.
    manifests: [
      named(51),
      named(59, {}, { completionMode: 'NonIndexed' }),
      named(59, {}, { completions: undefined }),
      named(58, { replicas: 11 }, { completions: undefined }),
      named(51, { replicas: undefined }, { completionMode: undefined }),
    ],
  },
  {
    where: 'names are of the form',
    manifests: [jobSet({ network: { subdomain: 'ranks' } }), named(5, { groupName: 'default' })],
  },
  {
    where: 'what nobody can read says it',
    manifests: [
      jobSet({ replicatedJobs: [null, { name: 5 }], network: { subdomain: 5 }, coordinator: 'workers' }),
      jobSet({ replicatedJobs: 'workers' }),
      object('jobset.x-k8s.io/v1alpha2', 'JobSet', { name: '' }, { replicatedJobs: [replicated('W')] }),
      failing({ name: 5, targetReplicatedJobs: [5], onJobFailureReasons: [5] }),
      coordinated({ replicatedJob: 5 }),
      coordinated({ replicatedJob: 'workers', jobIndex: '5' }),
    ],
  },
  {
    where: 'policies name what is there',
    manifests: [
      jobSet({ successPolicy: { operator: 'All', targetReplicatedJobs: ['workers'] } }),
      failing(
        { name: 'host:first,2_', action: 'FailJobSet', onJobFailureReasons: ['PodFailurePolicy', 'FailedIndexes'] },
        { action: 'RestartJobSet', targetReplicatedJobs: ['workers'] },
        { action: 'RestartJobSet' },
      ),
      coordinated({ replicatedJob: 'workers', jobIndex: 1, podIndex: 3 }),
      coordinated({ replicatedJob: 'workers' }),
    ],
  },
  {
    where: 'one waits for another before it',
    manifests: [
      jobSet({
        replicatedJobs: [
          replicated('first'),
          replicated('second', { dependsOn: [{ name: 'first', status: 'Complete' }] }),
        ],
      }),
    ],
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(jobSetsValid, shown)).toEqual([]);
});

const form = 'shorter names of lower-case letters, digits and -';
const finding = (path: string, given: string, message: string, fix: string, on = 'train'): Found => ({
  on: `JobSet ${on}`,
  code: 'verify/job-set-refused',
  severity: 'error',
  path,
  given,
  message,
  fix,
});
const long = (count: number): string => 't'.repeat(count);

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'the name of a Job is too long',
    manifests: [named(60), named(59, { replicas: 11 })],
    found: [60, 59].map((count) =>
      finding(
        'spec.replicatedJobs[0].name',
        `"${long(count)}-w-${count === 60 ? 1 : 10}"`,
        'the name of one of its Jobs must be no more than 63 characters, and has 64',
        form,
        long(count),
      ),
    ),
  },
  {
    where: 'the name of a pod is too long',
    manifests: [named(52), named(51, {}, { completions: 11 }), named(52, {}, { completionMode: undefined })],
    found: [
      [52, 3],
      [51, 10],
      [52, 3],
    ].map(([count = 0, last = 0]) =>
      finding(
        'spec.replicatedJobs[0].name',
        `"${long(count)}-w-1-${last}-abcde"`,
        'the name of one of its pods must be no more than 63 characters, and has 64',
        form,
        long(count),
      ),
    ),
  },
  {
    where: 'names are of another form',
    manifests: [
      jobSet({ network: { subdomain: '1st' }, replicatedJobs: [replicated('workers', { groupName: 'A' })] }),
      jobSet({}, 'my.train'),
    ],
    found: [
      finding('spec.network.subdomain', '"1st"', 'the name of its Service must start with a letter', form),
      finding('spec.replicatedJobs[0].groupName', '"A"', 'the name of its group must consist of a-z, 0-9 and -', form),
      finding(
        'spec.replicatedJobs[0].name',
        '"my.train-workers-1"',
        'the name of one of its Jobs must consist of a-z, 0-9 and -',
        form,
        'my.train',
      ),
    ],
  },
  {
    where: 'a policy names a Job that is not there',
    manifests: [
      jobSet({ successPolicy: { operator: 'All', targetReplicatedJobs: ['leader'] } }),
      failing({ name: 'first', action: 'FailJobSet', targetReplicatedJobs: ['workers', 'leader'] }),
      coordinated({ replicatedJob: 'leader' }),
    ],
    found: [
      finding('spec.successPolicy.targetReplicatedJobs[0]', '"leader"', 'no replicated Job has this name', 'workers'),
      finding(
        'spec.failurePolicy.rules[0].targetReplicatedJobs[1]',
        '"leader"',
        'no replicated Job has this name',
        'workers',
      ),
      finding('spec.coordinator.replicatedJob', '"leader"', 'no replicated Job has this name', 'workers'),
    ],
  },
  {
    where: 'the rules of a policy are not told apart, or are for no failure',
    manifests: [
      failing({ name: 'a' }, { name: 'a' }, { name: '1' }, { name: 'b'.repeat(129) }, { onJobFailureReasons: ['OOM'] }),
    ],
    found: [
      finding('spec.failurePolicy.rules[1].name', '"a"', 'another rule has this name', 'a name of its own'),
      finding(
        'spec.failurePolicy.rules[2].name',
        '"1"',
        'the name of a rule is of another form',
        'letters, digits, _, comma and colon, from a letter to a letter, digit or _, 128 at most',
      ),
      finding(
        'spec.failurePolicy.rules[3].name',
        `"${'b'.repeat(116)}...`,
        'the name of a rule is of another form',
        'letters, digits, _, comma and colon, from a letter to a letter, digit or _, 128 at most',
      ),
      finding(
        'spec.failurePolicy.rules[4].onJobFailureReasons[0]',
        '"OOM"',
        'no Job fails for this reason',
        'BackoffLimitExceeded, DeadlineExceeded, FailedIndexes, MaxFailedIndexesExceeded, PodFailurePolicy',
      ),
    ],
  },
  {
    where: 'one waits for none before it',
    manifests: [
      jobSet({
        replicatedJobs: [
          replicated('first', { dependsOn: [{ name: 'second' }] }),
          replicated('second', { dependsOn: [{ name: 'second' }] }),
        ],
      }),
    ],
    found: [
      finding(
        'spec.replicatedJobs[0].dependsOn[0].name',
        '"second"',
        'it may wait only for one that stands before it',
        'nothing here: it is the first',
      ),
      finding(
        'spec.replicatedJobs[1].dependsOn[0].name',
        '"second"',
        'it may wait only for one that stands before it',
        'first',
      ),
    ],
  },
  {
    where: 'the coordinator is beyond the last',
    manifests: [coordinated({ replicatedJob: 'workers', jobIndex: 2, podIndex: -1 })],
    found: [
      finding('spec.coordinator.jobIndex', '2', 'there are 2, counted from 0', '1 at most'),
      finding('spec.coordinator.podIndex', '-1', 'there are 4, counted from 0', '3 at most'),
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(jobSetsValid, shown)).toEqual(found);
});

test('finds where the coordinator is among Jobs without indexes', () => {
  const manifests = [coordinated({ replicatedJob: 'workers' }, { completions: undefined })];
  expect(foundBy(jobSetsValid, { where: '', manifests })).toEqual([
    {
      on: 'JobSet train',
      code: 'verify/job-set-refused',
      severity: 'error',
      path: 'spec.coordinator',
      message: 'the Jobs of workers have no indexes, or do not say how many',
      fix: 'completionMode: Indexed and completions in their template',
    },
  ]);
});
