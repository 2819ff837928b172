import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { machine, machines, nodePool, nodePoolAllocatable, type Machine } from 'modelyard';
import {
  aksAllocatable,
  aksReservedCpuMilli,
  eksAllocatable,
  eksReservedCpuMilli,
  eksReservedMemoryMib,
  eniMaxPods,
  type Allocatable,
} from '../../lib/hardware';
import { aksByHand, karpenterAllocatable } from './published-allocatable';

function known(instanceType: string): Machine {
  const found = machine(instanceType);
  if (found === undefined) throw new Error(`no machine ${instanceType}`);
  return found;
}

describe('EKS', () => {
  test('equals what Karpenter publishes, for every machine with an accelerator', () => {
    const ours = karpenterAllocatable.map(([type]) => {
      const { cpuMilli, memoryMib } = eksAllocatable(known(type), { manager: 'karpenter' });
      return [type, cpuMilli, memoryMib.atLeast];
    });
    expect(ours).toEqual(karpenterAllocatable);
    const accelerated = machines.filter(({ cloud, accelerator }) => cloud === 'aws' && accelerator !== undefined);
    expect(karpenterAllocatable.map(([type]) => type).sort()).toEqual(
      accelerated.map((row) => row.instanceType).sort(),
    );
  });

  test('a root volume of 20 GiB leaves 17', () => {
    expect(eksAllocatable(known('g6.12xlarge')).ephemeralStorageMib).toBe(17 * 1024);
    expect(eksAllocatable(known('g6.12xlarge'), { diskGib: 200 }).ephemeralStorageMib).toBe(179 * 1024);
  });

  test("equals nodeadm's own test cases", () => {
    // awslabs/amazon-eks-ami, nodeadm/internal/kubelet/eni_max_pods_test.go (2026-07-23).
    expect([eniMaxPods(3, 6), eniMaxPods(6, 12)]).toEqual([17, 68]);
    // nodeadm/test/e2e/cases: kubelet-config-new-instance-type, custom-max-pods-expression, mime-userdata-merge.
    expect([110, 44, 58].map(eksReservedMemoryMib)).toEqual([1465, 739, 893]);
    expect(eksReservedCpuMilli(2)).toBe(70);
  });

  test('a managed node group caps the pods, which does not give their memory back for sure', () => {
    const free = eksAllocatable(known('g5.12xlarge'), { manager: 'self-managed' });
    const capped = eksAllocatable(known('g5.12xlarge'), { manager: 'managed-node-group' });
    expect([free.pods.atMost, capped.pods.atMost]).toEqual([737, 250]);
    expect(capped.memoryMib.atLeast).toBe(free.memoryMib.atLeast);
    expect(capped.memoryMib.atMost - free.memoryMib.atMost).toBe(11 * (737 - 250));
    expect(eksAllocatable(known('g6.4xlarge'), { manager: 'managed-node-group' }).pods.atMost).toBe(110);
  });

  test('more pods than the interfaces allow keep more memory', () => {
    const usual = eksAllocatable(known('g6.xlarge'));
    const dense = eksAllocatable(known('g6.xlarge'), { maxPods: 110 });
    expect(dense.pods).toEqual({ atLeast: 110, atMost: 110 });
    expect(usual.memoryMib.atLeast - dense.memoryMib.atLeast).toBe(11 * (110 - 58));
    expect(dense.memoryMib.atMost).toBe(usual.memoryMib.atMost);
  });
});

