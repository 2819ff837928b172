import { expect, test } from 'vitest';
import type { Manifest } from '../../../lib/verify';
import { routesApart } from '../../../lib/verify/rules/routes-apart';
import { check, object } from '../manifests';

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
