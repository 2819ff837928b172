import { fullLength, liesWithin, networkOf, printGiven, printRange, readRange, type AddressRange } from '../../core';
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
        checkRange(manifest, `spec.loadBalancerSourceRanges[${index}]`, text, found);
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
  const whole = checkRange(manifest, `${path}.cidr`, cidr, found);
  if (whole === undefined) return;
  asArray(except).forEach((range, index) => {
    const part = checkRange(manifest, `${path}.except[${index}]`, range, found);
    if (part === undefined || liesWithin(part, whole)) return;
    found.push({
      code: 'verify/invalid-address',
      severity: 'error',
      manifest,
      path: `${path}.except[${index}]`,
      given: printGiven(range),
      message: `does not lie within ${printRange(whole, networkOf(whole))}, from which it is to be an exception`,
      fix: 'a smaller range within that one',
    });
  });
}

/** Reads a range, and reports what the API server refuses of it or warns of. */
function checkRange(manifest: Manifest, path: string, given: unknown, found: RuleFinding[]): AddressRange | undefined {
  const range = readRange(given);
  if (range === undefined) {
    report(manifest, path, given, found);
    return undefined;
  }
  const place = {
    code: 'verify/doubtful-address',
    severity: 'warning',
    manifest,
    path,
    given: printGiven(given),
  } as const;
  const network = printRange(range, networkOf(range));
  if (range.isLegacy) {
    const message =
      'leading zeros, or an IPv4 address written as an IPv6 one, which later versions of Kubernetes refuse';
    found.push({ ...place, message, fix: network });
  } else if (range.address !== networkOf(range)) {
    const one = printRange(range, range.address, fullLength(range));
    const message = 'the address is not the first of its range, so that it is not clear which of the two is meant';
    found.push({ ...place, message, fix: `${network} for all of them, or ${one} for the one` });
  }
  return range;
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
