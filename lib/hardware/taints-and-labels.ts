import { gpuModels } from './gpu-models';
import type { Architecture, Machine } from './machine';
import { neuronModels } from './neuron-models';

/** Keeps pods away that do not tolerate it. */
export interface Taint {
  readonly key: string;
  readonly value?: string | undefined;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/**
 * Who makes the nodes of a pool, and labels them: a managed node group or Karpenter on EKS, a node pool or Karpenter
 * (node auto-provisioning) on AKS, or somebody of whom nothing is known.
 */
export type PoolManager = 'eks-managed-node-group' | 'eks-karpenter' | 'aks-node-pool' | 'aks-karpenter' | 'other';

/** How a pool pays for its nodes. */
export type PoolCapacity =
  | { readonly kind: 'on-demand' }
  | { readonly kind: 'spot' }
  | {
      readonly kind: 'reservation';
      /** The reservation, by the cloud's id. */
      readonly id?: string | undefined;
      /** AWS: whether the reservation is a block for a time or stays until it is cancelled. */
      readonly type?: 'capacity-block' | 'on-demand' | undefined;
    };

/** What the labels and taints of a pool follow from. */
export interface PoolFacts {
  readonly name: string;
  readonly manager: PoolManager;
  readonly capacity: PoolCapacity;
  readonly zones: readonly string[];
  readonly architecture?: Architecture | undefined;
  readonly machine?: Machine | undefined;
  /** What kind of accelerator its nodes have, where they have any. */
  readonly accelerator?: 'gpu' | 'neuron' | undefined;
  readonly region?: string | undefined;
  /** AKS: the pool is for the system's own pods. */
  readonly system?: boolean | undefined;
}

/** Labels and taints, of a pool or of each of its nodes. */
export interface TaintsAndLabels {
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
}

/**
 * The labels and taints that a pool with accelerators is given unless the user says otherwise.
 *
 * The taint keeps pods away that need no accelerator; its key is the one that NVIDIA's device plugin, operator and
 * exporter tolerate by themselves. The label lets the device plugin's chart find the nodes, which otherwise needs node
 * feature discovery. Source: NVIDIA/k8s-device-plugin, deployments/helm/nvidia-device-plugin/values.yaml (2026-08-19).
 */
export function defaultTaintsAndLabels(accelerator: PoolFacts['accelerator']): TaintsAndLabels {
  switch (accelerator) {
    case 'gpu':
      return {
        labels: { 'nvidia.com/gpu.present': 'true' },
        taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }],
      };
    case 'neuron':
      return { labels: {}, taints: [{ key: 'aws.amazon.com/neuron', value: 'present', effect: 'NoSchedule' }] };
    case undefined:
      return { labels: {}, taints: [] };
  }
}

/**
 * The labels and taints that the cloud and the kubelet set by themselves on each node of a pool.
 *
 * Only what is the same on every node and known before there is one: no zone where there are several, nothing that node
 * feature discovery or GPU feature discovery adds later. Sources: aws/karpenter-provider-aws,
 * pkg/providers/instancetype/types.go; Azure/karpenter-provider-azure, pkg/apis/v1beta1/labels.go;
 * MicrosoftDocs/azure-aks-docs, articles/aks/use-labels.md, spot-node-pool.md and configure-ray-kueue-queues.md (all
 * read at their state of 2026-08-21); Amazon EKS: `eks.amazonaws.com/nodegroup` and `capacityType`.
 */
export function automaticTaintsAndLabels(pool: PoolFacts): TaintsAndLabels {
  const isAksSpot = pool.manager === 'aks-node-pool' && pool.capacity.kind === 'spot';
  return {
    labels: {
      ...(pool.architecture && { 'kubernetes.io/arch': pool.architecture }),
      'kubernetes.io/os': 'linux',
      ...(pool.machine && { 'node.kubernetes.io/instance-type': pool.machine.instanceType }),
      ...(pool.region !== undefined && { 'topology.kubernetes.io/region': pool.region }),
      ...zoneLabel(pool),
      ...managerLabels(pool),
    },
    taints: isAksSpot ? [{ key: 'kubernetes.azure.com/scalesetpriority', value: 'spot', effect: 'NoSchedule' }] : [],
  };
}

/** Prefixes of labels that AKS keeps for itself and refuses on a pool. */
export const aksReservedPrefixes: readonly string[] = ['kubernetes.azure.com/', 'kubernetes.io/'];

