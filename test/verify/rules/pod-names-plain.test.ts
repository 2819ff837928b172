import { expect, test } from 'vitest';
import type { Manifest } from '../../../lib/verify';
import { podNamesPlain } from '../../../lib/verify/rules/pod-names-plain';
import { check, deployment, job, plain, workload } from '../manifests';

test.each<{ where: string; manifest: Manifest }>([
  { where: 'the name is a label', manifest: deployment({ name: 'a'.repeat(63) }) },
  { where: 'it starts with a digit', manifest: deployment({ name: '1a' }) },
  { where: 'the name is refused, which another rule reports', manifest: deployment({ name: 'A.b' }) },
  { where: 'a Job of that length is refused too', manifest: job({ name: 'a'.repeat(64) }) },
  {
    where: 'there is no name yet',
    manifest: plain('v1', 'Pod', { metadata: { name: undefined, generateName: 'a.b' } }),
  },
  { where: 'the API server says nothing', manifest: workload('apps/v1', 'DaemonSet', { name: 'a.b' }) },
  { where: 'the kind is not one of Kubernetes', manifest: workload('example.com/v1', 'Deployment', { name: 'a.b' }) },
])('finds nothing where $where', ({ manifest }) => {
  expect(check(podNamesPlain, [manifest])).toEqual([]);
});

const long = 'a'.repeat(64);

test.each<{ manifest: Manifest; given: string; message: string }>([
  ...['Pod', 'ReplicationController'].map((kind) => ({
    manifest: plain('v1', kind, { name: 'a.b' }),
    given: '"a.b"',
    message: 'pods take their host names from it, and a dot is not for them',
  })),
  ...['CronJob', 'Job'].map((kind) => ({
    manifest: plain('batch/v1', kind, { name: 'a.b' }),
    given: '"a.b"',
    message: 'pods take their host names from it, and a dot is not for them',
  })),
  ...['Deployment', 'ReplicaSet'].map((kind) => ({
    manifest: plain('apps/v1', kind, { name: long }),
    given: `"${long}"`,
    message: 'pods take their host names from it, and it has 64 characters, where they have at most 63',
  })),
])('warns of $manifest.kind $given', ({ manifest, given, message }) => {
  expect(check(podNamesPlain, [manifest])).toMatchObject([
    {
      code: 'verify/name-no-host-name',
      severity: 'warning',
      path: 'metadata.name',
      given,
      message,
      fix: 'at most 63 characters, of a-z, 0-9 and -',
    },
  ]);
});
