import { networkOf, readRange, rangesOverlap } from '../core';

/** Says whether two ranges, as they are written, have an address in common; no where one of them is none. */
export function textsOverlap(left: string, right: string): boolean {
  const [one, other] = [readRange(left), readRange(right)];
  return one !== undefined && other !== undefined && rangesOverlap(one, other);
}

/** The IPv4 address that is so many after the first of a range. */
export function addressAt(cidr: string, offset: number): string {
  const range = readRange(cidr);
  const address = range === undefined ? 0n : networkOf(range) + BigInt(offset);
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
}
