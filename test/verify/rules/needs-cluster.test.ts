import { expect, test } from 'vitest';
import type { Facts, Finding, Manifest } from '../../../lib/verify';
import { needsCluster } from '../../../lib/verify/rules/needs-cluster';
import { autoscaler, check, configMap, object, plain, service, workload } from '../manifests';

test.each<{ where: string; manifests: readonly Manifest[]; facts?: Facts }>([
  { where: 'no pod is made', manifests: [configMap('chat', {}), plain('v1', 'PodTemplate')] },
  {
    where: 'classes are named',
    manifests: [
      object('networking.k8s.io/v1', 'Ingress', {}, { ingressClassName: 'nginx' }),
      object(
        'networking.k8s.io/v1',
        'Ingress',
        { metadata: { annotations: { 'kubernetes.io/ingress.class': 'nginx' } } },
        {},
      ),
      object('v1', 'PersistentVolumeClaim', {}, { storageClassName: '' }),
      object('v1', 'PersistentVolumeClaim', {}, { volumeName: 'disk' }),
    ],
  },
  {
    where: 'metrics come with Kubernetes',
    manifests: [autoscaler({ metrics: [{ type: 'Resource' }, { type: 'ContainerResource' }] })],
  },
  {
    where: 'another server brings a kind, of which another rule tells',
    manifests: [
      object(
        'apiregistration.k8s.io/v1',
        'APIService',
        { name: 'v1.example.com' },
        { group: 'example.com', version: 'v1', service: { name: 'engines', namespace: 'default' } },
      ),
      plain('example.com/v1', 'Engine'),
    ],
  },
  {
    where: 'kinds come with the app',
    manifests: [
      object(
        'apiextensions.k8s.io/v1',
        'CustomResourceDefinition',
        {},
        { group: 'example.com', names: { kind: 'Engine' } },
      ),
      plain('example.com/v1', 'Engine'),
    ],
  },
  {
    where: 'namespaces are there',
    manifests: [
      plain('v1', 'Namespace', { name: 'a' }),
      service({ namespace: 'a' }),
      service({ namespace: 'b' }),
      service({ namespace: 'default' }),
    ],
    facts: { existing: [{ kind: 'Namespace', name: 'b' }] },
  },
  {
    where: 'namespaces come with Kubernetes',
    manifests: [
      service({ namespace: 'kube-system' }),
      service({ namespace: 'kube-public' }),
      service({ namespace: 'kube-node-lease' }),
    ],
  },
  {
    where: 'a template makes no pods',
    manifests: [{ ...plain('v1', 'PodTemplate'), template: { spec: { containers: [] } } }],
  },
])('finds nothing where $where', ({ manifests, facts }) => {
  expect(check(needsCluster, manifests, facts)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'no class is named',
    manifests: [object('networking.k8s.io/v1', 'Ingress', {}, {}), object('v1', 'PersistentVolumeClaim', {}, {})],
    findings: [
      {
        code: 'verify/not-known-ingress-class',
        severity: 'not-known',
        path: 'spec.ingressClassName',
        message:
          'whether anything serves the Ingress is not known: it names no class, and the default class of the cluster is not declared',
        fix: 'the ingressClassName of a controller that the cluster runs',
        object: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/not-known-storage-class',
        severity: 'not-known',
        path: 'spec.storageClassName',
        message:
          'whether the claim gets a volume is not known: it names no class, and the default class of the cluster is not declared',
        fix: 'the storageClassName of a class that the cluster has',
        object: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'a StatefulSet names no class',
    manifests: [object('apps/v1', 'StatefulSet', {}, { volumeClaimTemplates: [{}] })],
    findings: [
      {
        code: 'verify/not-known-storage-class',
        severity: 'not-known',
        path: 'spec.volumeClaimTemplates[0].spec.storageClassName',
        message:
          'whether the claim gets a volume is not known: it names no class, and the default class of the cluster is not declared',
        fix: 'the storageClassName of a class that the cluster has',
        object: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'metrics come from elsewhere',
    manifests: [
      autoscaler({
        metrics: [
          { type: 'Pods', pods: { metric: { name: 'requests_per_second' } } },
          { type: 'Object', object: {} },
          { type: 'External', external: { metric: { name: 'queue_length' } } },
        ],
      }),
    ],
    findings: [
      {
        code: 'verify/not-known-metric',
        severity: 'not-known',
        path: 'spec.metrics[0]',
        message:
          'whether the cluster serves the metric requests_per_second is not known: no metrics adapter is declared',
        fix: 'nothing here: see that an adapter serves it under custom.metrics.k8s.io or external.metrics.k8s.io',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/not-known-metric',
        severity: 'not-known',
        path: 'spec.metrics[1]',
        message: 'whether the cluster serves the metric it names is not known: no metrics adapter is declared',
        fix: 'nothing here: see that an adapter serves it under custom.metrics.k8s.io or external.metrics.k8s.io',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/not-known-metric',
        severity: 'not-known',
        path: 'spec.metrics[2]',
        message: 'whether the cluster serves the metric queue_length is not known: no metrics adapter is declared',
        fix: 'nothing here: see that an adapter serves it under custom.metrics.k8s.io or external.metrics.k8s.io',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'kinds come from elsewhere',
    manifests: [
      plain('example.com/v1', 'Engine'),
      plain('example.com/v2', 'Engine', { name: 'b' }),
      plain('example.org/v1', 'Engine'),
    ],
    findings: [
      {
        code: 'verify/not-known-kind',
        severity: 'not-known',
        path: 'kind',
        given: 'Engine',
        message:
          'whether the cluster knows the kind Engine of example.com is not known: the app does not bring its CustomResourceDefinition',
        fix: 'its CustomResourceDefinition in the app, or nothing where the cluster has it',
        object: { apiVersion: 'example.com/v1', kind: 'Engine', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/not-known-kind',
        severity: 'not-known',
        path: 'kind',
        given: 'Engine',
        message:
          'whether the cluster knows the kind Engine of example.org is not known: the app does not bring its CustomResourceDefinition',
        fix: 'its CustomResourceDefinition in the app, or nothing where the cluster has it',
        object: { apiVersion: 'example.org/v1', kind: 'Engine', name: 'chat' },
        document: 2,
      },
    ],
  },
  {
    where: 'namespaces are not there',
    manifests: [service({ namespace: 'a' }), service({ name: 'b', namespace: 'a' })],
    findings: [
      {
        code: 'verify/not-known-namespace',
        severity: 'not-known',
        path: 'metadata.namespace',
        given: 'a',
        message: 'whether the namespace a exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'Namespace', name: 'a' }], or make the Namespace in the app",
        object: { apiVersion: 'v1', kind: 'Service', namespace: 'a', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a kind that nobody knows makes pods',
    manifests: [workload('example.com/v1', 'Engine')],
    findings: [
      {
        code: 'verify/not-known-kind',
        severity: 'not-known',
        path: 'kind',
        given: 'Engine',
        message:
          'whether the cluster knows the kind Engine of example.com is not known: the app does not bring its CustomResourceDefinition',
        fix: 'its CustomResourceDefinition in the app, or nothing where the cluster has it',
        object: { apiVersion: 'example.com/v1', kind: 'Engine', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'an object has a metric',
    manifests: [autoscaler({ metrics: [{ type: 'Object', object: { metric: { name: 'hits' } } }] })],
    findings: [
      {
        code: 'verify/not-known-metric',
        severity: 'not-known',
        path: 'spec.metrics[0]',
        message: 'whether the cluster serves the metric hits is not known: no metrics adapter is declared',
        fix: 'nothing here: see that an adapter serves it under custom.metrics.k8s.io or external.metrics.k8s.io',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 0,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(needsCluster, manifests)).toEqual(findings);
});
