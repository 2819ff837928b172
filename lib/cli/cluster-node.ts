import { compareQuantities, parseQuantity } from '../core';
import type { PoolCapacity, PoolManager, Taint } from '../hardware';
import { asArray, asRecord, asString, type PlainRecord } from '../verify';

/** A node as far as it matters to what pods come to it. */
export interface ClusterNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Those that stay: what the node is just now is told by others. */
  readonly taints: readonly Taint[];
  /** What it has for pods, each amount as the node says it. */
  readonly allocatable: Readonly<Record<string, string>>;
  readonly instanceType: string | undefined;
  readonly manager: PoolManager;
  /** The pool that its cloud, or Karpenter, says it is of. */
  readonly pool: string | undefined;
  readonly capacity: PoolCapacity;
  readonly zone: string | undefined;
}

/** Taints of nodes that are coming, going or unwell. */
const passing =
  /^(?:node\.kubernetes\.io\/|node\.cloudprovider\.kubernetes\.io\/|karpenter\.sh\/(?:disrupt|unregistered)|ToBeDeletedByClusterAutoscaler$|DeletionCandidateOfClusterAutoscaler$|.*agent-not-ready$)/;

/** Reads a Node object. */
export function readNode(object: PlainRecord): ClusterNode {
  const metadata = asRecord(object['metadata']);
  const labels = textsOf(metadata['labels']);
  const name = asString(metadata['name']) ?? '';
  return {
    name,
    labels,
    taints: asArray(asRecord(object['spec'])['taints']).map(asRecord).flatMap(readTaint),
    allocatable: textsOf(asRecord(object['status'])['allocatable']),
    instanceType: labels['node.kubernetes.io/instance-type'],
    manager: managerOf(labels, asString(asRecord(object['spec'])['providerID']) ?? ''),
    pool:
      labels['karpenter.sh/nodepool'] ??
      labels['eks.amazonaws.com/nodegroup'] ??
      labels['kubernetes.azure.com/agentpool'],
    capacity: capacityOf(labels),
    zone: labels['topology.kubernetes.io/zone'],
  };
}

/** Why a node is not one that a pool can be told by, where it is none. */
export function whyLeftOut(object: PlainRecord): string | undefined {
  const labels = textsOf(asRecord(object['metadata'])['labels']);
  if (asRecord(object['spec'])['unschedulable'] === true) return 'takes no pods just now (cordoned)';
  if (labels['kubernetes.io/os'] === 'windows') return 'runs Windows';
  if (labels['eks.amazonaws.com/compute-type'] === 'fargate') return 'is of Fargate, for one pod alone';
  if (labels['type'] === 'virtual-kubelet') return 'is virtual';
  return undefined;
}

/** The least of each amount that all of some nodes have. */
export function leastOf(nodes: readonly ClusterNode[]): Readonly<Record<string, string>> {
  const [first, ...others] = nodes;
  if (first === undefined) return {};
  return Object.fromEntries(
    Object.entries(first.allocatable).flatMap(([resource, amount]) => {
      const amounts = [amount, ...others.map(({ allocatable }) => allocatable[resource] ?? '0')];
      return [[resource, amounts.reduce(lesser)]];
    }),
  );
}

function lesser(one: string, other: string): string {
  const [left, right] = [parseQuantity(one), parseQuantity(other)];
  return left !== undefined && right !== undefined && compareQuantities(right, left) < 0 ? other : one;
}

function managerOf(labels: Readonly<Record<string, string>>, provider: string): PoolManager {
  if (labels['karpenter.sh/nodepool'] !== undefined) {
    if (provider.startsWith('aws:')) return 'eks-karpenter';
    return provider.startsWith('azure:') ? 'aks-karpenter' : 'other';
  }
  if (labels['eks.amazonaws.com/nodegroup'] !== undefined) return 'eks-managed-node-group';
  return labels['kubernetes.azure.com/agentpool'] === undefined ? 'other' : 'aks-node-pool';
}

function capacityOf(labels: Readonly<Record<string, string>>): PoolCapacity {
  switch (labels['karpenter.sh/capacity-type'] ?? labels['eks.amazonaws.com/capacityType']) {
    case 'spot':
    case 'SPOT':
      return { kind: 'spot' };
    case 'reserved':
      return { kind: 'reservation' };
    case 'CAPACITY_BLOCK':
      return { kind: 'reservation', type: 'capacity-block' };
    case undefined:
    default:
      return { kind: labels['kubernetes.azure.com/scalesetpriority'] === 'spot' ? 'spot' : 'on-demand' };
  }
}

function readTaint({ key, value, effect }: PlainRecord): readonly Taint[] {
  if (typeof key !== 'string' || passing.test(key)) return [];
  if (effect !== 'NoSchedule' && effect !== 'PreferNoSchedule' && effect !== 'NoExecute') return [];
  return [{ key, ...(typeof value === 'string' && value !== '' && { value }), effect }];
}

function textsOf(record: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(asRecord(record)).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}
