import { expect, test } from 'vitest';
import type { Finding, Manifest } from '../../../lib/verify';
import { budgetsDrain } from '../../../lib/verify/rules/budgets-drain';
import { autoscaler, budget, check, deployment, job, object, workload } from '../manifests';

test.each<{ where: string; manifests: readonly Manifest[] }>([
  { where: 'one pod may go', manifests: [deployment(), budget({ maxUnavailable: 1 })] },
  { where: 'a share of one pod may go', manifests: [deployment(), budget({ maxUnavailable: '1%' })] },
  {
    where: 'fewer must stay than there are',
    manifests: [deployment({ spec: { replicas: 3 } }), budget({ minAvailable: 2 })],
  },
  {
    where: 'a share must stay that leaves one',
    manifests: [deployment({ spec: { replicas: 3 } }), budget({ minAvailable: '66%' })],
  },
  {
    where: 'an autoscaler keeps more',
    manifests: [deployment(), autoscaler({ minReplicas: 3 }), budget({ minAvailable: 2 })],
  },
  {
    where: 'two controllers keep more',
    manifests: [
      deployment({ name: 'a', labels: { app: 'chat' } }),
      deployment({ name: 'b', labels: { app: 'chat' } }),
      budget({ minAvailable: 1 }),
    ],
  },
  { where: 'nothing runs', manifests: [deployment({ spec: { replicas: 0 } }), budget({ minAvailable: 1 })] },
  { where: 'nobody knows how many there are', manifests: [job(), budget({ minAvailable: 1 })] },
  { where: 'the pods are not of the app', manifests: [budget({ minAvailable: 1 })] },
  { where: 'nothing is limited', manifests: [deployment(), budget({})] },
  {
    where: 'nothing is selected',
    manifests: [
      deployment(),
      budget({ minAvailable: 1, selector: undefined }),
      budget({ maxUnavailable: 1, selector: undefined }, { name: 'b' }),
    ],
  },
  {
    where: 'KEDA keeps more',
    manifests: [
      deployment(),
      object('keda.sh/v1alpha1', 'ScaledObject', {}, { minReplicaCount: 3, scaleTargetRef: { name: 'chat' } }),
      budget({ minAvailable: 2 }),
    ],
  },
  {
    where: 'the replicas are malformed',
    manifests: [deployment({ spec: { replicas: 'x' } }), budget({ minAvailable: 1 })],
  },
])('finds nothing where $where', ({ manifests }) => {
  expect(check(budgetsDrain, manifests)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'none may go',
    manifests: [deployment(), budget({ maxUnavailable: 0 }), budget({ maxUnavailable: '0%' }, { name: 'b' })],
    findings: [
      {
        severity: 'warning',
        path: 'spec.maxUnavailable',
        given: '0',
        code: 'verify/budget-blocks-drain',
        message: 'none of its pods may ever be evicted, so that no drain of their nodes ends',
        fix: 'maxUnavailable: 1',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'chat' },
        document: 1,
      },
      {
        severity: 'warning',
        path: 'spec.maxUnavailable',
        given: '"0%"',
        code: 'verify/budget-blocks-drain',
        message: 'none of its pods may ever be evicted, so that no drain of their nodes ends',
        fix: 'maxUnavailable: 1',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'b' },
        document: 2,
      },
    ],
  },
  {
    where: 'all must stay',
    manifests: [budget({ minAvailable: '100%' })],
    findings: [
      {
        severity: 'warning',
        path: 'spec.minAvailable',
        given: '"100%"',
        code: 'verify/budget-blocks-drain',
        message: 'all of its pods must stay, so that no drain of their nodes ends',
        fix: 'maxUnavailable: 1',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'as many must stay as there are',
    manifests: [deployment(), budget({ minAvailable: 1 })],
    findings: [
      {
        severity: 'warning',
        path: 'spec.minAvailable',
        given: '1',
        code: 'verify/budget-blocks-drain',
        message: 'of 1 replica, the fewest that there may be, 1 must stay, so that no drain of their nodes ends',
        fix: 'maxUnavailable: 1',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'the share that must stay is all of them',
    manifests: [deployment({ spec: { replicas: 3 } }), budget({ minAvailable: '67%' })],
    findings: [
      {
        severity: 'warning',
        path: 'spec.minAvailable',
        given: '"67%"',
        code: 'verify/budget-blocks-drain',
        message: 'of 3 replicas, the fewest that there may be, 3 must stay, so that no drain of their nodes ends',
        fix: 'maxUnavailable: 1',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'an autoscaler keeps no more than must stay',
    manifests: [deployment(), autoscaler({ minReplicas: 2 }), budget({ minAvailable: 2 })],
    findings: [
      {
        severity: 'warning',
        path: 'spec.minAvailable',
        given: '2',
        code: 'verify/budget-blocks-drain',
        message: 'of 2 replicas, the fewest that there may be, 2 must stay, so that no drain of their nodes ends',
        fix: 'maxUnavailable: 1',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'chat' },
        document: 2,
      },
    ],
  },
  {
    where: 'KEDA keeps one at the least while there are any',
    manifests: [
      workload('apps/v1', 'StatefulSet'),
      object('keda.sh/v1alpha1', 'ScaledObject', {}, { scaleTargetRef: { kind: 'StatefulSet', name: 'chat' } }),
      budget({ minAvailable: '50%' }),
    ],
    findings: [
      {
        severity: 'warning',
        path: 'spec.minAvailable',
        given: '"50%"',
        code: 'verify/budget-blocks-drain',
        message: 'of 1 replica, the fewest that there may be, 1 must stay, so that no drain of their nodes ends',
        fix: 'maxUnavailable: 1',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'chat' },
        document: 2,
      },
    ],
  },
  {
    where: 'both limits are set',
    manifests: [budget({ minAvailable: 1, maxUnavailable: 1 })],
    findings: [
      {
        code: 'verify/budget-says-both',
        severity: 'error',
        path: 'spec',
        message: 'minAvailable and maxUnavailable are both set, and the API server refuses that',
        fix: 'maxUnavailable alone',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a limit is none',
    manifests: [budget({ minAvailable: '1' }), budget({ maxUnavailable: '101%' }, { name: 'b' })],
    findings: [
      {
        severity: 'error',
        path: 'spec.minAvailable',
        given: '"1"',
        code: 'verify/not-a-share',
        message: 'neither a whole number of pods nor a percentage of them up to 100%',
        fix: 'a number such as 1, or text such as 25%',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'chat' },
        document: 0,
      },
      {
        severity: 'error',
        path: 'spec.maxUnavailable',
        given: '"101%"',
        code: 'verify/not-a-share',
        message: 'neither a whole number of pods nor a percentage of them up to 100%',
        fix: 'a number such as 1, or text such as 25%',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'b' },
        document: 1,
      },
    ],
  },
  {
    where: 'pods that are not ready are kept',
    manifests: [
      budget({ maxUnavailable: 1, unhealthyPodEvictionPolicy: undefined }),
      budget({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'IfHealthyBudget' }, { name: 'b' }),
    ],
    findings: [
      {
        code: 'verify/budget-keeps-unhealthy',
        severity: 'warning',
        path: 'spec.unhealthyPodEvictionPolicy',
        given: '"IfHealthyBudget"',
        message: 'a pod that never becomes ready keeps its node from being drained',
        fix: 'AlwaysAllow',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/budget-keeps-unhealthy',
        severity: 'warning',
        path: 'spec.unhealthyPodEvictionPolicy',
        given: '"IfHealthyBudget"',
        message: 'a pod that never becomes ready keeps its node from being drained',
        fix: 'AlwaysAllow',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'b' },
        document: 1,
      },
    ],
  },
  {
    where: 'the pods of a Job cannot be counted',
    manifests: [
      job(),
      budget({ maxUnavailable: 1 }),
      object('v1', 'Pod', { name: 'lone', metadata: { labels: { app: 'lone' } } }, { containers: [] }),
      budget({ minAvailable: '50%' }, { name: 'lone' }),
    ],
    findings: [
      {
        code: 'verify/budget-cannot-count',
        severity: 'warning',
        path: 'spec.maxUnavailable',
        given: '1',
        message: 'it covers Job chat, whose pods Kubernetes cannot count this way, so that it lets none be evicted',
        fix: 'minAvailable as a number of pods, or a selector of servers only',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'chat' },
        document: 1,
      },
      {
        code: 'verify/budget-cannot-count',
        severity: 'warning',
        path: 'spec.minAvailable',
        given: '"50%"',
        message: 'it covers Pod lone, whose pods Kubernetes cannot count this way, so that it lets none be evicted',
        fix: 'minAvailable as a number of pods, or a selector of servers only',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'lone' },
        document: 3,
      },
    ],
  },
  {
    where: 'whatever keeps replicas keeps no more than must stay',
    manifests: [
      workload('apps/v1', 'ReplicaSet', { name: 'a' }),
      budget({ minAvailable: 1 }, { name: 'a' }),
      workload('apps/v1', 'StatefulSet', { name: 'b', spec: { replicas: 2 } }),
      budget({ minAvailable: 3 }, { name: 'b' }),
      workload('v1', 'ReplicationController', { name: 'c' }),
      budget({ minAvailable: 1 }, { name: 'c' }),
    ],
    findings: [
      {
        severity: 'warning',
        path: 'spec.minAvailable',
        given: '1',
        code: 'verify/budget-blocks-drain',
        message: 'of 1 replica, the fewest that there may be, 1 must stay, so that no drain of their nodes ends',
        fix: 'maxUnavailable: 1',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'a' },
        document: 1,
      },
      {
        severity: 'warning',
        path: 'spec.minAvailable',
        given: '3',
        code: 'verify/budget-blocks-drain',
        message: 'of 2 replicas, the fewest that there may be, 3 must stay, so that no drain of their nodes ends',
        fix: 'maxUnavailable: 1',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'b' },
        document: 3,
      },
      {
        severity: 'warning',
        path: 'spec.minAvailable',
        given: '1',
        code: 'verify/budget-blocks-drain',
        message: 'of 1 replica, the fewest that there may be, 1 must stay, so that no drain of their nodes ends',
        fix: 'maxUnavailable: 1',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'c' },
        document: 5,
      },
    ],
  },
  {
    where: 'an autoscaler that says nothing keeps one',
    manifests: [deployment(), autoscaler({ minReplicas: undefined }), budget({ minAvailable: 1 })],
    findings: [
      {
        severity: 'warning',
        path: 'spec.minAvailable',
        given: '1',
        code: 'verify/budget-blocks-drain',
        message: 'of 1 replica, the fewest that there may be, 1 must stay, so that no drain of their nodes ends',
        fix: 'maxUnavailable: 1',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'chat' },
        document: 2,
      },
    ],
  },
  ...[{ maxUnavailable: 1 }, { minAvailable: '10%' }].map((limit) => ({
    where: `the pods of a DaemonSet cannot be counted for ${JSON.stringify(limit)}`,
    manifests: [workload('apps/v1', 'DaemonSet'), budget(limit)],
    findings: [
      {
        code: 'verify/budget-cannot-count',
        severity: 'warning',
        path: `spec.${Object.keys(limit).join('')}`,
        given: JSON.stringify(Object.values(limit)[0]),
        message:
          'it covers DaemonSet chat, whose pods Kubernetes cannot count this way, so that it lets none be evicted',
        fix: 'minAvailable as a number of pods, or a selector of servers only',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'chat' },
        document: 1,
      },
    ] as const,
  })),
  {
    where: 'the pods of a CronJob cannot be counted',
    manifests: [
      workload('batch/v1', 'CronJob', {
        spec: { jobTemplate: { spec: { template: { metadata: { labels: { app: 'chat' } }, spec: {} } } } },
      }),
      budget({ minAvailable: '1%' }),
    ],
    findings: [
      {
        code: 'verify/budget-cannot-count',
        severity: 'warning',
        path: 'spec.minAvailable',
        given: '"1%"',
        message: 'it covers CronJob chat, whose pods Kubernetes cannot count this way, so that it lets none be evicted',
        fix: 'minAvailable as a number of pods, or a selector of servers only',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'the policy for pods that are not ready is none',
    manifests: [budget({ unhealthyPodEvictionPolicy: 'Never' })],
    findings: [
      {
        code: 'verify/budget-keeps-unhealthy',
        severity: 'warning',
        path: 'spec.unhealthyPodEvictionPolicy',
        given: '"Never"',
        message: 'a pod that never becomes ready keeps its node from being drained',
        fix: 'AlwaysAllow',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'chat' },
        document: 0,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(budgetsDrain, manifests)).toEqual(findings);
});
