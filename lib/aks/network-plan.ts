import {
  networkOf,
  printGiven,
  printRange,
  rangesOverlap,
  readRange,
  type AddressRange,
  type IssueDetails,
} from '../core';
import type { NetworkProps } from './network-props';

/** What a new network is made of. */
export interface NetworkPlan {
  readonly cidr: string;
  readonly region: string;
  /** A quarter of the network, the first. */
  readonly nodes: string;
  /** Half of the network, the second, where pods get addresses of it; a quarter is left for what else it needs. */
  readonly pods: string | undefined;
  /** All ranges that are taken. */
  readonly addresses: readonly string[];
  readonly issues: readonly IssueDetails[];
}

/** Decides what a new network is made of, and says all that is wrong with what was given. */
export function planNetwork(
  { cidr, region, pods = 'overlay', joined = [] }: NetworkProps,
  configuredRegion: string | undefined,
): NetworkPlan {
  const range = readRange(cidr);
  const where = region ?? configuredRegion;
  const issues = [...judgeRange(cidr, range), ...judgeJoined(cidr, range, joined), ...judgeRegion(where)];
  const plan = { cidr, region: where ?? '', addresses: [cidr, ...joined], issues };
  if (range === undefined || issues.length > 0) return { ...plan, nodes: cidr, pods: undefined };
  return { ...plan, ...subnetsOf(range, pods) };
}

/**
 * The subnets of a network.
 *
 * That of the nodes is the same with and without one for pods: a subnet that is in use can neither be changed nor moved.
 */
export function subnetsOf(
  range: AddressRange,
  pods: 'overlay' | 'subnet',
): { readonly nodes: string; readonly pods: string | undefined } {
  const start = networkOf(range);
  const half = 1n << BigInt(32 - range.length - 1);
  return {
    nodes: printRange(range, start, range.length + 2),
    pods: pods === 'subnet' ? printRange(range, start + half, range.length + 1) : undefined,
  };
}

function judgeRegion(region: string | undefined): readonly IssueDetails[] {
  if (region !== undefined && /^[a-z][a-z0-9]+$/.test(region)) return [];
  return [
    {
      code: 'aks/no-region',
      property: 'region',
      ...(region !== undefined && { given: printGiven(region) }),
      message: region === undefined ? 'nothing says where the network is' : 'is no name of a region of Azure',
      fix: "region: 'eastus', or the configuration azure-native:location of the stack",
    },
  ];
}

function judgeRange(cidr: string, range: AddressRange | undefined): readonly IssueDetails[] {
  const fix = "the first address of a private range, such as '10.20.0.0/16'";
  const at = { code: 'aks/invalid-address-range', property: 'cidr', given: printGiven(cidr), fix } as const;
  if (range === undefined) return [{ ...at, message: 'is no range of addresses' }];
  if (range.family !== 'ipv4') return [{ ...at, message: 'is of IPv6, and nodes have addresses of IPv4 first' }];
  if (range.length < 8 || range.length > 22) {
    return [
      { ...at, message: 'must be from /8, which is the largest network, to /22, below which subnets are too small' },
    ];
  }
  const first = printRange(range, networkOf(range));
  return first === cidr ? [] : [{ ...at, message: 'does not begin at its first address', fix: `cidr: '${first}'` }];
}

function judgeJoined(
  cidr: string,
  range: AddressRange | undefined,
  joined: readonly string[],
): readonly IssueDetails[] {
  return joined.flatMap((other, index): readonly IssueDetails[] => {
    const at = { property: `joined[${index}]`, given: printGiven(other) };
    const read = readRange(other);
    if (read === undefined) {
      const fix = "a range such as '10.0.0.0/8'";
      return [{ ...at, code: 'aks/invalid-address-range', message: 'is no range of addresses', fix }];
    }
    if (range === undefined || !rangesOverlap(range, read)) return [];
    const message = `has addresses in common with cidr, ${cidr}: neither network could reach these in the other`;
    return [{ ...at, code: 'aks/overlapping-addresses', message, fix: `a cidr that lies outside of ${other}` }];
  });
}
