import fc from 'fast-check';
import {
  gateway,
  targetCluster,
  type AddOns,
  type Duration,
  type Exposure,
  type IssueDetails,
  type TargetCluster,
  type TargetClusterProps,
} from 'modelyard';
import { describe, expect, it } from 'vitest';
import { existingOf } from '../../lib/core';
import { verify } from '../../lib/verify';
import { OneService, type Manifest } from './one-service';

type GatewayExposure = Extract<Exposure, { kind: 'gateway' }>;
type GatewayFacts = NonNullable<AddOns['gateways']>[number];

const open = { name: 'public', namespace: 'gateways', version: '1.4', controller: 'example.com/gateway' };
const inside = { ...open, name: 'inside' };

function clusterWith(gateways?: readonly GatewayFacts[], more: Partial<TargetClusterProps> = {}): TargetCluster {
  return targetCluster({ name: 'production', cloud: 'other', kubernetes: '1.34', addOns: { gateways }, ...more });
}

function exposed(
  exposure: Partial<GatewayExposure> = {},
  cluster: TargetCluster | undefined = clusterWith([open]),
): OneService {
  return new OneService(
    {},
    (service) => {
      service.exposeVia({ kind: 'gateway', host: 'chat.example.com', ...exposure });
    },
    cluster,
  );
}

function route(exposure?: Partial<GatewayExposure>, cluster?: TargetCluster): Manifest {
  return exposed(exposure, cluster).one('HTTPRoute');
}

function issuesOf(exposure: Partial<GatewayExposure>, cluster?: TargetCluster): readonly IssueDetails[] {
  return exposed(exposure, cluster).issues.map(({ code, property, given, message, fix }) => {
    return { code, property, ...(given === undefined ? {} : { given }), message, fix };
  });
}

describe('a route', () => {
  it('leads from the only gateway of the cluster to the Service, by number', () => {
    expect(route()).toMatchObject({ apiVersion: 'gateway.networking.k8s.io/v1', metadata: { name: 'chat' } });
    expect(route().spec).toEqual({
      parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public', namespace: 'gateways' }],
      hostnames: ['chat.example.com'],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/' } }],
          backendRefs: [{ group: '', kind: 'Service', name: 'chat', port: 80, weight: 1 }],
          timeouts: { request: '0s' },
        },
      ],
    });
  });

  it('follows the name and the port of the Service', () => {
    const built = new OneService(
      { names: { service: 'front' }, servicePort: 8080 },
      (service) => {
        service.exposeVia({ kind: 'gateway', host: 'chat.example.com' });
      },
      clusterWith([open]),
    );
    expect(built.one('HTTPRoute').spec.rules[0].backendRefs).toMatchObject([{ name: 'front', port: 8080 }]);
    expect(built.one('Service').spec.ports[0].port).toBe(8080);
  });

  it('takes several hosts, a path and annotations', () => {
    const { metadata, spec } = route({
      host: ['chat.example.com', '*.chat.example.com'],
      path: '/v1',
      annotations: { 'example.com/owner': 'search' },
    });
    expect(spec.hostnames).toEqual(['chat.example.com', '*.chat.example.com']);
    expect(spec.rules[0].matches).toEqual([{ path: { type: 'PathPrefix', value: '/v1' } }]);
    expect(metadata.annotations).toEqual({ 'example.com/owner': 'search' });
  });

  it('goes to a gateway by reference, and to a listener of it', () => {
    const given = { gateway: gateway('inside', { namespace: 'gateways', section: 'https' }) };
    const parent = { name: 'inside', namespace: 'gateways', sectionName: 'https' };
    expect(route(given, clusterWith([open, inside])).spec.parentRefs).toMatchObject([parent]);
    expect(route(given, clusterWith()).spec.parentRefs).toMatchObject([parent]);
  });

  it('relies on the gateway, named or found', () => {
    const declared = { kind: 'Gateway', name: 'public', namespace: 'gateways' };
    expect(existingOf(exposed().service)).toEqual([declared]);
    const named = new OneService({}, (service) => {
      service.exposeVia({ kind: 'gateway', host: 'a.b', gateway: gateway('public', { namespace: 'gateways' }) });
    });
    expect(named.issues).toEqual([]);
    expect(existingOf(named.service)).toEqual([declared]);
  });

  it('has a name of its own from the second one on', () => {
    const built = new OneService(
      {},
      (service) => {
        service.exposeVia({ kind: 'gateway', host: 'a.example.com' });
        service.exposeVia({ kind: 'gateway', host: 'b.example.com', name: 'chat-inside' });
        service.exposeVia({ kind: 'ingress', host: 'c.example.com' });
      },
      clusterWith([open]),
    );
    expect(built.all('HTTPRoute').map(({ metadata }) => metadata.name)).toEqual(['chat', 'chat-inside']);
    expect(built.issues).toEqual([]);
  });

  it('is not made twice under one name', () => {
    const built = new OneService(
      {},
      (service) => {
        for (const host of ['a.example.com', 'b.example.com']) service.exposeVia({ kind: 'gateway', host });
      },
      clusterWith([open]),
    );
    expect(built.all('HTTPRoute')).toHaveLength(1);
    expect(built.issues).toMatchObject([
      {
        code: 'serving/second-exposure',
        property: 'exposeVia.host',
        given: '"b.example.com"',
        message: 'there is an HTTPRoute called chat already',
        fix: "exposeVia({ kind: 'gateway', name: 'ANOTHER-NAME', … })",
      },
    ]);
  });
});

