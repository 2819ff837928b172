// eslint-disable-next-line no-restricted-imports -- isIPv4 and isIPv6 judge texts; nothing here opens a connection
import { isIPv4, isIPv6 } from 'node:net';

/** A range of addresses, such as `10.0.0.0/8`. */
export interface AddressRange {
  readonly family: 'ipv4' | 'ipv6';
  /** The address as a number. */
  readonly address: bigint;
  readonly length: number;
  /** Whether it is written in a way that Kubernetes takes for the time being: with leading zeros, or IPv4 as IPv6. */
  readonly isLegacy: boolean;
}

const widths = { ipv4: 32, ipv6: 128 } as const;

/** Reads a range as the API server does; nothing where it would refuse it. */
export function readRange(value: unknown): AddressRange | undefined {
  const [, text = '', digits = ''] = typeof value === 'string' ? (/^([^/%]+)\/(\d{1,9})$/.exec(value) ?? []) : [];
  const length = Number(digits);
  const hasZeros = /^0\d/.test(digits);
  const plain = /^[\d.]+$/.test(text) ? text.replace(/\b0+(?=\d)/g, '') : text;
  if (isIPv4(plain)) {
    if (length > widths.ipv4) return undefined;
    return { family: 'ipv4', address: readIPv4(plain), length, isLegacy: hasZeros || plain !== text };
  }
  if (!isIPv6(text) || length > widths.ipv6) return undefined;
  const address = readIPv6(text);
  if (address >> 32n === 0xffffn && length >= 96)
    return { family: 'ipv4', address: address & 0xffff_ffffn, length: length - 96, isLegacy: true };
  return { family: 'ipv6', address, length, isLegacy: hasZeros };
}

/** The first address of a range. */
export function networkOf({ family, address, length }: AddressRange): bigint {
  const free = BigInt(widths[family] - length);
  return (address >> free) << free;
}

/** Says whether a range is a true part of another. */
export function liesWithin(part: AddressRange, whole: AddressRange): boolean {
  if (part.family !== whole.family || part.length <= whole.length) return false;
  return networkOf(whole) === networkOf({ ...part, length: whole.length });
}

/** Says whether two ranges have an address in common. */
export function rangesOverlap(left: AddressRange, right: AddressRange): boolean {
  if (left.family !== right.family) return false;
  const length = Math.min(left.length, right.length);
  return networkOf({ ...left, length }) === networkOf({ ...right, length });
}

/** A range as it is best written; of one address only, where that is what is asked for. */
export function printRange(range: AddressRange, address: bigint, length: number = range.length): string {
  return `${range.family === 'ipv4' ? printIPv4(address) : printIPv6(address)}/${length}`;
}

/** The length of the prefix of a range that is one address. */
export function fullLength({ family }: AddressRange): number {
  return widths[family];
}

function readIPv4(text: string): bigint {
  return text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function readIPv6(text: string): bigint {
  const [, head = '', tail] = /^(.*:)(\d+\.[\d.]+)$/.exec(text) ?? [];
  const groups =
    tail === undefined
      ? text
      : `${head}${readIPv4(tail)
          .toString(16)
          .padStart(8, '0')
          .replace(/(.{4})$/, ':$1')}`;
  const [before = '', after] = groups.split('::');
  const first = before.split(':').filter((group) => group !== '');
  const last = (after ?? '').split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0');
  return [...first, ...zeros, ...last].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

function printIPv4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
}

function printIPv6(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((address >> BigInt(112 - 16 * index)) & 65_535n).toString(16),
  );
  // The longest run of zeros, two at the least, is left out.
  const runs = [...groups.join(':').matchAll(/\b0(?::0)+\b/g)].sort((left, right) => right[0].length - left[0].length);
  const [run] = runs;
  if (run === undefined) return groups.join(':');
  const text = groups.join(':');
  const before = text.slice(0, run.index).replace(/:$/, '');
  const after = text.slice(run.index + run[0].length).replace(/^:/, '');
  return `${before}::${after}`;
}
