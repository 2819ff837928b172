import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../../lib/verify';
import { httpRoutesValid } from '../../../lib/verify/rules/http-routes-valid';
import { check } from '../manifests';
import { refusedRoutes, route, ruled, takenRoutes } from '../routes';

// That the API server really refuses the one and takes the other, test/e2e/verify-agrees.e2e.ts shows.

const errorsIn = (manifest: Manifest): readonly string[] =>
  check(httpRoutesValid, [manifest]).flatMap(({ severity, code, path }) =>
    severity === 'error' ? [`${code} ${path}`] : [],
  );

test.each(refusedRoutes)('$what is one error, which goes away when it is mended', ({ wrong, right }) => {
  expect(errorsIn(wrong)).toHaveLength(1);
  expect(errorsIn(right)).toEqual([]);
});

test.each(takenRoutes)('$what is no error', ({ taken }) => {
  expect(errorsIn(taken)).toEqual([]);
});

test('says where, what and what to write', () => {
  const timeouts = { request: '1m', backendRequest: '2m' };
  const spec = {
    rules: [{ backendRefs: [{ name: 'chat', port: 80 }], timeouts, matches: [{ path: { value: '/a?b' } }] }],
  };
  const shared = {
    severity: 'error',
    object: { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', name: 'chat' },
    document: 0,
  };
  expect(check(httpRoutesValid, [route({ ...spec, hostnames: ['A'] })])).toEqual([
    {
      ...shared,
      code: 'verify/route-refused',
      path: 'spec.hostnames[0]',
      given: '"A"',
      message: 'not a DNS name in lower case, without scheme, port or path',
      fix: "a host such as 'models.example.com'",
    },
    {
      ...shared,
      code: 'verify/invalid-path',
      path: 'spec.rules[0].matches[0].path.value',
      given: '"/a?b"',
      message: 'has characters that stand in no path; write them as %20 and so on',
      fix: "a path such as '/predict'",
    },
    {
      ...shared,
      code: 'verify/route-refused',
      path: 'spec.rules[0].timeouts.backendRequest',
      given: '"2m"',
      message: 'one request to a pod may not take longer than the whole, which is "1m"',
      fix: 'no more than timeouts.request',
    },
  ]);
});

describe('a rule that answers nothing', () => {
  const warningsOf = (rule: object): readonly object[] =>
    check(httpRoutesValid, [ruled({ ...rule })]).map(({ severity, code, path, message, fix }) => {
      return { severity, code, path, message, fix };
    });
  const shared = { severity: 'warning', code: 'verify/route-answers-nothing', path: 'spec.rules[0].backendRefs' };

  test('has no backend', () => {
    expect(warningsOf({ backendRefs: [] })).toEqual([
      {
        ...shared,
        message: 'the rule has no backends, and every request that it takes is answered with 500',
        fix: 'a Service with its port',
      },
    ]);
  });

  test('has backends of no weight', () => {
    const backendRefs = [
      { name: 'a', port: 80, weight: 0 },
      { name: 'b', port: 80, weight: 0 },
    ];
    expect(warningsOf({ backendRefs })).toEqual([
      {
        ...shared,
        message: 'every backend has the weight 0, and every request that it takes is answered with 500',
        fix: 'a weight above 0 for one of them',
      },
    ]);
  });

  test.each([
    {
      backendRefs: [
        { name: 'a', port: 80, weight: 0 },
        { name: 'b', port: 80 },
      ],
    },
    { backendRefs: undefined, filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] },
  ])('is not one that has %j', (rule) => {
    expect(warningsOf(rule)).toEqual([]);
  });
});
