import { printGiven, type IssueDetails } from '../core';
import { textsOverlap } from './address-text';

/**
 * What neither Services and pods of a cluster nor its network may have addresses of.
 *
 * Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/concepts-network-cni-overview.md, "AKS CNI networking
 * prerequisites" (read 2026-11-22): a range that holds one of them is refused as well.
 */
const reserved = ['169.254.0.0/16', '172.30.0.0/16', '172.31.0.0/16', '192.0.2.0/24'] as const;

/** Says where a range has addresses that AKS keeps for itself; nothing where it is no range. */
export function judgeReserved(property: string, cidr: string, example: string): readonly IssueDetails[] {
  const taken = reserved.filter((range) => textsOverlap(cidr, range));
  if (taken.length === 0) return [];
  return [
    {
      code: 'clouds/invalid-address-range',
      property,
      given: printGiven(cidr),
      message: `has addresses in common with ${taken.join(' and ')}, which AKS takes for no cluster`,
      fix: `a range such as '${example}'`,
    },
  ];
}
