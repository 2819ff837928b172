import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodePool, nodeTaintsAndLabels, type IssueDetails, type NodePoolProps } from 'modelyard';
import { goodPool } from './generated-pools';

const nodes = { min: 0, max: 2 };
const present = { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' } as const;
const spotTaint = { key: 'kubernetes.azure.com/scalesetpriority', value: 'spot', effect: 'NoSchedule' } as const;

describe('a pool is given labels and taints', () => {
  test('with GPUs: a taint, and the label that the device plugin looks for', () => {
    const pool = nodePool('l4', { machine: 'g6.12xlarge', nodes });
    expect(pool).toEqual({
      kind: 'NodePool',
      name: 'l4',
      manager: 'eks-managed-node-group',
      machine: 'g6.12xlarge',
      nodes,
      capacity: { kind: 'on-demand' },
      labels: { 'nvidia.com/gpu.present': 'true' },
      taints: [present],
      zones: [],
      issues: [],
    });
  });

  test('with Neuron devices, a described GPU, and without any', () => {
    expect(nodePool('n', { machine: 'inf2.xlarge', nodes })).toMatchObject({
      labels: {},
      taints: [{ key: 'aws.amazon.com/neuron', value: 'present', effect: 'NoSchedule' }],
    });
    const rack = { cpu: 96, memory: '1900Gi', pods: 110, accelerator: { kind: 'gpu', count: 8 } } as const;
    expect(nodePool('r', { custom: rack, nodes })).toMatchObject({ manager: 'other', taints: [present] });
    expect(nodePool('s', { machine: 'm6i.large', nodes })).toMatchObject({ labels: {}, taints: [] });
  });

  test('unless the user says otherwise', () => {
    const labels = { 'nvidia.com/gpu.present': 'false', team: 'search' };
    const pool = nodePool('l4', { machine: 'g6.xlarge', nodes, labels, taints: [] });
    expect(pool).toMatchObject({ labels, taints: [] });
    const taints = [{ key: 'sku', value: 'gpu', effect: 'NoSchedule' }] as const;
    expect(nodePool('l4', { machine: 'g6.xlarge', nodes, taints }).taints).toEqual(taints);
  });
});

describe('its nodes have besides', () => {
  const usual = { 'kubernetes.io/arch': 'amd64', 'kubernetes.io/os': 'linux', 'nvidia.com/gpu.present': 'true' };

  test('in a managed node group of EKS', () => {
    const pool = nodePool('l4', { machine: 'g6.12xlarge', nodes, capacity: { kind: 'spot' }, zones: ['us-east-1a'] });
    expect(nodeTaintsAndLabels(pool, 'us-east-1')).toEqual({
      labels: {
        ...usual,
        'node.kubernetes.io/instance-type': 'g6.12xlarge',
        'topology.kubernetes.io/region': 'us-east-1',
        'topology.kubernetes.io/zone': 'us-east-1a',
        'eks.amazonaws.com/nodegroup': 'l4',
        'eks.amazonaws.com/capacityType': 'SPOT',
      },
      taints: [present],
    });
  });

  test.each([
    [{ kind: 'on-demand' }, 'ON_DEMAND'],
    [{ kind: 'reservation', type: 'capacity-block' }, 'CAPACITY_BLOCK'],
    [{ kind: 'reservation', type: 'on-demand' }, 'ON_DEMAND'],
    [{ kind: 'reservation' }, undefined],
  ] as const)('and the capacity %j is %s', (capacity, value) => {
    const pool = nodePool('l4', { machine: 'g6.12xlarge', nodes, capacity });
    expect(nodeTaintsAndLabels(pool).labels['eks.amazonaws.com/capacityType']).toBe(value);
  });

  test('of Karpenter on EKS', () => {
    const pool = nodePool('l4', { machine: 'g6.12xlarge', nodes, manager: 'eks-karpenter', zones: ['a', 'b'] });
    expect(nodeTaintsAndLabels(pool).labels).toEqual({
      ...usual,
      'node.kubernetes.io/instance-type': 'g6.12xlarge',
      'karpenter.sh/nodepool': 'l4',
      'karpenter.sh/capacity-type': 'on-demand',
      'karpenter.k8s.aws/instance-family': 'g6',
      'karpenter.k8s.aws/instance-size': '12xlarge',
      'karpenter.k8s.aws/instance-cpu': '48',
      'karpenter.k8s.aws/instance-memory': '196608',
      'karpenter.k8s.aws/instance-gpu-name': 'l4',
      'karpenter.k8s.aws/instance-gpu-manufacturer': 'nvidia',
      'karpenter.k8s.aws/instance-gpu-count': '4',
      'karpenter.k8s.aws/instance-gpu-memory': '22888',
    });
    const neuron = nodePool('n', { machine: 'trn1.2xlarge', nodes, manager: 'eks-karpenter' });
    expect(nodeTaintsAndLabels(neuron).labels).toMatchObject({
      'karpenter.k8s.aws/instance-accelerator-name': 'trainium',
      'karpenter.k8s.aws/instance-accelerator-manufacturer': 'aws',
      'karpenter.k8s.aws/instance-accelerator-count': '1',
    });
  });

  test('on AKS, where spot nodes are tainted', () => {
    const pool = nodePool('t4', {
      machine: 'Standard_NC4as_T4_v3',
      nodes,
      capacity: { kind: 'spot' },
      zones: ['2'],
    });
    expect(nodeTaintsAndLabels(pool, 'westeurope')).toEqual({
      labels: {
        ...usual,
        'node.kubernetes.io/instance-type': 'Standard_NC4as_T4_v3',
        'topology.kubernetes.io/region': 'westeurope',
        'topology.kubernetes.io/zone': 'westeurope-2',
        'kubernetes.azure.com/agentpool': 't4',
        'kubernetes.azure.com/mode': 'user',
        'kubernetes.azure.com/priority': 'spot',
        'kubernetes.azure.com/scalesetpriority': 'spot',
        'kubernetes.azure.com/accelerator': 'nvidia',
        accelerator: 'nvidia',
      },
      taints: [present, spotTaint],
    });
    // Without the region, the label of the zone is not known.
    expect(nodeTaintsAndLabels(pool).labels).not.toHaveProperty(['topology.kubernetes.io/zone']);
    const system = nodePool('sys', { machine: 'Standard_D4s_v5', nodes: { min: 1, max: 3 }, system: true });
    expect(nodeTaintsAndLabels(system)).toMatchObject({
      labels: { 'kubernetes.azure.com/mode': 'system', 'kubernetes.azure.com/priority': 'regular' },
      taints: [],
    });
  });

  test('of Karpenter on AKS', () => {
    const pool = nodePool('t4', { machine: 'Standard_NC64as_T4_v3', nodes, manager: 'aks-karpenter' });
    expect(nodeTaintsAndLabels(pool).labels).toMatchObject({
      'karpenter.sh/nodepool': 't4',
      'karpenter.azure.com/sku-name': 'Standard_NC64as_T4_v3',
      'karpenter.azure.com/sku-gpu-manufacturer': 'nvidia',
      'karpenter.azure.com/sku-gpu-count': '4',
      'kubernetes.azure.com/mode': 'user',
      'kubernetes.azure.com/priority': 'regular',
      'kubernetes.azure.com/scalesetpriority': 'regular',
    });
    const plain = nodePool('d4', {
      machine: 'Standard_D4s_v5',
      nodes,
      manager: 'aks-karpenter',
      capacity: { kind: 'spot' },
    });
    expect(nodeTaintsAndLabels(plain)).toMatchObject({
      labels: {
        'karpenter.sh/capacity-type': 'spot',
        'karpenter.azure.com/sku-gpu-count': '0',
        'kubernetes.azure.com/scalesetpriority': 'spot',
      },
      taints: [],
    });
  });

  test('where nobody knows who makes them: what the kubelet sets', () => {
    const custom = { cpu: 8, memory: '64Gi', pods: 110, architecture: 'arm64' } as const;
    expect(nodeTaintsAndLabels(nodePool('rack', { custom, nodes })).labels).toEqual({
      'kubernetes.io/arch': 'arm64',
      'kubernetes.io/os': 'linux',
    });
    expect(nodeTaintsAndLabels(nodePool('x', { machine: 'unknown', nodes })).labels).toEqual({
      'kubernetes.io/os': 'linux',
    });
  });

  test('one taint, where the user gives the one that the cloud sets', () => {
    const taints = [spotTaint];
    const pool = nodePool('t4', { machine: 'Standard_NC4as_T4_v3', nodes, capacity: { kind: 'spot' }, taints });
    expect(nodeTaintsAndLabels(pool).taints).toEqual([spotTaint]);
  });
});

describe('laws', () => {
  const labelText = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
  const key = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
  const managers = [undefined, 'eks-karpenter', 'aks-karpenter', 'other'] as const;

  test('of a pool with nothing wrong, all labels and taints are ones that Kubernetes takes', () => {
    fc.assert(
      fc.property(goodPool, fc.constantFrom(...managers), ([name, props], manager) => {
        const pool = nodePool(name, { ...props, ...(props.machine === undefined && { manager }) });
        expect(pool.issues).toEqual([]);
        const { labels, taints } = nodeTaintsAndLabels(pool, 'us-east-1');
        for (const [label, value] of [
          ...Object.entries(labels),
          ...taints.map((taint) => [taint.key, taint.value ?? '']),
        ]) {
          expect(label).toMatch(key);
          expect(value).toMatch(labelText);
          expect(value?.length).toBeLessThanOrEqual(63);
        }
        expect(labels).toMatchObject(props.labels ?? {});
        expect(taints).toEqual(expect.arrayContaining([...(props.taints ?? [])]));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('what is wrong is kept', () => {
  const custom = { cpu: 8, memory: '64Gi', pods: 110 } as const;
  const cases: readonly (readonly [name: string, props: NodePoolProps, issue: IssueDetails])[] = [
    [
      'l4',
      { machine: 'g6.13xlarge', nodes },
      {
        code: 'hardware/unknown-machine',
        property: 'machine',
        given: '"g6.13xlarge"',
        message: 'is no machine that is known',
        fix: "'g6.12xlarge' or 'g6.16xlarge' or 'g5.12xlarge' or custom: { cpu, memory, pods } with what its nodes have",
      },
    ],
    [
      'l4',
      { machine: 'n2-standard-4-of-another-cloud', nodes },
      {
        code: 'hardware/unknown-machine',
        property: 'machine',
        given: '"n2-standard-4-of-another-cloud"',
        message: 'is no machine that is known',
        fix: 'custom: { cpu, memory, pods } with what its nodes have',
      },
    ],
    [
      'l4',
      // What JavaScript hands over, the compiler would not.
      { nodes } as unknown as NodePoolProps,
      {
        code: 'hardware/no-machine',
        property: 'machine',
        message: 'a pool needs a machine',
        fix: "machine: 'g6.12xlarge', or custom: { cpu, memory, pods }",
      },
    ],
    [
      'l4',
      // The same.
      { machine: 'g6.xlarge', custom, nodes } as unknown as NodePoolProps,
      {
        code: 'hardware/no-machine',
        property: 'machine',
        message: 'a pool has one machine: a known or a custom one',
        fix: "machine: 'g6.12xlarge', or custom: { cpu, memory, pods }",
      },
    ],
    [
      'l4',
      { machine: 'g6.xlarge', nodes, manager: 'aks-karpenter' },
      {
        code: 'hardware/wrong-cloud',
        property: 'machine',
        given: '"g6.xlarge"',
        message: "is a machine of AWS, and the pool's manager is aks-karpenter",
        fix: 'a machine of Azure, or another manager',
      },
    ],
    [
      'l4',
      { machine: 'g6f.xlarge', nodes },
      {
        code: 'hardware/fractional-gpu',
        property: 'machine',
        given: '"g6f.xlarge"',
        message: 'has a slice of a GPU, which needs a driver for NVIDIA vGPU that the images of the clouds do not have',
        fix: "a machine with a whole GPU, or fractionalGpu: { reason: '…' } where the nodes have that driver",
      },
    ],
    [
      'a10',
      { machine: 'Standard_NV6ads_A10_v5', nodes, fractionalGpu: { reason: ' ' } },
      {
        code: 'core/no-reason',
        property: 'fractionalGpu',
        given: '" "',
        message: 'accepts a slice of a GPU without a reason',
        fix: 'the reason, in a sentence for the next reader',
      },
    ],
    [
      'l4',
      { machine: 'g6.xlarge', nodes, nodeBoot: '0s' },
      {
        code: 'core/invalid-duration',
        property: 'nodeBoot',
        given: '"0s"',
        message: 'must be more than zero',
        fix: "a number and a unit, such as '30s', '15m' or '1.5h'",
      },
    ],
    [
      'l4',
      { machine: 'g6.xlarge', nodes: { min: 3, max: 1 } },
      {
        code: 'hardware/invalid-node-count',
        property: 'nodes.min',
        given: '3',
        message: 'is more than nodes.max, 1',
        fix: 'min: 1 or less, or max: 3 or more',
      },
    ],
    [
      'l4',
      { machine: 'g6.xlarge', nodes: { min: 0.5, max: 1 } },
      {
        code: 'hardware/invalid-node-count',
        property: 'nodes.min',
        given: '0.5',
        message: 'must be a whole number of at least 0',
        fix: 'a whole number of at least 0',
      },
    ],
    [
      'sys',
      { machine: 'Standard_D4s_v5', nodes: { min: 0, max: 3 }, system: true },
      {
        code: 'hardware/invalid-node-count',
        property: 'nodes.min',
        given: '0',
        message: 'must be a whole number of at least 1',
        fix: 'a whole number of at least 1',
      },
    ],
    [
      'sys',
      { machine: 'Standard_D4s_v5', nodes: { min: 1, max: 3 }, system: true, capacity: { kind: 'spot' } },
      {
        code: 'hardware/spot-system-pool',
        property: 'capacity',
        given: '"spot"',
        message: 'AKS has no system pool on spot nodes',
        fix: "capacity: { kind: 'on-demand' }, or a pool that is not for the system",
      },
    ],
    [
      't4',
      { machine: 'Standard_NC4as_T4_v3', nodes, maxPods: 300 },
      {
        code: 'hardware/invalid-node-count',
        property: 'maxPods',
        given: '300',
        message: 'must be a whole number from 10 to 250',
        fix: 'a whole number from 10 to 250',
      },
    ],
    [
      'gpu-pool',
      { machine: 'Standard_NC4as_T4_v3', nodes },
      {
        code: 'hardware/invalid-pool-name',
        property: 'name',
        given: '"gpu-pool"',
        message:
          'must be 1 to 12 letters a-z and digits, and start with a letter: AKS takes no other name for a node pool',
        fix: "a name such as 'gpu1'",
      },
    ],
    [
      'gpu pool',
      { machine: 'g6.xlarge', nodes },
      {
        code: 'hardware/invalid-pool-name',
        property: 'name',
        given: '"gpu pool"',
        message: 'must consist of letters, digits, -, _ and .',
        fix: "a name that can be the value of a label, such as 'gpu-1'",
      },
    ],
    [
      't4',
      { machine: 'Standard_NC4as_T4_v3', nodes, labels: { 'kubernetes.azure.com/team': 'search' } },
      {
        code: 'hardware/reserved-label',
        property: 'labels["kubernetes.azure.com/team"]',
        given: '"search"',
        message: 'AKS keeps labels that begin with kubernetes.azure.com/ for itself',
        fix: "a prefix of your own, such as 'example.com/team'",
      },
    ],
    [
      'l4',
      { machine: 'g6.xlarge', nodes, labels: { team: 'search & ads' } },
      {
        code: 'hardware/invalid-label',
        property: 'labels["team"]',
        given: '"search & ads"',
        message: 'must consist of letters, digits, -, _ and .',
        fix: 'a key and a value that Kubernetes takes for a label',
      },
    ],
    [
      'l4',
      { machine: 'g6.xlarge', nodes, taints: [{ key: 'a/b/c', value: 'x', effect: 'NoSchedule' }] },
      {
        code: 'hardware/invalid-taint',
        property: 'taints[0]',
        given: '"a/b/c=x"',
        message: 'must have at most one /',
        fix: 'a key and a value that Kubernetes takes for a taint',
      },
    ],
    [
      'rack',
      { custom: { ...custom, accelerator: { kind: 'gpu', count: 1.5 } }, nodes },
      {
        code: 'hardware/invalid-accelerator',
        property: 'custom.accelerator.count',
        given: '1.5',
        message: 'must be a whole number above zero: Kubernetes gives out no parts of an accelerator',
        fix: 'count: 2',
      },
    ],
    [
      'rack',
      { custom: { ...custom, cpu: '0m' }, nodes },
      {
        code: 'core/invalid-quantity',
        property: 'custom.cpu',
        given: '"0m"',
        message: 'must be more than zero',
        fix: "a number of cores, such as '2', '0.5' or '500m'",
      },
    ],
    [
      'h100',
      { machine: 'p5.48xlarge', nodes, sharing: { kind: 'mig', strategy: 'mixed', profiles: { '1g.10gb': 8 } } },
      {
        code: 'hardware/invalid-node-count',
        property: 'sharing.profiles["1g.10gb"]',
        given: '8',
        message: 'must be a whole number from 1 to 7',
        fix: 'a whole number from 1 to 7',
      },
    ],
    [
      'l4',
      { machine: 'g6.xlarge', nodes, sharing: { kind: 'mig', strategy: 'mixed', profiles: { '1g.10gb': 1 } } },
      {
        code: 'hardware/unknown-accelerator',
        property: 'sharing.profiles["1g.10gb"]',
        given: '"1g.10gb"',
        message: 'L4 has no MIG',
        fix: "sharing: { kind: 'time-sliced', … }, or a GPU with MIG",
      },
    ],
  ];

  test.each(cases)('%s with %j', (name, props, issue) => {
    expect(nodePool(name, props).issues).toEqual([issue]);
  });

  test('a slice of a GPU is accepted for a reason', () => {
    const fractionalGpu = { reason: 'the nodes have the licensed driver' };
    expect(nodePool('l4', { machine: 'g6f.xlarge', nodes, fractionalGpu }).issues).toEqual([]);
  });
});
