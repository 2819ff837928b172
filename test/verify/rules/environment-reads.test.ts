import { expect, test } from 'vitest';
import { verify, type Finding, type Manifest } from '../../../lib/verify';
import { environmentReads } from '../../../lib/verify/rules/environment-reads';
import { check, deployment } from '../manifests';

test.each<{ where: string; manifests: readonly Manifest[] }>([
  {
    where: 'variables are text',
    manifests: [
      deployment({
        container: { env: [{ name: 'A', value: '1' }, { name: 'B' }, { name: 'C', value: '', valueFrom: {} }] },
      }),
    ],
  },
  {
    where: 'a variable refers to one before it',
    manifests: [
      deployment({
        container: {
          env: [
            { name: 'A', value: '1' },
            { name: 'B', value: '$(A)' },
          ],
        },
      }),
    ],
  },
  {
    where: 'a reference is escaped',
    manifests: [
      deployment({
        container: {
          env: [
            { name: 'B', value: '$$(A)' },
            { name: 'A', value: '1' },
          ],
        },
      }),
    ],
  },
  {
    where: 'a reference leads elsewhere',
    manifests: [deployment({ container: { env: [{ name: 'B', value: '$(CHAT_SERVICE_HOST)' }] } })],
  },
  {
    where: 'a reference may lead to what envFrom brings',
    manifests: [
      deployment({
        container: {
          envFrom: [{ configMapRef: { name: 'x' } }],
          env: [
            { name: 'B', value: '$(A)' },
            { name: 'A', value: '1' },
          ],
        },
      }),
    ],
  },
])('finds nothing where $where', ({ manifests }) => {
  expect(check(environmentReads, manifests)).toEqual([]);
});

test.each<{ name: string; value: unknown }>([
  { name: 'DB_PASSWORD', value: 4815162342 },
  { name: 'GITHUB_TOKEN', value: 1234567890123456 },
  { name: 'SETTINGS', value: { a: 'hunter2' } },
])('shows nothing of $name, which could be secret', ({ name, value }) => {
  const [finding] = verify([deployment({ container: { env: [{ name, value }] } })], { rules: [environmentReads] });
  expect([finding?.code, finding?.given, finding?.fix]).toEqual([
    'verify/environment-not-text',
    undefined,
    'the same as text, in quotes',
  ]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'a value is a number',
    manifests: [deployment({ container: { env: [{ name: 'A', value: 8080 }] } })],
    findings: [
      {
        code: 'verify/environment-not-text',
        severity: 'error',
        path: 'spec.template.spec.containers[0].env[0].value',
        given: '8080',
        message: 'not a text, and the API server refuses it',
        fix: '"8080", in quotes',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a value has a source as well',
    manifests: [
      deployment({
        container: { env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] },
      }),
    ],
    findings: [
      {
        code: 'verify/environment-has-two-sources',
        severity: 'error',
        path: 'spec.template.spec.containers[0].env[0]',
        message: 'value and valueFrom are both set, and the API server refuses that',
        fix: 'one of them',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a variable refers to one after it',
    manifests: [
      deployment({
        container: {
          env: [
            { name: 'B', value: 'http://$(A)' },
            { name: 'A', value: '1' },
          ],
        },
      }),
    ],
    findings: [
      {
        code: 'verify/variable-comes-later',
        severity: 'warning',
        path: 'spec.template.spec.containers[0].env[0].value',
        given: '$(A)',
        message: 'the variable is defined further down, so that this stays as it is written',
        fix: 'A before this variable',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a variable refers to itself',
    manifests: [deployment({ container: { env: [{ name: 'PATH', value: '/x:$(PATH)' }] } })],
    findings: [
      {
        code: 'verify/variable-comes-later',
        severity: 'warning',
        path: 'spec.template.spec.containers[0].env[0].value',
        given: '$(PATH)',
        message: 'a variable cannot refer to itself, and stays as it is written',
        fix: 'the whole value',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'the second value is a number too',
    manifests: [
      deployment({
        container: {
          env: [
            { name: 'A', value: true },
            { name: 'B', value: 1 },
          ],
        },
      }),
    ],
    findings: [
      {
        code: 'verify/environment-not-text',
        severity: 'error',
        path: 'spec.template.spec.containers[0].env[0].value',
        given: 'true',
        message: 'not a text, and the API server refuses it',
        fix: '"true", in quotes',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/environment-not-text',
        severity: 'error',
        path: 'spec.template.spec.containers[0].env[1].value',
        given: '1',
        message: 'not a text, and the API server refuses it',
        fix: '"1", in quotes',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(environmentReads, manifests)).toEqual(findings);
});
