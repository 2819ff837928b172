import { expect, test } from 'vitest';
import type { Finding, Manifest } from '../../../lib/verify';
import { networkPoliciesHold } from '../../../lib/verify/rules/network-policies-hold';
import { check, deployment, object, workload } from '../manifests';

test.each<{ where: string; manifests: readonly Manifest[] }>([
  {
    where: 'directions are named',
    manifests: [
      object(
        'networking.k8s.io/v1',
        'NetworkPolicy',
        {},
        {
          policyTypes: ['Egress'],
          egress: [
            {
              to: [{ podSelector: {}, namespaceSelector: {} }, { ipBlock: { cidr: '10.0.0.0/8' } }],
              ports: [{ port: 80, endPort: 80 }, { port: 'http' }],
            },
          ],
          ingress: [],
        },
      ),
    ],
  },
  {
    where: 'what comes in is governed anyway',
    manifests: [object('networking.k8s.io/v1', 'NetworkPolicy', {}, { egress: [], ingress: [] })],
  },
  {
    where: 'pods have a network of their own',
    manifests: [deployment(), object('networking.k8s.io/v1', 'NetworkPolicy', {}, { podSelector: {} })],
  },
  {
    where: 'a peer is a namespace',
    manifests: [
      object(
        'networking.k8s.io/v1',
        'NetworkPolicy',
        {},
        { policyTypes: ['Ingress'], ingress: [{ from: [{ namespaceSelector: {} }] }] },
      ),
    ],
  },
])('finds nothing where $where', ({ manifests }) => {
  expect(check(networkPoliciesHold, manifests)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'only what goes out is meant',
    manifests: [object('networking.k8s.io/v1', 'NetworkPolicy', {}, { egress: [{}] })],
    findings: [
      {
        severity: 'warning',
        path: 'spec.policyTypes',
        code: 'verify/policy-types-left-out',
        message: 'without policyTypes the policy governs what comes in too, and lets nothing in',
        fix: "policyTypes: ['Egress'], or with 'Ingress' where that is meant",
        object: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'rules are for a direction that is not governed',
    manifests: [
      object('networking.k8s.io/v1', 'NetworkPolicy', {}, { policyTypes: ['Ingress'], egress: [{}] }),
      object('networking.k8s.io/v1', 'NetworkPolicy', {}, { policyTypes: ['Egress'], ingress: [{}] }),
    ],
    findings: [
      {
        severity: 'warning',
        path: 'spec.policyTypes',
        code: 'verify/policy-rules-ignored',
        given: '["Ingress"]',
        message: 'the egress rules are ignored',
        fix: "'Egress' among the policyTypes, or no egress rules",
        object: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'chat' },
        document: 0,
      },
      {
        severity: 'warning',
        path: 'spec.policyTypes',
        code: 'verify/policy-rules-ignored',
        given: '["Egress"]',
        message: 'the ingress rules are ignored',
        fix: "'Ingress' among the policyTypes, or no ingress rules",
        object: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'ranges of ports are none',
    manifests: [
      object(
        'networking.k8s.io/v1',
        'NetworkPolicy',
        {},
        {
          policyTypes: ['Ingress'],
          ingress: [{ ports: [{ port: 'http', endPort: 90 }, { port: 80, endPort: 79 }, { endPort: 80 }] }],
        },
      ),
    ],
    findings: [
      {
        code: 'verify/policy-refused',
        severity: 'error',
        path: 'spec.ingress[0].ports[0].endPort',
        given: '90',
        message: 'a range of ports starts with a number, not with a name or with nothing',
        fix: 'a number for port, no greater than endPort',
        object: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/policy-refused',
        severity: 'error',
        path: 'spec.ingress[0].ports[1].endPort',
        given: '79',
        message: 'less than the first port of the range, 80',
        fix: 'a number for port, no greater than endPort',
        object: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/policy-refused',
        severity: 'error',
        path: 'spec.ingress[0].ports[2].endPort',
        given: '80',
        message: 'a range of ports starts with a number, not with a name or with nothing',
        fix: 'a number for port, no greater than endPort',
        object: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'peers are none',
    manifests: [
      object(
        'networking.k8s.io/v1',
        'NetworkPolicy',
        {},
        {
          policyTypes: ['Egress', 'Ingress'],
          ingress: [{ from: [{}] }],
          egress: [{ to: [{ ipBlock: {}, podSelector: {} }] }],
        },
      ),
    ],
    findings: [
      {
        code: 'verify/policy-refused',
        severity: 'error',
        path: 'spec.ingress[0].from[0]',
        message: 'the peer names nobody',
        fix: 'podSelector, namespaceSelector, both of these, or ipBlock',
        object: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/policy-refused',
        severity: 'error',
        path: 'spec.egress[0].to[0]',
        message: 'an ipBlock stands alone: addresses are not selected by labels',
        fix: 'podSelector, namespaceSelector, both of these, or ipBlock',
        object: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'pods share the network of their node',
    manifests: [
      workload('apps/v1', 'DaemonSet', { pod: { hostNetwork: true } }),
      object('networking.k8s.io/v1', 'NetworkPolicy', {}, { podSelector: {} }),
    ],
    findings: [
      {
        code: 'verify/policy-misses-host-network',
        severity: 'warning',
        path: 'spec.podSelector',
        message: 'the pods of DaemonSet chat use the network of their node, which most network plugins do not govern',
        fix: 'pods with a network of their own, or labels that leave these out',
        object: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'chat' },
        document: 1,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(networkPoliciesHold, manifests)).toEqual(findings);
});
