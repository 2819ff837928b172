import { printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { End } from '../network/end';
import type { NeededConnection } from '../network/needed-connection';
import { neededConnections } from '../network/needed-connections';
import { PoliciesOfApp } from '../network/policies-of-app';
import type { Port } from '../network/policy';
import type { Rule } from '../rule';

/** The traffic that an app is for passes its own NetworkPolicies. */
export const trafficPasses: Rule = {
  name: 'traffic-passes',
  summary:
    'NetworkPolicies let through what is declared, what routes and scrapers lead to, and what pods are told to call',
  source:
    'kubernetes networking/v1 NetworkPolicySpec, concepts/services-networking/network-policies; 1.34 test/e2e/network/netpol',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    if (inventory.ofKind('networking.k8s.io', 'NetworkPolicy').length === 0) return found;
    const policies = new PoliciesOfApp(inventory);
    for (const needed of neededConnections(inventory, policies)) judge(policies, needed, found);
    return found;
  },
};

/** Judges a connection, and says what is wrong with it; a policy says it once for all that it stops for one reason. */
function judge(policies: PoliciesOfApp, needed: NeededConnection, found: RuleFinding[]): void {
  const { from, to, port, because, severity, askedBy } = needed;
  const connection = policies.judge(from, to, port);
  if (connection.kind === 'no') {
    for (const { direction, policies: stopping } of connection.stops) {
      const chosen = policies.chosenOf(stopping);
      if (chosen === undefined) continue;
      const isIn = direction === 'ingress';
      push(found, {
        code: 'verify/traffic-stopped',
        severity,
        manifest: chosen.manifest,
        path: `spec.${direction}`,
        message: `keeps ${from.called} from ${portOf(port)} of ${to.called}, and no other policy lets them ${isIn ? 'in' : 'out'}: ${because}`,
        fix: isIn
          ? `a rule with ${peersOf('from', from.end)}${portsOf(port)}`
          : `a rule with ${peersOf('to', to.end)}${portsOf(port)}`,
      });
    }
  } else if (connection.kind === 'not-known' && askedBy !== undefined) {
    const { manifest, path, fix } = askedBy;
    push(found, {
      code: 'verify/not-known-traffic',
      severity: 'not-known',
      manifest,
      path,
      message: `whether ${from.called} may connect to ${portOf(port)} of ${to.called} is not known: ${connection.because}`,
      fix,
    });
  }
}

function push(found: RuleFinding[], finding: RuleFinding): void {
  const isSaid = found.some(
    ({ manifest, path, message }) =>
      manifest === finding.manifest && path === finding.path && message === finding.message,
  );
  if (!isSaid) found.push(finding);
}

function portOf({ number, protocol }: Port): string {
  return `${number === undefined ? 'any port' : `port ${number}`}${protocol === 'TCP' ? '' : `/${protocol}`}`;
}

function portsOf({ number, protocol }: Port): string {
  if (number === undefined) return 'its port';
  return `ports: [{ ${protocol === 'TCP' ? '' : `protocol: ${protocol}, `}port: ${number} }]`;
}

function peersOf(side: 'from' | 'to', end: End): string {
  if (end.kind !== 'pods') return end.kind === 'outside' ? `${side}: [{ ipBlock: { cidr: 0.0.0.0/0 } }], ` : '';
  const { namespace, labels } = end;
  const spaces =
    namespace === '' ? [] : [`namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ${namespace} } }`];
  const pairs = Object.entries(labels.labels).map(([key, value]) => `${key}: ${printGiven(value)}`);
  const pods = pairs.length === 0 ? [] : [`podSelector: { matchLabels: { ${pairs.join(', ')} } }`];
  const peer = [...spaces, ...pods];
  return `${side}: [{ ${(peer.length === 0 ? ['podSelector: {}'] : peer).join(', ')} }], `;
}
