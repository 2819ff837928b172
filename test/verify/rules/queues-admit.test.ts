import { expect, test } from 'vitest';
import { queuesAdmit } from '../../../lib/verify/rules/queues-admit';
import { foundBy, type Found, type Shown } from '../found';
import { targetCluster, type TargetCluster } from '../../../lib/hardware';
import type { Manifest } from '../../../lib/verify';
import { deployment, job, object } from '../manifests';

const key = 'kueue.x-k8s.io/queue-name';
const queued = (queue: unknown, spec: object = {}, namespace = 'ml'): Manifest =>
  job({ namespace, metadata: { labels: { [key]: queue } }, spec: { ...spec } });
const cluster = (...queues: readonly string[]): TargetCluster =>
  targetCluster({
    name: 'production',
    cloud: 'eks',
    kubernetes: '1.34',
    addOns: { kueue: { queues: queues.map((name) => ({ name, namespace: 'ml' })) } },
  });

test.each<Shown>([
  { where: 'nothing waits', manifests: [job(), deployment(), queued(''), queued(1)], cluster: cluster() },
  {
    where: 'the cluster has the queue',
    manifests: [queued('gpus'), queued('gpus', { suspend: true })],
    cluster: cluster('gpus'),
  },
  {
    where: 'the app makes the queue',
    manifests: [object('kueue.x-k8s.io/v1beta1', 'LocalQueue', { name: 'mine', namespace: 'ml' }, {}), queued('mine')],
    cluster: cluster('gpus'),
  },
  {
    where: 'the queue is declared',
    manifests: [queued('mine')],
    cluster: cluster(),
    facts: { existing: [{ kind: 'LocalQueue', name: 'mine', namespace: 'ml' }] },
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(queuesAdmit, shown)).toEqual([]);
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'the cluster has others',
    manifests: [queued('cpus')],
    cluster: cluster('gpus', 'spot'),
    found: [
      {
        on: 'Job chat',
        code: 'verify/not-in-cluster',
        severity: 'error',
        path: 'metadata.labels["kueue.x-k8s.io/queue-name"]',
        given: '"cpus"',
        message:
          'cluster production has no such LocalQueue in namespace ml, only "gpus" and "spot", so that it never starts',
        fix: 'one of these, or a LocalQueue of that name',
      },
    ],
  },
  {
    where: 'the namespace has none',
    manifests: [queued('gpus', {}, 'web')],
    cluster: cluster('gpus'),
    found: [
      {
        on: 'Job chat',
        code: 'verify/not-in-cluster',
        severity: 'error',
        path: 'metadata.labels["kueue.x-k8s.io/queue-name"]',
        given: '"gpus"',
        message: 'cluster production has no such LocalQueue in namespace web, so that it never starts',
        fix: 'a LocalQueue in that namespace',
      },
    ],
  },
  {
    where: 'queues are not declared',
    manifests: [queued('gpus'), { ...queued('gpus'), metadata: { name: 'a', labels: { [key]: 'gpus' } } }],
    found: [
      {
        on: 'Job chat',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        path: 'metadata.labels["kueue.x-k8s.io/queue-name"]',
        given: '"gpus"',
        message:
          'whether there is a LocalQueue gpus in namespace ml is not known: the app does not make it, and the queues of the cluster are not declared',
        fix: 'addOns.kueue.queues in the description of the cluster',
      },
      {
        on: 'Job a',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        path: 'metadata.labels["kueue.x-k8s.io/queue-name"]',
        given: '"gpus"',
        message:
          'whether there is a LocalQueue gpus in its namespace is not known: the app does not make it, and the queues of the cluster are not declared',
        fix: 'addOns.kueue.queues in the description of the cluster',
      },
    ],
  },
  {
    where: 'a Job starts itself too',
    manifests: [queued('gpus', { suspend: false })],
    cluster: cluster('gpus'),
    found: [
      {
        on: 'Job chat',
        code: 'verify/started-twice',
        severity: 'warning',
        path: 'spec.suspend',
        given: 'false',
        message: 'Kueue suspends a Job until there is room for it, and each deployment would start it at once',
        fix: 'no suspend',
      },
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(queuesAdmit, shown)).toEqual(found);
});
