import fc from 'fast-check';
import { machines, type karpenter, type Machine, type Taint } from 'modelyard';

/** A pool of Karpenter as plain data, and which construct makes it. */
export type DrawnPool =
  | { readonly construct: 'NodePool'; readonly props: karpenter.NodePoolProps }
  | { readonly construct: 'GpuNodePool'; readonly props: karpenter.GpuNodePoolProps };

const effect = fc.constantFrom<Taint['effect'][]>('NoSchedule', 'PreferNoSchedule', 'NoExecute');

/** Keys that no two lists have in common: a taint that stays and goes is refused. */
const taintsOf = (...keys: readonly string[]): fc.Arbitrary<Taint[]> =>
  fc.uniqueArray(
    fc.record(
      { key: fc.constantFrom(...keys), value: fc.constantFrom('x', 'true', ''), effect },
      { requiredKeys: ['key', 'effect'] },
    ),
    { maxLength: 3, selector: ({ key, effect: of }) => `${key} ${of}` },
  );

const budget: fc.Arbitrary<karpenter.DisruptionBudget> = fc.record(
  {
    nodes: fc.oneof(fc.nat(20), fc.constantFrom('0%' as const, '10%' as const, '100%' as const)),
    reasons: fc.subarray(['Empty', 'Drifted', 'Underutilized'] as const, { minLength: 1 }),
    during: fc.constantFrom(
      { schedule: '0 9 * * mon-fri', duration: '8h' } as const,
      {
        schedule: '@daily',
        duration: '1.5h',
      } as const,
    ),
  },
  { requiredKeys: ['nodes'] },
);

const disruption: fc.Arbitrary<karpenter.Disruption> = fc.record(
  {
    consolidationPolicy: fc.constantFrom('WhenEmpty', 'WhenEmptyOrUnderutilized'),
    consolidateAfter: fc.constantFrom('0s', '90s', '1.5h', 'Never'),
    budgets: fc.array(budget, { maxLength: 3 }),
    expireAfter: fc.constantFrom('30d', '36h', 'Never'),
    terminationGracePeriod: fc.constantFrom('45s', '10m', '2d'),
  },
  { requiredKeys: [] },
);

const common = {
  nodes: fc.record({ min: fc.constant(0), max: fc.integer({ min: 1, max: 1000 }) }, { requiredKeys: ['max'] }),
  labels: fc.dictionary(
    fc.constantFrom('team', 'example.com/tier', 'node-restriction.kubernetes.io/a'),
    fc.constantFrom('a', 'B_1', ''),
  ),
  taints: taintsOf('example.com/a', 'nvidia.com/gpu', 'b'),
  startupTaints: taintsOf('node.cilium.io/agent-not-ready', 'example.com/starting'),
  nodeBoot: fc.constantFrom('3m' as const),
  disruption,
  weight: fc.integer({ min: 1, max: 100 }),
  tags: fc.dictionary(fc.constantFrom('team', 'example.com:tier'), fc.constantFrom('a', '')),
} as const;

const ec2Selectors = (prefix: 'subnet' | 'sg'): fc.Arbitrary<karpenter.Ec2Selector[]> =>
  fc.array(
    fc.constantFrom<karpenter.Ec2Selector[]>(
      { tags: { tier: 'private', 'example.com/a': '*' } },
      { id: `${prefix}-0123456789abcdef0` },
    ),
    { minLength: 1, maxLength: 3 },
  );

const onEks = {
  ...common,
  cloud: fc.constant('eks' as const),
  cluster: fc.constantFrom('production', 'A_1'),
  role: fc.constantFrom('production-nodes', 'a+b=c@d'),
  image: fc.constantFrom<karpenter.Ec2Image[]>(
    { release: 'v20260714' },
    { family: 'al2023', release: 'v20260714' },
    { newest: { reason: 'a cluster for trials' } },
  ),
  subnets: ec2Selectors('subnet'),
  securityGroups: ec2Selectors('sg'),
  localDisks: fc.constant('unused' as const),
  placementGroup: fc.constant('training'),
  zones: fc.subarray(['us-east-1a', 'us-east-1b', 'us-east-1c'], { minLength: 1 }),
  region: fc.constant('us-east-1'),
  diskGib: fc.integer({ min: 20, max: 16_384 }),
  maxPods: fc.integer({ min: 1, max: 250 }),
  capacity: fc.constantFrom({ kind: 'on-demand' } as const, { kind: 'spot' } as const),
  fractionalGpu: fc.constant({ reason: 'the nodes have its driver' }),
} as const;

