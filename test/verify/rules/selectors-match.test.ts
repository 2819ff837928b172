import { expect, test } from 'vitest';
import type { Finding, Manifest } from '../../../lib/verify';
import { selectorsMatch } from '../../../lib/verify/rules/selectors-match';
import { autoscaler, budget, check, deployment, job, object, service, workload } from '../manifests';

/** The first selects the pods of the second too. */
const oneWay: readonly Manifest[] = [
  deployment({ name: 'a', labels: { app: 'x', tier: 'web' }, spec: { selector: { matchLabels: { app: 'x' } } } }),
  deployment({ name: 'b', labels: { app: 'x', tier: 'worker' } }),
];

const countedToo = (others: string, scaler: string): Finding => ({
  code: 'verify/selectors-overlap',
  severity: 'warning',
  path: 'spec.selector',
  message: `it selects the pods of ${others} too, and ${scaler} counts them and their usage among its own`,
  fix: 'a label that only its own pods have, such as app.kubernetes.io/instance',
  object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' },
  document: 0,
});
const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } };
const external = (target: object): object => ({ type: 'External', external: { metric: { name: 'q' }, target } });

test.each<{ where: string; scaler: Manifest; name: string }>([
  { where: 'CPU', scaler: autoscaler({ metrics: [cpu] }, { name: 'a' }), name: 'HorizontalPodAutoscaler a' },
  { where: 'nothing that is said', scaler: autoscaler({}, { name: 'a' }), name: 'HorizontalPodAutoscaler a' },
  {
    where: 'a value that replicas are multiplied by',
    scaler: autoscaler({ metrics: [external({ type: 'Value', value: '5' })] }, { name: 'a' }),
    name: 'HorizontalPodAutoscaler a',
  },
  {
    where: 'memory, by KEDA',
    scaler: object(
      'keda.sh/v1alpha1',
      'ScaledObject',
      { name: 'a' },
      { scaleTargetRef: { name: 'a' }, triggers: [{ type: 'kafka' }, { type: 'memory' }] },
    ),
    name: 'ScaledObject a',
  },
])('warns of pods that an autoscaler counts too, which goes by $where', ({ scaler, name }) => {
  expect(check(selectorsMatch, [...oneWay, scaler])).toEqual([countedToo('Deployment b', name)]);
});

test('warns of the pods of Jobs that an autoscaler counts too', () => {
  const [first = {}] = oneWay;
  const manifests = [first, job({ name: 'b', labels: { app: 'x' } }), autoscaler({}, { name: 'a' })];
  expect(check(selectorsMatch, manifests)).toEqual([countedToo('Job b', 'HorizontalPodAutoscaler a')]);
});

test('says once that two select the pods of each other, though both are scaled', () => {
  const same = ['a', 'b'].map((name) => deployment({ name, labels: { app: 'x' } }));
  const scalers = ['a', 'b'].map((name) => autoscaler({}, { name }));
  expect(check(selectorsMatch, [...same, ...scalers]).map(({ code, document }) => [code, document])).toEqual([
    ['verify/selectors-overlap', 1],
  ]);
});

