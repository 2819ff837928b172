import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseMachine,
  gpuModelNames,
  hasAccelerator,
  machines,
  nodeTaintsAndLabels,
  type Accelerator,
  type Machine,
} from '../../lib/hardware';
import type { PoolFacts, PoolPlace } from '../../lib/eks/pool-facts';
import { planPool, type PlannedPool } from '../../lib/eks/pool-plan';

const runs = { numRuns: 1000 };

const place: PoolPlace = {
  kubernetes: '1.34',
  network: {
    vpcId: 'vpc-1',
    nodeSubnets: ['a', 'b', 'c'].map((letter, index) => ({
      id: `subnet-${letter}`,
      zone: `us-east-1${letter}`,
      cidr: `10.0.${index * 32}.0/19`,
    })),
  },
};

const awsMachines = machines.filter(({ cloud, fractional }) => cloud === 'aws' && fractional !== true);

const machineOf = (name: string): Machine => {
  const found = awsMachines.find(({ instanceType }) => instanceType === name);
  if (found === undefined) throw new Error(`${name} is not known`);
  return found;
};

const plan = (name: string, more: Partial<PoolFacts> = {}): PlannedPool =>
  planPool('pool', { machine: machineOf(name), nodes: { min: 0, max: 4 }, ...more }, place);

const taints = fc.array(
  fc.record({
    key: fc.constantFrom('example.com/a', 'nvidia.com/gpu', 'b'),
    value: fc.constantFrom('x', 'true', ''),
    effect: fc.constantFrom('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
  }),
  { maxLength: 3 },
);

const facts: fc.Arbitrary<PoolFacts> = fc.record(
  {
    machine: fc.constantFrom(...awsMachines),
    nodes: fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 5 })).map(([min, more]) => ({ min, max: min + more })),
    capacity: fc.constantFrom({ kind: 'on-demand' } as const, { kind: 'spot' } as const),
    labels: fc.dictionary(fc.constantFrom('team', 'example.com/tier'), fc.constantFrom('a', 'b')),
    taints,
    diskGib: fc.integer({ min: 20, max: 500 }),
    maxPods: fc.integer({ min: 10, max: 110 }),
    zones: fc.subarray(['us-east-1a', 'us-east-1b', 'us-east-1c'], { minLength: 1 }),
  },
  { requiredKeys: ['machine', 'nodes'] },
);

