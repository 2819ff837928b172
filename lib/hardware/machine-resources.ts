import { migResource } from './accelerator';
import type { Machine } from './machine';

/** How the GPUs of a node are cut into what its device plugin advertises. */
export type GpuSharing =
  | {
      /** Instances with memory of their own; `profiles` says how many of each one GPU is cut into. */
      readonly kind: 'mig';
      /** `mixed` advertises each profile under its name, `single` all as `nvidia.com/gpu`. */
      readonly strategy: 'mixed' | 'single';
      readonly profiles: Readonly<Record<string, number>>;
    }
  | {
      /** Shares that take turns, without memory of their own. */
      readonly kind: 'time-sliced';
      /** The shares of each GPU. */
      readonly replicas: number;
      /** Whether `renameByDefault` is set, and shares are called `nvidia.com/gpu.shared`. */
      readonly renamed: boolean;
    };

/** The extended resources that a node of this machine advertises once its device plugin runs. */
export function machineResources({ accelerator }: Machine, sharing?: GpuSharing): Readonly<Record<string, number>> {
  if (accelerator === undefined || accelerator.count === 0) return {};
  const { count } = accelerator;
  switch (accelerator.kind) {
    case 'neuron':
      return { 'aws.amazon.com/neuron': count, 'aws.amazon.com/neuroncore': accelerator.cores };
    case 'gpu':
      return sharing === undefined ? { 'nvidia.com/gpu': count } : sharedGpus(count, sharing);
  }
}

function sharedGpus(count: number, sharing: GpuSharing): Readonly<Record<string, number>> {
  if (sharing.kind === 'time-sliced') {
    return { [sharing.renamed ? 'nvidia.com/gpu.shared' : 'nvidia.com/gpu']: count * sharing.replicas };
  }
  const instances = Object.entries(sharing.profiles).map(([profile, each]): [string, number] => [
    sharing.strategy === 'mixed' ? migResource(profile) : 'nvidia.com/gpu',
    count * each,
  ]);
  const total = instances.reduce((sum, [, amount]) => sum + amount, 0);
  return sharing.strategy === 'single' ? { 'nvidia.com/gpu': total } : Object.fromEntries(instances);
}
