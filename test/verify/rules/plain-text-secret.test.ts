import { expect, test } from 'vitest';
import type { Finding, Manifest } from '../../../lib/verify';
import { plainTextSecret } from '../../../lib/verify/rules/plain-text-secret';
import { check, configMap, plain } from '../manifests';

test.each<{ where: string; manifests: readonly Manifest[] }>([
  { where: 'a Secret waits for its values', manifests: [plain('v1', 'Secret')] },
  { where: 'a Secret is empty', manifests: [{ ...plain('v1', 'Secret'), data: {} }] },
  { where: 'a ConfigMap holds values', manifests: [configMap('chat', { a: 'b' })] },
])('finds nothing where $where', ({ manifests }) => {
  expect(check(plainTextSecret, manifests)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'a Secret holds values',
    manifests: [{ ...plain('v1', 'Secret'), data: { user: 'aHVudGVy', password: 'aHVudGVyMg==' } }],
    findings: [
      {
        code: 'verify/plain-text-secret',
        severity: 'warning',
        path: 'data',
        message: 'the manifest holds 2 values that anyone who reads the file can read: "user" and "password"',
        fix: 'a reference to a Secret that the cluster has, or an external secret',
        object: { apiVersion: 'v1', kind: 'Secret', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a Secret holds text',
    manifests: [{ ...plain('v1', 'Secret'), stringData: { token: 'hunter2' } }],
    findings: [
      {
        code: 'verify/plain-text-secret',
        severity: 'warning',
        path: 'stringData',
        message: 'the manifest holds 1 value that anyone who reads the file can read: "token"',
        fix: 'a reference to a Secret that the cluster has, or an external secret',
        object: { apiVersion: 'v1', kind: 'Secret', name: 'chat' },
        document: 0,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(plainTextSecret, manifests)).toEqual(findings);
});