describe('AKS', () => {
  test('equals what its rules give by hand, before what the machine hides', () => {
    const ours = aksByHand.map(([size]) => {
      const { cpuMilli, memoryMib } = aksAllocatable(known(size), { maxPods: 110, kubernetes: '1.34' });
      return [size, cpuMilli, Math.round(memoryMib.atMost / 102.4) / 10];
    });
    expect(ours).toEqual(aksByHand);
  });

  test('keeps the CPU that its documentation lists', () => {
    expect([1, 2, 4, 8, 16, 32, 64].map(aksReservedCpuMilli)).toEqual([60, 100, 140, 180, 260, 420, 740]);
  });

  test('keeps what its documentation works out for nodes of 8 and 4 GB', () => {
    const node = (memoryMib: number, maxPods: number): Allocatable =>
      aksAllocatable({ ...known('Standard_D2s_v5'), memoryMib }, { maxPods });
    // 20 MB × 30 + 50 MB, and 100 Mi of eviction.
    expect(8192 - node(8192, 30).memoryMib.atMost).toBeCloseTo((650 * 1e6) / 2 ** 20 + 100, 6);
    // A quarter, which is less than 20 MB × 70 + 50 MB; here it is one of what the machine shows at least.
    const quarter = (4096 - Math.ceil(4096 * 0.075)) / 4;
    expect(4096 - node(4096, 70).memoryMib.atMost).toBeCloseTo(quarter + 100, 6);
  });

  test('keeps more before 1.29', () => {
    // The documentation's node of 7 GB keeps 0.75 + 25 % of 4 + 20 % of 3.
    const old = aksAllocatable({ ...known('Standard_D2s_v5'), memoryMib: 7168 }, { maxPods: 30, kubernetes: '1.28' });
    const kept = 750 + 0.25 * 4096 + 0.2 * 3072;
    expect(old.memoryMib.atLeast).toBeCloseTo(7168 - Math.ceil(7168 * 0.075) - kept, 6);
  });

  test('without a network, every default is possible', () => {
    const { pods, memoryMib } = aksAllocatable(known('Standard_NC4as_T4_v3'));
    expect(pods).toEqual({ atLeast: 30, atMost: 250 });
    const few = aksAllocatable(known('Standard_NC4as_T4_v3'), { network: 'azure-cni-node-subnet' });
    const many = aksAllocatable(known('Standard_NC4as_T4_v3'), { network: 'azure-cni-overlay' });
    expect(memoryMib).toEqual({ atLeast: many.memoryMib.atLeast, atMost: few.memoryMib.atMost });
  });

  test('the size of the disk decides the storage, and is not known by itself', () => {
    expect(aksAllocatable(known('Standard_D4s_v5')).ephemeralStorageMib).toBeUndefined();
    expect(aksAllocatable(known('Standard_D4s_v5'), { diskGib: 100 }).ephemeralStorageMib).toBe(92_160);
  });
});

describe('pools', () => {
  const nodes = { min: 0, max: 2 };

  test('a pool takes the rules of who makes its nodes', () => {
    const machineType = 'g5.12xlarge';
    const managed = nodePool('gpu', { machine: machineType, nodes });
    const karpenter = nodePool('gpu', { machine: machineType, nodes, manager: 'eks-karpenter' });
    const elsewhere = nodePool('gpu', { machine: machineType, nodes, manager: 'other' });
    expect(nodePoolAllocatable(managed)?.pods.atMost).toBe(250);
    expect(nodePoolAllocatable(karpenter)?.pods.atMost).toBe(737);
    expect(nodePoolAllocatable(elsewhere)).toBeUndefined();
    expect(nodePoolAllocatable(nodePool('gpu', { machine: 'g5.11xlarge', nodes }))).toBeUndefined();
  });

  test('what is declared of a node is what it has', () => {
    const accelerator = { kind: 'gpu', model: 'H100', count: 8 } as const;
    const custom = { cpu: '95500m', memory: '1900Gi', pods: 110, ephemeralStorage: '1Ti', accelerator } as const;
    expect(nodePoolAllocatable(nodePool('rack', { custom, nodes }))).toEqual({
      cpuMilli: 95_500,
      memoryMib: { atLeast: 1_945_600, atMost: 1_945_600 },
      ephemeralStorageMib: 1_048_576,
      pods: { atLeast: 110, atMost: 110 },
      extended: { 'nvidia.com/gpu': 8 },
    });
  });

  test.each([
    [undefined, { 'nvidia.com/gpu': 8 }],
    [
      { kind: 'mig', strategy: 'mixed', profiles: { '1g.10gb': 2, '2g.20gb': 1 } },
      { 'nvidia.com/mig-1g.10gb': 16, 'nvidia.com/mig-2g.20gb': 8 },
    ],
    [{ kind: 'mig', strategy: 'mixed', profiles: { '1g.10gb+me': 1 } }, { 'nvidia.com/mig-1g.10gb.me': 8 }],
    [{ kind: 'mig', strategy: 'single', profiles: { '1g.10gb': 7 } }, { 'nvidia.com/gpu': 56 }],
    [{ kind: 'time-sliced', replicas: 4, renamed: true }, { 'nvidia.com/gpu.shared': 32 }],
    [{ kind: 'time-sliced', replicas: 4, renamed: false }, { 'nvidia.com/gpu': 32 }],
  ] as const)('GPUs shared as %j are advertised as %j', (sharing, extended) => {
    const pool = nodePool('gpu', { machine: 'p5.48xlarge', nodes, sharing });
    expect(pool.issues).toEqual([]);
    expect(nodePoolAllocatable(pool)?.extended).toEqual(extended);
  });

  test('Neuron is advertised by device and by core; a slice of a GPU not at all', () => {
    expect(nodePoolAllocatable(nodePool('n', { machine: 'trn1.32xlarge', nodes }))?.extended).toEqual({
      'aws.amazon.com/neuron': 16,
      'aws.amazon.com/neuroncore': 32,
    });
    const fractionalGpu = { reason: 'the nodes have the licensed driver' };
    expect(nodePoolAllocatable(nodePool('f', { machine: 'g6f.xlarge', nodes, fractionalGpu }))?.extended).toEqual({});
  });
});