test.each<{ where: string; manifests: readonly Manifest[] }>([
  {
    where: 'a Deployment, a Service, a budget and a policy share their labels',
    manifests: [
      deployment(),
      service(),
      budget({ maxUnavailable: 1 }),
      object('networking.k8s.io/v1', 'NetworkPolicy', {}, { podSelector: { matchLabels: { app: 'chat' } } }),
    ],
  },
  {
    where: 'expressions match',
    manifests: [
      deployment({
        labels: { app: 'chat', tier: 'web' },
        spec: {
          selector: {
            matchExpressions: [
              { key: 'app', operator: 'In', values: ['chat', 'talk'] },
              { key: 'tier', operator: 'Exists' },
              { key: 'old', operator: 'DoesNotExist' },
              { key: 'app', operator: 'NotIn', values: ['x'] },
            ],
          },
        },
      }),
    ],
  },
  {
    where: 'controllers have labels of their own',
    manifests: [
      deployment({ name: 'a' }),
      deployment({ name: 'b' }),
      workload('apps/v1', 'StatefulSet', { name: 'c' }),
    ],
  },
  {
    where: 'controllers with the same labels live apart',
    manifests: [deployment({ namespace: 'a' }), deployment({ namespace: 'b' })],
  },
  {
    // A controller knows its pods by their owner reference.
    where: 'one selects the pods of the other, and not the other way round, and nothing scales it',
    manifests: oneWay,
  },
  {
    where: 'one selects the pods of the other, and is scaled by what is shared out among its replicas',
    manifests: [
      ...oneWay,
      autoscaler(
        {
          metrics: [
            {
              type: 'External',
              external: { metric: { name: 'q' }, target: { type: 'AverageValue', averageValue: '1' } },
            },
          ],
        },
        { name: 'a' },
      ),
      autoscaler({}, { name: 'b' }),
      object('keda.sh/v1alpha1', 'ScaledObject', {}, { scaleTargetRef: { name: 'a' }, triggers: [{ type: 'kafka' }] }),
      object('http.keda.sh/v1alpha1', 'HTTPScaledObject', {}, { scaleTargetRef: { name: 'a' } }),
    ],
  },
  {
    where: 'one is scaled, and has the labels of what nobody knows, or of itself',
    manifests: [deployment(), deployment(), workload('example.com/v1', 'Engine'), autoscaler()],
  },
  {
    where: 'a Service selects nothing by itself',
    manifests: [service({ spec: { selector: undefined } }), service({ name: 'b', spec: { type: 'ExternalName' } })],
  },
  {
    where: 'a Service selects by what a controller adds',
    manifests: [
      workload('apps/v1', 'StatefulSet'),
      service({ labels: { 'statefulset.kubernetes.io/pod-name': 'chat-0' } }),
    ],
  },
  {
    where: 'a policy selects all',
    manifests: [object('networking.k8s.io/v1', 'NetworkPolicy', {}, { podSelector: {} })],
  },
  {
    where: 'pods come from a kind that nobody knows',
    manifests: [
      object(
        'example.com/v1',
        'Engine',
        {},
        { workers: [{ template: { metadata: { labels: { app: 'chat' } }, spec: { containers: [] } } }] },
      ),
      service(),
    ],
  },
  {
    where: 'budgets cover pods of their own',
    manifests: [
      deployment({ name: 'a' }),
      deployment({ name: 'b' }),
      budget({}, { name: 'a' }),
      budget({}, { name: 'b' }),
    ],
  },
  {
    where: 'labels are named like what every object has',
    manifests: [deployment({ labels: { constructor: 'x' } }), service({ labels: { constructor: 'x' } })],
  },
  {
    where: 'Services select by what any controller adds',
    manifests: [
      service({ name: 'a', labels: { 'apps.kubernetes.io/pod-index': 'x' } }),
      service({ name: 'b', labels: { 'batch.kubernetes.io/controller-uid': 'x' } }),
      service({ name: 'c', labels: { 'batch.kubernetes.io/job-completion-index': 'x' } }),
      service({ name: 'd', labels: { 'batch.kubernetes.io/job-name': 'x' } }),
      service({ name: 'e', labels: { 'controller-revision-hash': 'x' } }),
      service({ name: 'f', labels: { 'controller-uid': 'x' } }),
      service({ name: 'g', labels: { 'job-name': 'x' } }),
      service({ name: 'h', labels: { 'pod-template-generation': 'x' } }),
      service({ name: 'i', labels: { 'pod-template-hash': 'x' } }),
      service({ name: 'j', labels: { 'rollouts-pod-template-hash': 'x' } }),
      service({ name: 'k', labels: { 'jobset.sigs.k8s.io/jobset-name': 'x' } }),
      service({ name: 'l', labels: { 'leaderworkerset.sigs.k8s.io/name': 'x' } }),
      service({ name: 'm', labels: { 'topology.kubernetes.io/zone': 'x' } }),
    ],
  },
  {
    where: 'an expression is about what a controller adds',
    manifests: [budget({ selector: { matchExpressions: [{ key: 'job-name', operator: 'Exists' }] } })],
  },
  { where: 'a Job has the labels of a server', manifests: [deployment(), job()] },
  { where: 'one object is there twice', manifests: [deployment(), deployment(), budget({}), budget({})] },
  {
    where: 'a kind that nobody knows has pods in two budgets',
    manifests: [workload('example.com/v1', 'Engine'), budget({}), budget({}, { name: 'b', labels: { app: 'chat' } })],
  },
])('finds nothing where $where', ({ manifests }) => {
  expect(check(selectorsMatch, manifests)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'the template has other labels',
    manifests: [
      deployment({ spec: { selector: { matchLabels: { app: 'talk' } } } }),
      workload('apps/v1', 'StatefulSet', {
        spec: { selector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['chat'] }] } },
      }),
    ],
    findings: [
      {
        code: 'verify/selector-misses-own-pods',
        severity: 'error',
        path: 'spec.selector',
        message: 'the labels of its own pod template do not match the selector',
        fix: 'the same labels in spec.selector and spec.template.metadata.labels',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/selector-misses-own-pods',
        severity: 'error',
        path: 'spec.selector',
        message: 'the labels of its own pod template do not match the selector',
        fix: 'the same labels in spec.selector and spec.template.metadata.labels',
        object: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'a label is asked for that every object inherits',
    manifests: [
      deployment({
        labels: {},
        spec: { selector: { matchExpressions: [{ key: 'constructor', operator: 'Exists' }] } },
      }),
    ],
    findings: [
      {
        code: 'verify/selector-misses-own-pods',
        severity: 'error',
        path: 'spec.selector',
        message: 'the labels of its own pod template do not match the selector',
        fix: 'the same labels in spec.selector and spec.template.metadata.labels',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'there is no selector',
    manifests: [deployment({ spec: { selector: undefined } })],
    findings: [
      {
        code: 'verify/selector-misses-own-pods',
        severity: 'error',
        path: 'spec.selector',
        message: 'a Deployment needs a selector',
        fix: 'matchLabels, with labels of its pod template',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'the selector is empty',
    manifests: [workload('apps/v1', 'DaemonSet', { spec: { selector: {} } })],
    findings: [
      {
        code: 'verify/selector-misses-own-pods',
        severity: 'error',
        path: 'spec.selector',
        message: 'the selector is empty, which the API server refuses for a DaemonSet',
        fix: 'matchLabels, with labels of its pod template',
        object: { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: "two controllers select each other's pods",
    manifests: [
      deployment({ name: 'a', labels: { app: 'x' } }),
      workload('apps/v1', 'StatefulSet', {
        name: 'b',
        labels: { app: 'x', tier: 'web' },
        spec: { selector: { matchLabels: { app: 'x' } } },
      }),
    ],
    findings: [
      {
        code: 'verify/selectors-overlap',
        severity: 'warning',
        path: 'spec.selector',
        message:
          'it selects the pods of Deployment a, which selects its pods, so that autoscalers and budgets take those of one for those of the other',
        fix: 'a label that only its own pods have, such as app.kubernetes.io/instance',
        object: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'b' },
        document: 1,
      },
    ],
  },
  {
    where: 'nothing is selected',
    manifests: [
      deployment(),
      service({ labels: { app: 'talk' } }),
      budget({}, { labels: { app: 'talk' } }),
      object('networking.k8s.io/v1', 'NetworkPolicy', {}, { podSelector: { matchLabels: { app: 'talk' } } }),
      service({ name: 'elsewhere', namespace: 'prod', labels: { app: 'chat' } }),
    ],
    findings: [
      {
        code: 'verify/selects-no-pods',
        severity: 'warning',
        path: 'spec.selector',
        message: 'no pod that the app makes in this namespace has these labels',
        fix: 'labels of the pods that are meant',
        object: { apiVersion: 'v1', kind: 'Service', name: 'chat' },
        document: 1,
      },
      {
        code: 'verify/selects-no-pods',
        severity: 'warning',
        path: 'spec.selector',
        message: 'no pod that the app makes in this namespace has these labels',
        fix: 'labels of the pods that are meant',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'chat' },
        document: 2,
      },
      {
        code: 'verify/selects-no-pods',
        severity: 'warning',
        path: 'spec.podSelector',
        message: 'no pod that the app makes in this namespace has these labels',
        fix: 'labels of the pods that are meant',
        object: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'chat' },
        document: 3,
      },
      {
        code: 'verify/selects-no-pods',
        severity: 'warning',
        path: 'spec.selector',
        message: 'no pod that the app makes in this namespace has these labels',
        fix: 'labels of the pods that are meant',
        object: { apiVersion: 'v1', kind: 'Service', namespace: 'prod', name: 'elsewhere' },
        document: 4,
      },
    ],
  },
  {
    where: 'two budgets cover a pod',
    manifests: [
      deployment({ labels: { app: 'chat', tier: 'web' } }),
      budget({}),
      budget({}, { name: 'all', labels: {} }),
    ],
    findings: [
      {
        code: 'verify/two-budgets',
        severity: 'error',
        path: 'spec.selector',
        message:
          'PodDisruptionBudget chat covers the pods of Deployment chat too, and a pod with two budgets can never be evicted',
        fix: 'one budget for these pods',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'all' },
        document: 2,
      },
    ],
  },
  {
    where: 'a ReplicaSet has other labels',
    manifests: [workload('apps/v1', 'ReplicaSet', { spec: { selector: { matchLabels: { a: 'b' } } } })],
    findings: [
      {
        code: 'verify/selector-misses-own-pods',
        severity: 'error',
        path: 'spec.selector',
        message: 'the labels of its own pod template do not match the selector',
        fix: 'the same labels in spec.selector and spec.template.metadata.labels',
        object: { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'three budgets cover a pod',
    manifests: [
      deployment(),
      budget({}),
      budget({}, { name: 'b', labels: { app: 'chat' } }),
      budget({}, { name: 'c', labels: { app: 'chat' } }),
    ],
    findings: [
      {
        code: 'verify/two-budgets',
        severity: 'error',
        path: 'spec.selector',
        message:
          'PodDisruptionBudget chat covers the pods of Deployment chat too, and a pod with two budgets can never be evicted',
        fix: 'one budget for these pods',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'b' },
        document: 2,
      },
      {
        code: 'verify/two-budgets',
        severity: 'error',
        path: 'spec.selector',
        message:
          'PodDisruptionBudget chat covers the pods of Deployment chat too, and a pod with two budgets can never be evicted',
        fix: 'one budget for these pods',
        object: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', name: 'c' },
        document: 3,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(selectorsMatch, manifests)).toEqual(findings);
});
