import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { refusalsOf, type PodSecurityPolicy } from '../pod-security-standards';
import type { Rule } from '../rule';
import { asRecord, asString } from '../untrusted';

/** A namespace takes the pods that are made in it. */
export const podSecurity: Rule = {
  name: 'pod-security',
  summary: 'pods keep to the Pod Security level that their namespace enforces',
  source: 'kubernetes concepts/security/pod-security-standards; k8s.io/pod-security-admission 0.36.3 policy',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    const policies = policiesOf(inventory);
    if (policies.size === 0) return found;
    for (const template of inventory.podTemplates) {
      const { owner, origin } = template;
      const policy = policies.get(owner.namespace);
      if (policy === undefined || origin === 'custom' || owner.kind === 'PodTemplate') continue;
      for (const refusal of refusalsOf(template, policy)) {
        const { level } = policy;
        found.push({
          code: 'verify/pod-security',
          severity: 'error',
          manifest: owner.manifest,
          ...refusal,
          message: `${refusal.message}: namespace ${owner.namespace} enforces Pod Security ${level}, and refuses the pods`,
        });
      }
    }
    return found;
  },
};

const prefix = 'pod-security.kubernetes.io/enforce';
const version = /^v1\.(\d{1,3})$/;

/** The levels that the namespaces of the app enforce: of others it is not known, and privileged refuses nothing. */
function policiesOf(inventory: Inventory): ReadonlyMap<string, PodSecurityPolicy> {
  const policies = new Map<string, PodSecurityPolicy>();
  for (const { name, metadata } of inventory.ofKind('', 'Namespace')) {
    const labels = asRecord(metadata['labels']);
    const level = labels[prefix];
    if (level !== 'baseline' && level !== 'restricted') continue;
    const [, minor] = version.exec(asString(labels[`${prefix}-version`]) ?? '') ?? [];
    policies.set(name, minor === undefined ? { level } : { level, minor: Number(minor) });
  }
  return policies;
}
