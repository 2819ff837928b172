import { describe, expect, test } from 'vitest';
import { targetCluster, type TargetCluster } from '../../../lib/hardware';
import { verify, type Manifest } from '../../../lib/verify';
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

const entryPoints = 'traefik.ingress.kubernetes.io/router.entrypoints';
const inGroup = { 'alb.ingress.kubernetes.io/group.name': 'models' };

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
  { where: 'each has a load balancer of AWS to itself', first: { className: 'alb' }, second: { className: 'alb' } },
  {
    where: 'one is in a group of load balancers and the other is not',
    first: { className: 'alb', annotations: inGroup },
    second: { className: 'alb' },
  },
  {
    where: 'annotations tell that load balancers of AWS serve them',
    first: { annotations: { 'alb.ingress.kubernetes.io/scheme': 'internal' } },
    second: { annotations: { 'alb.ingress.kubernetes.io/scheme': 'internal' } },
  },
  {
    where: 'they listen at other ports of one load balancer',
    first: { annotations: { ...inGroup, 'alb.ingress.kubernetes.io/listen-ports': '[{"HTTP": 80}]' } },
    second: { annotations: { ...inGroup, 'alb.ingress.kubernetes.io/listen-ports': '[{"HTTPS": 443}]' } },
  },
  {
    where: 'they listen at other entry points of Traefik',
    first: { className: 'traefik', annotations: { [entryPoints]: 'web' } },
    second: { className: 'traefik', annotations: { [entryPoints]: 'websecure,metrics' } },
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
    where: 'they share one entry point of Traefik',
    first: { annotations: { [entryPoints]: 'web, websecure' } },
    second: { annotations: { [entryPoints]: 'metrics,websecure' } },
    given: 'a.test/',
  },
  {
    where: 'only one says at which entry point it listens',
    first: { annotations: { [entryPoints]: 'web' } },
    second: {},
    given: 'a.test/',
  },
  {
    where: 'only the later says at which entry point it listens',
    second: { annotations: { [entryPoints]: 'web' } },
    given: 'a.test/',
  },
  {
    where: 'a group is one load balancer',
    first: { className: 'alb', annotations: inGroup },
    second: { className: 'alb', annotations: { ...inGroup, 'alb.ingress.kubernetes.io/listen-ports': 'no JSON' } },
    given: 'a.test/',
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

describe('an IngressClass', () => {
  const first = ingress({ className: 'edge' });
  const second = ingress({ name: 'b', className: 'edge' });
  const ingressClass = (spec: Fields): Manifest =>
    object('networking.k8s.io/v1', 'IngressClass', { name: 'edge' }, spec);
  const cluster = (controller: string): TargetCluster =>
    targetCluster({
      name: 'c',
      cloud: 'eks',
      kubernetes: '1.34',
      addOns: { ingressClasses: [{ name: 'edge', controller }] },
    });
  const codes = (manifests: readonly Manifest[], of?: TargetCluster): readonly string[] =>
    verify(manifests, { rules: [routesApart], cluster: of }).map(({ code }) => code);

  test('of load balancers of AWS gives each Ingress one, unless its parameters name a group', () => {
    expect(codes([first, second, ingressClass({ controller: 'ingress.k8s.aws/alb' })])).toEqual([]);
    const parameters = { apiGroup: 'elbv2.k8s.aws', kind: 'IngressClassParams', name: 'all' };
    const params = object('elbv2.k8s.aws/v1beta1', 'IngressClassParams', { name: 'all' }, { group: { name: 'one' } });
    const grouping = ingressClass({ controller: 'ingress.k8s.aws/alb', parameters });
    expect(codes([first, second, grouping, params])).toEqual(['verify/duplicate-route']);
    expect(codes([first, second, grouping])).toEqual([]);
  });

  test('is known from the cluster too', () => {
    expect(codes([first, second], cluster('eks.amazonaws.com/alb'))).toEqual([]);
    expect(codes([first, second], cluster('k8s.io/ingress-nginx'))).toEqual(['verify/duplicate-route']);
  });

  test('of another controller makes nothing of annotations for AWS', () => {
    const annotations = { 'alb.ingress.kubernetes.io/scheme': 'internal' };
    const annotated = ingress({ name: 'b', className: 'edge', annotations });
    expect(codes([first, annotated, ingressClass({ controller: 'k8s.io/ingress-nginx' })])).toEqual([
      'verify/duplicate-route',
    ]);
  });
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
