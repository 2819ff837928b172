import { expect, test } from 'vitest';
import type { Finding, Manifest } from '../../../lib/verify';
import { memoryVolumesFit } from '../../../lib/verify/rules/memory-volumes-fit';
import { check, deployment, workload } from '../manifests';

test.each<{ where: string; manifests: readonly Manifest[] }>([
  {
    where: 'the volume lies on disk',
    manifests: [
      deployment({
        pod: { volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '8Gi' } }] },
        container: { volumeMounts: [{ name: 'tmp' }], resources: { limits: { memory: '1Gi' } } },
      }),
    ],
  },
  {
    where: 'the volume leaves memory to work',
    manifests: [
      deployment({
        pod: { volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '1023Mi' } }] },
        container: { volumeMounts: [{ name: 'shm' }], resources: { limits: { memory: '1Gi' } } },
      }),
    ],
  },
  {
    where: 'nothing limits the container',
    manifests: [
      deployment({
        pod: { volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '8Gi' } }] },
        container: { volumeMounts: [{ name: 'shm' }] },
      }),
    ],
  },
  {
    where: 'nothing mounts the volume',
    manifests: [
      deployment({
        pod: { volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '8Gi' } }] },
        container: { resources: { limits: { memory: '1Gi' } } },
      }),
    ],
  },
  {
    where: 'the greatest limit leaves memory to work',
    manifests: [
      deployment({
        pod: {
          volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } }],
          containers: [
            { name: 'server', volumeMounts: [{ name: 'shm' }], resources: { limits: { memory: '2Gi' } } },
            { name: 'small', volumeMounts: [{ name: 'shm' }], resources: { limits: { memory: '1Gi' } } },
          ],
        },
      }),
    ],
  },
  {
    where: 'a kind that nobody knows may set a limit',
    manifests: [
      workload('example.com/v1', 'Engine', {
        pod: { volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '8Gi' } }] },
        container: { volumeMounts: [{ name: 'shm' }], resources: { limits: { memory: '1Gi' } } },
      }),
    ],
  },
])('finds nothing where $where', ({ manifests }) => {
  expect(check(memoryVolumesFit, manifests)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'the volume takes the whole limit',
    manifests: [
      deployment({
        pod: {
          volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '1024Mi' } }],
          containers: [
            { name: 'small', volumeMounts: [{ name: 'shm' }], resources: { limits: { memory: '5e8' } } },
            { name: 'server', volumeMounts: [{ name: 'shm' }], resources: { limits: { memory: '1Gi' } } },
          ],
        },
      }),
    ],
    findings: [
      {
        code: 'verify/memory-volume-too-big',
        severity: 'warning',
        path: 'spec.template.spec.volumes[0].emptyDir.sizeLimit',
        given: '"1024Mi"',
        message:
          'it lies in memory and counts against the limit of container server, "1Gi", which is killed before it is full',
        fix: 'a smaller volume, or a memory limit of the working set plus the volume',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'both are given as numbers',
    manifests: [
      deployment({
        pod: { volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: 1000 } }] },
        container: { volumeMounts: [{ name: 'shm' }], resources: { limits: { memory: 1000 } } },
      }),
    ],
    findings: [
      {
        code: 'verify/memory-volume-too-big',
        severity: 'warning',
        path: 'spec.template.spec.volumes[0].emptyDir.sizeLimit',
        given: '1000',
        message:
          'it lies in memory and counts against the limit of container server, 1000, which is killed before it is full',
        fix: 'a smaller volume, or a memory limit of the working set plus the volume',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(memoryVolumesFit, manifests)).toEqual(findings);
});
