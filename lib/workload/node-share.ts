import type { Notes } from '../core';
import { nodePoolAllocatable, type TargetCluster } from '../hardware';
import { podsPerNode } from './node-room';
import type { PodPlacement } from './placement';
import type { PodRequests } from './pod-requests';
import type { Resources } from './resources';

/**
 * What DaemonSets of a GPU node ask for, planned and not measured: network, storage, metrics and logs take about half a
 * core and a GiB.
 */
const daemons = { cpuMilli: 500, memoryMib: 1024 };

/**
 * The processor time and memory of a pod that takes accelerators and names no amounts: its share of the node that it
 * fills with others like it, less what stands beside the server in the pod.
 *
 * A GPU is the dearest part of its node, so what it leaves idle beside it is lost.
 */
export function shareOfNode(
  { pool, accelerator }: PodPlacement,
  beside: PodRequests,
  cluster: TargetCluster | undefined,
  notes: Notes,
): Pick<Resources, 'cpu' | 'memory'> {
  const pods = pool && podsPerNode(pool, accelerator);
  const left = pool && nodePoolAllocatable(pool, cluster?.kubernetes);
  // That no pod fits there has been said.
  if (pods === 0) return { cpu: 1, memory: '1Gi' };
  if (pool === undefined || pods === undefined || left === undefined) {
    notes.issue({
      code: 'workload/no-resources',
      property: 'resources',
      message:
        pool === undefined
          ? 'nothing says what a pod needs, and no node pool is known of which it could take a share'
          : pods === undefined && left !== undefined
            ? 'nothing says what a pod needs, and without an accelerator it has no share of a node'
            : `nothing says what a pod needs, and what a node of pool ${pool.name} has for it is not known`,
      fix: "resources: { cpu: 4, memory: '16Gi' }, or a placement in a pool whose machine is known",
    });
    return { cpu: 1, memory: '1Gi' };
  }
  const cpuMilli = Math.floor(((left.cpuMilli - daemons.cpuMilli) / pods - beside.cpuMilli) / 100) * 100;
  const gibibytes = Math.floor(((left.memoryMib.atLeast - daemons.memoryMib) / pods - beside.memory / 2 ** 20) / 1024);
  if (cpuMilli < 100 || gibibytes < 1) {
    notes.issue({
      code: 'workload/no-resources',
      property: 'resources',
      message: `what stands beside the server leaves it nothing of its share of a node of pool ${pool.name}`,
      fix: 'smaller sidecars, or resources',
    });
    return { cpu: 1, memory: '1Gi' };
  }
  return notes.decide({
    field: 'resources',
    value: { cpu: `${cpuMilli}m` as const, memory: `${gibibytes}Gi` as const },
    reason: `${pods === 1 ? 'all' : `one of ${pods} shares`} of what a node of pool ${pool.name} has for pods, but for ${daemons.cpuMilli}m and ${daemons.memoryMib}Mi for DaemonSets: its accelerators are the dearest part, and nobody else can use the rest`,
    override: 'resources',
  });
}
