import fc from 'fast-check';
import {
  machines,
  type AcceleratorDriver,
  type CustomMachine,
  type GpuSharing,
  type NodePoolProps,
  type PoolCapacity,
  type Taint,
} from 'modelyard';

// By the documentation of Kubernetes on labels, and not by the library's own rules.
const labelText = fc.stringMatching(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,20}[A-Za-z0-9])?$/);
const labelKey = fc.oneof(
  labelText,
  fc.tuple(fc.constantFrom('example.com', 'acme.io'), labelText).map(([prefix, name]) => `${prefix}/${name}`),
);

const taint: fc.Arbitrary<Taint> = fc.record(
  {
    key: labelKey,
    value: labelText,
    effect: fc.constantFrom('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
  },
  { requiredKeys: ['key', 'effect'] },
);

const capacity: fc.Arbitrary<PoolCapacity> = fc.oneof(
  fc.constantFrom({ kind: 'on-demand' } as const, { kind: 'spot' } as const),
  fc.record(
    {
      kind: fc.constant('reservation'),
      id: fc.constant('cr-0123456789abcdef0'),
      type: fc.constantFrom('capacity-block', 'on-demand'),
    },
    { requiredKeys: ['kind'] },
  ),
);

const custom: fc.Arbitrary<CustomMachine> = fc.record(
  {
    cpu: fc.oneof(fc.integer({ min: 1, max: 256 }), fc.constant('7910m' as const)),
    memory: fc.constantFrom('64Gi', '1900Gi'),
    pods: fc.integer({ min: 10, max: 250 }),
    ephemeralStorage: fc.constant('500Gi'),
    architecture: fc.constantFrom('amd64', 'arm64'),
    accelerator: fc.constantFrom(
      { kind: 'gpu', model: 'H100', count: 8 } as const,
      { kind: 'mig', profile: '1g.10gb', count: 14 } as const,
      { kind: 'custom', resource: 'amd.com/gpu', count: 4 } as const,
    ),
  },
  { requiredKeys: ['cpu', 'memory', 'pods'] },
);

const whole = machines.filter(({ fractional }) => fractional === undefined);

/** Names that both clouds take. */
const poolName = fc.stringMatching(/^[a-z][a-z0-9]{0,11}$/);

/** A pool with nothing wrong: its name and its props. */
export const goodPool: fc.Arbitrary<readonly [name: string, props: NodePoolProps]> = fc
  .record({
    name: poolName,
    machine: fc.oneof(
      fc.constantFrom(...whole).map(({ instanceType }) => ({ machine: instanceType })),
      custom.map((described) => ({ custom: described })),
    ),
    min: fc.nat({ max: 3 }),
    more: fc.integer({ min: 1, max: 9 }),
    rest: fc.record(
      {
        capacity,
        labels: fc.dictionary(labelKey, labelText, { maxKeys: 3 }),
        taints: fc.array(taint, { maxLength: 3 }),
        zones: fc.oneof(fc.subarray(['1', '2', '3']), fc.subarray(['us-east-1a', 'us-east-1b'])),
        maxPods: fc.integer({ min: 10, max: 250 }),
        diskGib: fc.integer({ min: 20, max: 500 }),
        nodeBoot: fc.integer({ min: 1, max: 900 }).map((seconds) => `${seconds}s` as const),
        devicePlugin: fc.constantFrom('node-image' as const, 'gpu-operator' as const, 'yourself' as const),
        driver: fc.constant<AcceleratorDriver>({ from: 'node-image', version: '580.95.05' }),
        sharing: fc.constant<GpuSharing>({ kind: 'time-sliced', replicas: 4, renamed: true }),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ name, machine, min, more, rest }): readonly [string, NodePoolProps] => {
    const common = { nodes: { min, max: min + more }, ...rest };
    return [
      name,
      'custom' in machine ? { custom: machine.custom, ...common } : { machine: machine.machine, ...common },
    ];
  });
