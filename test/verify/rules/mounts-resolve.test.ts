import { expect, test } from 'vitest';
import type { Finding, Manifest } from '../../../lib/verify';
import { mountsResolve } from '../../../lib/verify/rules/mounts-resolve';
import { check, deployment, workload } from '../manifests';

test.each<{ where: string; manifests: readonly Manifest[] }>([
  {
    where: 'a volume is mounted',
    manifests: [
      deployment({
        pod: { volumes: [{ name: 'data' }] },
        container: { volumeMounts: [{ name: 'data', mountPath: '/data', subPath: 'a/..b' }] },
      }),
    ],
  },
  {
    where: 'a claim of a StatefulSet is mounted',
    manifests: [
      workload('apps/v1', 'StatefulSet', {
        spec: { volumeClaimTemplates: [{ metadata: { name: 'data' } }] },
        container: { volumeMounts: [{ name: 'data', mountPath: '/data' }] },
      }),
    ],
  },
  {
    where: 'a kind that nobody knows may add volumes',
    manifests: [
      workload('example.com/v1', 'Engine', { container: { volumeMounts: [{ name: 'data', mountPath: '/data' }] } }),
    ],
  },
  {
    where: 'places are left out',
    manifests: [
      deployment({ pod: { volumes: [{ name: 'a' }] }, container: { volumeMounts: [{ name: 'a' }, { name: 'a' }] } }),
    ],
  },
])('finds nothing where $where', ({ manifests }) => {
  expect(check(mountsResolve, manifests)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'there are no volumes',
    manifests: [deployment({ container: { volumeMounts: [{ name: 'data', mountPath: '/data' }] } })],
    findings: [
      {
        code: 'verify/unknown-volume',
        severity: 'error',
        path: 'spec.template.spec.containers[0].volumeMounts[0].name',
        given: '"data"',
        message: 'the pod has no volumes',
        fix: 'the name of a volume of the pod',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'there are others',
    manifests: [
      deployment({
        pod: { volumes: [{ name: 'date' }, { name: 'tmp' }] },
        container: { volumeDevices: [{ name: 'data', devicePath: '/dev/x' }] },
      }),
    ],
    findings: [
      {
        code: 'verify/unknown-volume',
        severity: 'error',
        path: 'spec.template.spec.containers[0].volumeDevices[0].name',
        given: '"data"',
        message: 'the pod has no such volume, only "date" and "tmp"',
        fix: 'the name of a volume of the pod',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'two are mounted at one path',
    manifests: [
      deployment({
        pod: { volumes: [{ name: 'a' }, { name: 'b' }] },
        container: {
          volumeMounts: [
            { name: 'a', mountPath: '/x' },
            { name: 'b', mountPath: '/x' },
          ],
        },
      }),
    ],
    findings: [
      {
        code: 'verify/duplicate-mount-path',
        severity: 'error',
        path: 'spec.template.spec.containers[0].volumeMounts[1].mountPath',
        given: '"/x"',
        message: 'container server already has a volume there',
        fix: 'another path for one of them',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'paths lead out',
    manifests: [
      deployment({
        pod: { volumes: [{ name: 'a' }] },
        container: {
          volumeMounts: [
            { name: 'a', mountPath: '/x', subPath: '/etc' },
            { name: 'a', mountPath: '/y', subPathExpr: 'a/../b' },
          ],
        },
      }),
    ],
    findings: [
      {
        code: 'verify/path-leaves-volume',
        severity: 'error',
        path: 'spec.template.spec.containers[0].volumeMounts[0].subPath',
        given: '"/etc"',
        message: 'the path leads out of the volume',
        fix: 'a path below the root of the volume, without / at its start and without ..',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/path-leaves-volume',
        severity: 'error',
        path: 'spec.template.spec.containers[0].volumeMounts[1].subPathExpr',
        given: '"a/../b"',
        message: 'the path leads out of the volume',
        fix: 'a path below the root of the volume, without / at its start and without ..',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'two devices are at one path',
    manifests: [
      deployment({
        pod: { volumes: [{ name: 'a' }, { name: 'b' }] },
        container: {
          volumeDevices: [
            { name: 'a', devicePath: '/dev/x' },
            { name: 'b', devicePath: '/dev/x' },
          ],
        },
      }),
    ],
    findings: [
      {
        code: 'verify/duplicate-mount-path',
        severity: 'error',
        path: 'spec.template.spec.containers[0].volumeDevices[1].devicePath',
        given: '"/dev/x"',
        message: 'container server already has a volume there',
        fix: 'another path for one of them',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(mountsResolve, manifests)).toEqual(findings);
});
