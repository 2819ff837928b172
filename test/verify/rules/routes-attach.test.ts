import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../../lib/verify';
import { routesAttach } from '../../../lib/verify/rules/routes-attach';
import { check, object, plain } from '../manifests';
import { route } from '../routes';

const api = 'gateway.networking.k8s.io/v1';

function gateway(listeners: readonly object[], namespace = 'gateways'): Manifest {
  return object(api, 'Gateway', { name: 'public', namespace }, { gatewayClassName: 'example', listeners });
}

function namespaceWith(name: string, labels: object): Manifest {
  return plain('v1', 'Namespace', { name, metadata: { labels } });
}

const listener = (fields: object = {}): object => ({ name: 'http', port: 80, protocol: 'HTTP', ...fields });
const from = (namespaces: object, more: object = {}): object => listener({ allowedRoutes: { namespaces }, ...more });
const selecting = (matchLabels: object): object => from({ from: 'Selector', selector: { matchLabels } });

function routed(parent: object = {}, spec: object = {}): Manifest {
  const parentRefs = [{ name: 'public', namespace: 'gateways', ...parent }];
  return route({ parentRefs, ...spec }, { namespace: 'models' });
}

const said = (manifests: readonly Manifest[]): readonly string[] =>
  check(routesAttach, manifests).map(({ severity, message }) => `${severity}: ${message}`);

describe('a route', () => {
  test.each<{
    where: string;
    listeners: readonly object[];
    others?: readonly Manifest[];
    parent?: object;
    spec?: object;
  }>([
    { where: 'all namespaces may', listeners: [from({ from: 'All' })] },
    { where: 'one of the listeners lets it', listeners: [listener(), from({ from: 'All' }, { name: 'https' })] },
    {
      where: 'the name of the namespace is selected',
      listeners: [selecting({ 'kubernetes.io/metadata.name': 'models' })],
    },
    {
      where: 'a label of the namespace is selected',
      listeners: [selecting({ team: 'search' })],
      others: [namespaceWith('models', { team: 'search' })],
    },
    { where: 'the section lets it', listeners: [from({ from: 'All' })], parent: { sectionName: 'http' } },
    ...[
      ['chat.example.com', 'chat.example.com'],
      ['*.example.com', 'a.chat.example.com'],
      ['chat.example.com', '*.example.com'],
      ['*.chat.example.com', '*.example.com'],
      [undefined, 'chat.example.com'],
    ].map(([hostname, host]) => ({
      where: `${hostname ?? 'any host'} meets ${host ?? ''}`,
      listeners: [from({ from: 'All' }, { hostname })],
      spec: { hostnames: ['elsewhere.example.org', host] },
    })),
    { where: 'it takes every host', listeners: [from({ from: 'All' }, { hostname: 'a.b' })], spec: { hostnames: [] } },
    {
      where: 'its kind is allowed',
      listeners: [listener({ allowedRoutes: { namespaces: { from: 'All' }, kinds: [{ kind: 'HTTPRoute' }] } })],
    },
    { where: 'nothing is known of the listeners', listeners: [] },
  ])('is taken where $where', ({ listeners, others = [], parent, spec }) => {
    expect(said([gateway(listeners), ...others, routed(parent, spec)])).toEqual([]);
  });

  test('is taken by a Gateway of its own namespace', () => {
    expect(said([gateway([listener()], 'models'), routed({ namespace: undefined })])).toEqual([]);
    expect(said([routed({ namespace: undefined })])).toEqual([]);
  });

  test.each<{
    where: string;
    listeners: readonly object[];
    others?: readonly Manifest[];
    parent?: object;
    spec?: object;
    why: string;
  }>([
    {
      where: 'its namespace may not',
      listeners: [listener()],
      why: 'listener "http" takes those of its own namespace only',
    },
    {
      where: 'its namespace is not selected',
      listeners: [selecting({ team: 'search' })],
      others: [namespaceWith('models', { team: 'chat' })],
      why: 'listener "http" does not select its namespace',
    },
    {
      where: 'another name is selected',
      listeners: [selecting({ 'kubernetes.io/metadata.name': 'other' })],
      why: 'listener "http" does not select its namespace',
    },
    {
      where: 'the hosts are others',
      listeners: [from({ from: 'All' }, { hostname: '*.example.org' })],
      why: 'listener "http" is for *.example.org',
    },
    {
      where: 'a wildcard stands for a label more',
      listeners: [from({ from: 'All' }, { hostname: '*.chat.example.com' })],
      why: 'listener "http" is for *.chat.example.com',
    },
    {
      where: 'another protocol is spoken',
      listeners: [from({ from: 'All' }, { protocol: 'TLS' })],
      why: 'listener "http" is for TLS',
    },
    {
      where: 'its kind is not allowed',
      listeners: [listener({ allowedRoutes: { namespaces: { from: 'All' }, kinds: [{ kind: 'GRPCRoute' }] } })],
      why: 'listener "http" takes routes of other kinds only',
    },
    {
      where: 'there is no such section',
      listeners: [from({ from: 'All' })],
      parent: { sectionName: 'https' },
      why: 'it has no listener "https", only "http"',
    },
  ])('is not taken where $where', ({ listeners, others = [], parent, spec, why }) => {
    expect(said([gateway(listeners), ...others, routed(parent, spec)])).toEqual([
      `error: Gateway gateways/public does not take the route: ${why}`,
    ]);
  });

  test('that another Gateway may take is in doubt only', () => {
    const both = route(
      { parentRefs: [{ name: 'public', namespace: 'gateways' }, { name: 'inside' }] },
      { namespace: 'models' },
    );
    expect(check(routesAttach, [gateway([listener()]), both])).toEqual([
      {
        code: 'verify/route-not-attached',
        severity: 'warning',
        object: { apiVersion: api, kind: 'HTTPRoute', namespace: 'models', name: 'chat' },
        document: 1,
        path: 'spec.parentRefs[0]',
        given: '"public"',
        message:
          'Gateway gateways/public does not take the route: listener "http" takes those of its own namespace only',
        fix: 'a listener that takes it: its namespace in allowedRoutes, one of its hosts, HTTP or HTTPS',
      },
    ]);
  });

  test('may be taken where the Gateway, or what it selects, is not known', () => {
    expect(said([routed()])).toEqual([
      'not-known: whether Gateway gateways/public takes routes from namespace models is not known: the app does not make it',
    ]);
    expect(said([gateway([selecting({ team: 'search' })]), routed()])).toEqual([
      'not-known: whether Gateway gateways/public takes routes from namespace models is not known: the labels of the namespace are not declared',
    ]);
    expect(said([route({ parentRefs: [{ name: 'public', namespace: 'gateways' }] })])).toEqual([
      'not-known: whether Gateway gateways/public takes routes from the namespace that it is applied to is not known: the app does not make it',
    ]);
  });

  test('of other parents is left to those who know them', () => {
    const parentRefs = [{ name: 'mesh', kind: 'Service', group: '', namespace: 'a' }, { namespace: 'a' }, 7];
    expect(said([route({ parentRefs })])).toEqual([]);
  });
});

