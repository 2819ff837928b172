import { printGiven, type IssueDetails } from '../core';
import type { ClusterNetwork, NodeSubnet } from './network-props';

/** Where the nodes of a pool may be. */
export interface PoolSubnets {
  readonly subnets: readonly NodeSubnet[];
  /** The zones of the subnets, where all of them are known. */
  readonly zones: readonly string[];
  readonly issues: readonly IssueDetails[];
}

/**
 * The subnets of a pool: those in the zones that it asks for, or all in whose zones its machine is to be had.
 *
 * @param offered the zones that have the machine, where that is known
 */
export function poolSubnets(
  machine: string,
  network: ClusterNetwork,
  wanted: readonly string[] | undefined,
  offered: readonly string[] | undefined,
): PoolSubnets {
  const issues = wanted === undefined ? [] : judgeWanted(machine, network, wanted, offered);
  const isOffered = ({ zone }: NodeSubnet): boolean =>
    zone === undefined || offered === undefined || offered.includes(zone);
  const subnets = network.nodeSubnets.filter((subnet) =>
    wanted === undefined ? isOffered(subnet) : subnet.zone !== undefined && wanted.includes(subnet.zone),
  );
  if (issues.length === 0 && subnets.length === 0) {
    issues.push({
      code: 'clouds/not-offered',
      property: 'machine',
      given: printGiven(machine),
      message: `is in none of the zones of the network, by machineZones of the cluster`,
      fix: `a network with one of ${(offered ?? []).join(', ')}, or another machine`,
    });
  }
  const zones = subnets.flatMap(({ zone }) => (zone === undefined ? [] : [zone]));
  return { subnets, zones: zones.length === subnets.length ? [...new Set(zones)] : [], issues };
}

function judgeWanted(
  machine: string,
  { nodeSubnets }: ClusterNetwork,
  wanted: readonly string[],
  offered: readonly string[] | undefined,
): IssueDetails[] {
  const named = nodeSubnets.flatMap(({ zone }) => (zone === undefined ? [] : [zone]));
  const bad = { code: 'clouds/invalid-zones', property: 'zones' } as const;
  if (wanted.length === 0) {
    return [{ ...bad, given: '[]', message: 'leaves no zone', fix: 'at least one zone, or no zones at all' }];
  }
  return wanted.flatMap((zone, index): readonly IssueDetails[] => {
    const at = { property: `zones[${index}]`, given: printGiven(zone) };
    if (!named.includes(zone)) {
      const message =
        named.length === 0 ? 'the network does not say which zones it has' : 'the network has no subnet in this zone';
      const fix =
        named.length === 0 ? "zones by name in the network, such as ['us-east-1a', 'us-east-1b']" : named.join(' or ');
      return [{ ...at, code: 'clouds/invalid-zones', message, fix }];
    }
    if (offered === undefined || offered.includes(zone)) return [];
    const message = `does not have ${machine}, by machineZones of the cluster`;
    return [{ ...at, code: 'clouds/not-offered', message, fix: offered.join(' or ') }];
  });
}
