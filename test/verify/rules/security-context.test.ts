import { expect, test } from 'vitest';
import type { Finding, Manifest } from '../../../lib/verify';
import { securityContext } from '../../../lib/verify/rules/security-context';
import { check, deployment, workload } from '../manifests';

test.each<{ where: string; manifests: readonly Manifest[] }>([
  { where: 'nothing is asked', manifests: [deployment({ container: { securityContext: { runAsUser: 0 } } })] },
  {
    where: 'the pod has a user',
    manifests: [deployment({ pod: { securityContext: { runAsNonRoot: true, runAsUser: 1000 } } })],
  },
  {
    where: 'a container is let off',
    manifests: [
      deployment({
        pod: { securityContext: { runAsNonRoot: true, runAsUser: 0 } },
        container: { securityContext: { runAsNonRoot: false } },
      }),
    ],
  },
  {
    where: 'a container has a user of its own',
    manifests: [
      deployment({
        pod: { securityContext: { runAsNonRoot: true, runAsUser: 0 } },
        container: { securityContext: { runAsUser: 7 } },
      }),
    ],
  },
  {
    where: 'the pod runs on Windows',
    manifests: [deployment({ pod: { os: { name: 'windows' }, securityContext: { runAsNonRoot: true } } })],
  },
  {
    where: 'a kind that nobody knows may set a user',
    manifests: [
      workload('example.com/v1', 'Engine', { pod: { securityContext: { runAsNonRoot: true, runAsUser: 0 } } }),
    ],
  },
])('finds nothing where $where', ({ manifests }) => {
  expect(check(securityContext, manifests)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'the pod runs as root',
    manifests: [deployment({ pod: { securityContext: { runAsNonRoot: true, runAsUser: 0 } } })],
    findings: [
      {
        code: 'verify/root-refused',
        severity: 'error',
        path: 'spec.template.spec.securityContext.runAsUser',
        given: '0',
        message: 'container server runs as root although runAsNonRoot is true, so that the kubelet never starts it',
        fix: 'the number of a user that the image can run as, such as 1000',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a container runs as root',
    manifests: [
      deployment({
        pod: { securityContext: { runAsNonRoot: true, runAsUser: 1000 } },
        container: { securityContext: { runAsUser: 0 } },
      }),
    ],
    findings: [
      {
        code: 'verify/root-refused',
        severity: 'error',
        path: 'spec.template.spec.containers[0].securityContext.runAsUser',
        given: '0',
        message: 'container server runs as root although runAsNonRoot is true, so that the kubelet never starts it',
        fix: 'the number of a user that the image can run as, such as 1000',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'the user is left to the image',
    manifests: [deployment({ container: { securityContext: { runAsNonRoot: true } } })],
    findings: [
      {
        code: 'verify/not-known-image-user',
        severity: 'not-known',
        path: 'spec.template.spec.containers[0].securityContext.runAsUser',
        message:
          'whether container server may start is not known: runAsNonRoot is true, and the user of its image is not declared',
        fix: 'runAsUser, the number of a user that the image can run as',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(securityContext, manifests)).toEqual(findings);
});
