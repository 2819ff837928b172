import type { IssueDetails } from '../core';
import { machine as machineNamed, nodePool, type AksNetwork, type NodePool } from '../hardware';
import type { SystemPool } from './cluster-props';
import { printTaint } from './node-pool-plan';

/** What AKS is told of the pool that a cluster is made with. */
export interface SystemPoolProfile {
  readonly name: string;
  readonly mode: 'System';
  readonly osType: 'Linux';
  readonly osSKU: 'Ubuntu';
  readonly type: 'VirtualMachineScaleSets';
  readonly vmSize: string;
  readonly osDiskSizeGB: number;
  readonly osDiskType: 'Managed';
  readonly maxPods: number;
  readonly enableAutoScaling: boolean;
  readonly count: number;
  readonly minCount?: number | undefined;
  readonly maxCount?: number | undefined;
  readonly availabilityZones?: string[] | undefined;
  readonly enableNodePublicIP: false;
  readonly nodeTaints: string[];
}

/** The pool that a cluster is made with: for the target, and for AKS. */
export interface SystemPoolPlan {
  readonly pool: NodePool;
  readonly profile: SystemPoolProfile;
  readonly issues: readonly IssueDetails[];
}

/**
 * What AKS wants of a system pool.
 *
 * Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/use-system-pools.md (2026-04-30).
 */
const least = { nodes: 2, cores: 4, memoryMib: 4096 } as const;

/** Decides the pool that a cluster is made with. */
export function planSystemPool(given: SystemPool | undefined = {}, network: AksNetwork): SystemPoolPlan {
  const machine = given.machine ?? 'Standard_D4s_v5';
  const diskGib = given.diskGib ?? 128;
  const maxPods = 110;
  const pool = nodePool('system', {
    manager: 'aks-node-pool',
    machine,
    nodes: given.nodes ?? { min: 2, max: 3 },
    zones: [...(given.zones ?? [])].sort(),
    // Source: the same page: it keeps pods away that AKS does not bring.
    taints: [{ key: 'CriticalAddonsOnly', value: 'true', effect: 'NoSchedule' }],
    system: true,
    diskGib,
    maxPods,
    network,
  });
  const { min, max } = pool.nodes;
  const isAutoscaled = min < max;
  return {
    pool,
    profile: {
      name: pool.name,
      mode: 'System',
      osType: 'Linux',
      osSKU: 'Ubuntu',
      type: 'VirtualMachineScaleSets',
      vmSize: machine,
      osDiskSizeGB: diskGib,
      osDiskType: 'Managed',
      maxPods,
      enableAutoScaling: isAutoscaled,
      count: min,
      ...(isAutoscaled && { minCount: min, maxCount: max }),
      ...(pool.zones.length > 0 && { availabilityZones: [...pool.zones] }),
      enableNodePublicIP: false,
      nodeTaints: pool.taints.map(printTaint),
    },
    issues: [...pool.issues, ...judgeLeast(pool)].map((issue) => ({
      ...issue,
      property: `systemPool.${issue.property ?? 'machine'}`,
    })),
  };
}

function judgeLeast({ nodes, machine = '' }: NodePool): readonly IssueDetails[] {
  const issues: IssueDetails[] = [];
  if (nodes.min < least.nodes) {
    issues.push({
      code: 'clouds/invalid-size',
      property: 'nodes.min',
      given: String(nodes.min),
      message: `AKS wants ${least.nodes} nodes in a system pool`,
      fix: `min: ${least.nodes}`,
    });
  }
  const known = machineNamed(machine);
  if (known !== undefined && (known.vcpu < least.cores || known.memoryMib < least.memoryMib)) {
    issues.push({
      code: 'clouds/invalid-size',
      property: 'machine',
      given: JSON.stringify(machine),
      message: `has ${known.vcpu} cores, and AKS wants ${least.cores} in a system pool`,
      fix: "machine: 'Standard_D4s_v5'",
    });
  }
  return issues;
}