describe('a gateway that is left open', () => {
  const place = { code: 'serving/no-gateway', property: 'exposeVia.gateway' } as const;
  const anyOne =
    "gateway('NAME', { namespace: 'NAMESPACE' }), and the gateway among addOns.gateways of the target cluster or by AddOns before the charts, where Pulumi makes the cluster";

  it.each([
    ['none is declared', clusterWith(), 'no gateway is named, and none is declared of the cluster production', anyOne],
    ['there is none', clusterWith([]), 'no gateway is named, and the cluster production has none', anyOne],
    [
      'there are several',
      clusterWith([open, inside]),
      'no gateway is named, and the cluster production has 2',
      "gateway('public', { namespace: 'gateways' }) or gateway('inside', { namespace: 'gateways' })",
    ],
  ])('is an issue where %s', (_what, cluster, message, fix) => {
    expect(issuesOf({}, cluster)).toEqual([{ ...place, message, fix }]);
    expect(route({}, cluster).spec.parentRefs).toBeUndefined();
  });

  it('is an issue where no cluster is declared', () => {
    const built = new OneService({}, (service) => {
      service.exposeVia({ kind: 'gateway', host: 'chat.example.com' });
    });
    expect(built.issues).toMatchObject([
      { ...place, message: 'no gateway is named, and no target cluster is declared that has one', fix: anyOne },
    ]);
  });

  it.each([gateway('elsewhere', { namespace: 'gateways' }), gateway('public', { namespace: 'elsewhere' })])(
    'is an issue where it is not one of the cluster',
    (given) => {
      expect(issuesOf({ gateway: given })).toEqual([
        {
          ...place,
          given: `"${given.namespace}/${given.name}"`,
          message: 'is no gateway of the cluster production',
          fix: "gateway('public', { namespace: 'gateways' })",
        },
      ]);
    },
  );
});

describe('the Gateway API of the cluster', () => {
  const place = { code: 'serving/gateway-api-too-old' } as const;
  const kinds = (versions: readonly string[]): TargetCluster =>
    clusterWith([open], {
      customResources: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', versions }],
    });
  const old = (version: string): TargetCluster => clusterWith([{ ...open, version }]);

  it('serves routes as v1', () => {
    expect(issuesOf({}, kinds(['v1', 'v1beta1']))).toEqual([]);
    const fix = "the CustomResourceDefinitions of the Gateway API 1.2 or later in the cluster, or kind: 'ingress'";
    expect(issuesOf({}, kinds(['v1beta1']))).toEqual([
      {
        ...place,
        property: 'exposeVia.kind',
        message: 'the cluster production serves HTTPRoute as v1beta1 only, and not as v1',
        fix,
      },
    ]);
    expect(issuesOf({}, clusterWith([open], { customResources: [] }))).toEqual([
      {
        ...place,
        property: 'exposeVia.kind',
        message: 'the cluster production does not know HTTPRoute: it is not among its customResources',
        fix,
      },
    ]);
  });

  it('is new enough for routes', () => {
    expect(issuesOf({}, old('v0.8.1'))).toEqual([
      {
        ...place,
        property: 'exposeVia.gateway',
        message: 'gateway public is of version v0.8.1 of the Gateway API, which does not serve HTTPRoute as v1',
        fix: 'version 1.2 or later',
      },
    ]);
  });

  it('has time-outs in a route from 1.2 on', () => {
    expect(issuesOf({}, old('1.1.0'))).toEqual([]);
    expect(route({}, old('1.1.0')).spec.rules[0].timeouts).toBeUndefined();
    expect(route({}, old('1.2.0')).spec.rules[0].timeouts).toEqual({ request: '0s' });
    expect(issuesOf({ timeouts: { request: '5m' } }, old('1.1.0'))).toEqual([
      {
        ...place,
        property: 'exposeVia.timeouts',
        message: 'gateway public is of version 1.1.0 of the Gateway API, which has no time-outs in a route',
        fix: 'version 1.2 or later, or no timeouts',
      },
    ]);
  });
});

