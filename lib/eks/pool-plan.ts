import type { IssueDetails } from '../core';
import {
  acceleratorOf,
  devicePluginLabels,
  eksNodeImage,
  type EksNodeImage,
  judgeDevicePluginOwner,
  nodePool,
  noEksImage,
  type Machine,
  type NodePool,
  type PoolCapacity,
  type Taint,
} from '../hardware';
import { autoscalerTags } from './autoscaler-tags';
import { judgePool } from './judge-pool';
import { planLaunchTemplate, type LaunchTemplatePlan } from './launch-template-plan';
import type { NodeSubnet } from './network-props';
import type { PoolUpdate } from './node-pool-props';
import type { PoolFacts, PoolPlace } from './pool-facts';
import { nodeGroupName } from './pool-name';
import { poolSubnets } from './pool-subnets';

/** How EKS writes the effect of a taint. */
export type GroupTaintEffect = 'NO_SCHEDULE' | 'PREFER_NO_SCHEDULE' | 'NO_EXECUTE';

/** What a managed node group and its launch template say. */
export interface NodeGroupPlan {
  readonly nodeGroupName: string;
  readonly amiType: string;
  readonly releaseVersion?: string | undefined;
  readonly capacityType: 'ON_DEMAND' | 'SPOT' | 'CAPACITY_BLOCK';
  /** Not of a capacity block, whose launch template has it. */
  readonly instanceTypes?: readonly string[] | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: GroupTaintEffect }[];
  readonly scalingConfig: { readonly minSize: number; readonly maxSize: number; readonly desiredSize: number };
  /** Whether the number of nodes is the autoscaler's once the group is made. */
  readonly autoscaled: boolean;
  readonly updateConfig: PoolUpdate;
  readonly repair: boolean;
  readonly subnets: readonly NodeSubnet[];
  readonly launchTemplate: LaunchTemplatePlan;
  readonly autoscalerTags: Readonly<Record<string, string>>;
}

/** A pool as its pods see it, and what makes it; what is wrong with either. */
export interface PlannedPool {
  readonly pool: NodePool;
  readonly group: NodeGroupPlan;
  readonly issues: readonly IssueDetails[];
}

/** Large enough for the system, a few images and logs of pods without accelerators. */
const plainDiskGib = 100;

/** Images with CUDA and a framework take 10 GB and more, and there is more than one release of each on a node. */
const acceleratorDiskGib = 200;

/**
 * Decides the node group of a pool.
 *
 * Labels and taints are derived once, by `nodePool`, and both what pods are told and what nodes get are taken from there.
 */
export function planPool(name: string, facts: PoolFacts, place: PoolPlace): PlannedPool {
  const { machine, nodes, capacity = { kind: 'on-demand' }, fabric } = facts;
  const family = facts.image?.family ?? 'al2023';
  const image = eksNodeImage(family, machine);
  const hasAccelerator = machine.accelerator !== undefined;
  const rootGib = facts.diskGib ?? (hasAccelerator ? acceleratorDiskGib : plainDiskGib);
  const localDisks =
    facts.localDisks ?? (family === 'al2023' && machine.localDisks?.kind === 'nvme' ? 'raid0' : 'unused');
  const placed = poolSubnets(
    machine.instanceType,
    place.network,
    facts.zones,
    place.machineZones?.[machine.instanceType],
  );
  const template = planLaunchTemplate({
    machine,
    image: image ?? unknownImage,
    diskGib: rootGib,
    capacity,
    settings: { family, localDisks, maxPods: facts.maxPods },
    fabric: fabric !== undefined,
  });
  const fixed = [
    machine.instanceType,
    image?.amiType,
    capacityType(capacity),
    placed.subnets.map(({ id, cidr, zone }) => cidr ?? (typeof id === 'string' ? id : zone)),
  ];
  const pool = declarePool(nodeGroupName(name, fixed), facts, placed.zones, {
    devicePlugin: image?.devicePlugin === true ? 'node-image' : facts.devicePlugin,
    hasDriver: image?.driver === true,
    diskGib: (localDisks === 'raid0' ? localGib(machine) : undefined) ?? rootGib,
  });
  const group: NodeGroupPlan = {
    nodeGroupName: pool.name,
    amiType: image?.amiType ?? '',
    ...(facts.image?.release !== undefined && { releaseVersion: facts.image.release }),
    capacityType: capacityType(capacity),
    ...(template.instanceType === undefined && { instanceTypes: [machine.instanceType] }),
    labels: pool.labels,
    taints: pool.taints.map(groupTaint),
    scalingConfig: { minSize: nodes.min, maxSize: nodes.max, desiredSize: facts.desired ?? nodes.min },
    autoscaled: nodes.min !== nodes.max && facts.desired === undefined,
    updateConfig: facts.update ?? { maxUnavailable: 1 },
    repair: facts.repair !== 'off',
    subnets: placed.subnets,
    launchTemplate: template,
    autoscalerTags: nodes.min === nodes.max ? {} : autoscalerTags(pool, machine, template.adapters),
  };
  return {
    pool,
    group,
    issues: [
      ...judgePool(name, facts, placed.subnets, localDisks, rootGib),
      ...pool.issues.filter(({ property }) => property !== 'name'),
      ...(image === undefined
        ? [noEksImage(family, machine)]
        : judgeDevicePluginOwner(image, facts.devicePlugin, family)),
      ...placed.issues,
    ],
  };
}

