import { expect, test } from 'vitest';
import { accessModesFit } from '../../../lib/verify/rules/access-modes-fit';
import { foundBy, type Found, type Shown } from '../found';
import { targetCluster, type StorageClassFacts, type TargetCluster } from '../../../lib/hardware';
import type { Manifest } from '../../../lib/verify';
import { object, workload } from '../manifests';

const cluster = (...storageClasses: readonly StorageClassFacts[]): TargetCluster =>
  targetCluster({ name: 'production', cloud: 'eks', kubernetes: '1.34', storageClasses });
const claim = (spec: object): Manifest =>
  object('v1', 'PersistentVolumeClaim', { name: 'disk' }, { accessModes: ['ReadWriteOnce'], ...spec });
const gp3: StorageClassFacts = { name: 'gp3', isDefault: true, accessModes: ['ReadWriteOnce'] };
const many = { accessModes: ['ReadWriteMany'] };

test.each<Shown>([
  {
    where: 'the class has such volumes',
    manifests: [claim({}), claim({ storageClassName: 'gp3' })],
    cluster: cluster(gp3),
  },
  {
    where: 'nobody says what volumes the class has',
    manifests: [claim({ ...many, storageClassName: 'efs' })],
    cluster: cluster(gp3, { name: 'efs' }),
  },
  {
    where: 'the class is not declared, or none',
    manifests: [
      claim({ ...many, storageClassName: 'nfs' }),
      claim({ ...many, storageClassName: '' }),
      claim({ ...many, volumeName: 'disk' }),
    ],
    cluster: cluster(gp3),
  },
  { where: 'no cluster is declared', manifests: [claim(many)] },
])('finds nothing where $where', (shown) => {
  expect(foundBy(accessModesFit, shown)).toEqual([]);
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'the class has none of that mode',
    manifests: [claim({ accessModes: ['ReadWriteOnce', 'ReadWriteMany'], storageClassName: 'gp3' })],
    cluster: cluster(gp3),
    found: [
      {
        on: 'PersistentVolumeClaim disk',
        code: 'verify/access-mode-not-offered',
        severity: 'error',
        path: 'spec.accessModes',
        given: '["ReadWriteOnce","ReadWriteMany"]',
        message: 'the storage class gp3 has no volumes that are ReadWriteMany',
        fix: 'ReadWriteOnce, or another class',
      },
    ],
  },
  {
    where: 'the default class has none of that mode',
    manifests: [
      claim(many),
      workload('apps/v1', 'StatefulSet', {
        spec: { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: many }] },
      }),
    ],
    cluster: cluster(gp3),
    found: [
      {
        on: 'PersistentVolumeClaim disk',
        code: 'verify/access-mode-not-offered',
        severity: 'error',
        path: 'spec.accessModes',
        given: '["ReadWriteMany"]',
        message: 'the storage class gp3 has no volumes that are ReadWriteMany',
        fix: 'ReadWriteOnce, or another class',
      },
      {
        on: 'StatefulSet chat',
        code: 'verify/access-mode-not-offered',
        severity: 'error',
        path: 'spec.volumeClaimTemplates[0].spec.accessModes',
        given: '["ReadWriteMany"]',
        message: 'the storage class gp3 has no volumes that are ReadWriteMany',
        fix: 'ReadWriteOnce, or another class',
      },
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(accessModesFit, shown)).toEqual(found);
});