describe('laws', () => {
  const runs = { numRuns: 1000 };
  const anyMachine = fc
    .record({
      row: fc.constantFrom(...machines),
      vcpu: fc.integer({ min: 1, max: 448 }),
      memoryMib: fc.integer({ min: 512, max: 4_194_304 }),
      asItIs: fc.boolean(),
    })
    .map(({ row, vcpu, memoryMib, asItIs }): Machine => (asItIs ? row : { ...row, vcpu, memoryMib }));
  const settings = fc.record(
    {
      maxPods: fc.integer({ min: 10, max: 250 }),
      diskGib: fc.integer({ min: 1, max: 2000 }),
      kubernetes: fc.constantFrom('1.27', '1.28', '1.29', '1.34'),
      network: fc.constantFrom('azure-cni-overlay', 'azure-cni-node-subnet', 'kubenet'),
      manager: fc.constantFrom('managed-node-group', 'karpenter', 'self-managed'),
    },
    { requiredKeys: [] },
  );
  const rules = [eksAllocatable, aksAllocatable];

  test('a node never has more for pods than the machine has', () => {
    fc.assert(
      fc.property(anyMachine, settings, fc.constantFrom(...rules), (row, options, rule) => {
        const { cpuMilli, memoryMib, pods, ephemeralStorageMib = 0, extended } = rule(row, options);
        expect(cpuMilli).toBeGreaterThan(0);
        expect(cpuMilli).toBeLessThan(row.vcpu * 1000);
        expect(memoryMib.atLeast).toBeGreaterThanOrEqual(0);
        expect(memoryMib.atLeast).toBeLessThanOrEqual(memoryMib.atMost);
        expect(memoryMib.atMost).toBeLessThan(row.memoryMib);
        expect(pods.atLeast).toBeLessThanOrEqual(pods.atMost);
        expect(ephemeralStorageMib).toBeLessThan((options.diskGib ?? 20) * 1024);
        expect(extended['nvidia.com/gpu'] ?? 0).toBeLessThanOrEqual(row.accelerator?.count ?? 0);
      }),
      runs,
    );
  });

  test('more memory, more cores or fewer pods never leave less', () => {
    const more = fc.nat({ max: 100_000 });
    const property = fc.property(
      anyMachine,
      settings,
      more,
      fc.nat({ max: 64 }),
      fc.constantFrom(...rules),
      (row, options, mib, cores, rule) => {
        const usual = rule(row, options);
        const large = rule({ ...row, memoryMib: row.memoryMib + mib }, options);
        // What the hypervisor hides is taken in whole MiB, as Karpenter takes it, so that one more may be all hidden.
        expect(large.memoryMib.atLeast).toBeGreaterThanOrEqual(usual.memoryMib.atLeast - 1);
        expect(large.memoryMib.atMost).toBeGreaterThanOrEqual(usual.memoryMib.atMost);
        expect(rule({ ...row, vcpu: row.vcpu + cores }, options).cpuMilli).toBeGreaterThanOrEqual(usual.cpuMilli);
        const { maxPods = 110 } = options;
        const [few, many] = [maxPods, maxPods + 1].map((pods) => rule(row, { ...options, maxPods: pods }).memoryMib);
        expect(many?.atLeast).toBeLessThanOrEqual(few?.atLeast ?? 0);
        expect(many?.atMost).toBeLessThanOrEqual(few?.atMost ?? 0);
      },
    );
    fc.assert(property, runs);
  });
});