interface PoolExtras {
  readonly devicePlugin: NodePool['devicePlugin'];
  readonly hasDriver: boolean;
  readonly diskGib: number;
}

function declarePool(name: string, facts: PoolFacts, zones: readonly string[], extras: PoolExtras): NodePool {
  const { machine, nodes, capacity, labels, taints, maxPods, sharing, fractionalGpu } = facts;
  return nodePool(name, {
    machine: machine.instanceType,
    manager: 'eks-managed-node-group',
    nodes,
    capacity,
    labels: {
      ...acceleratorLabel(machine),
      ...devicePluginLabels(acceleratorOf({ machine: machine.instanceType }), sharing, extras.devicePlugin),
      ...labels,
    },
    taints,
    zones,
    maxPods,
    sharing,
    fractionalGpu,
    diskGib: extras.diskGib,
    devicePlugin: extras.devicePlugin,
    ...(extras.hasDriver && { driver: { from: 'node-image' } as const }),
  });
}

/**
 * Tells the cluster autoscaler that a new node will have accelerators once its device plugin runs; without, it adds more
 * nodes in the meantime. It looks at the key alone. Source: kubernetes/autoscaler, cluster-autoscaler/cloudprovider/aws
 * (GPULabel), as told in its README.
 */
function acceleratorLabel(machine: Machine): Readonly<Record<string, string>> {
  if (acceleratorOf({ machine: machine.instanceType }) !== 'gpu') return {};
  return { 'k8s.amazonaws.com/accelerator': machine.accelerator?.model ?? 'gpu' };
}

function capacityType(capacity: PoolCapacity): NodeGroupPlan['capacityType'] {
  switch (capacity.kind) {
    case 'on-demand':
      return 'ON_DEMAND';
    case 'spot':
      return 'SPOT';
    case 'reservation':
      return capacity.type === 'capacity-block' ? 'CAPACITY_BLOCK' : 'ON_DEMAND';
  }
}

function groupTaint({ key, value, effect }: Taint): NodeGroupPlan['taints'][number] {
  return { key, ...(value !== undefined && { value }), effect: groupEffects[effect] };
}

const groupEffects = {
  NoSchedule: 'NO_SCHEDULE',
  PreferNoSchedule: 'PREFER_NO_SCHEDULE',
  NoExecute: 'NO_EXECUTE',
} as const;

function localGib({ localDisks }: Machine): number | undefined {
  return localDisks && Math.floor(localDisks.bytes / 2 ** 30);
}

/** Stands in where there is no image, which is an issue, so that everything else can be judged as well. */
const unknownImage: EksNodeImage = { amiType: '', disks: { root: '/dev/xvda' }, driver: false, devicePlugin: false };
