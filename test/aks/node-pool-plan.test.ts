import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PoolSurroundings } from '../../lib/aks/judge-pool';
import { planGpuNodePool, planNodePool, printTaint, type NodePoolPlan } from '../../lib/aks/node-pool-plan';
import type { GpuNodePoolProps } from '../../lib/aks/node-pool-props';
import type { PoolCluster } from '../../lib/aks/pool-cluster';
import {
  gpuModelNames,
  hasAccelerator,
  machine,
  machines,
  nodePoolAllocatable,
  nodeTaintsAndLabels,
  type Accelerator,
} from '../../lib/hardware';

const around: PoolSurroundings = {
  kubernetes: '1.34',
  podNetwork: 'azure-cni-overlay',
  podAddresses: '10.244.0.0/16',
  nodePools: [],
  nodeAddresses: '10.20.0.0/18',
};

/** What decides a pool looks at what surrounds it, and never at the cluster itself. */
const cluster = {} as unknown as PoolCluster;
const nodes = { min: 0, max: 4 };

const gpuPool = (props: Partial<GpuNodePoolProps>, name = 'gpu'): NodePoolPlan =>
  planGpuNodePool(
    name,
    { cluster, nodes, accelerator: { kind: 'gpu', count: 1 }, ...props } as GpuNodePoolProps,
    around,
  );

const codesOf = ({ issues }: NodePoolPlan): readonly string[] => issues.map(({ code }) => code);

