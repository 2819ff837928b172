import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  acceleratorMemory,
  gpuModels,
  machine,
  machines,
  machinesWith,
  nearestMachines,
  neuronModels,
  resourceOf,
  type Accelerator,
  type Machine,
} from 'modelyard';
import { gpuModelNames, machineResources, neuronModelNames, productLabel, readAccelerator } from '../../lib/hardware';

describe('a machine by its name', () => {
  test('is found with its facts', () => {
    expect(machine('g6.12xlarge')).toMatchObject({
      cloud: 'aws',
      vcpu: 48,
      memoryMib: 196_608,
      architecture: 'amd64',
      accelerator: { kind: 'gpu', model: 'L4', count: 4, memoryMib: 22_888 },
      localDisks: { kind: 'nvme', bytes: 3_760_000_000_000 },
      fabric: { kind: 'efa', interfaces: 1 },
      maxPods: 234,
      onDemandPrice: { usdPerHour: 4.6016, region: 'us-east-1', date: '2026-07-20' },
    });
    expect(machine('Standard_ND96isr_H200_v5')).toMatchObject({
      cloud: 'azure',
      memoryMib: 1850 * 1024,
      accelerator: { kind: 'gpu', model: 'H200', count: 8 },
      fabric: { kind: 'infiniband', adapters: 8, gigabitsPerSecond: 400 },
      onDemandPrice: { usdPerHour: 84.8, region: 'eastus2' },
    });
    expect(machine('g5g.xlarge')?.architecture).toBe('arm64');
    expect(machine('toString')).toBeUndefined();
  });

  test('that is not known is met with names that come near', () => {
    expect(nearestMachines('g6.13xlarge')[0]).toBe('g6.12xlarge');
    expect(nearestMachines('p5e.48large', 'aws')[0]).toBe('p5e.48xlarge');
    expect(nearestMachines('Standard_NC4as_T4', 'azure')[0]).toBe('Standard_NC4as_T4_v3');
    expect(nearestMachines('standard_nd96isr_h100_v5')[0]).toBe('Standard_ND96isr_H100_v5');
    expect(nearestMachines('Standard_NC4as_T4_v3', 'aws')).not.toContain('Standard_NC4as_T4_v3');
    expect(nearestMachines('n2-standard-4-of-another-cloud')).toEqual([]);
  });
});