describe('time-outs', () => {
  it('are those that are given, as the Gateway API writes them', () => {
    const timeouts = { request: '1.5h', backendRequest: '90s' } as const;
    expect(route({ timeouts }).spec.rules[0].timeouts).toEqual({ request: '1h30m', backendRequest: '1m30s' });
    expect(route({ timeouts: { backendRequest: '0s' } }).spec.rules[0].timeouts).toEqual({
      request: '0s',
      backendRequest: '0s',
    });
  });

  it('that are none are an issue', () => {
    const request: string = JSON.parse('"5 minutes"');
    // The compiler refuses it; a program in JavaScript hands it over all the same.
    expect(issuesOf({ timeouts: { request: request as Duration } })).toMatchObject([
      { code: 'core/invalid-duration', property: 'exposeVia.timeouts.request', given: '"5 minutes"' },
    ]);
  });

  it('are ones that the API server takes, and mean what was given', () => {
    const unit = fc.constantFrom('ms', 's', 'm', 'h', 'd');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4000 }), unit, (count, of) => {
        const given: Duration = `${count}${of}`;
        const { request } = route({ timeouts: { request: given } }).spec.rules[0].timeouts;
        expect(request).toMatch(/^([0-9]{1,5}(h|m|s|ms)){1,4}$/);
        expect(millisecondsOf(String(request))).toBe(millisecondsOf(given));
      }),
      { numRuns: 1000 },
    );
  });
});

const each: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function millisecondsOf(text: string): number {
  return [...text.matchAll(/(\d+)([a-z]+)/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (each[unit] ?? Number.NaN),
    0,
  );
}

describe('a service that lets in named callers only', () => {
  const from = { namespace: 'envoy', podLabels: { app: 'envoy' } };

  function isolated(facts: Partial<GatewayFacts>, order: 'before' | 'after' = 'after'): OneService {
    return new OneService(
      {},
      (service) => {
        if (order === 'before') service.allowFrom({ kind: 'namespace', name: 'web' });
        service.exposeVia({ kind: 'gateway', host: 'a.example.com' });
        service.exposeVia({ kind: 'gateway', host: 'b.example.com', name: 'other' });
        if (order === 'after') service.allowFrom({ kind: 'namespace', name: 'web' });
      },
      clusterWith([{ ...open, ...facts }]),
    );
  }

  const inNamespace = (name: string): object => ({
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
  });
  const peers = (built: OneService): unknown => built.one('NetworkPolicy').spec.ingress[0].from;

  it.each(['before', 'after'] as const)('lets in the pods of its gateway, once, if it is said %s', (order) => {
    const built = isolated({ from }, order);
    expect(peers(built)).toEqual([
      inNamespace('web'),
      { podSelector: { matchLabels: { app: 'envoy' } }, ...inNamespace('envoy') },
    ]);
    expect(built.decisions.find(({ field }) => field === 'NetworkPolicy spec.ingress for HTTPRoute chat')).toEqual({
      field: 'NetworkPolicy spec.ingress for HTTPRoute chat',
      value: from,
      reason: 'requests come from the pods of its controller, and the policy would refuse them',
      source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
      override: 'exposeVia',
    });
  });

  it('lets in the whole namespace where no labels are declared', () => {
    expect(peers(isolated({ from: { namespace: 'envoy' } }))).toEqual([inNamespace('web'), inNamespace('envoy')]);
  });

  it('lets in nobody else where it is not known who comes', () => {
    expect(peers(isolated({}))).toEqual([inNamespace('web')]);
  });

  it('decides nothing, and has no policy, where no caller is named', () => {
    const built = exposed({}, clusterWith([{ ...open, from }]));
    expect(built.all('NetworkPolicy')).toEqual([]);
    expect(built.decisions.filter(({ field }) => field.startsWith('NetworkPolicy spec'))).toEqual([]);
  });
});

it('proves what it can of a route', () => {
  const { service, issues, app } = exposed();
  expect(issues).toEqual([]);
  expect(app.node.findAll()).toContain(service);
  const said = verify(exposed().all(), {
    facts: { existing: [{ kind: 'Gateway', name: 'public', namespace: 'gateways' }] },
  })
    .filter(({ object }) => object.kind === 'HTTPRoute')
    .map(({ severity, code }) => `${severity} ${code}`);
  expect(said).toEqual(['not-known verify/not-known-attachment', 'not-known verify/not-known-kind']);
});
