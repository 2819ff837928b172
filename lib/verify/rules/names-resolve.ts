import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { nameOf } from '../manifest';
import { namedHosts } from '../named-hosts';
import { readEnd } from '../network/end';
import { policiesOf, type GovernedEnd, type PoliciesOfApp } from '../network/policies-of-app';
import type { Policy } from '../network/policy';
import type { PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { isSet } from '../untrusted';

/** The ports that the DNS servers of clusters have: CoreDNS, and that of OpenShift. */
const serverPorts = [53, 5353];

/** Pods that are let out somewhere can ask where that is. */
export const namesResolve: Rule = {
  name: 'names-resolve',
  summary: 'pods that NetworkPolicies let out anywhere may ask the DNS of the cluster, by UDP and by TCP',
  source:
    'kubernetes concepts/services-networking/dns-pod-service; RFC 7766 section 5: DNS servers and clients must support TCP',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found = new Map<unknown, RuleFinding>();
    const isLimited = inventory.ofKind('networking.k8s.io', 'NetworkPolicy').some(({ spec }) => isSet(spec['egress']));
    if (!isLimited) return [];
    const policies = policiesOf(inventory);
    for (const template of inventory.podTemplates) {
      if (template.origin === 'custom') continue;
      const pods = policies.ofTemplate(template);
      if (!needsNames(template, pods)) continue;
      const lacking = ['UDP', 'TCP'].filter((protocol) => isShut(policies, pods, protocol));
      if (lacking.length === 0) continue;
      const governing = pods.policies.filter((policy) => policy.governs('egress')).map(({ manifest }) => manifest);
      const policy = policies.chosenOf(governing);
      if (policy === undefined || found.has(policy)) continue;
      found.set(policy, {
        code: 'verify/names-not-resolved',
        severity: 'warning',
        manifest: policy.manifest,
        path: 'spec.egress',
        message: lacking.includes('UDP')
          ? `keeps the pods of ${nameOf(template.owner)} from the DNS of the cluster, so that they find no host by its name`
          : `keeps the pods of ${nameOf(template.owner)} from asking DNS by TCP, as they must where an answer is too long for UDP`,
        fix: 'a rule with to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }, podSelector: { matchLabels: { k8s-app: kube-dns } } }], ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]',
      });
    }
    return [...found.values()];
  },
};

/** Whether nobody at all could be asked. */
function isShut(policies: PoliciesOfApp, pods: GovernedEnd, protocol: string): boolean {
  const somebody: GovernedEnd = { end: readEnd({ kind: 'somebody' }, policies.namespaces), policies: [] };
  return serverPorts.every((number) => policies.judge(pods, somebody, { number, protocol }).kind === 'no');
}

/** Who is let out nowhere calls nobody; who is let out to single addresses alone may know them by number. */
function needsNames({ containers }: PodTemplate, { end, policies }: GovernedEnd): boolean {
  if (end.kind !== 'pods') return false;
  const governing = policies.filter((policy: Policy) => policy.governs('egress') && policy.selects(end) === true);
  if (governing.some((policy) => policy.letsOutByName())) return true;
  return (
    governing.some((policy) => policy.hasRules('egress')) &&
    containers.some((container) => namedHosts(container).some(({ host }) => !/^[\d.]+$/.test(host)))
  );
}
