import { printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Manifest } from '../manifest';
import type { Stop } from '../network/may-connect';
import type { NamedEnd, NeededConnection } from '../network/needed-connection';
import { neededConnections } from '../network/needed-connections';
import { policiesOf, type PoliciesOfApp } from '../network/policies-of-app';
import type { Port } from '../network/policy';
import type { Rule } from '../rule';
import { asRecord } from '../untrusted';

/** The traffic that an app is for passes its own NetworkPolicies. */
export const trafficPasses: Rule = {
  name: 'traffic-passes',
  summary: 'NetworkPolicies pass what is declared, what routes and scrapers lead to, and what pods are told to call',
  source:
    'kubernetes networking/v1 NetworkPolicySpec, concepts/services-networking/network-policies; 1.34 test/e2e/network/netpol',
  check(inventory: Inventory): readonly RuleFinding[] {
    if (inventory.ofKind('networking.k8s.io', 'NetworkPolicy').length === 0) return [];
    const policies = policiesOf(inventory);
    // What a policy stops for one reason is said once, however many ask.
    const found = new Map<Manifest, Map<string, RuleFinding>>();
    for (const needed of neededConnections(inventory, policies)) {
      for (const finding of judge(policies, needed)) {
        const { manifest, path, message } = finding;
        let ofManifest = found.get(manifest);
        if (ofManifest === undefined) found.set(manifest, (ofManifest = new Map<string, RuleFinding>()));
        const key = `${path} ${message}`;
        if (!ofManifest.has(key)) ofManifest.set(key, finding);
      }
    }
    return [...found.values()].flatMap((ofManifest) => [...ofManifest.values()]);
  },
};

/** Judges a connection, and says what is wrong with it. */
function judge(policies: PoliciesOfApp, needed: NeededConnection): readonly RuleFinding[] {
  const { from, to, port, askedBy } = needed;
  const connection = policies.judge(from, to, port);
  switch (connection.kind) {
    case 'yes':
      return [];
    case 'no':
      return connection.stops.flatMap((stop) => stopped(policies, needed, stop));
    case 'not-known': {
      if (askedBy === undefined) return [];
      const message = `whether ${from.called} may connect to ${portOf(port)} of ${to.called} is not known: ${connection.because}`;
      return [{ code: 'verify/not-known-traffic', severity: 'not-known', message, ...askedBy }];
    }
  }
}

function stopped(
  policies: PoliciesOfApp,
  { from, to, port, because, severity }: NeededConnection,
  { direction, policies: stopping }: Stop,
): readonly RuleFinding[] {
  const chosen = policies.chosenOf(stopping);
  if (chosen === undefined) return [];
  const isIn = direction === 'ingress';
  return [
    {
      code: 'verify/traffic-stopped',
      severity,
      manifest: chosen.manifest,
      path: `spec.${direction}`,
      message: `keeps ${from.called} from ${portOf(port)} of ${to.called}, and no other policy lets them ${isIn ? 'in' : 'out'}: ${because}`,
      fix: `${isIn ? allowedBy(to) : ''}a rule with ${isIn ? peersOf('from', from) : peersOf('to', to)}${portsOf(port)}`,
    },
  ];
}

/** A ModelService makes the policy itself, as soon as it is told who may call. */
function allowedBy({ template }: NamedEnd): string {
  const { owner } = template ?? {};
  const labels = asRecord(owner?.metadata['labels']);
  const isService =
    labels['app.kubernetes.io/managed-by'] === 'modelyard' && labels['app.kubernetes.io/component'] === 'server';
  return owner !== undefined && isService ? `allowFrom() of the ModelService ${owner.name}, or ` : '';
}

function portOf({ number, protocol }: Port): string {
  return `${number === undefined ? 'any port' : `port ${number}`}${protocol === 'TCP' ? '' : `/${protocol}`}`;
}

function portsOf({ number, protocol }: Port): string {
  if (number === undefined) return 'its port';
  return `ports: [{ ${protocol === 'TCP' ? '' : `protocol: ${protocol}, `}port: ${number} }]`;
}

function peersOf(side: 'from' | 'to', { end, template }: NamedEnd): string {
  if (end.kind !== 'pods') return end.kind === 'outside' ? `${side}: [{ ipBlock: { cidr: 0.0.0.0/0 } }], ` : '';
  const { namespace } = end;
  const spaces =
    namespace === '' ? [] : [`namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ${namespace} } }`];
  // What selects the pods of a controller outlasts their version, which is among their labels.
  const selected = asRecord(asRecord(template?.owner.spec['selector'])['matchLabels']);
  const labels = Object.entries(template === undefined ? end.labels.labels : selected);
  const pairs = labels.map(([key, value]) => `${key}: ${printGiven(value)}`);
  const pods = pairs.length === 0 ? [] : [`podSelector: { matchLabels: { ${pairs.join(', ')} } }`];
  const peer = [...spaces, ...pods];
  return `${side}: [{ ${(peer.length === 0 ? ['podSelector: {}'] : peer).join(', ')} }], `;
}