const onAks = {
  ...common,
  cloud: fc.constant('aks' as const),
  image: fc.constantFrom({ family: 'ubuntu' } as const, { family: 'azure-linux' } as const),
  subnet: fc.constant(
    '/subscriptions/1/resourceGroups/ml/providers/Microsoft.Network/virtualNetworks/ml/subnets/nodes',
  ),
  zones: fc.subarray(['1', '2', '3'], { minLength: 1 }),
  diskGib: fc.integer({ min: 30, max: 2048 }),
  maxPods: fc.integer({ min: 10, max: 250 }),
  capacity: fc.constantFrom({ kind: 'on-demand' } as const, { kind: 'spot' } as const),
} as const;

const whole = machines.filter(({ fractional }) => fractional !== true);
const named = (cloud: Machine['cloud'], accelerated: boolean): fc.Arbitrary<string> =>
  fc.constantFrom(
    ...whole
      .filter((machine) => machine.cloud === cloud && (machine.accelerator !== undefined) === accelerated)
      .map(({ instanceType }) => instanceType),
  );

/** An accelerator that machines of the cloud have. */
const had = (cloud: Machine['cloud']): fc.Arbitrary<karpenter.PoolAccelerator> =>
  fc.constantFrom(
    ...whole.flatMap((machine): karpenter.PoolAccelerator[] => {
      const { accelerator } = machine;
      if (machine.cloud !== cloud || accelerator?.kind !== 'gpu') return [];
      return [{ kind: 'gpu', model: accelerator.model, count: accelerator.count }];
    }),
  );

const reservation = fc.constantFrom<karpenter.GpuNodePoolProps['capacity'] & {}>(
  { kind: 'on-demand' },
  { kind: 'spot' },
  { kind: 'reservation', id: 'cr-0123456789abcdef0', type: 'capacity-block' },
);

const always = ['cloud', 'cluster', 'role', 'image', 'nodes', 'machine', 'accelerator'] as const;
const required = <T extends object>(fields: T): (keyof T)[] =>
  // The keys of an object, which its type does not list.
  (Object.keys(fields) as (keyof T)[]).filter((key) => (always as readonly PropertyKey[]).includes(key));

function drawn<T extends object>(fields: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  // What is left out is optional in each of the props below.
  return fc.record(fields, { requiredKeys: required(fields) });
}

/** One zone where nodes are of one: the others are refused. */
const inOneZone = <T extends object>(props: T): T =>
  'capacity' in props && 'zones' in props ? { ...props, zones: ['us-east-1a'] } : props;

/** Zones of AKS need their region. */
const withRegion = <T extends object>(props: T): T => ('zones' in props ? { ...props, region: 'westeurope' } : props);

const plainOnEks = drawn({ ...onEks, machine: named('aws', false) });
const gpuOnEks = fc.oneof(
  drawn({
    ...onEks,
    capacity: reservation,
    machine: named('aws', true),
    devicePlugin: fc.constant('yourself' as const),
  }),
  drawn({ ...onEks, accelerator: had('aws'), devicePlugin: fc.constant('gpu-operator' as const) }),
);
const plainOnAks = drawn({ ...onAks, machine: named('azure', false) });
const software = {
  driver: fc.constantFrom('node-image' as const, 'gpu-operator' as const),
  devicePlugin: fc.constant('gpu-operator' as const),
} as const;
const gpuOnAks = fc.oneof(
  drawn({ ...onAks, ...software, machine: named('azure', true) }),
  drawn({ ...onAks, ...software, accelerator: had('azure') }),
);

/** Pools with nothing wrong in them, of every machine that this library knows. */
export const drawnPools: fc.Arbitrary<DrawnPool> = fc.oneof(
  // What is drawn has the props of one member of each union: the compiler loses sight of that.
  plainOnEks.map((props) => ({ construct: 'NodePool', props: inOneZone(props) }) as unknown as DrawnPool),
  gpuOnEks.map((props) => ({ construct: 'GpuNodePool', props: inOneZone(props) }) as unknown as DrawnPool),
  plainOnAks.map((props) => ({ construct: 'NodePool', props: withRegion(props) }) as unknown as DrawnPool),
  gpuOnAks.map((props) => ({ construct: 'GpuNodePool', props: withRegion(props) }) as unknown as DrawnPool),
);