describe('the machine of an accelerator', () => {
  const accelerators: fc.Arbitrary<Accelerator & { readonly kind: 'gpu' }> = fc.record({
    kind: fc.constant('gpu' as const),
    model: fc.option(fc.constantFrom(...gpuModelNames), { nil: undefined }),
    count: fc.integer({ min: 1, max: 20 }),
  });

  test('has it, or the error lists those that there are', () => {
    fc.assert(
      fc.property(accelerators, (accelerator) => {
        const { pool, issues } = gpuPool({ accelerator });
        const chosen = machine(pool.machine ?? '');
        const known = machines.filter((one) => one.cloud === 'azure' && one.fractional !== true);
        if (chosen !== undefined) {
          expect(issues).toEqual([]);
          expect(chosen.cloud).toBe('azure');
          expect(hasAccelerator(chosen, accelerator)).toBe(true);
        } else {
          expect(known.some((one) => hasAccelerator(one, accelerator))).toBe(false);
          expect(issues.map(({ code }) => code)).toEqual(['hardware/no-such-machine']);
          const alike = known.filter(({ accelerator: has }) => has !== undefined && has.model === accelerator.model);
          const told = alike.length > 0 ? alike.map((one) => one.instanceType) : ['A100-80GB', 'H100', 'T4'];
          for (const name of told) expect(issues[0]?.fix).toContain(name);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('is the cheapest, or one with the fabric that is asked for', () => {
    expect(gpuPool({ accelerator: { kind: 'gpu', model: 'A100-80GB', count: 1 } }).settings.vmSize).toBe(
      'Standard_NC24ads_A100_v4',
    );
    const fabric = { kind: 'infiniband' } as const;
    expect(gpuPool({ accelerator: { kind: 'gpu', model: 'A100-80GB', count: 1 }, fabric }).settings.vmSize).toBe(
      'Standard_ND96amsr_A100_v4',
    );
  });
});

describe('what the pool says and what the node gets', () => {
  const props = fc.record({
    machine: fc.constantFrom(
      ...machines.filter((one) => one.cloud === 'azure' && !one.fractional).map((one) => one.instanceType),
    ),
    nodes: fc
      .tuple(fc.nat(5), fc.integer({ min: 1, max: 5 }))
      .map(([min, more]) => ({ min, max: min + more - 1 || 1 })),
    capacity: fc.constantFrom({ kind: 'on-demand' } as const, { kind: 'spot' } as const),
    zones: fc.option(fc.subarray(['1', '2', '3'], { minLength: 1 }), { nil: undefined }),
    labels: fc.constantFrom({}, { team: 'ml' }),
    taints: fc.constantFrom(undefined, [], [{ key: 'team', value: 'ml', effect: 'NoExecute' } as const]),
    diskGib: fc.option(fc.integer({ min: 30, max: 2048 }), { nil: undefined }),
    maxPods: fc.option(fc.integer({ min: 10, max: 250 }), { nil: undefined }),
  });

  test('are the same, for every machine', () => {
    fc.assert(
      fc.property(props, fc.boolean(), (given, isGpu) => {
        const hasGpu = machine(given.machine)?.accelerator !== undefined;
        const plan =
          isGpu && hasGpu
            ? gpuPool({ accelerator: undefined, ...given })
            : planNodePool('pool', { cluster, ...given }, around);
        const { pool, settings, issues } = plan;
        expect(issues).toEqual([]);
        expect(settings.agentPoolName).toBe(pool.name);
        expect(settings.vmSize).toBe(pool.machine);
        expect(settings.nodeLabels).toEqual(pool.labels);
        expect(settings.nodeTaints).toEqual(nodeTaintsAndLabels(pool).taints.map(printTaint));
        expect(settings.availabilityZones ?? []).toEqual(pool.zones);
        expect(settings.maxPods).toBe(pool.maxPods);
        expect(settings.osDiskSizeGB).toBe(pool.diskGib);
        expect(settings.scaleSetPriority === 'Spot').toBe(pool.capacity.kind === 'spot');
        expect([settings.minCount ?? settings.count, settings.maxCount ?? settings.count]).toEqual([
          pool.nodes.min,
          pool.nodes.max,
        ]);
        // What AKS has for pods of such a node follows from the same numbers.
        expect(nodePoolAllocatable(pool, '1.34')?.pods).toEqual({
          atLeast: settings.maxPods,
          atMost: settings.maxPods,
        });
      }),
      { numRuns: 1000 },
    );
  });

  test('a pool that cannot be changed into another has another name, and one that can has the same', () => {
    const base = gpuPool({});
    const changed: readonly Partial<GpuNodePoolProps>[] = [
      { accelerator: { kind: 'gpu', model: 'A100-80GB', count: 1 } },
      { diskGib: 512 },
      { disk: 'ephemeral', diskGib: 100 },
      { maxPods: 60 },
      { zones: ['1'] },
      { capacity: { kind: 'spot' } },
      { driver: 'gpu-operator' },
      {
        sharing: { kind: 'mig', strategy: 'mixed', profiles: { '1g.10gb': 7 } },
        accelerator: { kind: 'gpu', model: 'H100', count: 1 },
      },
      {
        capacity: {
          kind: 'reservation',
          id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/capacityReservationGroups/r',
        },
      },
    ];
    const names = changed.map((props) => gpuPool(props).pool.name);
    expect(new Set([base.pool.name, ...names]).size).toBe(changed.length + 1);
    const mutable: readonly Partial<GpuNodePoolProps>[] = [
      { nodes: { min: 1, max: 9 } },
      { labels: { team: 'ml' } },
      { taints: [] },
      { update: { maxSurge: 2 } },
      { image: { family: 'azure-linux' } },
      { devicePlugin: 'yourself' },
      { sharing: { kind: 'time-sliced', replicas: 4, renamed: true } },
      { tags: { team: 'ml' } },
    ];
    expect(mutable.map((props) => gpuPool(props).pool.name)).toEqual(mutable.map(() => base.pool.name));
  });
});

describe('an agent pool', () => {
  test('scales from zero, and its count is left to the autoscaler', () => {
    const { settings, ignoreChanges } = gpuPool({});
    expect(settings).toMatchObject({ enableAutoScaling: true, count: 0, minCount: 0, maxCount: 4 });
    expect(ignoreChanges).toEqual(['count']);
  });

  test('has the count that is desired, where one is', () => {
    const { settings, ignoreChanges } = gpuPool({ nodes: { min: 2, max: 4 }, desired: 3 });
    expect([settings.count, ignoreChanges]).toEqual([3, []]);
  });

  test('of a fixed size is not scaled', () => {
    const { settings, ignoreChanges } = planNodePool(
      'cpu',
      { cluster, machine: 'Standard_D4s_v5', nodes: { min: 3, max: 3 } },
      around,
    );
    expect(settings).toMatchObject({ enableAutoScaling: false, count: 3 });
    expect(settings).not.toHaveProperty('minCount');
    expect(ignoreChanges).toEqual([]);
  });

  test('of spot nodes is paid for up to the price on demand, and has the taint that AKS sets', () => {
    const { settings } = gpuPool({ capacity: { kind: 'spot' } });
    expect(settings).toMatchObject({ scaleSetPriority: 'Spot', scaleSetEvictionPolicy: 'Delete', spotMaxPrice: -1 });
    expect(settings).not.toHaveProperty('upgradeSettings');
    expect(settings.nodeTaints).toEqual([
      'nvidia.com/gpu=present:NoSchedule',
      'kubernetes.azure.com/scalesetpriority=spot:NoSchedule',
    ]);
    const dear = gpuPool({ capacity: { kind: 'spot' }, spot: { maxPrice: 1.5, evicted: 'deallocate' } }).settings;
    expect(dear).toMatchObject({ scaleSetEvictionPolicy: 'Deallocate', spotMaxPrice: 1.5 });
  });

  test('with GPUs is renewed in place, and an ordinary one with a node that comes first', () => {
    expect(gpuPool({}).settings.upgradeSettings).toEqual({ maxSurge: '0', maxUnavailable: '1' });
    const ordinary = planNodePool('cpu', { cluster, machine: 'Standard_D4s_v5', nodes }, around);
    expect(ordinary.settings.upgradeSettings).toEqual({ maxSurge: '1', maxUnavailable: '0' });
    const updates = [{ maxSurgePercentage: 33 }, { maxUnavailable: 2 }, { maxUnavailablePercentage: 25 }] as const;
    expect(updates.map((update) => gpuPool({ update }).settings.upgradeSettings)).toEqual([
      { maxSurge: '33%', maxUnavailable: '0' },
      { maxSurge: '0', maxUnavailable: '2' },
      { maxSurge: '0', maxUnavailable: '25%' },
    ]);
  });

  test('has its driver from AKS, or from nobody where somebody else brings it', () => {
    expect(gpuPool({}).settings.gpuProfile).toEqual({ driver: 'Install' });
    const operated = gpuPool({ driver: 'gpu-operator', devicePlugin: 'gpu-operator' });
    expect(operated.settings.gpuProfile).toEqual({ driver: 'None' });
    expect(operated.pool.driver).toEqual({ from: 'gpu-operator' });
    expect(planNodePool('cpu', { cluster, machine: 'Standard_D4s_v5', nodes }, around).settings).not.toHaveProperty(
      'gpuProfile',
    );
  });

  test('is cut by MIG as asked, with the profile that AKS has for it', () => {
    const cut = gpuPool({ accelerator: { kind: 'mig', model: 'H100', profile: '3g.40gb', count: 2 } });
    expect(cut.issues).toEqual([]);
    expect(cut.settings.gpuInstanceProfile).toBe('MIG3g');
    expect(nodePoolAllocatable(cut.pool, '1.34')?.extended).toEqual({ 'nvidia.com/mig-3g.40gb': 16 });
    const operated = gpuPool({
      accelerator: { kind: 'gpu', model: 'H100', count: 1 },
      devicePlugin: 'gpu-operator',
      sharing: { kind: 'mig', strategy: 'mixed', profiles: { '3g.40gb': 1, '1g.10gb': 4 } },
    });
    expect(operated.issues).toEqual([]);
    expect(operated.settings).not.toHaveProperty('gpuInstanceProfile');
  });

  test('never has two cuts at once', () => {
    const asked = { kind: 'mig', model: 'H100', profile: '1g.10gb', count: 1 } as const;
    expect(
      codesOf(gpuPool({ accelerator: asked, sharing: { kind: 'time-sliced', replicas: 2, renamed: false } })),
    ).toEqual(['aks/unsupported-sharing']);
  });
});
