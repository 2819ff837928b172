import type { Bytes, Notes } from '../core';
import type { PodPlacement } from './placement';
import type { MountedVolume } from './volumes';

const path = '/dev/shm';

/**
 * Memory that the processes of a server share: a container has 64 MB of it unless a volume is mounted there.
 *
 * The pod of a group passes on there what others compute, even with a single accelerator.
 */
export function sharedMemoryVolumes(
  { sharedMemory }: { readonly sharedMemory?: Bytes | undefined },
  server: { readonly volumes?: readonly MountedVolume[] | undefined },
  { extended }: PodPlacement,
  grouped: boolean,
  notes: Notes,
): readonly MountedVolume[] {
  if ((server.volumes ?? []).some(({ mountPath }) => mountPath === path)) return [];
  const shares = grouped || (extended !== undefined && extended.amount > 1);
  if (sharedMemory === undefined && !shares) return [];
  const sizeLimit = notes.choose(sharedMemory, {
    field: `volume at ${path}`,
    value: '2Gi' as const,
    reason: grouped
      ? 'a pod of a group passes on there what comes from other nodes, and a container has 64 MB without it'
      : 'processes that share several accelerators exchange data there, and a container has 64 MB without it',
    source: 'https://docs.vllm.ai/en/stable/deployment/k8s.html',
    override: 'sharedMemory',
  });
  return [{ name: 'dev-shm', from: { kind: 'empty', medium: 'memory', sizeLimit }, mountPath: path }];
}
