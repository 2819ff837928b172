import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../../lib/verify';
import { routesApart } from '../../../lib/verify/rules/routes-apart';
import { check, object, type Changes } from '../manifests';
import { route } from '../routes';

type Fields = Readonly<Record<string, unknown>>;

interface Route {
  readonly name?: string;
  readonly namespace?: string;
  readonly className?: string;
  readonly host?: string | undefined;
  readonly annotations?: object;
  readonly paths?: readonly (readonly [path: unknown, pathType: string])[];
}

const ingress = ({ name = 'a', namespace, className, host = 'a.test', annotations, paths }: Route): Manifest =>
  object(
    'networking.k8s.io/v1',
    'Ingress',
    { name, ...(namespace === undefined ? {} : { namespace }), metadata: { annotations } },
    {
      ingressClassName: className,
      rules: [{ host, http: { paths: (paths ?? [['/', 'Prefix']]).map(([path, pathType]) => ({ path, pathType })) } }],
    },
  );

test.each<{ where: string; first?: Route; second: Route }>([
  { where: 'hosts differ', second: { host: 'b.test' } },
  { where: 'paths differ', second: { paths: [['/b', 'Prefix']] } },
  { where: 'an exact path goes before a prefix', second: { paths: [['/', 'Exact']] } },
  { where: 'classes differ', second: { className: 'traefik' } },
  { where: 'the class of old differs', second: { annotations: { 'kubernetes.io/ingress.class': 'traefik' } } },
  {
    where: 'load balancers differ',
    first: { annotations: { 'alb.ingress.kubernetes.io/group.name': 'a' } },
    second: { annotations: { 'alb.ingress.kubernetes.io/group.name': 'b' } },
  },
  { where: 'one is a canary of the other', second: { annotations: { 'nginx.ingress.kubernetes.io/canary': 'true' } } },
  { where: 'they are one object, which another rule reports', second: { name: 'a' } },
])('finds nothing where $where', ({ first = {}, second }) => {
  expect(check(routesApart, [ingress(first), ingress({ name: 'b', ...second })])).toEqual([]);
});

test.each<{ where: string; first?: Route; second: Route; given: string }>([
  { where: 'all is the same', second: {}, given: 'a.test/' },
  { where: 'namespaces differ', second: { namespace: 'other' }, given: 'a.test/' },
  { where: 'any host is taken', first: { host: '' }, second: { host: '' }, given: '*/' },
  {
    where: 'a slash makes no difference',
    first: { paths: [['/v1', 'Prefix']] },
    second: { paths: [['/v1/', 'Prefix']] },
    given: 'a.test/v1/',
  },
  {
    where: 'one names its class as of old',
    first: { className: 'nginx' },
    second: { annotations: { 'kubernetes.io/ingress.class': 'nginx' } },
    given: 'a.test/',
  },
])('warns of two Ingresses where $where', ({ first = {}, second, given }) => {
  const findings = check(routesApart, [ingress(first), ingress({ name: 'b', ...second })]);
  const { namespace } = second;
  expect(findings).toEqual([
    {
      code: 'verify/duplicate-route',
      severity: 'warning',
      object: {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        ...(namespace === undefined ? {} : { namespace }),
        name: 'b',
      },
      document: 1,
      path: 'spec.rules[0].http.paths[0]',
      given,
      message: 'Ingress a takes the same requests, and which of them gets any is up to the controller',
      fix: 'another host or path for one of them',
    },
  ]);
});

test('warns of two rules of one Ingress', () => {
  const paths = [
    ['/', 'Prefix'],
    ['/', 'Prefix'],
  ] as const;
  expect(check(routesApart, [ingress({ paths })]).map(({ path, message }) => [path, message])).toEqual([
    [
      'spec.rules[0].http.paths[1]',
      'another rule of it takes the same requests, and which of them gets any is up to the controller',
    ],
  ]);
});

describe('HTTPRoutes', () => {
  const other = (spec: Fields, changes: Changes = {}): Manifest => route(spec, { name: 'other', ...changes });
  const matching = (match: object): Fields => ({ rules: [{ matches: [match] }] });

  test.each<{ where: string; second: Fields; changes?: Changes }>([
    { where: 'hosts differ', second: { hostnames: ['b.test'] } },
    { where: 'paths differ', second: matching({ path: { value: '/b' } }) },
    { where: 'an exact path goes before a prefix', second: matching({ path: { type: 'Exact', value: '/' } }) },
    { where: 'methods differ', second: matching({ method: 'GET' }) },
    { where: 'headers differ', second: matching({ headers: [{ name: 'x', value: 'y' }] }) },
    { where: 'gateways differ', second: { parentRefs: [{ name: 'inside' }] } },
    { where: 'listeners differ', second: { parentRefs: [{ name: 'public', sectionName: 'https' }] } },
    { where: 'namespaces of gateways differ', second: {}, changes: { namespace: 'b' } },
    { where: 'they are one object, which another rule reports', second: {}, changes: { name: 'chat' } },
  ])('finds nothing where $where', ({ second, changes }) => {
    expect(check(routesApart, [route(), other(second, changes)])).toEqual([]);
  });

  test.each<{ where: string; second: Fields; given: string }>([
    { where: 'all is the same', second: {}, given: 'chat.example.com/' },
    {
      where: 'the default is said',
      second: matching({ path: { type: 'PathPrefix', value: '/' } }),
      given: 'chat.example.com/',
    },
    { where: 'one host is', second: { hostnames: ['b.test', 'chat.example.com'] }, given: 'chat.example.com/' },
  ])('warns of two where $where', ({ second, given }) => {
    const findings = check(routesApart, [route(), other(second)]);
    expect(findings).toMatchObject([
      {
        code: 'verify/duplicate-route',
        severity: 'warning',
        object: { kind: 'HTTPRoute', name: 'other' },
        given,
        message: 'HTTPRoute chat takes the same requests, and of the two the route that is younger gets none',
        fix: 'another host or path for one of them, or both backends in one rule with their weights',
      },
    ]);
  });

  test('warns of a rule that comes too late', () => {
    const rules = [{ matches: [{ path: { value: '/v1' } }] }, { matches: [{ path: { value: '/v1/' } }] }];
    expect(check(routesApart, [route({ rules })])).toMatchObject([
      {
        path: 'spec.rules[1].matches[0]',
        given: 'chat.example.com/v1',
        message: 'an earlier rule of it takes the same requests, so that this one gets none',
      },
    ]);
  });
});
