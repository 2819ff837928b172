import {
  networkOf,
  printGiven,
  printRange,
  rangesOverlap,
  readRange,
  type AddressRange,
  type IssueDetails,
} from '../core';

/** How large the network of a cloud may be, and what it is called there. */
export interface NetworkLimits {
  /** What it is called, such as `VPC`. */
  readonly network: string;
  /** Whose addresses it has, such as `the addresses of a VPC`. */
  readonly addresses: string;
  /** The length of the prefix of the largest one. */
  readonly largest: number;
}

const smallest = 22;

/** Reads the addresses of a new network, and says what is wrong with them and with those that it is joined to. */
export function readNetworkRange(
  cidr: string,
  joined: readonly string[],
  limits: NetworkLimits,
): { readonly range: AddressRange | undefined; readonly issues: readonly IssueDetails[] } {
  const range = readRange(cidr);
  return { range, issues: [...judgeRange(cidr, range, limits), ...judgeJoined(cidr, range, joined)] };
}

function judgeRange(
  cidr: string,
  range: AddressRange | undefined,
  { network, addresses, largest }: NetworkLimits,
): readonly IssueDetails[] {
  const fix = "the first address of a private range, such as '10.20.0.0/16'";
  const at = { code: 'clouds/invalid-address-range', property: 'cidr', given: printGiven(cidr), fix } as const;
  if (range === undefined) return [{ ...at, message: 'is no range of addresses' }];
  if (range.family !== 'ipv4') return [{ ...at, message: `is of IPv6, and ${addresses} of IPv4 first` }];
  if (range.length < largest || range.length > smallest) {
    const sizes = `from /${largest}, which is the largest ${network}, to /${smallest}, below which subnets are too small`;
    return [{ ...at, message: `must be ${sizes}` }];
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
      return [{ ...at, code: 'clouds/invalid-address-range', message: 'is no range of addresses', fix }];
    }
    if (range === undefined || !rangesOverlap(range, read)) return [];
    const message = `has addresses in common with cidr, ${cidr}: neither network could reach these in the other`;
    return [{ ...at, code: 'clouds/overlapping-addresses', message, fix: `a cidr that lies outside of ${other}` }];
  });
}
