import { expect, test } from 'vitest';
import type { Finding, Manifest } from '../../../lib/verify';
import { oneOwnerOfReplicas } from '../../../lib/verify/rules/one-owner-of-replicas';
import { autoscaler, check, deployment, object, workload } from '../manifests';

test.each<{ where: string; manifests: readonly Manifest[] }>([
  { where: 'an autoscaler owns the replicas', manifests: [deployment(), autoscaler()] },
  { where: 'the manifest owns the replicas', manifests: [deployment({ spec: { replicas: 3 } })] },
  {
    where: 'the autoscaler is for another target',
    manifests: [
      deployment({ spec: { replicas: 3 } }),
      autoscaler({ scaleTargetRef: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'chat' } }),
    ],
  },
  {
    where: 'KEDA takes over',
    manifests: [
      autoscaler(),
      object(
        'keda.sh/v1alpha1',
        'ScaledObject',
        { name: 'b', metadata: { annotations: { 'scaledobject.keda.sh/transfer-hpa-ownership': 'true' } } },
        { scaleTargetRef: { name: 'chat' }, advanced: { horizontalPodAutoscalerConfig: { name: 'chat' } } },
      ),
    ],
  },
  { where: 'the least is left out', manifests: [autoscaler({ minReplicas: undefined, maxReplicas: 1 })] },
  { where: 'one autoscaler is there twice', manifests: [autoscaler(), autoscaler()] },
  { where: 'the range is malformed', manifests: [autoscaler({ minReplicas: 'x', maxReplicas: 'y' })] },
])('finds nothing where $where', ({ manifests }) => {
  expect(check(oneOwnerOfReplicas, manifests)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'both own the replicas',
    manifests: [deployment({ spec: { replicas: 3 } }), autoscaler()],
    findings: [
      {
        code: 'verify/replicas-owned-twice',
        severity: 'error',
        path: 'spec.replicas',
        given: '3',
        message: 'HorizontalPodAutoscaler chat sets the replicas too, and each deployment would undo what it did',
        fix: 'no replicas here: the autoscaler starts from 1',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'KEDA owns the replicas of a StatefulSet too',
    manifests: [
      workload('apps/v1', 'StatefulSet', { spec: { replicas: 1 } }),
      object('keda.sh/v1alpha1', 'ScaledObject', {}, { scaleTargetRef: { kind: 'StatefulSet', name: 'chat' } }),
    ],
    findings: [
      {
        code: 'verify/replicas-owned-twice',
        severity: 'error',
        path: 'spec.replicas',
        given: '1',
        message: 'ScaledObject chat sets the replicas too, and each deployment would undo what it did',
        fix: 'no replicas here: the autoscaler starts from 1',
        object: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'two autoscalers scale one target',
    manifests: [
      autoscaler(),
      object('keda.sh/v1alpha1', 'ScaledObject', { name: 'b' }, { scaleTargetRef: { name: 'chat' } }),
      autoscaler({ scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' } }, { name: 'c' }),
    ],
    findings: [
      {
        code: 'verify/two-autoscalers',
        severity: 'error',
        path: 'spec.scaleTargetRef',
        message: 'HorizontalPodAutoscaler chat scales Deployment chat too, and each undoes what the other does',
        fix: 'one autoscaler for this target, with the metrics of both',
        object: { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', name: 'b' },
        document: 1,
      },
      {
        code: 'verify/two-autoscalers',
        severity: 'error',
        path: 'spec.scaleTargetRef',
        message: 'HorizontalPodAutoscaler chat scales Deployment chat too, and each undoes what the other does',
        fix: 'one autoscaler for this target, with the metrics of both',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'c' },
        document: 2,
      },
    ],
  },
  {
    where: 'the range is none',
    manifests: [
      autoscaler({ minReplicas: 5, maxReplicas: 4 }),
      autoscaler({ maxReplicas: 0 }, { name: 'b' }),
      autoscaler({ maxReplicas: undefined }, { name: 'c' }),
    ],
    findings: [
      {
        code: 'verify/autoscaler-range',
        severity: 'error',
        path: 'spec.minReplicas',
        given: '5',
        message: 'more than maxReplicas, which is 4',
        fix: '4 or fewer, or a greater maxReplicas',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/autoscaler-range',
        severity: 'error',
        path: 'spec.maxReplicas',
        given: '0',
        message: 'an autoscaler needs an upper limit of at least 1',
        fix: 'the most pods that you are ready to pay for',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'b' },
        document: 1,
      },
      {
        code: 'verify/autoscaler-range',
        severity: 'error',
        path: 'spec.maxReplicas',
        given: '0',
        message: 'an autoscaler needs an upper limit of at least 1',
        fix: 'the most pods that you are ready to pay for',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'c' },
        document: 2,
      },
    ],
  },
  {
    where: 'nothing is left to wake',
    manifests: [autoscaler({ minReplicas: 0, metrics: [{ type: 'Resource' }, { type: 'Pods' }] })],
    findings: [
      {
        path: 'spec.minReplicas',
        given: '0',
        code: 'verify/autoscaler-from-zero',
        severity: 'error',
        message: 'without pods there is nothing to measure, so that it never wakes, and the API server refuses it',
        fix: '1, or a ScaledObject of KEDA with a metric from outside the pods',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'an alpha feature is needed to wake',
    manifests: [autoscaler({ minReplicas: 0, metrics: [{ type: 'External' }] })],
    findings: [
      {
        path: 'spec.minReplicas',
        given: '0',
        code: 'verify/not-known-scale-to-zero',
        severity: 'not-known',
        message:
          'whether the cluster lets a HorizontalPodAutoscaler scale to zero is not known: the alpha feature HPAScaleToZero is not declared',
        fix: '1, or a ScaledObject of KEDA',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'KEDA came first',
    manifests: [
      object('keda.sh/v1alpha1', 'ScaledObject', { name: 'b' }, { scaleTargetRef: { name: 'chat' } }),
      autoscaler(),
    ],
    findings: [
      {
        code: 'verify/two-autoscalers',
        severity: 'error',
        path: 'spec.scaleTargetRef',
        message: 'ScaledObject b scales Deployment chat too, and each undoes what the other does',
        fix: 'one autoscaler for this target, with the metrics of both',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'the replicas are malformed',
    manifests: [deployment({ spec: { replicas: 'x' } }), autoscaler()],
    findings: [
      {
        code: 'verify/replicas-owned-twice',
        severity: 'error',
        path: 'spec.replicas',
        given: '"x"',
        message: 'HorizontalPodAutoscaler chat sets the replicas too, and each deployment would undo what it did',
        fix: 'no replicas here: the autoscaler starts from 1',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a metric of an object may wake',
    manifests: [autoscaler({ minReplicas: 0, metrics: [{ type: 'Object' }] })],
    findings: [
      {
        path: 'spec.minReplicas',
        given: '0',
        code: 'verify/not-known-scale-to-zero',
        severity: 'not-known',
        message:
          'whether the cluster lets a HorizontalPodAutoscaler scale to zero is not known: the alpha feature HPAScaleToZero is not declared',
        fix: '1, or a ScaledObject of KEDA',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 0,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(oneOwnerOfReplicas, manifests)).toEqual(findings);
});
