import { expect, test } from 'vitest';
import { volcanoJobsValid } from '../../../lib/verify/rules/volcano-jobs-valid';
import { foundBy, type Found, type Shown } from '../found';
import type { Manifest } from '../../../lib/verify';
import { job, object } from '../manifests';

const volcano = (spec: object): Manifest =>
  object('batch.volcano.sh/v1alpha1', 'Job', { name: 'train' }, { schedulerName: 'volcano', ...spec });
const task = (name: unknown, replicas: unknown, more: object = {}): object => ({ name, replicas, ...more });
const leader = task('leader', 1);

test.each<Shown>([
  { where: 'it is a Job of Kubernetes', manifests: [job({ spec: { minAvailable: 5 } })] },
  {
    where: 'there are as many pods as it waits for',
    manifests: [
      volcano({ minAvailable: 5, tasks: [leader, task('worker', 4, { minAvailable: 4 })] }),
      volcano({ tasks: [leader, task(undefined, 2), task(undefined, 2)] }),
      volcano({ minAvailable: 0, tasks: [{ name: 'none' }] }),
    ],
  },
  {
    where: 'nobody can tell',
    manifests: [
      volcano({ minAvailable: 9, tasks: [leader, task('worker', 'many', { minAvailable: 4 })] }),
      volcano({ minAvailable: '9', tasks: [task(5, 4, { minAvailable: '9' }), task(5, 1)] }),
    ],
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(volcanoJobsValid, shown)).toEqual([]);
});

const finding = (path: string, given: string, message: string, fix: string): Found => ({
  on: 'Job train',
  code: 'verify/volcano-job-refused',
  severity: 'error',
  path,
  given,
  message,
  fix,
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'it waits for more than there are',
    manifests: [
      volcano({ minAvailable: 6, tasks: [leader, task('worker', 4)] }),
      volcano({ minAvailable: 1, tasks: [{ name: 'none' }] }),
      volcano({ tasks: [leader, task('worker', 4, { minAvailable: 5 })] }),
    ],
    found: [
      finding('spec.minAvailable', '6', 'its pods start once there are 6, and its tasks have 5', '5 at most'),
      finding('spec.minAvailable', '1', 'its pods start once there are 1, and its tasks have 0', '0 at most'),
      finding('spec.tasks[1].minAvailable', '5', 'its pods start once there are 5, and it has 4', '4 at most'),
    ],
  },
  {
    where: 'two tasks have one name',
    manifests: [volcano({ tasks: [leader, leader] })],
    found: [finding('spec.tasks[1].name', '"leader"', 'another task has this name', 'a name of its own')],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(volcanoJobsValid, shown)).toEqual(found);
});

test('finds where there is no task', () => {
  expect(foundBy(volcanoJobsValid, { where: '', manifests: [volcano({}), volcano({ tasks: [] })] })).toEqual(
    Array.from({ length: 2 }, () => ({
      on: 'Job train',
      code: 'verify/volcano-job-refused',
      severity: 'error',
      path: 'spec.tasks',
      message: 'a Job of Volcano needs a task',
      fix: 'a task with replicas and a template',
    })),
  );
});
