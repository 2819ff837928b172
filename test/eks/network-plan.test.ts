import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liesWithin, rangesOverlap, readRange, type AddressRange } from '../../lib/core';
import { planNetwork, type NetworkPlan } from '../../lib/eks/network-plan';

const runs = { numRuns: 1000 };

const range = (text: string): AddressRange => {
  const read = readRange(text);
  if (read === undefined) throw new Error(`${text} is no range`);
  return read;
};

const networks = fc
  .tuple(fc.integer({ min: 16, max: 22 }), fc.integer({ min: 0, max: 2 ** 22 - 1 }))
  .map(([length, number]) => {
    const address = (number * 2 ** (32 - length)) % 2 ** 32;
    return `${[24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')}/${length}`;
  });

const zones = fc.oneof(
  fc.integer({ min: 2, max: 7 }),
  fc
    .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { minLength: 2 })
    .map((letters) => letters.map((letter) => `eu-west-1${letter}`)),
);

const subnetsOf = ({ zones: plans }: NetworkPlan): readonly string[] =>
  plans.flatMap(({ nodes, open }) => [nodes, open]);

describe('the subnets of a network', () => {
  it('lie within it, and never overlap', () => {
    fc.assert(
      fc.property(networks, zones, (cidr, given) => {
        const plan = planNetwork({ cidr, zones: given });
        expect(plan.issues).toEqual([]);
        const subnets = subnetsOf(plan).map(range);
        for (const [index, subnet] of subnets.entries()) {
          expect(liesWithin(subnet, range(cidr))).toBe(true);
          // AWS takes subnets from /16 to /28.
          expect(subnet.length).toBeLessThanOrEqual(28);
          for (const other of subnets.slice(index + 1)) expect(rangesOverlap(subnet, other)).toBe(false);
        }
      }),
      runs,
    );
  });

  it('stay where they are when zones come and go, in whatever order', () => {
    const letters = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { minLength: 2 });
    fc.assert(
      fc.property(networks, letters, letters, (cidr, before, after) => {
        const planned = (list: readonly string[]): NetworkPlan =>
          planNetwork({ cidr, zones: list.map((letter) => `us-west-2${letter}`) });
        const old = new Map(planned(before).zones.map((zone) => [zone.key, zone]));
        for (const zone of planned(after).zones) {
          const was = old.get(zone.key);
          if (was !== undefined) expect(zone).toEqual(was);
        }
      }),
      runs,
    );
  });

  it('are large for nodes, since every pod has an address', () => {
    const plan = planNetwork({ cidr: '10.20.0.0/16', zones: ['us-east-1b', 'us-east-1a'], nat: 'one' });
    expect(plan.zones).toEqual([
      { key: 'a', zone: 'us-east-1a', nodes: '10.20.0.0/19', open: '10.20.224.0/24' },
      { key: 'b', zone: 'us-east-1b', nodes: '10.20.32.0/19', open: '10.20.225.0/24' },
    ]);
    expect(plan.gateways).toEqual(['b']);
  });
});
