import { expect, test } from 'vitest';
import type { Finding, Manifest } from '../../../lib/verify';
import { noDuplicates } from '../../../lib/verify/rules/no-duplicates';
import { check, deployment, plain, workload } from '../manifests';

const hook = (when: string): Manifest => deployment({ metadata: { annotations: { 'helm.sh/hook': when } } });

test.each<{ where: string; manifests: readonly Manifest[] }>([
  { where: 'objects differ in namespace', manifests: [deployment(), deployment({ namespace: 'prod' })] },
  { where: 'objects differ in group', manifests: [deployment(), workload('example.com/v1', 'Deployment')] },
  {
    where: 'objects have no name yet',
    manifests: [
      plain('v1', 'Pod', { metadata: { name: undefined, generateName: 'a-' } }),
      plain('v1', 'Pod', { metadata: { name: undefined, generateName: 'a-' } }),
    ],
  },
  { where: 'Helm applies objects at other times', manifests: [hook('pre-install'), hook('post-delete'), deployment()] },
  {
    where: 'names differ',
    manifests: [
      deployment({
        pod: { initContainers: [{ name: 'init', env: [{ name: 'A' }], ports: [{ name: 'http', containerPort: 80 }] }] },
        container: {
          env: [{ name: 'A' }, { name: 'B' }],
          ports: [
            { name: 'http', containerPort: 80 },
            { containerPort: 80, protocol: 'UDP' },
          ],
        },
      }),
    ],
  },
  {
    where: 'names are left out',
    manifests: [
      deployment({
        pod: { containers: [{ ports: [{ containerPort: 1 }] }, { ports: [{ containerPort: 1 }] }], volumes: [{}, {}] },
      }),
    ],
  },
])('finds nothing where $where', ({ manifests }) => {
  expect(check(noDuplicates, manifests)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'two documents are one object',
    manifests: [deployment(), { ...deployment(), apiVersion: 'apps/v1beta1' }],
    findings: [
      {
        code: 'verify/duplicate-object',
        severity: 'error',
        path: 'metadata.name',
        given: '"chat"',
        message: 'documents 0 and 1 are both Deployment chat, so that one overwrites the other',
        fix: 'another name for one of them',
        object: { apiVersion: 'apps/v1beta1', kind: 'Deployment', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'Helm applies two at one time, and others at others',
    manifests: [deployment(), hook('pre-install'), hook('post-delete'), hook('pre-install')],
    findings: [
      {
        code: 'verify/duplicate-object',
        severity: 'error',
        path: 'metadata.name',
        given: '"chat"',
        message: 'documents 1 and 3 are both Deployment chat, so that one overwrites the other',
        fix: 'another name for one of them',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 3,
      },
    ],
  },
  {
    where: 'two documents are one object outside of namespaces',
    manifests: [
      plain('rbac.authorization.k8s.io/v1', 'ClusterRole', { namespace: 'a' }),
      plain('rbac.authorization.k8s.io/v1', 'ClusterRole', { namespace: 'b' }),
    ],
    findings: [
      {
        code: 'verify/duplicate-object',
        severity: 'error',
        path: 'metadata.name',
        given: '"chat"',
        message: 'documents 0 and 1 are both ClusterRole chat, so that one overwrites the other',
        fix: 'another name for one of them',
        object: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'two containers have one name',
    manifests: [deployment({ pod: { initContainers: [{ name: 'server' }] } })],
    findings: [
      {
        code: 'verify/duplicate-name',
        severity: 'error',
        path: 'spec.template.spec.containers[0].name',
        given: '"server"',
        message: 'another container of the pod has this name',
        fix: 'another name for one of them',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'two volumes have one name',
    manifests: [deployment({ pod: { volumes: [{ name: 'a' }, { name: 'a' }] } })],
    findings: [
      {
        code: 'verify/duplicate-name',
        severity: 'error',
        path: 'spec.template.spec.volumes[1].name',
        given: '"a"',
        message: 'another volume of the pod has this name',
        fix: 'another name for one of them',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'two variables have one name',
    manifests: [
      deployment({
        container: {
          env: [
            { name: 'A', value: '1' },
            { name: 'A', value: '2' },
          ],
        },
      }),
    ],
    findings: [
      {
        code: 'verify/duplicate-name',
        severity: 'warning',
        path: 'spec.template.spec.containers[0].env[1].name',
        given: '"A"',
        message:
          'container server already has this variable: the last one wins, and kubectl apply --server-side refuses both',
        fix: 'it once, with the value that is meant',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'two ports have one name',
    manifests: [
      deployment({
        container: {
          ports: [
            { name: 'http', containerPort: 80 },
            { name: 'http', containerPort: 81 },
          ],
        },
      }),
    ],
    findings: [
      {
        code: 'verify/duplicate-name',
        severity: 'error',
        path: 'spec.template.spec.containers[0].ports[1].name',
        given: '"http"',
        message: 'container server already has a port of this name',
        fix: 'another name for one of them',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a port is there twice',
    manifests: [
      deployment({
        container: {
          ports: [
            { name: 'http', containerPort: 80 },
            { name: 'metrics', containerPort: 80, protocol: 'TCP' },
          ],
        },
      }),
    ],
    findings: [
      {
        code: 'verify/duplicate-port',
        severity: 'warning',
        path: 'spec.template.spec.containers[0].ports[1].containerPort',
        given: '80/TCP',
        message:
          'container server already declares this port, and kubectl apply --server-side refuses to have it twice',
        fix: 'it once, under one name',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'two containers have a port of one name',
    manifests: [
      deployment({
        pod: {
          containers: [
            { name: 'a', ports: [{ name: 'http', containerPort: 80 }] },
            { name: 'b', ports: [{ name: 'http', containerPort: 81 }] },
          ],
        },
      }),
    ],
    findings: [
      {
        code: 'verify/ambiguous-port',
        severity: 'warning',
        path: 'spec.template.spec.containers[1].ports[0].name',
        given: '"http"',
        message: 'container a has a port of this name too, and a Service that names it reaches only one of them',
        fix: 'another name for one of them',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'an object is there three times',
    manifests: [deployment(), deployment(), deployment()],
    findings: [
      {
        code: 'verify/duplicate-object',
        severity: 'error',
        path: 'metadata.name',
        given: '"chat"',
        message: 'documents 0 and 1 are both Deployment chat, so that one overwrites the other',
        fix: 'another name for one of them',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 1,
      },
      {
        code: 'verify/duplicate-object',
        severity: 'error',
        path: 'metadata.name',
        given: '"chat"',
        message: 'documents 0 and 2 are both Deployment chat, so that one overwrites the other',
        fix: 'another name for one of them',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 2,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(noDuplicates, manifests)).toEqual(findings);
});
