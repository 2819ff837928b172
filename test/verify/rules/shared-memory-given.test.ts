import { expect, test } from 'vitest';
import { sharedMemoryGiven } from '../../../lib/verify/rules/shared-memory-given';
import { foundBy, type Found, type Shown } from '../found';
import type { Manifest } from '../../../lib/verify';
import { deployment } from '../manifests';

const gpus = (count: unknown, container: object = {}, pod: object = {}): Manifest =>
  deployment({ pod: { ...pod }, container: { resources: { limits: { 'nvidia.com/gpu': count } }, ...container } });

test.each<Shown>([
  {
    where: 'there is one GPU, or none',
    manifests: [deployment(), gpus(1), gpus('1'), gpus('many'), gpus(null), gpus({})],
  },
  {
    where: 'memory is mounted there',
    manifests: [gpus(4, { volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }] })],
  },
  { where: 'it is that of the node', manifests: [gpus(4, {}, { hostIPC: true })] },
])('finds nothing where $where', (shown) => {
  expect(foundBy(sharedMemoryGiven, shown)).toEqual([]);
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'several GPUs exchange data',
    manifests: [gpus(4), gpus('2'), deployment({ container: { resources: { requests: { 'nvidia.com/gpu': 8 } } } })],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/little-shared-memory',
        severity: 'warning',
        path: 'spec.template.spec.containers[0].volumeMounts',
        message: 'processes on 4 GPUs exchange data in /dev/shm, and a container has 64 MB there',
        fix: 'a volume emptyDir: { medium: Memory, sizeLimit: 2Gi }, mounted at /dev/shm',
      },
      {
        on: 'Deployment chat',
        code: 'verify/little-shared-memory',
        severity: 'warning',
        path: 'spec.template.spec.containers[0].volumeMounts',
        message: 'processes on 2 GPUs exchange data in /dev/shm, and a container has 64 MB there',
        fix: 'a volume emptyDir: { medium: Memory, sizeLimit: 2Gi }, mounted at /dev/shm',
      },
      {
        on: 'Deployment chat',
        code: 'verify/little-shared-memory',
        severity: 'warning',
        path: 'spec.template.spec.containers[0].volumeMounts',
        message: 'processes on 8 GPUs exchange data in /dev/shm, and a container has 64 MB there',
        fix: 'a volume emptyDir: { medium: Memory, sizeLimit: 2Gi }, mounted at /dev/shm',
      },
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(sharedMemoryGiven, shown)).toEqual(found);
});
