import { nodePool, targetCluster, type ModelServiceProps, type NodePool, type TargetCluster } from 'modelyard';

const sku = { key: 'sku', value: 'gpu', effect: 'NoSchedule' } as const;

/** An EKS cluster with a pool for each way to make nodes and to share accelerators. */
export const eks: TargetCluster = targetCluster({
  name: 'eks',
  cloud: 'eks',
  region: 'us-east-1',
  kubernetes: '1.34',
  nodePools: [
    nodePool('general', { machine: 'm7i.xlarge', nodes: { min: 1, max: 1 } }),
    nodePool('l4', { machine: 'g6.2xlarge', nodes: { min: 0, max: 2 }, zones: ['us-east-1a', 'us-east-1b'] }),
    nodePool('four', { machine: 'g6.12xlarge', nodes: { min: 0, max: 1 } }),
    nodePool('l40s', { machine: 'g6e.2xlarge', nodes: { min: 0, max: 1 }, manager: 'eks-karpenter' }),
    nodePool('spot', { machine: 'g6.xlarge', nodes: { min: 0, max: 1 }, capacity: { kind: 'spot' } }),
    nodePool('cut', {
      machine: 'p4d.24xlarge',
      nodes: { min: 0, max: 1 },
      sharing: { kind: 'mig', strategy: 'mixed', profiles: { '1g.5gb': 7 } },
    }),
    nodePool('shared', {
      machine: 'g5.2xlarge',
      nodes: { min: 0, max: 1 },
      sharing: { kind: 'time-sliced', replicas: 4, renamed: true },
    }),
    nodePool('neuron', { machine: 'inf2.xlarge', nodes: { min: 0, max: 1 }, manager: 'eks-karpenter' }),
  ],
});

/** An AKS cluster with a pool for each way to make nodes. */
export const aks: TargetCluster = targetCluster({
  name: 'aks',
  cloud: 'aks',
  region: 'eastus',
  kubernetes: '1.34',
  nodePools: [
    nodePool('system', {
      machine: 'Standard_D4s_v5',
      nodes: { min: 1, max: 1 },
      system: true,
      taints: [{ key: 'CriticalAddonsOnly', value: 'true', effect: 'NoSchedule' }],
    }),
    nodePool('general', { machine: 'Standard_D4s_v5', nodes: { min: 1, max: 1 } }),
    nodePool('t4', { machine: 'Standard_NC4as_T4_v3', nodes: { min: 0, max: 2 }, zones: ['1', '2'], taints: [sku] }),
    nodePool('t4spot', {
      machine: 'Standard_NC4as_T4_v3',
      nodes: { min: 0, max: 1 },
      capacity: { kind: 'spot' },
      taints: [sku],
    }),
    nodePool('a100', {
      machine: 'Standard_NC24ads_A100_v4',
      nodes: { min: 0, max: 1 },
      manager: 'aks-karpenter',
      taints: [sku],
    }),
  ],
});

/** A cluster of one's own, whose pools are known by the labels that they were given. */
export const own: TargetCluster = targetCluster({
  name: 'own',
  cloud: 'other',
  kubernetes: '1.34',
  nodePools: [
    nodePool('a100', {
      custom: { cpu: 64, memory: '512Gi', pods: 110, accelerator: { kind: 'gpu', model: 'A100-40GB', count: 4 } },
      nodes: { min: 1, max: 1 },
      labels: { 'example.com/rack': 'a100' },
    }),
    nodePool('v100', {
      custom: { cpu: 32, memory: '128Gi', pods: 110, accelerator: { kind: 'gpu', model: 'V100-16GB', count: 4 } },
      nodes: { min: 1, max: 1 },
      labels: { 'example.com/rack': 'v100' },
    }),
  ],
});

/** Two replicas with so many GPUs each that they fill a pool. */
export interface FullPool {
  readonly what: string;
  readonly pool: string;
  readonly gpus: number;
}

