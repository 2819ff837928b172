/**
 * Nodes written by hand, with the labels that clouds and Karpenter document (Amazon EKS: `eks.amazonaws.com/nodegroup` and
 * `capacityType`; Karpenter: well-known labels; AKS: reserved labels), and with some room for pods. Nobody recorded them from
 * a live cluster.
 */
import type { PlainRecord } from '../../lib/verify';

/** What differs from node to node. */
export interface NodeParts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly allocatable: Readonly<Record<string, string>>;
  readonly taints?: readonly PlainRecord[];
  readonly provider?: string;
  readonly unschedulable?: boolean;
}

/** A Node object as `kubectl get nodes -o json` prints it, as far as it is read. */
export function node({ name, labels, allocatable, taints, provider, unschedulable }: NodeParts): PlainRecord {
  const common = { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'beta.kubernetes.io/os': 'linux', ...common, ...labels } },
    spec: {
      ...(provider !== undefined && { providerID: `${provider}:///${name}` }),
      ...(taints && { taints }),
      ...(unschedulable === true && { unschedulable }),
    },
    status: { allocatable },
  };
}

const inVirginia = (zone: string): Record<string, string> => ({
  'topology.kubernetes.io/region': 'us-east-1',
  'topology.kubernetes.io/zone': zone,
  'topology.k8s.aws/zone-id': 'use1-az1',
});

const m5 = { cpu: '1930m', memory: '7220184Ki', pods: '29', 'ephemeral-storage': '18242267924' };

/** A cluster of EKS: a managed node group of two machines, and a pool of Karpenter with GPUs on spot. */
export const eksNodes: readonly PlainRecord[] = [
  ...['a', 'b'].map((zone) =>
    node({
      name: `web-${zone}`,
      provider: 'aws',
      labels: {
        ...inVirginia(`us-east-1${zone}`),
        'node.kubernetes.io/instance-type': 'm5.large',
        'eks.amazonaws.com/nodegroup': 'web',
        'eks.amazonaws.com/capacityType': 'ON_DEMAND',
        'eks.amazonaws.com/nodegroup-image': 'ami-0',
        team: 'search',
      },
      // Of two nodes of one machine the kernel leaves a little more on one.
      allocatable: zone === 'a' ? m5 : { ...m5, memory: '7220000Ki' },
      taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }],
    }),
  ),
  node({
    name: 'gpu-1',
    provider: 'aws',
    labels: {
      ...inVirginia('us-east-1a'),
      'node.kubernetes.io/instance-type': 'g6.xlarge',
      'karpenter.sh/nodepool': 'gpus',
      'karpenter.sh/capacity-type': 'spot',
      'nvidia.com/gpu.present': 'true',
    },
    allocatable: { cpu: '3920m', memory: '14500000Ki', pods: '58', 'nvidia.com/gpu': '1' },
    taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }],
  }),
  node({ name: 'leaving', labels: {}, allocatable: m5, unschedulable: true }),
  node({ name: 'fargate-1', labels: { 'eks.amazonaws.com/compute-type': 'fargate' }, allocatable: m5 }),
];

const aks = (pool: string, more: Readonly<Record<string, string>>): Record<string, string> => ({
  'kubernetes.azure.com/agentpool': pool,
  'kubernetes.azure.com/cluster': 'MC_group_cluster_eastus',
  'kubernetes.azure.com/node-image-version': 'AKSUbuntu-2204',
  agentpool: pool,
  'topology.kubernetes.io/region': 'eastus',
  ...more,
});

/** A cluster of AKS: its system pool in no zone, and GPUs on spot that lack the label by which the device plugin finds them. */
export const aksNodes: readonly PlainRecord[] = [
  node({
    name: 'aks-system-0',
    provider: 'azure',
    labels: aks('system', {
      'node.kubernetes.io/instance-type': 'Standard_D4s_v5',
      'kubernetes.azure.com/mode': 'system',
      'topology.kubernetes.io/zone': '0',
    }),
    allocatable: { cpu: '3860m', memory: '12000000Ki', pods: '110' },
    taints: [{ key: 'CriticalAddonsOnly', value: 'true', effect: 'NoSchedule' }],
  }),
  node({
    name: 'aks-t4-0',
    provider: 'azure',
    labels: aks('t4', {
      'node.kubernetes.io/instance-type': 'Standard_NC4as_T4_v3',
      'kubernetes.azure.com/mode': 'user',
      'kubernetes.azure.com/scalesetpriority': 'spot',
      'kubernetes.azure.com/priority': 'spot',
      'kubernetes.azure.com/accelerator': 'nvidia',
      accelerator: 'nvidia',
      'topology.kubernetes.io/zone': 'eastus-2',
    }),
    allocatable: { cpu: '3860m', memory: '1Gi', pods: '110', 'nvidia.com/gpu': '1' },
    taints: [{ key: 'kubernetes.azure.com/scalesetpriority', value: 'spot', effect: 'NoSchedule' }],
  }),
];

/** Machines of one's own: two alike, and one with a taint and another label; none says its type. */
export const ownNodes: readonly PlainRecord[] = [
  ...['one', 'two'].map((name) =>
    node({ name, labels: { rack: 'a' }, allocatable: { cpu: '16', memory: '64Gi', pods: '110' } }),
  ),
  node({
    name: 'three',
    labels: { rack: 'b', 'kubernetes.io/arch': 'arm64' },
    allocatable: { cpu: '16', memory: '64Gi', pods: '110', 'example.com/card': '2' },
    taints: [{ key: 'example.com/card', effect: 'NoExecute' }],
  }),
];
