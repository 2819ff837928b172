import { networkOf, printRange, type AddressRange } from '../core';

/** The addresses of one zone. */
export interface ZoneSubnets {
  /** For nodes and pods: an eighth of the network. */
  readonly nodes: string;
  /** For load balancers and the NAT gateway: 256 addresses, or fewer where the network is small. */
  readonly open: string;
}

/** Zones that a network has room for: seven eighths; public subnets share the last. */
export const mostZones = 7;

/**
 * The subnets of a zone, by its place in the network.
 *
 * They depend on that place alone, so that a zone that is added or dropped moves no other: a subnet that is in use can
 * neither be changed nor be made again beside itself.
 *
 * @param range of the network, whose prefix is not longer than 22
 * @param place from 0 to 6
 */
export function subnetsOf(range: AddressRange, place: number): ZoneSubnets {
  const eighth = range.length + 3;
  const openLength = Math.max(range.length + 6, 24);
  const start = networkOf(range);
  return {
    nodes: printRange(range, start + BigInt(place) * size(eighth), eighth),
    open: printRange(range, start + BigInt(mostZones) * size(eighth) + BigInt(place) * size(openLength), openLength),
  };
}

function size(length: number): bigint {
  return 1n << BigInt(32 - length);
}
