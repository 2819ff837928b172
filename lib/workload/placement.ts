import { printGiven, type Notes } from '../core';
import {
  machineOf,
  machinesWith,
  nodeTaintsAndLabels,
  readAccelerator,
  resourceOf,
  type Accelerator,
  type ExtendedResource,
  type NodePool,
  type TargetCluster,
} from '../hardware';
import { choosePool, type AnyPool } from './choose-pool';
import { judgeName, labelsThatName } from './pool-labels';
import { whyNoRoom, type NodeNeeds } from './node-room';
import type { Toleration } from './pod-template';

/** Which nodes a workload's pods run on: those of one pool, or of one that is chosen. */
export type Placement = NodePool | AnyPool;

/** What users may say about where a pod runs, and on which accelerators. */
export interface PlacementOptions {
  /** @default - wherever there is room; with an accelerator and a target cluster, any of its pools that has it */
  readonly placement?: Placement | undefined;
  /** Whole GPUs for the server: short for `accelerator: { kind: 'gpu', count }`. */
  readonly gpus?: number | undefined;
  /** The accelerators that the server gets. */
  readonly accelerator?: Accelerator | undefined;
}

/** What a pod carries so that it comes to its nodes, and gets its accelerators there. */
export interface PodPlacement {
  /** The pool that its nodes belong to, where one is named or chosen. */
  readonly pool?: NodePool | undefined;
  readonly accelerator?: Accelerator | undefined;
  readonly extended?: ExtendedResource | undefined;
  readonly nodeSelector?: Readonly<Record<string, string>> | undefined;
  readonly tolerations?: readonly Toleration[] | undefined;
}

/** Derives where a pod goes from what it asks for: the one place where selectors and tolerations are made. */
export function placePod(
  options: PlacementOptions,
  asks: Pick<NodeNeeds, 'requests' | 'pods'>,
  cluster: TargetCluster | undefined,
  notes: Notes,
): PodPlacement {
  const accelerator = readAsked(options, notes);
  const needs: NodeNeeds = { accelerator, ...asks };
  const pool = poolOf(options.placement, needs, cluster, notes);
  const asked = { accelerator, extended: accelerator && resourceOf(accelerator) };
  if (pool !== undefined) {
    judgeName(pool, cluster, notes);
    const { taints } = nodeTaintsAndLabels(pool, cluster?.region);
    const tolerations = taints.filter(({ effect }) => effect !== 'PreferNoSchedule').map(({ key }) => tolerate(key));
    return {
      pool,
      ...asked,
      nodeSelector: labelsThatName(pool),
      tolerations: tolerations.length === 0 ? undefined : tolerations,
    };
  }
  return { ...asked, tolerations: defaultTolerations(accelerator, notes) };
}

function readAsked({ gpus, accelerator }: PlacementOptions, notes: Notes): Accelerator | undefined {
  if (gpus !== undefined && accelerator !== undefined) {
    notes.issue({
      code: 'workload/accelerator-twice',
      property: 'gpus',
      given: printGiven(gpus),
      message: 'accelerator says already what the server gets',
      fix: 'gpus for whole GPUs, or accelerator',
    });
  }
  const asked = accelerator ?? (gpus === undefined ? undefined : ({ kind: 'gpu', count: gpus } as const));
  if (asked === undefined) return undefined;
  const reading = readAccelerator('accelerator', asked);
  if ('value' in reading) return asked;
  const { issue } = reading;
  notes.issue(accelerator === undefined && gpus !== undefined ? { ...issue, property: 'gpus' } : issue);
  return undefined;
}

function poolOf(
  placement: Placement | undefined,
  needs: NodeNeeds,
  cluster: TargetCluster | undefined,
  notes: Notes,
): NodePool | undefined {
  if (placement?.kind === 'NodePool') {
    judgePool(placement, needs, cluster, notes);
    return placement;
  }
  if (placement === undefined && (needs.accelerator === undefined || cluster === undefined)) return undefined;
  if (cluster === undefined) {
    notes.issue({
      code: 'workload/no-target',
      property: 'placement',
      given: "{ kind: 'any-pool' }",
      message: 'no target cluster is declared whose pools could be looked through',
      fix: 'new App({ cluster: targetCluster({ … }) }), or a node pool as the placement',
    });
    return undefined;
  }
  return choosePool(placement ?? { kind: 'any-pool' }, needs, cluster, notes);
}

function judgePool(pool: NodePool, needs: NodeNeeds, cluster: TargetCluster | undefined, notes: Notes): void {
  for (const issue of cluster?.nodePools.includes(pool) === true ? [] : pool.issues) {
    notes.issue({ ...issue, property: `placement.${issue.property ?? 'name'}` });
  }
  if (cluster !== undefined && !cluster.nodePools.some(({ name }) => name === pool.name)) {
    notes.issue({
      code: 'workload/pool-elsewhere',
      property: 'placement',
      given: printGiven(pool.name),
      message: `cluster ${cluster.name} has no such node pool`,
      fix: `one of its pools: ${cluster.nodePools.map(({ name }) => name).join(', ') || 'none is declared'}`,
    });
  }
  const why = whyNoRoom(pool, needs, cluster);
  if (why === undefined) return;
  notes.issue({
    code: 'workload/no-room-on-node',
    property: 'placement',
    given: `pool ${pool.name}${pool.machine === undefined ? '' : ` of ${pool.machine}`}`,
    message: `no pod fits there: ${why}`,
    fix: fixFor(pool, needs, cluster),
  });
}

function fixFor(pool: NodePool, needs: NodeNeeds, cluster: TargetCluster | undefined): string {
  const known = machineOf(pool);
  const machines =
    needs.accelerator === undefined || known === undefined ? [] : machinesWith(needs.accelerator, known.cloud);
  const names = machines
    // An image for one architecture does not run on the other.
    .filter(({ architecture }) => architecture === known?.architecture)
    .map(({ instanceType }) => instanceType)
    .filter((machine) => whyNoRoom({ ...pool, machine }, needs, cluster) === undefined)
    .slice(0, 3);
  const others = names.length === 0 ? 'a pool with larger nodes' : `a pool of ${names.join(', ')}`;
  return `${others}, or less of what the server asks for`;
}

/** Without a pool nobody knows the taints; these are the ones that device plugins themselves tolerate. */
function defaultTolerations(accelerator: Accelerator | undefined, notes: Notes): readonly Toleration[] | undefined {
  const key =
    accelerator === undefined || accelerator.kind === 'custom'
      ? undefined
      : accelerator.kind === 'neuron'
        ? 'aws.amazon.com/neuron'
        : 'nvidia.com/gpu';
  if (key === undefined) return undefined;
  return notes.decide({
    field: 'pod tolerations',
    value: [{ key, operator: 'Exists' as const }],
    reason: 'nodes with accelerators are mostly tainted with the key that their device plugin tolerates too',
    source: 'https://github.com/NVIDIA/k8s-device-plugin/blob/main/deployments/helm/nvidia-device-plugin/values.yaml',
    override: 'placement',
  });
}

/** Whatever its value and effect: a node may be tainted by hand with another value. */
function tolerate(key: string): Toleration {
  return { key, operator: 'Exists' };
}
