import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  devicePluginConfig,
  devicePluginConfigName,
  devicePluginLabels,
  machineResources,
  machines,
  migResource,
  type DevicePluginConfig,
  type GpuSharing,
  type Machine,
} from '../../lib/hardware';
import '../same-draws';

const withGpus = machines.filter(({ accelerator }) => accelerator?.kind === 'gpu' && accelerator.count > 0);

const profiles = fc.dictionary(fc.constantFrom('1g.10gb', '2g.20gb', '3g.40gb'), fc.integer({ min: 1, max: 7 }), {
  minKeys: 1,
});

const sharing: fc.Arbitrary<GpuSharing | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.record({
    kind: fc.constant('time-sliced' as const),
    replicas: fc.integer({ min: 2, max: 48 }),
    renamed: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('mig' as const),
    strategy: fc.constantFrom('mixed' as const, 'single' as const),
    profiles,
  }),
);

/**
 * What the device plugin advertises, as its documentation tells: instances that somebody cut by their strategy, and each
 * resource as often as it has replicas, under another name where these are renamed.
 */
function advertised(
  { accelerator }: Machine,
  config: DevicePluginConfig,
  instances: Readonly<Record<string, number>> | undefined,
): Readonly<Record<string, number>> {
  const count = accelerator?.count ?? 0;
  const found: Record<string, number> = {};
  const add = (name: string, amount: number): void => {
    found[name] = (found[name] ?? 0) + amount;
  };
  if (instances === undefined || config.flags.migStrategy === 'none') add('nvidia.com/gpu', count);
  else {
    for (const [profile, each] of Object.entries(instances)) {
      add(config.flags.migStrategy === 'mixed' ? migResource(profile) : 'nvidia.com/gpu', count * each);
    }
  }
  const slicing = config.sharing?.timeSlicing;
  if (slicing === undefined) return found;
  return Object.fromEntries(
    Object.entries(found).map(([name, amount]) => {
      const replicas = slicing.resources.find((one) => one.name === name)?.replicas ?? 1;
      return [slicing.renameByDefault ? `${name}.shared` : name, amount * replicas];
    }),
  );
}

describe('what the device plugin is told', () => {
  it('makes a node advertise what its pool declares', () => {
    fc.assert(
      fc.property(fc.constantFrom(...withGpus), sharing, (machine, cut) => {
        const instances = cut?.kind === 'mig' ? cut.profiles : undefined;
        expect(advertised(machine, devicePluginConfig(cut), instances)).toEqual(machineResources(machine, cut));
      }),
      { numRuns: 1_000 },
    );
  });

  it('has one name for each way to cut, which a label can hold', () => {
    fc.assert(
      fc.property(sharing, sharing, (one, other) => {
        const [name, otherName] = [devicePluginConfigName(one), devicePluginConfigName(other)];
        expect(name).toMatch(/^[a-z0-9-]{1,63}$/);
        if (name === otherName) expect(devicePluginConfig(one)).toEqual(devicePluginConfig(other));
        else expect(devicePluginConfig(one)).not.toEqual(devicePluginConfig(other));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is for GPUs without another owner', () => {
    expect(devicePluginLabels('gpu', undefined, undefined)).toEqual({ 'nvidia.com/device-plugin.config': 'whole' });
    expect(devicePluginLabels('gpu', undefined, 'node-image')).toEqual({});
    expect(devicePluginLabels('gpu', undefined, 'gpu-operator')).toEqual({});
    expect(devicePluginLabels('gpu', undefined, 'yourself')).toEqual({});
    expect(devicePluginLabels('neuron', undefined, undefined)).toEqual({});
  });
});
