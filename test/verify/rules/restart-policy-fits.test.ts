import { expect, test } from 'vitest';
import type { Finding, Manifest } from '../../../lib/verify';
import { restartPolicyFits } from '../../../lib/verify/rules/restart-policy-fits';
import { check, deployment, job, object, workload } from '../manifests';

test.each<{ where: string; manifests: readonly Manifest[] }>([
  { where: 'a server is always restarted', manifests: [deployment({ pod: { restartPolicy: 'Always' } })] },
  { where: 'a server says the empty text', manifests: [deployment({ pod: { restartPolicy: '' } })] },
  { where: 'a server says nothing', manifests: [workload('apps/v1', 'StatefulSet')] },
  { where: 'a Job is restarted on failure', manifests: [job({ pod: { restartPolicy: 'OnFailure' } })] },
  {
    where: 'a Pod is never restarted',
    manifests: [object('v1', 'Pod', {}, { restartPolicy: 'Never', containers: [] })],
  },
])('finds nothing where $where', ({ manifests }) => {
  expect(check(restartPolicyFits, manifests)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'a server is restarted on failure',
    manifests: [deployment({ pod: { restartPolicy: 'OnFailure' } })],
    findings: [
      {
        code: 'verify/restart-policy',
        severity: 'error',
        path: 'spec.template.spec.restartPolicy',
        given: '"OnFailure"',
        message: 'the pods of a Deployment take the restart policy Always only',
        fix: 'Always',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a Job says nothing',
    manifests: [job({ pod: { restartPolicy: undefined } })],
    findings: [
      {
        code: 'verify/restart-policy',
        severity: 'error',
        path: 'spec.template.spec.restartPolicy',
        given: '"Always"',
        message: 'the pods of a Job take the restart policy OnFailure or Never only',
        fix: 'OnFailure or Never',
        object: { apiVersion: 'batch/v1', kind: 'Job', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'other servers are never restarted',
    manifests: [
      workload('apps/v1', 'DaemonSet', { pod: { restartPolicy: 'Never' } }),
      workload('apps/v1', 'ReplicaSet', { pod: { restartPolicy: 'Never' } }),
      workload('apps/v1', 'StatefulSet', { pod: { restartPolicy: 'Never' } }),
      workload('v1', 'ReplicationController', { pod: { restartPolicy: 'Never' } }),
    ],
    findings: [
      {
        code: 'verify/restart-policy',
        severity: 'error',
        path: 'spec.template.spec.restartPolicy',
        given: '"Never"',
        message: 'the pods of a DaemonSet take the restart policy Always only',
        fix: 'Always',
        object: { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/restart-policy',
        severity: 'error',
        path: 'spec.template.spec.restartPolicy',
        given: '"Never"',
        message: 'the pods of a ReplicaSet take the restart policy Always only',
        fix: 'Always',
        object: { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'chat' },
        document: 1,
      },
      {
        code: 'verify/restart-policy',
        severity: 'error',
        path: 'spec.template.spec.restartPolicy',
        given: '"Never"',
        message: 'the pods of a StatefulSet take the restart policy Always only',
        fix: 'Always',
        object: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'chat' },
        document: 2,
      },
      {
        code: 'verify/restart-policy',
        severity: 'error',
        path: 'spec.template.spec.restartPolicy',
        given: '"Never"',
        message: 'the pods of a ReplicationController take the restart policy Always only',
        fix: 'Always',
        object: { apiVersion: 'v1', kind: 'ReplicationController', name: 'chat' },
        document: 3,
      },
    ],
  },
  {
    where: 'a CronJob is always restarted',
    manifests: [
      workload('batch/v1', 'CronJob', {
        spec: { jobTemplate: { spec: { template: { spec: { restartPolicy: 'Always' } } } } },
      }),
    ],
    findings: [
      {
        code: 'verify/restart-policy',
        severity: 'error',
        path: 'spec.jobTemplate.spec.template.spec.restartPolicy',
        given: '"Always"',
        message: 'the pods of a CronJob take the restart policy OnFailure or Never only',
        fix: 'OnFailure or Never',
        object: { apiVersion: 'batch/v1', kind: 'CronJob', name: 'chat' },
        document: 0,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(restartPolicyFits, manifests)).toEqual(findings);
});
