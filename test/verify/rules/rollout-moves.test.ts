import { expect, test } from 'vitest';
import type { Finding, Manifest } from '../../../lib/verify';
import { rolloutMoves } from '../../../lib/verify/rules/rollout-moves';
import { check, deployment, workload } from '../manifests';

test.each<{ where: string; manifests: readonly Manifest[] }>([
  { where: 'the strategy is left to the API server', manifests: [deployment()] },
  {
    where: 'a pod may be added',
    manifests: [deployment({ spec: { strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } } })],
  },
  {
    where: 'the surge is left at its quarter',
    manifests: [deployment({ spec: { strategy: { rollingUpdate: { maxUnavailable: 0 } } } })],
  },
  { where: 'all pods are replaced at once', manifests: [deployment({ spec: { strategy: { type: 'Recreate' } } })] },
  {
    where: 'a node may be without its pod',
    manifests: [
      workload('apps/v1', 'DaemonSet', { spec: { updateStrategy: { rollingUpdate: { maxUnavailable: '10%' } } } }),
    ],
  },
  {
    where: 'a node may have two pods',
    manifests: [
      workload('apps/v1', 'DaemonSet', {
        spec: { updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
      }),
    ],
  },
  {
    where: 'a DaemonSet is updated by hand',
    manifests: [
      workload('apps/v1', 'DaemonSet', {
        spec: { updateStrategy: { type: 'OnDelete', rollingUpdate: { maxUnavailable: 0 } } },
      }),
    ],
  },
  {
    where: 'a Deployment leaves both at a quarter',
    manifests: [
      deployment({ spec: { strategy: { rollingUpdate: {} } } }),
      deployment({ name: 'b', spec: { strategy: { rollingUpdate: { maxSurge: 0 } } } }),
    ],
  },
])('finds nothing where $where', ({ manifests }) => {
  expect(check(rolloutMoves, manifests)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'neither may happen',
    manifests: [deployment({ spec: { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } } } })],
    findings: [
      {
        code: 'verify/rollout-cannot-move',
        severity: 'error',
        path: 'spec.strategy.rollingUpdate',
        message: 'maxSurge and maxUnavailable are both 0, so that no pod can be added or taken away',
        fix: 'maxSurge: 1 where a further pod finds room, else maxUnavailable: 1',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a number of pods is no number',
    manifests: [deployment({ spec: { strategy: { rollingUpdate: { maxSurge: '1', maxUnavailable: -1 } } } })],
    findings: [
      {
        code: 'verify/not-a-share',
        severity: 'error',
        path: 'spec.strategy.rollingUpdate.maxSurge',
        given: '"1"',
        message: 'neither a whole number of pods nor a whole percentage of them',
        fix: 'a number such as 1, or text such as 25%',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/not-a-share',
        severity: 'error',
        path: 'spec.strategy.rollingUpdate.maxUnavailable',
        given: '-1',
        message: 'neither a whole number of pods nor a whole percentage of them',
        fix: 'a number such as 1, or text such as 25%',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'Recreate has settings of a rolling update',
    manifests: [deployment({ spec: { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } } })],
    findings: [
      {
        code: 'verify/rollout-cannot-move',
        severity: 'error',
        path: 'spec.strategy.rollingUpdate',
        message: 'the strategy Recreate takes no settings of a rolling update, and the API server refuses them',
        fix: 'no rollingUpdate, or type: RollingUpdate',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a DaemonSet may do neither',
    manifests: [
      workload('apps/v1', 'DaemonSet', { spec: { updateStrategy: { rollingUpdate: { maxUnavailable: 0 } } } }),
    ],
    findings: [
      {
        code: 'verify/rollout-cannot-move',
        severity: 'error',
        path: 'spec.updateStrategy.rollingUpdate',
        message: 'maxSurge and maxUnavailable are both 0, so that no pod can be added or taken away',
        fix: 'maxSurge: 1 where a further pod finds room, else maxUnavailable: 1',
        object: { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a DaemonSet may do both',
    manifests: [workload('apps/v1', 'DaemonSet', { spec: { updateStrategy: { rollingUpdate: { maxSurge: 1 } } } })],
    findings: [
      {
        code: 'verify/rollout-cannot-move',
        severity: 'error',
        path: 'spec.updateStrategy.rollingUpdate',
        message:
          'a DaemonSet either adds a pod beside the old one or takes the old one away first: maxUnavailable, 1 unless given, must be 0 with a maxSurge',
        fix: 'maxUnavailable: 0, or no maxSurge',
        object: { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'one limit is none and the other nothing',
    manifests: [
      workload('apps/v1', 'DaemonSet', {
        spec: { updateStrategy: { rollingUpdate: { maxSurge: 'x', maxUnavailable: 0 } } },
      }),
    ],
    findings: [
      {
        code: 'verify/not-a-share',
        severity: 'error',
        path: 'spec.updateStrategy.rollingUpdate.maxSurge',
        given: '"x"',
        message: 'neither a whole number of pods nor a whole percentage of them',
        fix: 'a number such as 1, or text such as 25%',
        object: { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'chat' },
        document: 0,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(rolloutMoves, manifests)).toEqual(findings);
});
