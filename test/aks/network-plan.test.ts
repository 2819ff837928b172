import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planNetwork, subnetsOf } from '../../lib/aks/network-plan';
import { printRange, rangesOverlap, readRange, type AddressRange } from '../../lib/core';

const range = (text: string | undefined): AddressRange => {
  const read = readRange(text);
  if (read === undefined) throw new Error(`no range: ${text}`);
  return read;
};

/** The first address of a range of every length that a network may have. */
const cidrs = fc.tuple(fc.integer({ min: 8, max: 22 }), fc.nat(2 ** 32 - 1)).map(([length, address]) => {
  const free = BigInt(32 - length);
  return printRange({ family: 'ipv4', address: 0n, length, isLegacy: false }, (BigInt(address) >> free) << free);
});

const contains = (whole: string, part: string): boolean =>
  rangesOverlap(range(whole), range(part)) && range(part).length > range(whole).length;

test('the subnets of a network lie in it, and have no address in common', () => {
  fc.assert(
    fc.property(cidrs, (cidr) => {
      const { nodes, pods = '' } = subnetsOf(range(cidr), 'subnet');
      expect(contains(cidr, nodes)).toBe(true);
      expect(contains(cidr, pods)).toBe(true);
      expect(rangesOverlap(range(nodes), range(pods))).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

test('a subnet for pods, which comes later, does not move that of the nodes', () => {
  fc.assert(
    fc.property(cidrs, (cidr) => {
      expect(subnetsOf(range(cidr), 'overlay').nodes).toBe(subnetsOf(range(cidr), 'subnet').nodes);
    }),
    { numRuns: 1000 },
  );
});

test('a network never shares addresses with those that it is joined to', () => {
  fc.assert(
    fc.property(cidrs, cidrs, (cidr, other) => {
      const { issues } = planNetwork({ cidr, joined: [other] }, 'eastus');
      const overlaps = issues.some(({ code }) => code === 'clouds/overlapping-addresses');
      expect(overlaps).toBe(rangesOverlap(range(cidr), range(other)));
    }),
    { numRuns: 1000 },
  );
});

test('a network is refused where it has an address that AKS keeps, and nowhere else', () => {
  const kept = ['169.254.0.0/16', '172.30.0.0/15', '192.0.2.0/24'];
  const near = fc.tuple(fc.constantFrom('169.254', '172.29', '172.30', '172.31', '172.32', '192.0'), fc.nat(63));
  const around = near.map(([start, part]) => `${start}.${part * 4}.0/22`);
  fc.assert(
    fc.property(fc.oneof(cidrs, around), (cidr) => {
      const { issues } = planNetwork({ cidr }, 'eastus');
      expect(issues.length > 0).toBe(kept.some((one) => rangesOverlap(range(cidr), range(one))));
    }),
    { numRuns: 1000 },
  );
});

test('a /16 gives its nodes 16,379 addresses, and its pods twice that', () => {
  expect(planNetwork({ cidr: '10.20.0.0/16', pods: 'subnet' }, 'eastus')).toEqual({
    cidr: '10.20.0.0/16',
    region: 'eastus',
    addresses: ['10.20.0.0/16'],
    nodes: '10.20.0.0/18',
    pods: '10.20.128.0/17',
    issues: [],
  });
});