describe('machines that have an accelerator', () => {
  const types = (accelerator: Accelerator, cloud: Machine['cloud']): string[] =>
    machinesWith(accelerator, cloud).map(({ instanceType }) => instanceType);

  test('come cheapest first, without slices, and without a known price last', () => {
    expect(types({ kind: 'gpu', model: 'L4', count: 4 }, 'aws')).toEqual(['g6.12xlarge', 'g6.24xlarge', 'g6.48xlarge']);
    expect(types({ kind: 'gpu', model: 'L4', count: 1 }, 'aws')[0]).toBe('g6.xlarge');
    expect(types({ kind: 'gpu', model: 'H200', count: 8 }, 'aws')).toEqual(['p5en.48xlarge', 'p5e.48xlarge']);
    expect(types({ kind: 'gpu', model: 'A10', count: 1 }, 'azure')[0]).toBe('Standard_NV36ads_A10_v5');
    expect(types({ kind: 'gpu', model: 'L4', count: 1 }, 'azure')).toEqual([]);
  });

  test('by MIG profile, shares and Neuron cores', () => {
    expect(types({ kind: 'mig', profile: '1g.12gb', count: 8 }, 'azure')).toEqual(['Standard_NC80adis_H100_v5']);
    expect(types({ kind: 'mig', profile: '1g.5gb', count: 1 }, 'aws')).toEqual(['p4d.24xlarge']);
    expect(types({ kind: 'time-sliced', model: 'T4', count: 40 }, 'azure')[0]).toBe('Standard_NC4as_T4_v3');
    expect(types({ kind: 'neuron', unit: 'core', count: 24 }, 'aws')[0]).toBe('inf1.24xlarge');
    expect(types({ kind: 'neuron', model: 'Inferentia2', unit: 'core', count: 24 }, 'aws')).toEqual(['inf2.48xlarge']);
    expect(types({ kind: 'custom', resource: 'example.com/fpga', count: 1 }, 'aws')).toEqual([]);
  });

  const count = fc.integer({ min: 1, max: 64 });
  const profiles = [...new Set(Object.values(gpuModels).flatMap(({ mig }) => Object.keys(mig?.value ?? {})))];
  const model = fc.option(fc.constantFrom(...gpuModelNames), { nil: undefined });
  const wanted: fc.Arbitrary<Accelerator> = fc.oneof(
    fc.record({ kind: fc.constant('gpu'), model, count }),
    fc.record({ kind: fc.constant('time-sliced'), model, count }),
    // The table's own keys are profiles.
    fc.record({ kind: fc.constant('mig'), profile: fc.constantFrom(...(profiles as '1g.5gb'[])), model, count }),
    fc.record({
      kind: fc.constant('neuron'),
      model: fc.option(fc.constantFrom(...neuronModelNames), { nil: undefined }),
      unit: fc.constantFrom('device', 'core'),
      count,
    }),
  );

  /** What a node of this machine advertises when it is set up for what is wanted. */
  function advertised(row: Machine, accelerator: Accelerator): Readonly<Record<string, number>> {
    if (accelerator.kind === 'time-sliced') {
      return machineResources(row, { kind: 'time-sliced', replicas: accelerator.count, renamed: true });
    }
    if (accelerator.kind !== 'mig' || row.accelerator?.kind !== 'gpu') return machineResources(row);
    const facts = Object.entries(gpuModels[row.accelerator.model].mig?.value ?? {});
    const most = facts.find(([profile]) => profile === accelerator.profile)?.[1]?.most ?? 0;
    return machineResources(row, { kind: 'mig', strategy: 'mixed', profiles: { [accelerator.profile]: most } });
  }

  test('really have it, and no other machine of the cloud does', () => {
    fc.assert(
      fc.property(wanted, fc.constantFrom('aws', 'azure'), (accelerator, cloud) => {
        const { name, amount } = resourceOf(accelerator);
        const asked = accelerator.kind === 'custom' ? undefined : accelerator.model;
        const having = machines
          .filter((row) => row.cloud === cloud && (asked === undefined || row.accelerator?.model === asked))
          .filter((row) => (advertised(row, accelerator)[name] ?? 0) >= amount);
        const found = machinesWith(accelerator, cloud);
        expect(new Set(found)).toEqual(new Set(having));
        const prices = found.map((row) => row.onDemandPrice?.usdPerHour ?? Infinity);
        expect(prices).toEqual([...prices].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0)));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the memory of an accelerator', () => {
  test("is the driver's where that was read, else the cloud's", () => {
    const memory = (type: string): unknown => {
      const row = machine(type);
      return row && acceleratorMemory(row);
    };
    expect(memory('g4dn.xlarge')).toEqual({ mib: 15_360, from: 'driver' });
    expect(memory('Standard_ND96isr_H100_v5')).toEqual({ mib: 81_559, from: 'driver' });
    expect(memory('p6-b300.48xlarge')).toEqual({ mib: 275_040, from: 'cloud' });
    expect(memory('g6f.xlarge')).toEqual({ mib: 2861, from: 'cloud' });
    expect(memory('inf2.xlarge')).toEqual({ mib: 32_768, from: 'cloud' });
    expect(memory('trn2.48xlarge')).toBeUndefined();
    expect(memory('m6i.large')).toBeUndefined();
  });

  test('what could not be read is said to be unknown', () => {
    expect(gpuModels.T4G.computeCapability).toBeUndefined();
    expect(gpuModels['RTX-PRO-4500'].mig).toBeUndefined();
    expect(neuronModels.Trainium2.memoryMib).toBeUndefined();
  });

  test("GPU feature discovery's label is made of the driver's name", () => {
    // NVIDIA/k8s-device-plugin, docs/gpu-feature-discovery/README.md (2026-08-19) shows this one.
    expect(productLabel('T4')).toBe('Tesla-T4');
    expect(productLabel('H100')).toBe('NVIDIA-H100-80GB-HBM3');
    expect(productLabel('L4')).toBeUndefined();
  });
});

describe('an accelerator as an extended resource', () => {
  test.each<[Accelerator, string, number]>([
    [{ kind: 'gpu', model: 'L4', count: 2 }, 'nvidia.com/gpu', 2],
    [{ kind: 'mig', profile: '1g.10gb', count: 3 }, 'nvidia.com/mig-1g.10gb', 3],
    [{ kind: 'mig', profile: '1g.10gb+me', count: 1 }, 'nvidia.com/mig-1g.10gb.me', 1],
    [{ kind: 'time-sliced', count: 1 }, 'nvidia.com/gpu.shared', 1],
    [{ kind: 'neuron', unit: 'device', count: 1 }, 'aws.amazon.com/neuron', 1],
    [{ kind: 'neuron', unit: 'core', count: 4 }, 'aws.amazon.com/neuroncore', 4],
    [{ kind: 'custom', resource: 'amd.com/gpu', count: 8 }, 'amd.com/gpu', 8],
  ])('%j is %s', (accelerator, name, amount) => {
    expect(resourceOf(accelerator)).toEqual({ name, amount });
    expect(readAccelerator('accelerator', accelerator)).toEqual({ value: { name, amount } });
  });

  test.each([
    [
      { kind: 'gpu', count: 0.5 },
      {
        code: 'hardware/invalid-accelerator',
        property: 'accelerator.count',
        given: '0.5',
        message: 'must be a whole number above zero: Kubernetes gives out no parts of an accelerator',
        fix: 'count: 1',
      },
    ],
    [
      { kind: 'gpu', count: Number.NaN },
      { given: 'NaN', fix: 'count: 1' },
    ],
    [
      { kind: 'gpu', model: 'H100NVL', count: 1 },
      {
        code: 'hardware/unknown-accelerator',
        property: 'accelerator.model',
        given: '"H100NVL"',
        message: 'is no GPU that is known',
        fix: "'H100-NVL' or 'H100'",
      },
    ],
    [
      { kind: 'neuron', model: 'Inferentia3', unit: 'core', count: 1 },
      { message: 'is no Neuron device that is known', fix: "'Inferentia' or 'Inferentia2'" },
    ],
    [
      { kind: 'mig', model: 'H200', profile: '1g.10gb', count: 1 },
      {
        code: 'hardware/unknown-accelerator',
        property: 'accelerator.profile',
        given: '"1g.10gb"',
        message: 'is no MIG profile of H200',
        fix: "'1g.18gb' or '1g.35gb' or '1g.18gb+me'",
      },
    ],
    [
      { kind: 'mig', model: 'L4', profile: '1g.10gb', count: 1 },
      { message: 'L4 has no MIG', fix: "kind: 'gpu' or 'time-sliced', or a GPU with MIG, such as 'H100'" },
    ],
    [{ kind: 'mig', profile: '9g.9gb', count: 1 }, { message: 'is no MIG profile of any known GPU' }],
    [
      { kind: 'custom', resource: 'gpu', count: 1 },
      {
        code: 'hardware/invalid-accelerator',
        property: 'accelerator.resource',
        given: '"gpu"',
        message: 'must be a domain, a / and a name',
        fix: "the resource that the device plugin registers, such as 'example.com/device'",
      },
    ],
  ])('%j is refused', (accelerator, issue) => {
    // What JavaScript hands over, the compiler would not.
    expect(readAccelerator('accelerator', accelerator as Accelerator)).toMatchObject({ issue });
  });

  test('a MIG profile of a GPU whose profiles are not known may be right', () => {
    const accelerator = { kind: 'mig', model: 'RTX-PRO-4500', profile: '1g.16gb', count: 1 } as const;
    expect(readAccelerator('accelerator', accelerator)).toHaveProperty('value');
  });
});