describe('a Service of another namespace', () => {
  const across = route(
    { rules: [{ backendRefs: [{ name: 'chat', namespace: 'models', port: 80 }] }] },
    { namespace: 'front' },
  );
  const grant = (spec: object): Manifest =>
    object('gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', { name: 'front', namespace: 'models' }, { ...spec });
  const fromFront = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'front' };

  test.each([
    { from: [fromFront], to: [{ group: '', kind: 'Service' }] },
    { from: [fromFront], to: [{ group: '', kind: 'Service', name: 'chat' }] },
  ])('lets the route in by %j', (spec) => {
    expect(said([across, grant(spec)])).toEqual([]);
  });

  const message =
    'not-known: whether Service models/chat may be routed to from here is not known: no ReferenceGrant of the app says so, and without one requests are answered with 500';

  test.each([
    { from: [fromFront], to: [{ group: '', kind: 'Service', name: 'other' }] },
    { from: [{ ...fromFront, namespace: 'other' }], to: [{ group: '', kind: 'Service' }] },
    { from: [{ ...fromFront, kind: 'GRPCRoute' }], to: [{ group: '', kind: 'Service' }] },
  ])('may not let it in by %j', (spec) => {
    expect(said([across, grant(spec)])).toEqual([message]);
  });

  test('may let it in by a grant that is not known', () => {
    expect(said([across])).toEqual([message]);
  });
});
