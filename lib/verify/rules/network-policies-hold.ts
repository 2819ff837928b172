import { printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { nameOf, type Manifest, type ManifestObject } from '../manifest';
import type { Rule } from '../rule';
import { readLabelSelector } from '../selector';
import { asArray, asInteger, asRecord, isRecord, isSet, type PlainRecord } from '../untrusted';

/** NetworkPolicies say what they mean. */
export const networkPoliciesHold: Rule = {
  name: 'network-policies-hold',
  summary:
    'NetworkPolicies name the directions they govern, well-formed ports and peers, and pods that they can govern',
  source: 'kubernetes networking/v1 NetworkPolicySpec; 1.34 pkg/apis/networking/validation ValidateNetworkPolicySpec',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const policy of inventory.ofKind('networking.k8s.io', 'NetworkPolicy')) {
      checkDirections(policy, found);
      checkRules(policy.manifest, 'spec.ingress', policy.spec['ingress'], 'from', found);
      checkRules(policy.manifest, 'spec.egress', policy.spec['egress'], 'to', found);
      checkPods(inventory, policy, found);
    }
    return found;
  },
};

function checkDirections({ manifest, spec }: ManifestObject, found: RuleFinding[]): void {
  const types = asArray(spec['policyTypes']);
  const place = { severity: 'warning', manifest, path: 'spec.policyTypes' } as const;
  if (types.length === 0) {
    if (!isSet(spec['egress']) || isSet(spec['ingress'])) return;
    found.push({
      ...place,
      code: 'verify/policy-types-left-out',
      message: 'without policyTypes the policy governs what comes in too, and lets nothing in',
      fix: "policyTypes: ['Egress'], or with 'Ingress' where that is meant",
    });
    return;
  }
  for (const [field, type] of [
    ['ingress', 'Ingress'],
    ['egress', 'Egress'],
  ] as const) {
    if (asArray(spec[field]).length === 0 || types.includes(type)) continue;
    found.push({
      ...place,
      code: 'verify/policy-rules-ignored',
      given: printGiven(types),
      message: `the ${field} rules are ignored`,
      fix: `'${type}' among the policyTypes, or no ${field} rules`,
    });
  }
}

function checkRules(manifest: Manifest, path: string, rules: unknown, side: 'from' | 'to', found: RuleFinding[]): void {
  asArray(rules).forEach((item, index) => {
    const rule = asRecord(item);
    asArray(rule['ports']).forEach((port, position) => {
      checkPort(manifest, `${path}[${index}].ports[${position}]`, asRecord(port), found);
    });
    asArray(rule[side]).forEach((peer, position) => {
      checkPeer(manifest, `${path}[${index}].${side}[${position}]`, asRecord(peer), found);
    });
  });
}

function checkPort(manifest: Manifest, path: string, { port, endPort }: PlainRecord, found: RuleFinding[]): void {
  const last = asInteger(endPort);
  if (last === undefined) return;
  const first = asInteger(port);
  if (first !== undefined && last >= first) return;
  found.push({
    code: 'verify/policy-refused',
    severity: 'error',
    manifest,
    path: `${path}.endPort`,
    given: String(last),
    message:
      first === undefined
        ? 'a range of ports starts with a number, not with a name or with nothing'
        : `less than the first port of the range, ${first}`,
    fix: 'a number for port, no greater than endPort',
  });
}

function checkPeer(manifest: Manifest, path: string, peer: PlainRecord, found: RuleFinding[]): void {
  const selects = isRecord(peer['podSelector']) || isRecord(peer['namespaceSelector']);
  const isBlock = isRecord(peer['ipBlock']);
  if (selects !== isBlock) return;
  found.push({
    code: 'verify/policy-refused',
    severity: 'error',
    manifest,
    path,
    message: isBlock ? 'an ipBlock stands alone: addresses are not selected by labels' : 'the peer names nobody',
    fix: 'podSelector, namespaceSelector, both of these, or ipBlock',
  });
}

function checkPods(inventory: Inventory, policy: ManifestObject, found: RuleFinding[]): void {
  const selector = readLabelSelector(policy.spec['podSelector']);
  if (selector === undefined) return;
  for (const { owner, pod } of inventory.podsSelectedBy(selector, policy.namespace)) {
    if (pod['hostNetwork'] !== true) continue;
    found.push({
      code: 'verify/policy-misses-host-network',
      severity: 'warning',
      manifest: policy.manifest,
      path: 'spec.podSelector',
      message: `the pods of ${nameOf(owner)} use the network of their node, which most network plugins do not govern`,
      fix: 'pods with a network of their own, or labels that leave these out',
    });
    return;
  }
}
