import { output } from '@pulumi/pulumi';
import { describe, expect, test } from 'vitest';
import { decidingFieldsOf, verify, type Manifest } from '../../lib/verify';

const later = output('known later');

const deployment = (pod: object, more: object = {}): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'chat', namespace: 'chat' },
  spec: { template: { spec: pod } },
  ...more,
});

describe('decidingFieldsOf', () => {
  test.each<[string, Manifest]>([
    ['annotations', { ...deployment({}), metadata: { name: 'chat', annotations: { 'example.com/arn': later } } }],
    ['variables', deployment({ containers: [{ env: [{ name: 'A', value: later }] }] })],
    ['arguments', deployment({ initContainers: [{ args: [later], command: ['sh', later] }] })],
    ['images', deployment({ containers: [{ image: later }] })],
    ['images that are volumes', deployment({ volumes: [{ name: 'model', image: { reference: later } }] })],
    ['what ConfigMaps hold', { apiVersion: 'v1', kind: 'ConfigMap', data: { a: later } }],
    ['what Secrets hold', { apiVersion: 'v1', kind: 'Secret', stringData: { a: later }, data: { b: later } }],
    ['parameters', { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', parameters: { fileSystemId: later } }],
    ['volumes elsewhere', { apiVersion: 'v1', kind: 'PersistentVolume', spec: { csi: { volumeHandle: later } } }],
    ['hosts elsewhere', { apiVersion: 'v1', kind: 'Service', spec: { type: 'ExternalName', externalName: later } }],
    ['certificates', { apiVersion: 'v1', kind: 'Any', webhooks: [{ clientConfig: { caBundle: later, url: later } }] }],
    ['any field of kinds that no rule knows', { apiVersion: 'example.dev/v1', kind: 'Prompt', spec: later }],
    [
      'what triggers of KEDA are told',
      { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', spec: { triggers: [{ metadata: { queueURL: later } }] } },
    ],
  ])('lets pass %s', (_, manifest) => {
    expect(decidingFieldsOf(manifest)).toEqual([]);
  });

  test.each<[string, Manifest, string]>([
    ['a name', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: later } }, 'metadata.name'],
    [
      'a label',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { labels: { 'a/b': later } } },
      'metadata.labels["a/b"]',
    ],
    ['all data', { apiVersion: 'v1', kind: 'Secret', stringData: later }, 'stringData'],
    ['a number', deployment({}, { spec: { replicas: later } }), 'spec.replicas'],
    ['a reference', deployment({ serviceAccountName: later }), 'spec.template.spec.serviceAccountName'],
    [
      'a part of a list',
      deployment({ containers: [{ ports: [{ name: later }] }] }),
      'spec.template.spec.containers[0].ports[0].name',
    ],
    ['a kind', { apiVersion: 'example.dev/v1', kind: later }, 'kind'],
    [
      'the name of a custom resource',
      { apiVersion: 'example.dev/v1', kind: 'Prompt', metadata: { name: later } },
      'metadata.name',
    ],
    [
      'what a scaler scales',
      { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', spec: { scaleTargetRef: { name: later } } },
      'spec.scaleTargetRef.name',
    ],
    [
      'what is said to Pulumi',
      { apiVersion: 'v1', kind: 'Secret', metadata: { annotations: { 'pulumi.com/skipAwait': later } } },
      'metadata.annotations["pulumi.com/skipAwait"]',
    ],
  ])('names %s', (_, manifest, path) => {
    expect(decidingFieldsOf(manifest)).toEqual([path]);
  });
});

test('rules do not look into a value that is known later, though it seems to have every field', () => {
  const metadata = { name: 'keys', namespace: 'chat' };
  const manifests = [
    { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { a: later } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...metadata, annotations: { note: later } },
      data: { a: later },
    },
  ];
  const errors = verify(manifests).filter(({ severity }) => severity === 'error');
  expect(errors).toEqual([]);
});
