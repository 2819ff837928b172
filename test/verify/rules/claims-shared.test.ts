import { expect, test } from 'vitest';
import { claimsShared } from '../../../lib/verify/rules/claims-shared';
import { foundBy, type Found, type Shown } from '../found';
import type { Manifest } from '../../../lib/verify';
import { autoscaler, deployment, object, workload } from '../manifests';

const claim = (...accessModes: readonly string[]): Manifest =>
  object('v1', 'PersistentVolumeClaim', { name: 'disk' }, { accessModes });
const pod = { volumes: [{ name: 'disk', persistentVolumeClaim: { claimName: 'disk' } }] };
const server = (spec: object): Manifest => deployment({ spec: { ...spec }, pod });
const rolling = (maxSurge: unknown, maxUnavailable: unknown): object => ({
  strategy: { rollingUpdate: { maxSurge, maxUnavailable } },
});
const recreate = { strategy: { type: 'Recreate' } };

test.each<Shown>([
  { where: 'many may mount it', manifests: [claim('ReadWriteMany'), server({ replicas: 3 })] },
  {
    where: 'one of its modes is for many',
    manifests: [claim('ReadWriteOnce', 'ReadOnlyMany'), server({ replicas: 3 })],
  },
  {
    where: 'the only replica ends first',
    manifests: [
      claim('ReadWriteOncePod'),
      server(recreate),
      server(rolling(0, 1)),
      server(rolling(1, 1)),
      server(rolling('25%', '100%')),
    ],
  },
  { where: 'nothing runs', manifests: [claim('ReadWriteOnce'), server({ replicas: 0 })] },
  {
    where: 'each pod has a claim of its own',
    manifests: [claim('ReadWriteOnce'), workload('apps/v1', 'StatefulSet', { spec: { replicas: 3 } })],
  },
  {
    where: 'a set ends its pod first',
    manifests: [claim('ReadWriteOncePod'), workload('apps/v1', 'StatefulSet', { pod })],
  },
  { where: 'the claim is not of the app', manifests: [server({ replicas: 3 })] },
  {
    where: 'modes are no text, which another rule says',
    manifests: [object('v1', 'PersistentVolumeClaim', { name: 'disk' }, { accessModes: [1] }), server({ replicas: 3 })],
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(claimsShared, shown)).toEqual([]);
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'two replicas share what one node may mount',
    manifests: [claim('ReadWriteOnce'), server({ replicas: 2 })],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/claim-not-shared',
        severity: 'warning',
        path: 'spec.template.spec.volumes[0].persistentVolumeClaim.claimName',
        given: '"disk"',
        message:
          'PersistentVolumeClaim disk is ReadWriteOnce: of up to 2 replicas those on a second node cannot mount it',
        fix: 'a claim that is ReadWriteMany or ReadOnlyMany, a StatefulSet with a claim for each pod, or one replica',
      },
    ],
  },
  {
    where: 'two replicas share what one pod may mount',
    manifests: [claim('ReadWriteOncePod'), server({ replicas: 2 })],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/claim-not-shared',
        severity: 'error',
        path: 'spec.template.spec.volumes[0].persistentVolumeClaim.claimName',
        given: '"disk"',
        message: 'PersistentVolumeClaim disk is ReadWriteOncePod: of up to 2 replicas only one can mount it',
        fix: 'a claim that is ReadWriteMany or ReadOnlyMany, a StatefulSet with a claim for each pod, or one replica',
      },
    ],
  },
  {
    where: 'an autoscaler may make more',
    manifests: [claim('ReadWriteOncePod'), server({}), autoscaler({ maxReplicas: 4 })],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/claim-not-shared',
        severity: 'warning',
        path: 'spec.template.spec.volumes[0].persistentVolumeClaim.claimName',
        given: '"disk"',
        message: 'PersistentVolumeClaim disk is ReadWriteOncePod: of up to 4 replicas only one can mount it',
        fix: 'a claim that is ReadWriteMany or ReadOnlyMany, a StatefulSet with a claim for each pod, or one replica',
      },
    ],
  },
  {
    where: 'a rollout adds a pod on any node',
    manifests: [claim('ReadWriteOnce'), server({})],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/claim-stops-rollout',
        severity: 'warning',
        path: 'spec.template.spec.volumes[0].persistentVolumeClaim.claimName',
        given: '"disk"',
        message:
          'PersistentVolumeClaim disk is ReadWriteOnce, so that the new pod of a rollout may wait for ever while the old one holds it',
        fix: 'strategy: { type: Recreate }, or maxSurge: 0 with maxUnavailable: 1',
      },
    ],
  },
  {
    where: 'a rollout adds a pod that waits for ever',
    manifests: [claim('ReadWriteOncePod'), server(rolling(1, 0)), server(rolling('1%', '99%'))],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/claim-stops-rollout',
        severity: 'warning',
        path: 'spec.template.spec.volumes[0].persistentVolumeClaim.claimName',
        given: '"disk"',
        message:
          'PersistentVolumeClaim disk is ReadWriteOncePod, so that the new pod of a rollout may wait for ever while the old one holds it',
        fix: 'strategy: { type: Recreate }, or maxSurge: 0 with maxUnavailable: 1',
      },
      {
        on: 'Deployment chat',
        code: 'verify/claim-stops-rollout',
        severity: 'warning',
        path: 'spec.template.spec.volumes[0].persistentVolumeClaim.claimName',
        given: '"disk"',
        message:
          'PersistentVolumeClaim disk is ReadWriteOncePod, so that the new pod of a rollout may wait for ever while the old one holds it',
        fix: 'strategy: { type: Recreate }, or maxSurge: 0 with maxUnavailable: 1',
      },
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(claimsShared, shown)).toEqual(found);
});
