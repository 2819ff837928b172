import { expect, test } from 'vitest';
import type { Finding, Manifest } from '../../../lib/verify';
import { sizesFit } from '../../../lib/verify/rules/sizes-fit';
import { check, configMap, object, plain, workload } from '../manifests';

test.each<{ where: string; manifests: readonly Manifest[] }>([
  { where: 'a ConfigMap is as big as kubectl apply takes', manifests: [configMap('chat', { a: 'x'.repeat(262_143) })] },
  {
    where: 'annotations are as big as they may be',
    manifests: [plain('v1', 'Service', { metadata: { annotations: { a: 'x'.repeat(262_143) } } })],
  },
  {
    where: 'a Secret is measured as what it holds',
    manifests: [{ ...plain('v1', 'Secret'), data: { a: 'x'.repeat(262_143) } }],
  },
])('finds nothing where $where', ({ manifests }) => {
  expect(check(sizesFit, manifests)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'a ConfigMap is too big for kubectl apply',
    manifests: [configMap('chat', { a: 'x'.repeat(262_144) })],
    findings: [
      {
        code: 'verify/too-big-for-kubectl-apply',
        severity: 'warning',
        path: 'data',
        message: '262145 bytes: kubectl apply copies the object into an annotation, which takes 262144',
        fix: 'nothing, and kubectl apply --server-side',
        object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a ConfigMap is too big',
    manifests: [configMap('chat', { a: 'ä'.repeat(524_289) })],
    findings: [
      {
        code: 'verify/too-big',
        severity: 'error',
        path: 'data',
        message: '1048578 bytes, and the API server takes 1048576 in a ConfigMap',
        fix: 'a volume for what is that long, or several objects',
        object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a Secret is too big',
    manifests: [{ ...plain('v1', 'Secret'), data: { a: `${'eHh4'.repeat(349_526)}eA==` } }],
    findings: [
      {
        code: 'verify/too-big',
        severity: 'error',
        path: 'data',
        message: '1048579 bytes, and the API server takes 1048576 in a Secret',
        fix: 'a volume for what is that long, or several objects',
        object: { apiVersion: 'v1', kind: 'Secret', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'annotations of pods are too big',
    manifests: [
      workload('apps/v1', 'Deployment', {
        spec: { template: { metadata: { annotations: { a: 'x'.repeat(262_144) } } } },
      }),
    ],
    findings: [
      {
        code: 'verify/too-big',
        severity: 'error',
        path: 'spec.template.metadata.annotations',
        message: '262145 bytes, and the API server takes 262144',
        fix: 'a ConfigMap or a volume for what is that long',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a definition is too big for kubectl apply',
    manifests: [
      object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {}, { description: 'x'.repeat(262_144) }),
    ],
    findings: [
      {
        code: 'verify/too-big-for-kubectl-apply',
        severity: 'warning',
        path: 'spec',
        message: '262271 bytes: kubectl apply copies the object into an annotation, which takes 262144',
        fix: 'nothing, and kubectl apply --server-side',
        object: { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'all forms of data count',
    manifests: [
      { ...configMap('chat', { a: 'x'.repeat(500_000) }), binaryData: { b: 'eHh4'.repeat(200_000) } },
      { ...plain('v1', 'Secret'), stringData: { a: 'x'.repeat(1_048_577) } },
    ],
    findings: [
      {
        code: 'verify/too-big',
        severity: 'error',
        path: 'data',
        message: '1100000 bytes, and the API server takes 1048576 in a ConfigMap',
        fix: 'a volume for what is that long, or several objects',
        object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/too-big',
        severity: 'error',
        path: 'data',
        message: '1048577 bytes, and the API server takes 1048576 in a Secret',
        fix: 'a volume for what is that long, or several objects',
        object: { apiVersion: 'v1', kind: 'Secret', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'annotations are too big',
    manifests: [plain('v1', 'Service', { metadata: { annotations: { a: 'x'.repeat(262_144) } } })],
    findings: [
      {
        code: 'verify/too-big',
        severity: 'error',
        path: 'metadata.annotations',
        message: '262145 bytes, and the API server takes 262144',
        fix: 'a ConfigMap or a volume for what is that long',
        object: { apiVersion: 'v1', kind: 'Service', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a Pod has annotations that are too big, said once',
    manifests: [plain('v1', 'Pod', { metadata: { annotations: { a: 'x'.repeat(262_144) } } })],
    findings: [
      {
        code: 'verify/too-big',
        severity: 'error',
        path: 'metadata.annotations',
        message: '262145 bytes, and the API server takes 262144',
        fix: 'a ConfigMap or a volume for what is that long',
        object: { apiVersion: 'v1', kind: 'Pod', name: 'chat' },
        document: 0,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(sizesFit, manifests)).toEqual(findings);
});
