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
import { mostZones, subnetsOf, type ZoneSubnets } from './subnet-plan';

/** A zone of a new network: known by its name, or as the nth of those that are looked up. */
export interface ZonePlan extends ZoneSubnets {
  /** What tells its resources from those of other zones: the last letter of the zone, or its number from 1. */
  readonly key: string;
  readonly zone: string | undefined;
}

/** What a new network is made of. */
export interface NetworkPlan {
  readonly cidr: string;
  readonly zones: readonly ZonePlan[];
  /** The keys of the zones that have a NAT gateway. */
  readonly gateways: readonly string[];
  readonly issues: readonly IssueDetails[];
}

/**
 * The zones, by id, in which EKS has no control planes.
 *
 * Source: Amazon EKS user guide, network_reqs (subnet requirements), as told in awslabs/ai-on-eks and eksctl's
 * pkg/az tests, read 2026-11-22.
 */
export const zonesWithoutControlPlane: readonly string[] = ['use1-az3', 'usw1-az2', 'cac1-az3'];

const defaultZones = 3;

/** Decides what a new network is made of, and says all that is wrong with what was given. */
export function planNetwork({ cidr, zones = defaultZones, nat = 'per-zone', joined = [] }: NetworkProps): NetworkPlan {
  const range = readRange(cidr);
  const issues = [...judgeRange(cidr, range), ...judgeJoined(cidr, range, joined), ...judgeZones(zones)];
  if (range === undefined || issues.length > 0) return { cidr, zones: [], gateways: [], issues };
  const places = placesOf(zones);
  return {
    cidr,
    // In one order, whatever the order of the names: pools would else be other pools.
    zones: [...places]
      .sort((left, right) => left.place - right.place)
      .map(({ key, zone, place }) => ({ key, zone, ...subnetsOf(range, place) })),
    gateways: (nat === 'one' ? places.slice(0, 1) : places).map(({ key }) => key),
    issues,
  };
}

interface Place {
  readonly key: string;
  readonly zone: string | undefined;
  readonly place: number;
}

/** A named zone has the place of its letter, so that names can come and go in any order. */
function placesOf(zones: number | readonly string[]): readonly Place[] {
  if (typeof zones === 'number') {
    return Array.from({ length: zones }, (_, place) => ({ key: String(place + 1), zone: undefined, place }));
  }
  return zones.map((zone) => ({ key: zone.slice(-1), zone, place: letterPlace(zone) }));
}

function letterPlace(zone: string): number {
  return zone.charCodeAt(zone.length - 1) - 'a'.charCodeAt(0);
}

function judgeRange(cidr: string, range: AddressRange | undefined): readonly IssueDetails[] {
  const fix = "the first address of a private range, such as '10.20.0.0/16'";
  const at = { code: 'eks/invalid-address-range', property: 'cidr', given: printGiven(cidr), fix } as const;
  if (range === undefined) return [{ ...at, message: 'is no range of addresses' }];
  if (range.family !== 'ipv4') return [{ ...at, message: 'is of IPv6, and the addresses of a VPC are of IPv4 first' }];
  if (range.length < 16 || range.length > 22) {
    return [
      { ...at, message: 'must be from /16, which is the largest VPC, to /22, below which subnets are too small' },
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
      return [{ ...at, code: 'eks/invalid-address-range', message: 'is no range of addresses', fix }];
    }
    if (range === undefined || !rangesOverlap(range, read)) return [];
    const message = `has addresses in common with cidr, ${cidr}: neither network could reach these in the other`;
    return [{ ...at, code: 'eks/overlapping-addresses', message, fix: `a cidr that lies outside of ${other}` }];
  });
}

function judgeZones(zones: number | readonly string[]): readonly IssueDetails[] {
  const issue = (property: string, given: unknown, message: string): IssueDetails => ({
    code: 'eks/invalid-zones',
    property,
    given: printGiven(given),
    message,
    fix: "zones: 3, or names such as ['us-east-1a', 'us-east-1b']",
  });
  const count = typeof zones === 'number' ? zones : zones.length;
  if (!Number.isSafeInteger(count) || count < 2 || count > mostZones) {
    return [issue('zones', zones, `must be from 2, without which EKS makes no cluster, to ${mostZones}`)];
  }
  if (typeof zones === 'number') return [];
  return zones.flatMap((zone, index) => {
    const property = `zones[${index}]`;
    if (!/^[a-z]{2}(-[a-z]+)+-\d[a-g]$/.test(zone)) return [issue(property, zone, 'is no zone of a region')];
    if (zone.slice(0, -1) !== zones[0]?.slice(0, -1)) return [issue(property, zone, 'is of another region')];
    return zones.indexOf(zone) === index ? [] : [issue(property, zone, 'is named twice')];
  });
}
