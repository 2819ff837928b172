import { nodePool, targetCluster, type TargetCluster } from 'modelyard';
import type { NodeDescription } from '../../lib/testing';

// The nodes are written out, as the measurements of the others had them, and owe nothing to what the library knows.

const sku = { key: 'sku', value: 'gpu', effect: 'NoSchedule' } as const;

/** The EKS cluster as it is declared. */
export const eks: TargetCluster = targetCluster({
  name: 'eks',
  cloud: 'eks',
  region: 'us-east-1',
  kubernetes: '1.34',
  nodePools: [
    nodePool('l4', { machine: 'g6.2xlarge', nodes: { min: 0, max: 2 } }),
    nodePool('four', { machine: 'g6.12xlarge', nodes: { min: 0, max: 1 } }),
  ],
});

/** The AKS cluster as it is declared, with the taint that its pool is given. */
export const aks: TargetCluster = targetCluster({
  name: 'aks',
  cloud: 'aks',
  region: 'eastus',
  kubernetes: '1.34',
  nodePools: [nodePool('a100', { machine: 'Standard_NC24ads_A100_v4', nodes: { min: 0, max: 2 }, taints: [sku] })],
});

const linux = { 'kubernetes.io/arch': 'amd64', 'kubernetes.io/os': 'linux' };
const eksNode = (pool: string, zone: string): NodeDescription['labels'] => ({
  ...linux,
  'eks.amazonaws.com/nodegroup': pool,
  'eks.amazonaws.com/capacityType': 'ON_DEMAND',
  'topology.kubernetes.io/region': 'us-east-1',
  'topology.kubernetes.io/zone': zone,
});
const aksNode = (zone: string): NodeDescription['labels'] => ({
  ...linux,
  'kubernetes.azure.com/agentpool': 'a100',
  'kubernetes.azure.com/accelerator': 'nvidia',
  'topology.kubernetes.io/region': 'eastus',
  'topology.kubernetes.io/zone': zone,
});
const gpus = (count: number): NodeDescription['allocatable'] => ({
  cpu: String(4 * count + 3),
  memory: '24Gi',
  pods: '58',
  'nvidia.com/gpu': String(count),
});
const present = { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' } as const;
const plain: NodeDescription = { labels: linux, taints: [], allocatable: { cpu: '8', memory: '32Gi', pods: '58' } };

/** Nodes, and the pools that they belong to. */
export type Nodes = readonly (readonly [pool: string, node: NodeDescription])[];

/** Two nodes with a GPU each, in two zones, and two without. */
export const onEks: Nodes = [
  ['l4', { labels: eksNode('l4', 'us-east-1a'), taints: [present], allocatable: gpus(1) }],
  ['l4', { labels: eksNode('l4', 'us-east-1b'), taints: [present], allocatable: gpus(1) }],
  ['plain', plain],
  ['plain', plain],
];

/** The same on AKS. */
export const onAks: Nodes = [
  ['a100', { labels: aksNode('eastus-1'), taints: [sku], allocatable: gpus(1) }],
  ['a100', { labels: aksNode('eastus-2'), taints: [sku], allocatable: gpus(1) }],
  ['plain', plain],
  ['plain', plain],
];

/** A node with four GPUs. */
export const four: Nodes = [
  ['four', { labels: eksNode('four', 'us-east-1a'), taints: [present], allocatable: gpus(4) }],
];