describe('a pool, and what makes it', () => {
  it('say the same: labels, taints, machine, capacity and disk', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { pool, group, issues } = planPool('pool', given, place);
        expect(issues).toEqual([]);
        expect(group.labels).toEqual(pool.labels);
        const effects = { NO_SCHEDULE: 'NoSchedule', PREFER_NO_SCHEDULE: 'PreferNoSchedule', NO_EXECUTE: 'NoExecute' };
        expect(group.taints.map(({ effect, ...taint }) => ({ ...taint, effect: effects[effect] }))).toEqual(
          pool.taints,
        );
        expect(group.instanceTypes).toEqual([pool.machine]);
        expect({ min: group.scalingConfig.minSize, max: group.scalingConfig.maxSize }).toEqual(pool.nodes);
        // What EKS sets by itself follows from what the group is given.
        const { labels } = nodeTaintsAndLabels(pool);
        expect(labels['eks.amazonaws.com/nodegroup']).toBe(group.nodeGroupName);
        expect(labels['eks.amazonaws.com/capacityType']).toBe(group.capacityType);
        const text = Buffer.from(group.launchTemplate.userData ?? '', 'base64').toString();
        const local = given.machine.localDisks;
        expect(text.includes('strategy: RAID0')).toBe(local !== undefined);
        const root = group.launchTemplate.blockDeviceMappings[0]?.ebs.volumeSize;
        expect(pool.diskGib).toBe(local === undefined ? root : Math.floor(local.bytes / 2 ** 30));
        expect(text.includes(`maxPods: ${pool.maxPods ?? ''}`)).toBe(pool.maxPods !== undefined);
      }),
      runs,
    );
  });

  it('have a name that EKS takes and that changes with whatever EKS cannot change in place, and with nothing else', () => {
    fc.assert(
      fc.property(facts, facts, (one, other) => {
        const [left, right] = [one, other].map((given) => planPool('p'.repeat(54), given, place).group);
        expect(left?.nodeGroupName).toMatch(/^[a-z0-9-]{1,63}$/);
        const fixed = (group = left): unknown => [
          group?.instanceTypes,
          group?.amiType,
          group?.capacityType,
          group?.subnets,
        ];
        const alike = JSON.stringify(fixed(left)) === JSON.stringify(fixed(right));
        expect(left?.nodeGroupName === right?.nodeGroupName).toBe(alike);
      }),
      runs,
    );
  });

  it('encrypt every disk, and give no pod the credentials of its node', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom('al2023', 'bottlerocket'), (given, family) => {
        const { launchTemplate } = planPool('pool', { ...given, image: { family } }, place).group;
        expect(launchTemplate.blockDeviceMappings.every(({ ebs }) => ebs.encrypted === 'true')).toBe(true);
        expect(launchTemplate.metadataOptions).toEqual({
          httpEndpoint: 'enabled',
          httpTokens: 'required',
          httpPutResponseHopLimit: 1,
        });
      }),
      runs,
    );
  });

  it('have an image with the driver where the machine has accelerators', () => {
    expect(plan('g6.12xlarge').group.amiType).toBe('AL2023_x86_64_NVIDIA');
    expect(plan('g5g.xlarge').group.amiType).toBe('AL2023_ARM_64_NVIDIA');
    expect(plan('trn1.2xlarge').group.amiType).toBe('AL2023_x86_64_NEURON');
    expect(plan('m7i.large').group.amiType).toBe('AL2023_x86_64_STANDARD');
    expect(plan('g6.12xlarge', { image: { family: 'bottlerocket' } })).toMatchObject({
      group: { amiType: 'BOTTLEROCKET_x86_64_NVIDIA' },
      pool: { devicePlugin: 'node-image', driver: { from: 'node-image' } },
    });
    expect(plan('g6.12xlarge').pool).toMatchObject({ driver: { from: 'node-image' } });
    expect(plan('g6.12xlarge').pool.devicePlugin).toBeUndefined();
    expect(plan('m7i.large').pool.driver).toBeUndefined();
  });

  it('tell the autoscaler what a node of an empty pool will be like', () => {
    const { group, pool } = plan('g6.12xlarge', { capacity: { kind: 'spot' }, labels: { team: 'ml' } });
    const prefix = 'k8s.io/cluster-autoscaler/node-template';
    expect(group.autoscalerTags).toEqual({
      [`${prefix}/label/team`]: 'ml',
      [`${prefix}/label/nvidia.com/gpu.present`]: 'true',
      [`${prefix}/label/nvidia.com/device-plugin.config`]: 'whole',
      [`${prefix}/label/k8s.amazonaws.com/accelerator`]: 'L4',
      [`${prefix}/label/eks.amazonaws.com/nodegroup`]: pool.name,
      [`${prefix}/label/eks.amazonaws.com/capacityType`]: 'SPOT',
      [`${prefix}/taint/nvidia.com/gpu`]: 'present:NoSchedule',
      [`${prefix}/resources/nvidia.com/gpu`]: '4',
      [`${prefix}/resources/ephemeral-storage`]: '3501Gi',
    });
    expect(plan('g6.12xlarge', { nodes: { min: 2, max: 2 } }).group).toMatchObject({
      autoscalerTags: {},
      autoscaled: false,
    });
    expect(plan('g6.12xlarge', { desired: 3 }).group).toMatchObject({
      autoscaled: false,
      scalingConfig: { desiredSize: 3 },
    });
  });

  it('take nodes of a block of capacity by the launch template, and of a reservation by its id', () => {
    const zones = ['us-east-1a'];
    const block = { kind: 'reservation', type: 'capacity-block', id: 'cr-0123456789abcdef0' } as const;
    const { group, issues } = plan('p5.48xlarge', { capacity: block, zones });
    expect(issues).toEqual([]);
    expect(group.instanceTypes).toBeUndefined();
    expect(group).toMatchObject({
      capacityType: 'CAPACITY_BLOCK',
      launchTemplate: {
        instanceType: 'p5.48xlarge',
        instanceMarketOptions: { marketType: 'capacity-block' },
        capacityReservationSpecification: {
          capacityReservationTarget: { capacityReservationId: 'cr-0123456789abcdef0' },
        },
      },
    });
    const kept = plan('p5.48xlarge', { capacity: { ...block, type: 'on-demand' }, zones }).group;
    expect(kept).toMatchObject({ capacityType: 'ON_DEMAND', instanceTypes: ['p5.48xlarge'] });
    expect(kept.launchTemplate.instanceMarketOptions).toBeUndefined();
  });

  it('put local disks together for images and pods, where the machine has some', () => {
    const text = (given: PlannedPool): string =>
      Buffer.from(given.group.launchTemplate.userData ?? '', 'base64').toString();
    expect(text(plan('g6.12xlarge', { maxPods: 30 }))).toBe(
      'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="modelyard"\n\n--modelyard\n' +
        'Content-Type: application/node.eks.aws\n\napiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n' +
        '  instance:\n    localStorage:\n      strategy: RAID0\n  kubelet:\n    config:\n      maxPods: 30\n--modelyard--\n',
    );
    expect(text(plan('g6.12xlarge', { localDisks: 'unused' }))).toBe('');
    expect(plan('g6.12xlarge', { localDisks: 'unused' }).pool.diskGib).toBe(200);
    expect(plan('m7i.large').pool.diskGib).toBe(100);
    expect(text(plan('m7i.large', { image: { family: 'bottlerocket' }, maxPods: 20 }))).toBe(
      '[settings.kubernetes]\nmax-pods = 20\n',
    );
  });

  it('leave zones out that lack the machine', () => {
    const offered = { ...place, machineZones: { 'p5.48xlarge': ['us-east-1b'] } };
    const { pool, group } = planPool('pool', { machine: machineOf('p5.48xlarge'), nodes: { min: 0, max: 1 } }, offered);
    expect(pool.zones).toEqual(['us-east-1b']);
    expect(group.subnets.map(({ id }) => id)).toEqual(['subnet-b']);
  });
});

