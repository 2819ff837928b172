import { readNetworkRange, type NetworkLimits } from '../clouds';
import { networkOf, printGiven, printRange, type AddressRange, type IssueDetails } from '../core';
import type { NetworkProps } from './network-props';
import { judgeReserved } from './reserved-addresses';

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

const limits: NetworkLimits = { network: 'network', addresses: 'nodes have addresses', largest: 8 };

/** Decides what a new network is made of, and says all that is wrong with what was given. */
export function planNetwork(
  { cidr, region, pods = 'overlay', joined = [] }: NetworkProps,
  configuredRegion: string | undefined,
): NetworkPlan {
  const { range, issues: found } = readNetworkRange(cidr, joined, limits);
  const where = region ?? configuredRegion;
  const issues = [...found, ...judgeReserved('cidr', cidr, '10.20.0.0/16'), ...judgeRegion(where, 'the network')];
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

/** Judges where something is to be in Azure. */
export function judgeRegion(region: string | undefined, what: string): readonly IssueDetails[] {
  if (region !== undefined && /^[a-z][a-z0-9]+$/.test(region)) return [];
  return [
    {
      code: 'aks/no-region',
      property: 'region',
      ...(region !== undefined && { given: printGiven(region) }),
      message: region === undefined ? `nothing says where ${what} is` : 'is no name of a region of Azure',
      fix: "region: 'eastus', or the configuration azure-native:location of the stack",
    },
  ];
}
