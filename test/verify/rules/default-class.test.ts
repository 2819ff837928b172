import { expect, test } from 'vitest';
import { needsCluster } from '../../../lib/verify/rules/needs-cluster';
import { foundBy, type Found, type Shown } from '../found';
import { targetCluster, type StorageClassFacts, type TargetCluster } from '../../../lib/hardware';
import type { Manifest } from '../../../lib/verify';
import { object, plain } from '../manifests';

const cluster = (...storageClasses: readonly StorageClassFacts[]): TargetCluster =>
  targetCluster({ name: 'production', cloud: 'eks', kubernetes: '1.34', storageClasses });
const claim = (spec: object): Manifest =>
  object('v1', 'PersistentVolumeClaim', { name: 'disk' }, { accessModes: ['ReadWriteOnce'], ...spec });
const gp3: StorageClassFacts = { name: 'gp3', isDefault: true, accessModes: ['ReadWriteOnce'] };

test.each<Shown>([
  { where: 'the cluster has a default class', manifests: [claim({})], cluster: cluster(gp3) },
  {
    where: 'the app brings a default class',
    manifests: [
      plain('storage.k8s.io/v1', 'StorageClass', {
        name: 'mine',
        metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      }),
      claim({}),
    ],
    cluster: cluster(),
  },
  {
    where: 'the kinds of the cluster are declared, of which another rule tells',
    manifests: [plain('example.com/v1', 'Engine')],
    cluster: targetCluster({ name: 'production', cloud: 'eks', kubernetes: '1.34', customResources: [] }),
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(needsCluster, shown)).toEqual([]);
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'the cluster has no default class',
    manifests: [claim({})],
    cluster: cluster({ name: 'gp3', isDefault: false }, { name: 'efs', isDefault: false }),
    found: [
      {
        on: 'PersistentVolumeClaim disk',
        code: 'verify/no-default-class',
        severity: 'warning',
        path: 'spec.storageClassName',
        message:
          'the claim names no class, and cluster production has no default one, so that it waits for a volume made by hand',
        fix: 'gp3 or efs',
      },
    ],
  },
  {
    where: 'the cluster has no class',
    manifests: [claim({})],
    cluster: cluster(),
    found: [
      {
        on: 'PersistentVolumeClaim disk',
        code: 'verify/no-default-class',
        severity: 'warning',
        path: 'spec.storageClassName',
        message:
          'the claim names no class, and cluster production has no default one, so that it waits for a volume made by hand',
        fix: 'a class that the cluster has',
      },
    ],
  },
  {
    where: 'nobody says whether a class is the default one',
    manifests: [claim({})],
    cluster: cluster({ name: 'gp3' }),
    found: [
      {
        on: 'PersistentVolumeClaim disk',
        code: 'verify/not-known-storage-class',
        severity: 'not-known',
        path: 'spec.storageClassName',
        message:
          'whether the claim gets a volume is not known: it names no class, and the default class of the cluster is not declared',
        fix: 'the storageClassName of a class that the cluster has',
      },
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(needsCluster, shown)).toEqual(found);
});
