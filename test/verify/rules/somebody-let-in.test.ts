import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../../lib/verify';
import { somebodyLetIn } from '../../../lib/verify/rules/somebody-let-in';
import { check, deployment, object, service } from '../manifests';

const policy = (name: string, spec: object): Manifest =>
  object('networking.k8s.io/v1', 'NetworkPolicy', { name }, { podSelector: {}, policyTypes: ['Ingress'], ...spec });
const denied = policy('default-deny-ingress', {});
const forChat = { podSelector: { matchLabels: { app: 'chat' } } };
const anybody = { ingress: [{ from: [{ podSelector: {} }] }] };

test('warns of a Service whose pods nobody is let in to', () => {
  expect(check(somebodyLetIn, [denied, deployment(), service()])).toEqual([
    {
      code: 'verify/nobody-let-in',
      severity: 'warning',
      object: { apiVersion: 'v1', kind: 'Service', name: 'chat' },
      document: 2,
      path: 'spec.selector',
      message:
        'NetworkPolicy default-deny-ingress lets nobody in to its pods, and no other policy of the app lets anybody in',
      fix: 'a NetworkPolicy that lets in who calls it: allowFrom, where it is that of a ModelService',
    },
  ]);
});

test.each([
  ['that its own policy closes', [policy('own', { ...forChat, ingress: [] })]],
  ['that a policy without types closes', [policy('own', { policyTypes: undefined })]],
  [
    'that one of several closes',
    [denied, policy('other', { podSelector: { matchLabels: { app: 'other' } }, ...anybody })],
  ],
])('warns of a Service with pods %s', (_what, policies) => {
  expect(check(somebodyLetIn, [...policies, deployment(), service()])).toHaveLength(1);
});

describe('says nothing', () => {
  test.each<[string, readonly Manifest[]]>([
    ['where no policy selects the pods', [policy('other', { podSelector: { matchLabels: { app: 'other' } } })]],
    ['where only what goes out is denied', [policy('out', { policyTypes: ['Egress'] })]],
    ['where another policy lets somebody in', [denied, policy('own', { ...forChat, ...anybody })]],
    ['where everybody is let in', [denied, policy('own', { ingress: [{}] })]],
    ['where the policy is of another namespace', [{ ...denied, metadata: { name: 'a', namespace: 'b' } }]],
  ])('%s', (_what, policies) => {
    expect(check(somebodyLetIn, [...policies, deployment(), service()])).toEqual([]);
  });

  test('of pods on the network of their node, which a policy may not govern', () => {
    expect(check(somebodyLetIn, [denied, deployment({ pod: { hostNetwork: true } }), service()])).toEqual([]);
  });

  test('of a Service that leads to no pod of the app, or chooses none', () => {
    expect(check(somebodyLetIn, [denied, service()])).toEqual([]);
    expect(check(somebodyLetIn, [denied, deployment(), service({ spec: { selector: undefined } })])).toEqual([]);
  });
});
