import { expect, test } from 'vitest';
import { targetCluster, type KubernetesVersion } from '../../../lib/hardware';
import { verify, type Finding, type Manifest } from '../../../lib/verify';
import { kindsKnown } from '../../../lib/verify/rules/kinds-known';
import { deployment, plain } from '../manifests';

function found(
  manifests: readonly Manifest[],
  kubernetes?: KubernetesVersion,
): readonly Omit<Finding, 'object' | 'document'>[] {
  const cluster = kubernetes === undefined ? undefined : targetCluster({ name: 'prod', cloud: 'other', kubernetes });
  return verify(manifests, { rules: [kindsKnown], cluster }).map(({ object: _, document: __, ...rest }) => rest);
}

test.each<{ what: string; wrong: Manifest; given: string; message: string; fix: string }>([
  {
    what: 'a misspelt kind',
    wrong: plain('apps/v1', 'Deploymet'),
    given: 'Deploymet',
    message: 'Kubernetes 1.34 has no kind Deploymet in apps/v1',
    fix: 'Deployment',
  },
  {
    what: 'a kind of another group',
    wrong: plain('v1', 'CronJob'),
    given: 'CronJob',
    message: 'Kubernetes 1.34 has no kind CronJob in v1',
    fix: 'a kind that Kubernetes has',
  },
  {
    what: 'a version that there is not',
    wrong: plain('apps/v2', 'Deployment'),
    given: 'Deployment',
    message: 'Kubernetes 1.34 has no kind Deployment in apps/v2',
    fix: 'a kind that Kubernetes has',
  },
])('$what is an error, told of the first object', ({ what: _, wrong, ...finding }) => {
  expect(found([wrong, { ...wrong, metadata: { name: 'b' } }], '1.34')).toEqual([
    { code: 'verify/unknown-kind', severity: 'error', path: 'kind', ...finding },
  ]);
});

test.each<{ where: string; kubernetes: KubernetesVersion | undefined; why: string }>([
  { where: 'no cluster is declared', kubernetes: undefined, why: 'the version in the cluster is not declared' },
  { where: 'the version was not read', kubernetes: '1.38', why: 'the cluster has 1.38' },
])('whether there is a kind is not known where $where', ({ kubernetes, why }) => {
  expect(found([plain('apps/v1', 'Deploymet')], kubernetes)).toEqual([
    {
      code: 'verify/not-known-kind',
      severity: 'not-known',
      path: 'kind',
      given: 'Deploymet',
      message: `whether the cluster knows the kind Deploymet of apps/v1 is not known: it is in no Kubernetes that was read, 1.34.4 and 1.36.3, and ${why}`,
      fix: 'Deployment',
    },
  ]);
});

test.each<{ what: string; manifests: readonly Manifest[] }>([
  { what: 'a kind that is there', manifests: [deployment()] },
  { what: 'a version that can be switched on', manifests: [plain('resource.k8s.io/v1beta1', 'ResourceClaim')] },
  { what: 'a request that is not kept', manifests: [plain('authorization.k8s.io/v1', 'SubjectAccessReview')] },
  { what: 'a list', manifests: [{ ...plain('apps/v1', 'DeploymentList'), items: [] }] },
  { what: 'a custom resource', manifests: [plain('example.com/v2', 'Engine')] },
  { what: 'an object that names no kind', manifests: [{ apiVersion: 'v1' }, { kind: 'Pod' }] },
])('nothing is said of $what', ({ manifests }) => {
  expect(found(manifests, '1.34')).toEqual([]);
});
