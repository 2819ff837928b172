import { expect, test } from 'vitest';
import { referencesResolve } from '../../../lib/verify/rules/references-resolve';
import { foundBy, type Found, type Shown } from '../found';
import { targetCluster, type TargetCluster, type TargetClusterProps } from '../../../lib/hardware';
import type { Manifest } from '../../../lib/verify';
import { object, plain, workload } from '../manifests';

const cluster = (props: Partial<TargetClusterProps>): TargetCluster =>
  targetCluster({ name: 'production', cloud: 'eks', kubernetes: '1.34', ...props });
const claim = object('v1', 'PersistentVolumeClaim', { name: 'disk' }, { storageClassName: 'gp3' });
const volume = (spec: object, metadata: Readonly<Record<string, unknown>> = {}): Manifest =>
  object('v1', 'PersistentVolume', { name: 'disk', metadata }, { ...spec });
const ingress = object('networking.k8s.io/v1', 'Ingress', { name: 'web' }, { ingressClassName: 'nginx' });
const route = (namespace?: string): Manifest =>
  object(
    'gateway.networking.k8s.io/v1',
    'HTTPRoute',
    { name: 'web', ...(namespace !== undefined && { namespace }) },
    { parentRefs: [{ name: 'public' }] },
  );
const gateway = (namespace: string): TargetClusterProps['addOns'] => ({
  gateways: [{ name: 'public', namespace, version: '1.4', controller: 'a' }],
});

test.each<Shown>([
  {
    where: 'the cluster has them',
    manifests: [claim, ingress, route('web')],
    cluster: cluster({
      storageClasses: [{ name: 'gp3' }],
      addOns: { ingressClasses: [{ name: 'nginx', controller: 'a' }], ...gateway('web') },
    }),
  },
  {
    where: 'the app makes what the cluster lacks',
    manifests: [plain('storage.k8s.io/v1', 'StorageClass', { name: 'gp3' }), claim],
    cluster: cluster({ storageClasses: [] }),
  },
  {
    where: 'the claim names its volume',
    manifests: [
      object('v1', 'PersistentVolumeClaim', { name: 'disk' }, { storageClassName: 'manual', volumeName: 'disk-1' }),
    ],
    cluster: cluster({ storageClasses: [{ name: 'efs' }] }),
  },
  {
    where: 'a volume of the app has the class of a claim',
    manifests: [volume({ storageClassName: 'gp3' }), claim],
    cluster: cluster({ storageClasses: [] }),
  },
  {
    where: 'a volume of the app has the class of the claims of a StatefulSet',
    manifests: [
      volume({ storageClassName: 'gp3' }),
      workload('apps/v1', 'StatefulSet', {
        spec: { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { storageClassName: 'gp3' } }] },
      }),
    ],
    cluster: cluster({ storageClasses: [] }),
  },
  {
    where: 'a volume of the app has the class as of old',
    manifests: [volume({}, { annotations: { 'volume.beta.kubernetes.io/storage-class': 'gp3' } }), claim],
    cluster: cluster({ storageClasses: [] }),
  },
  {
    where: 'it is declared besides',
    manifests: [claim],
    cluster: cluster({ storageClasses: [] }),
    facts: { existing: [{ kind: 'StorageClass', name: 'gp3' }] },
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(referencesResolve, shown)).toEqual([]);
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'the cluster has others',
    manifests: [claim, ingress],
    cluster: cluster({
      storageClasses: [{ name: 'efs' }],
      addOns: { ingressClasses: [{ name: 'alb', controller: 'a' }] },
    }),
    found: [
      {
        on: 'PersistentVolumeClaim disk',
        code: 'verify/not-in-cluster',
        severity: 'error',
        path: 'spec.storageClassName',
        given: '"gp3"',
        message: 'cluster production has no StorageClass gp3, only "efs"',
        fix: 'one of these, or the StorageClass in the description of the cluster',
      },
      {
        on: 'Ingress web',
        code: 'verify/not-in-cluster',
        severity: 'error',
        path: 'spec.ingressClassName',
        given: '"nginx"',
        message: 'cluster production has no IngressClass nginx, only "alb"',
        fix: 'one of these, or the IngressClass in the description of the cluster',
      },
    ],
  },
  {
    where: 'volumes of the app are of other classes',
    manifests: [volume({ storageClassName: 'manual' }), volume({}), claim],
    cluster: cluster({ storageClasses: [] }),
    found: [
      {
        on: 'PersistentVolumeClaim disk',
        code: 'verify/not-in-cluster',
        severity: 'error',
        path: 'spec.storageClassName',
        given: '"gp3"',
        message: 'cluster production has no StorageClass gp3',
        fix: 'the StorageClass in the description of the cluster',
      },
    ],
  },
  {
    where: 'the cluster has none',
    manifests: [claim],
    cluster: cluster({ storageClasses: [] }),
    found: [
      {
        on: 'PersistentVolumeClaim disk',
        code: 'verify/not-in-cluster',
        severity: 'error',
        path: 'spec.storageClassName',
        given: '"gp3"',
        message: 'cluster production has no StorageClass gp3',
        fix: 'the StorageClass in the description of the cluster',
      },
    ],
  },
  {
    where: 'a gateway is of another namespace',
    manifests: [route('web')],
    cluster: cluster({ addOns: gateway('edge') }),
    found: [
      {
        on: 'HTTPRoute web',
        code: 'verify/not-in-cluster',
        severity: 'error',
        path: 'spec.parentRefs[0].name',
        given: '"public"',
        message: 'cluster production has no Gateway web/public',
        fix: 'the Gateway in the description of the cluster',
      },
    ],
  },
  {
    where: 'the namespace is left open',
    manifests: [route()],
    cluster: cluster({ addOns: gateway('edge') }),
    found: [
      {
        on: 'HTTPRoute web',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        path: 'spec.parentRefs[0].name',
        given: '"public"',
        message: 'whether Gateway public exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'Gateway', name: 'public' }], or make the Gateway in the app",
      },
    ],
  },
  {
    where: 'the cluster does not say',
    manifests: [claim],
    cluster: cluster({}),
    found: [
      {
        on: 'PersistentVolumeClaim disk',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        path: 'spec.storageClassName',
        given: '"gp3"',
        message: 'whether StorageClass gp3 exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'StorageClass', name: 'gp3' }], or make the StorageClass in the app",
      },
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(referencesResolve, shown)).toEqual(found);
});
