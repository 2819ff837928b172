import { describe, expect, test } from 'vitest';
import { podSecurity } from '../../../lib/verify/rules/pod-security';
import { check, deployment, object } from '../manifests';
import { deploymentOf, enforcing, judged, type Judged } from '../standards';

// That the API server says the same of each, in each version, test/e2e/verify-agrees.e2e.ts shows.

function pathsIn(one: Judged, level: string, version = 'v1.34'): readonly string[] {
  const found = check(podSecurity, [enforcing('models', level, version), deploymentOf(one, 'models')]);
  expect(found.every(({ severity, code }) => severity === 'error' && code === 'verify/pod-security')).toBe(true);
  return found.map(({ path }) => path);
}

test.each(judged)('$what is refused by $refusedBy', (one) => {
  expect(pathsIn(one, 'restricted').length > 0).toBe(one.refusedBy !== 'none');
  expect(pathsIn(one, 'baseline').length > 0).toBe(one.refusedBy === 'both');
  if (one.path !== undefined) expect(pathsIn(one, 'restricted')).toContain(one.path);
  expect(pathsIn(one, 'privileged')).toEqual([]);
});

describe('a version', () => {
  const named = (what: string): Judged =>
    judged.find((one) => one.what === what) ?? judged[0] ?? { what, refusedBy: 'none' };

  test.each([
    ['an SELinux type of later versions', 'baseline', 'v1.30', 'v1.31'],
    ['the setting net.ipv4.tcp_rmem', 'baseline', 'v1.31', 'v1.32'],
    ['root that is nobody on the node', 'restricted', 'v1.34', 'v1.35'],
  ] as const)('lets %s at level %s from %s to %s on', (what, level, before, from) => {
    expect(pathsIn(named(what), level, before)).not.toEqual([]);
    expect(pathsIn(named(what), level, from)).toEqual([]);
    expect(pathsIn(named(what), level, 'latest')).toEqual([]);
  });

  test('refuses other hosts from 1.34 on, and nobody knows which one the latest is', () => {
    const one = named('a probe of another host');
    expect(pathsIn(one, 'baseline', 'v1.33')).toEqual([]);
    expect(pathsIn(one, 'baseline', 'v1.34')).not.toEqual([]);
    expect(pathsIn(one, 'baseline', 'latest')).toEqual([]);
  });
});

test('says of which field, in which namespace and of which level', () => {
  const found = check(podSecurity, [enforcing('models', 'restricted'), deployment({ namespace: 'models' })]);
  expect(found.slice(0, 2)).toEqual([
    {
      code: 'verify/pod-security',
      severity: 'error',
      object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'models', name: 'chat' },
      document: 1,
      path: 'spec.template.spec.containers[0].securityContext.runAsNonRoot',
      message:
        'must be true, here or for the pod: namespace models enforces Pod Security restricted, and refuses the pods',
      fix: 'true',
    },
    {
      code: 'verify/pod-security',
      severity: 'error',
      object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'models', name: 'chat' },
      document: 1,
      path: 'spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation',
      message: 'must be false: namespace models enforces Pod Security restricted, and refuses the pods',
      fix: 'false',
    },
  ]);
  expect(found).toHaveLength(4);
});

test.each([
  ['a namespace that the app does not make', [deployment({ namespace: 'models' })]],
  ['another namespace', [enforcing('models', 'restricted'), deployment({ namespace: 'other' })]],
  [
    'a kind that nobody knows',
    [
      enforcing('models', 'restricted'),
      object(
        'example.com/v1',
        'Engine',
        { namespace: 'models' },
        { template: { spec: { containers: [{ name: 'a' }] } } },
      ),
    ],
  ],
])('says nothing of %s', (_what, manifests) => {
  expect(check(podSecurity, manifests)).toEqual([]);
});