function zoneLabel({ zones, manager, region }: PoolFacts): Readonly<Record<string, string>> {
  const [zone, ...others] = zones;
  if (zone === undefined || others.length > 0) return {};
  if (!manager.startsWith('aks-') || !/^\d+$/.test(zone)) return { 'topology.kubernetes.io/zone': zone };
  // AKS is given the number of a zone, and labels its nodes with the region before it.
  return region === undefined ? {} : { 'topology.kubernetes.io/zone': `${region}-${zone}` };
}

function managerLabels(pool: PoolFacts): Readonly<Record<string, string>> {
  switch (pool.manager) {
    case 'eks-managed-node-group':
      return { 'eks.amazonaws.com/nodegroup': pool.name, ...capacityTypeLabel(pool.capacity) };
    case 'eks-karpenter':
      return { ...karpenterLabels(pool), ...awsInstanceLabels(pool.machine) };
    case 'aks-node-pool':
      return aksLabels(pool);
    case 'aks-karpenter':
      return { ...karpenterLabels(pool), ...azurePriorityLabels(pool), ...azureSkuLabels(pool.machine) };
    case 'other':
      return {};
  }
}

function capacityTypeLabel(capacity: PoolCapacity): Readonly<Record<string, string>> {
  const key = 'eks.amazonaws.com/capacityType';
  switch (capacity.kind) {
    case 'on-demand':
      return { [key]: 'ON_DEMAND' };
    case 'spot':
      return { [key]: 'SPOT' };
    case 'reservation':
      if (capacity.type === undefined) return {};
      return { [key]: capacity.type === 'capacity-block' ? 'CAPACITY_BLOCK' : 'ON_DEMAND' };
  }
}

function karpenterLabels({ name, capacity }: PoolFacts): Readonly<Record<string, string>> {
  return {
    'karpenter.sh/nodepool': name,
    'karpenter.sh/capacity-type': capacity.kind === 'reservation' ? 'reserved' : capacity.kind,
  };
}

function awsInstanceLabels(machine: Machine | undefined): Readonly<Record<string, string>> {
  if (machine === undefined) return {};
  const [family = '', size = ''] = machine.instanceType.split('.');
  const { accelerator } = machine;
  return {
    ...prefixed('karpenter.k8s.aws/instance-', {
      family,
      size,
      cpu: String(machine.vcpu),
      memory: String(machine.memoryMib),
    }),
    ...(accelerator?.kind === 'gpu' &&
      prefixed('karpenter.k8s.aws/instance-gpu-', {
        name: gpuModels[accelerator.model].ec2Name,
        manufacturer: 'nvidia',
        count: String(accelerator.count),
        memory: String(accelerator.memoryMib),
      })),
    ...(accelerator?.kind === 'neuron' &&
      prefixed('karpenter.k8s.aws/instance-accelerator-', {
        name: neuronModels[accelerator.model].ec2Name,
        manufacturer: 'aws',
        count: String(accelerator.count),
      })),
  };
}

function azurePriorityLabels({ capacity }: PoolFacts): Readonly<Record<string, string>> {
  const priority = capacity.kind === 'spot' ? 'spot' : 'regular';
  return prefixed('kubernetes.azure.com/', { mode: 'user', priority, scalesetpriority: priority });
}

function azureSkuLabels(machine: Machine | undefined): Readonly<Record<string, string>> {
  if (machine === undefined) return {};
  const { accelerator, fractional } = machine;
  return prefixed('karpenter.azure.com/sku-', {
    name: machine.instanceType,
    cpu: String(machine.vcpu),
    'gpu-manufacturer': accelerator && 'nvidia',
    // What Azure's API says of a slice is not known.
    'gpu-count': fractional ? undefined : String(accelerator?.count ?? 0),
  });
}

function aksLabels({ name, capacity, accelerator, system }: PoolFacts): Readonly<Record<string, string>> {
  const isSpot = capacity.kind === 'spot';
  return {
    ...prefixed('kubernetes.azure.com/', {
      agentpool: name,
      mode: system === true ? 'system' : 'user',
      priority: isSpot ? 'spot' : 'regular',
      // AKS writes the old name of the label only where the value is spot.
      scalesetpriority: isSpot ? 'spot' : undefined,
      accelerator: accelerator === 'gpu' ? 'nvidia' : undefined,
    }),
    ...(accelerator === 'gpu' && { accelerator: 'nvidia' }),
  };
}

function prefixed(
  prefix: string,
  values: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[`${prefix}${key}`, value]])),
  );
}
