// eslint-disable-next-line no-restricted-imports -- BlockList and isIP judge texts; nothing here opens a connection
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Manifest } from '../manifest';
import type { Rule } from '../rule';
import { asArray, asRecord } from '../untrusted';

/** Ranges of addresses are ranges, and paths of an Ingress are paths. */
export const addressesValid: Rule = {
  name: 'addresses-valid',
  summary: 'ranges of addresses can be read, exceptions lie within them, and paths of an Ingress are plain',
  source:
    'kubernetes 1.34 pkg/apis/networking/validation ValidateIPBlock, validateHTTPIngressPath; pkg/apis/core/validation ValidateService',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const { manifest, spec } of inventory.ofKind('', 'Service')) {
      asArray(spec['loadBalancerSourceRanges']).forEach((range, index) => {
        const text = typeof range === 'string' ? range.trim() : range;
        if (readRange(text) === undefined) report(manifest, `spec.loadBalancerSourceRanges[${index}]`, range, found);
      });
    }
    for (const { manifest, spec } of inventory.ofKind('networking.k8s.io', 'NetworkPolicy')) {
      checkRules(manifest, 'spec.ingress', spec['ingress'], 'from', found);
      checkRules(manifest, 'spec.egress', spec['egress'], 'to', found);
    }
    for (const { manifest, spec } of inventory.ofKind('networking.k8s.io', 'Ingress')) {
      asArray(spec['rules']).forEach((rule, index) => {
        asArray(asRecord(asRecord(rule)['http'])['paths']).forEach((path, position) => {
          checkPath(manifest, `spec.rules[${index}].http.paths[${position}].path`, asRecord(path), found);
        });
      });
    }
    return found;
  },
};

interface Range {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly length: number;
}

/** Reads a range such as `10.0.0.0/8`. */
function readRange(value: unknown): Range | undefined {
  if (typeof value !== 'string') return undefined;
  const [, address = '', digits] = /^([^/%]+)\/(\d{1,3})$/.exec(value) ?? [];
  const length = Number(digits);
  if (isIPv4(address) && length <= 32) return { address, family: 'ipv4', length };
  return isIPv6(address) && length <= 128 ? { address, family: 'ipv6', length } : undefined;
}

/** Says whether a range is a true part of another. */
function liesWithin(part: Range, whole: Range): boolean {
  const block = new BlockList();
  block.addSubnet(whole.address, whole.length, whole.family);
  return part.family === whole.family && part.length > whole.length && block.check(part.address, part.family);
}

function checkRules(manifest: Manifest, path: string, rules: unknown, side: 'from' | 'to', found: RuleFinding[]): void {
  asArray(rules).forEach((rule, index) => {
    asArray(asRecord(rule)[side]).forEach((peer, position) => {
      const { ipBlock } = asRecord(peer);
      if (ipBlock !== undefined) checkBlock(manifest, `${path}[${index}].${side}[${position}].ipBlock`, ipBlock, found);
    });
  });
}

function checkBlock(manifest: Manifest, path: string, block: unknown, found: RuleFinding[]): void {
  const { cidr, except } = asRecord(block);
  const whole = readRange(cidr);
  if (whole === undefined) {
    report(manifest, `${path}.cidr`, cidr, found);
    return;
  }
  asArray(except).forEach((range, index) => {
    const part = readRange(range);
    if (part === undefined) {
      report(manifest, `${path}.except[${index}]`, range, found);
    } else if (!liesWithin(part, whole)) {
      found.push({
        code: 'verify/invalid-address',
        severity: 'error',
        manifest,
        path: `${path}.except[${index}]`,
        given: printGiven(range),
        message: `does not lie within ${whole.address}/${whole.length}, from which it is to be an exception`,
        fix: 'a smaller range within that one',
      });
    }
  });
}

function report(manifest: Manifest, path: string, given: unknown, found: RuleFinding[]): void {
  found.push({
    code: 'verify/invalid-address',
    severity: 'error',
    manifest,
    path,
    given: printGiven(given),
    message: 'not a range of addresses',
    fix: "an address and the length of its prefix, such as '10.0.0.0/16'",
  });
}

function checkPath(
  manifest: Manifest,
  place: string,
  { path, pathType }: ReturnType<typeof asRecord>,
  found: RuleFinding[],
): void {
  if (pathType === 'ImplementationSpecific' || typeof path !== 'string') return;
  const odd = /\/\/|\/\.{1,2}(?:\/|$)|%2f/i.exec(path)?.[0] ?? (path.startsWith('/') ? undefined : path.slice(0, 1));
  if (odd === undefined) return;
  found.push({
    code: 'verify/invalid-path',
    severity: 'error',
    manifest,
    path: place,
    given: printGiven(path),
    message: path.startsWith('/') ? `must not contain ${printGiven(odd)}` : 'must start with a slash',
    fix: "a path such as '/predict'",
  });
}