describe('the machine for an accelerator', () => {
  const accelerators: fc.Arbitrary<Accelerator> = fc.oneof(
    fc.record({
      kind: fc.constant('gpu' as const),
      model: fc.constantFrom(...gpuModelNames),
      count: fc.integer({ min: 1, max: 20 }),
    }),
    fc.record({
      kind: fc.constant('neuron' as const),
      unit: fc.constantFrom('device', 'core'),
      count: fc.integer({ min: 1, max: 200 }),
    }),
  );

  it('has it, or the error lists machines of AWS that have the most of it, or the models that there are', () => {
    fc.assert(
      fc.property(accelerators, (accelerator) => {
        const read = chooseMachine('accelerator', accelerator, 'aws');
        const having = awsMachines.filter((machine) => hasAccelerator(machine, accelerator));
        if ('value' in read) {
          expect(having).toContain(read.value);
          const price = read.value.onDemandPrice?.usdPerHour ?? Number.MAX_VALUE;
          for (const other of having)
            expect(other.onDemandPrice?.usdPerHour ?? Number.MAX_VALUE).toBeGreaterThanOrEqual(price);
          return;
        }
        expect(having).toEqual([]);
        const model = 'model' in accelerator ? accelerator.model : undefined;
        const alike = awsMachines.filter((machine) => model !== undefined && machine.accelerator?.model === model);
        for (const { instanceType } of alike) expect(read.issue.fix).toContain(instanceType);
        if (alike.length === 0) expect(read.issue.fix).toMatch(/^one of the models of AWS: /);
      }),
      runs,
    );
  });
});
