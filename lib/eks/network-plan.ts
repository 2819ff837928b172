import { readNetworkRange, type NetworkLimits } from '../clouds';
import { printGiven, type IssueDetails } from '../core';
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

const limits: NetworkLimits = { network: 'VPC', addresses: 'the addresses of a VPC are', largest: 16 };

const defaultZones = 3;

/** Decides what a new network is made of, and says all that is wrong with what was given, in its region where that is known. */
export function planNetwork(
  { cidr, zones = defaultZones, nat = 'per-zone', joined = [] }: NetworkProps,
  region?: string,
): NetworkPlan {
  const { range, issues: found } = readNetworkRange(cidr, joined, limits);
  const issues = [...found, ...judgeZones(zones, region)];
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

function judgeZones(zones: number | readonly string[], region: string | undefined): readonly IssueDetails[] {
  const issue = (property: string, given: unknown, message: string): IssueDetails => ({
    code: 'clouds/invalid-zones',
    property,
    given: printGiven(given),
    message,
    fix: `zones: 3, or names such as ['${region ?? 'us-east-1'}a', '${region ?? 'us-east-1'}b']`,
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
    if (region !== undefined && zone.slice(0, -1) !== region) {
      return [issue(property, zone, `is no zone of ${region}, the region that aws:region says`)];
    }
    return zones.indexOf(zone) === index ? [] : [issue(property, zone, 'is named twice')];
  });
}
