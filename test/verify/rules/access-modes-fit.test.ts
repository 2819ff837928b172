import { expect, test } from 'vitest';
import type { Manifest } from '../../../lib/verify';
import { accessModesFit } from '../../../lib/verify/rules/access-modes-fit';
import { check, deployment, object, workload } from '../manifests';

const claim = (accessModes: unknown): Manifest => object('v1', 'PersistentVolumeClaim', {}, { accessModes });

test.each<{ where: string; manifest: Manifest }>([
  { where: 'one pod alone mounts it', manifest: claim(['ReadWriteOncePod']) },
  { where: 'several modes go together', manifest: claim(['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany']) },
  { where: 'a StatefulSet claims nothing', manifest: workload('apps/v1', 'StatefulSet') },
  { where: 'a volume is no claim', manifest: deployment({ pod: { volumes: [{ name: 'a', emptyDir: {} }] } }) },
])('finds nothing where $where', ({ manifest }) => {
  expect(check(accessModesFit, [manifest])).toEqual([]);
});

const none = ['a claim needs an access mode', "a list, such as ['ReadWriteOnce']"];

test.each<{ where: string; manifest: Manifest; found: readonly unknown[] }>([
  { where: 'none is left', manifest: claim([]), found: ['spec.accessModes', undefined, ...none] },
  { where: 'it is no list', manifest: claim('ReadWriteOnce'), found: ['spec.accessModes', undefined, ...none] },
  {
    where: 'it is abbreviated',
    manifest: claim(['RWO']),
    found: [
      'spec.accessModes',
      '["RWO"]',
      'not all of these are access modes',
      'some of ReadOnlyMany, ReadWriteMany, ReadWriteOnce, ReadWriteOncePod',
    ],
  },
  {
    where: 'a StatefulSet asks for one pod and one node',
    manifest: workload('apps/v1', 'StatefulSet', {
      spec: { volumeClaimTemplates: [{ spec: { accessModes: ['ReadWriteOncePod', 'ReadWriteOnce'] } }] },
    }),
    found: [
      'spec.volumeClaimTemplates[0].spec.accessModes',
      '["ReadWriteOncePod","ReadWriteOnce"]',
      'ReadWriteOncePod goes with no other access mode',
      "['ReadWriteOncePod'], or the others",
    ],
  },
  {
    where: 'a claim of the pod has none',
    manifest: deployment({ pod: { volumes: [{ ephemeral: { volumeClaimTemplate: { spec: {} } } }] } }),
    found: ['spec.template.spec.volumes[0].ephemeral.volumeClaimTemplate.spec.accessModes', undefined, ...none],
  },
])('finds an error where $where', ({ manifest, found }) => {
  const [first, ...rest] = check(accessModesFit, [manifest]);
  expect([first?.path, first?.given, first?.message, first?.fix]).toEqual(found);
  expect([first?.code, first?.severity, rest]).toEqual(['verify/access-modes', 'error', []]);
});
