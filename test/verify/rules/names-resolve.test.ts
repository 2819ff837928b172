import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../../lib/verify';
import { namesResolve } from '../../../lib/verify/rules/names-resolve';
import { check, deployment, object } from '../manifests';

type Fields = Readonly<Record<string, unknown>>;

const out = (...egress: readonly Fields[]): Manifest =>
  object(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    { name: 'out' },
    { podSelector: {}, policyTypes: ['Egress'], egress },
  );
const dns = (...ports: readonly Fields[]): Fields => ({
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports,
});
const udp = { protocol: 'UDP', port: 53 };
const tcp = { protocol: 'TCP', port: 53 };
const web = { ports: [{ port: 443 }] };

test('warns of pods that are let out and cannot ask where to', () => {
  expect(check(namesResolve, [out(web), deployment(), deployment({ name: 'other' })])).toEqual([
    {
      code: 'verify/names-not-resolved',
      severity: 'warning',
      object: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'out' },
      document: 0,
      path: 'spec.egress',
      message: 'keeps the pods of Deployment chat from the DNS of the cluster, so that they find no host by its name',
      fix: 'a rule with to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }, podSelector: { matchLabels: { k8s-app: kube-dns } } }], ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]',
    },
  ]);
});

test('warns of DNS by UDP alone', () => {
  expect(check(namesResolve, [out(web, dns(udp)), deployment()]).map(({ message }) => message)).toEqual([
    'keeps the pods of Deployment chat from asking DNS by TCP, as they must where an answer is too long for UDP',
  ]);
});

test.each<[string, Fields, Fields?]>([
  ['to pods', { to: [{ podSelector: {} }], ports: [{ port: 8080 }] }],
  ['to a range of addresses', { to: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 5432 }] }],
  [
    'to one address, and to call a host by its name',
    { to: [{ ipBlock: { cidr: '10.0.0.1/32' } }], ports: [{ port: 5432 }] },
    { env: [{ name: 'STORE', value: 'https://store.example.com' }] },
  ],
])('warns of pods that are let out %s', (_what, rule, container = {}) => {
  expect(check(namesResolve, [out(rule), deployment({ container })])).toHaveLength(1);
  expect(check(namesResolve, [out(rule, dns(udp, tcp)), deployment({ container })])).toEqual([]);
});

describe('says nothing', () => {
  test.each<[string, readonly Manifest[]]>([
    ['where nothing is let out', [out()]],
    ['where only DNS is', [out(dns(udp, tcp))]],
    ['where everything is', [out({})]],
    ['where another policy lets DNS through', [out(web), out(dns(udp, tcp))]],
    [
      'of DNS of another kind, which may be what the pods ask',
      [out(web, { ports: [{ protocol: 'UDP', port: 5353 }, { port: 5353 }] })],
    ],
    ['of DNS at an address', [out(web, { to: [{ ipBlock: { cidr: '169.254.20.10/32' } }], ports: [udp, tcp] })]],
    [
      'of pods that are let out to one address',
      [out({ to: [{ ipBlock: { cidr: '10.0.0.1/32' } }], ports: [{ port: 5432 }] })],
    ],
    [
      'of policies for what comes in',
      [object('networking.k8s.io/v1', 'NetworkPolicy', {}, { podSelector: {}, policyTypes: ['Ingress'] })],
    ],
    ['of pods that no policy selects', [{ ...out(web), metadata: { name: 'out', namespace: 'other' } }]],
  ])('%s', (_what, policies) => {
    expect(check(namesResolve, [...policies, deployment()])).toEqual([]);
  });

  test('of pods on the network of their node', () => {
    expect(check(namesResolve, [out(web), deployment({ pod: { hostNetwork: true } })])).toEqual([]);
  });
});