/** Each cluster, with pools whose place another could take but for their labels, and pools to fill. */
export const targets: readonly {
  readonly name: string;
  readonly target: TargetCluster;
  readonly replaceable: readonly string[];
  readonly full: readonly FullPool[];
}[] = [
  {
    name: 'EKS',
    target: eks,
    replaceable: ['l4', 'l40s'],
    full: [
      { what: 'two nodes', pool: 'l4', gpus: 1 },
      { what: 'one node', pool: 'four', gpus: 2 },
    ],
  },
  { name: 'AKS', target: aks, replaceable: ['t4spot'], full: [{ what: 'two nodes', pool: 't4', gpus: 1 }] },
  {
    name: "a cluster of one's own",
    target: own,
    replaceable: ['a100'],
    full: [{ what: 'one node', pool: 'v100', gpus: 2 }],
  },
];

/** What a pod asks for, and the pool that it comes to. */
export interface PlacementCase {
  readonly what: string;
  readonly target: TargetCluster;
  readonly props: Partial<ModelServiceProps>;
  readonly pool: string;
}

/** Each way to ask for a pool. */
export const cases: readonly PlacementCase[] = [
  {
    what: 'a managed node group that it names',
    target: eks,
    props: { gpus: 1, placement: poolOf(eks, 'l4') },
    pool: 'l4',
  },
  {
    what: 'a managed node group on spot',
    target: eks,
    props: { gpus: 1, placement: poolOf(eks, 'spot') },
    pool: 'spot',
  },
  {
    what: 'a managed node group without GPUs',
    target: eks,
    props: { placement: poolOf(eks, 'general') },
    pool: 'general',
  },
  { what: 'a pool of Karpenter on EKS', target: eks, props: { gpus: 1, placement: poolOf(eks, 'l40s') }, pool: 'l40s' },
  { what: 'the pool that costs least', target: eks, props: { gpus: 1 }, pool: 'l4' },
  {
    what: 'the only pool on spot',
    target: eks,
    props: { gpus: 1, placement: { kind: 'any-pool', capacity: 'spot' } },
    pool: 'spot',
  },
  {
    what: 'the pool with its GPU',
    target: eks,
    props: { accelerator: { kind: 'gpu', model: 'L40S', count: 1 } },
    pool: 'l40s',
  },
  { what: 'the pool with enough GPUs on a node', target: eks, props: { gpus: 4 }, pool: 'four' },
  {
    what: 'instances of MIG',
    target: eks,
    props: { accelerator: { kind: 'mig', profile: '1g.5gb', count: 2 } },
    pool: 'cut',
  },
  { what: 'a share of a GPU', target: eks, props: { accelerator: { kind: 'time-sliced', count: 1 } }, pool: 'shared' },
  {
    what: 'a Neuron device',
    target: eks,
    props: { accelerator: { kind: 'neuron', count: 1, unit: 'device' } },
    pool: 'neuron',
  },
  {
    what: 'Neuron cores',
    target: eks,
    props: { accelerator: { kind: 'neuron', count: 2, unit: 'core' } },
    pool: 'neuron',
  },
  { what: 'a user pool of AKS', target: aks, props: { gpus: 1 }, pool: 't4' },
  { what: 'a spot pool of AKS', target: aks, props: { gpus: 1, placement: poolOf(aks, 't4spot') }, pool: 't4spot' },
  { what: 'a system pool of AKS', target: aks, props: { placement: poolOf(aks, 'system') }, pool: 'system' },
  {
    what: 'a user pool of AKS without GPUs',
    target: aks,
    props: { placement: poolOf(aks, 'general') },
    pool: 'general',
  },
  { what: 'a pool of Karpenter on AKS', target: aks, props: { gpus: 1, placement: poolOf(aks, 'a100') }, pool: 'a100' },
  {
    what: "a pool of one's own that it names",
    target: own,
    props: { gpus: 2, placement: poolOf(own, 'v100') },
    pool: 'v100',
  },
  {
    what: "a pool of one's own with its GPU",
    target: own,
    props: { accelerator: { kind: 'gpu', model: 'A100-40GB', count: 1 } },
    pool: 'a100',
  },
];

/** The pool of a target by its name. */
export function poolOf(target: TargetCluster, name: string): NodePool {
  const pool = target.nodePools.find((one) => one.name === name);
  if (pool === undefined) throw new Error(`${target.name} has no pool ${name}`);
  return pool;
}
