import {
  defineRuntime,
  ingressClass,
  targetCluster,
  type AddOns,
  type Exposure,
  type ServerDescription,
  type TargetCluster,
} from 'modelyard';
import { describe, expect, it } from 'vitest';
import { existingOf } from '../../lib/core';
import { httpRuntime, image, OneService, type Manifest } from './one-service';

type IngressExposure = Extract<Exposure, { kind: 'ingress' }>;
type ClassFacts = NonNullable<AddOns['ingressClasses']>[number];

const alb = { name: 'alb', controller: 'ingress.k8s.aws/alb' };
const nginx = { name: 'nginx', controller: 'k8s.io/ingress-nginx' };
const traefik = { name: 'traefik', controller: 'traefik.io/ingress-controller' };

function clusterWith(...ingressClasses: readonly ClassFacts[]): TargetCluster {
  return targetCluster({ name: 'production', cloud: 'other', kubernetes: '1.34', addOns: { ingressClasses } });
}

function exposed(
  cluster: TargetCluster,
  exposure: Partial<IngressExposure> = {},
  runtime: ConstructorParameters<typeof OneService>[0] = {},
): OneService {
  return new OneService(
    runtime,
    (service) => {
      service.exposeVia({ kind: 'ingress', host: 'chat.example.com', ...exposure });
    },
    cluster,
  );
}

function annotationsOf(built: OneService): Manifest {
  return built.one('Ingress').metadata.annotations;
}

describe('the class of an Ingress', () => {
  it('is the only one of the cluster', () => {
    const built = exposed(clusterWith(nginx));
    expect(built.one('Ingress').spec.ingressClassName).toBe('nginx');
    expect(existingOf(built.service)).toEqual([{ kind: 'IngressClass', name: 'nginx' }]);
    expect(built.decisions).toContainEqual({
      field: 'Ingress chat spec.ingressClassName',
      value: 'nginx',
      reason: 'the only class of the cluster production',
      override: 'exposeVia.class',
    });
  });

  it('is the default one where there are several, and the one that is named', () => {
    const cluster = clusterWith(nginx, alb);
    expect(exposed(cluster).one('Ingress').spec.ingressClassName).toBeUndefined();
    expect(annotationsOf(exposed(cluster))).toBeUndefined();
    expect(exposed(cluster).issues).toEqual([]);
    const named = exposed(cluster, { class: ingressClass('alb') });
    expect(named.one('Ingress').spec.ingressClassName).toBe('alb');
    expect(annotationsOf(named)).toMatchObject({ 'alb.ingress.kubernetes.io/target-type': 'ip' });
  });

  it('is one that the cluster has', () => {
    expect(exposed(clusterWith(nginx, alb), { class: ingressClass('traefik') }).issues).toMatchObject([
      {
        code: 'serving/no-ingress-class',
        property: 'exposeVia.class',
        given: '"traefik"',
        message: 'is no class of the cluster production, so that nothing would serve the Ingress',
        fix: "ingressClass('nginx') or ingressClass('alb')",
      },
    ]);
    const fix = 'the class of a controller that it runs, among addOns.ingressClasses of the cluster';
    expect(exposed(clusterWith()).issues).toMatchObject([
      {
        code: 'serving/no-ingress-class',
        property: 'exposeVia.class',
        message: 'the cluster production has no class, so that nothing would serve the Ingress',
        fix,
      },
    ]);
    expect(exposed(clusterWith(), { class: ingressClass('nginx') }).issues).toMatchObject([
      { code: 'serving/no-ingress-class', given: '"nginx"', fix },
    ]);
  });
});

describe('an Application Load Balancer', () => {
  it('finds pods by their addresses, asks the path that says ready, and waits for a silent model', () => {
    expect(annotationsOf(exposed(clusterWith(alb)))).toEqual({
      'alb.ingress.kubernetes.io/target-type': 'ip',
      'alb.ingress.kubernetes.io/healthcheck-path': '/health',
      'alb.ingress.kubernetes.io/load-balancer-attributes': 'idle_timeout.timeout_seconds=600',
    });
  });

  it.each([
    ['30m', 'idle_timeout.timeout_seconds=1800'],
    ['2h', 'idle_timeout.timeout_seconds=4000'],
  ] as const)('waits as long as requests take, up to its limit: %s', (drain, attributes) => {
    const built = exposed(clusterWith(alb), {}, { runtime: { ...httpRuntime, drain } });
    expect(annotationsOf(built)['alb.ingress.kubernetes.io/load-balancer-attributes']).toBe(attributes);
  });

  it('asks the port that knows', () => {
    const twoPorts = defineRuntime<null>({
      name: 'two-ports',
      describe: (): ServerDescription => ({
        image,
        ports: [
          { name: 'predict', port: 9000 },
          { name: 'admin', port: 9001 },
        ],
        health: { port: 'admin', started: '/s', ready: '/r', alive: '/a' },
        startsWithin: '1m',
        drain: '10s',
        user: { user: 1000, group: 1000, reason: 'a test' },
        writable: [],
      }),
    });
    expect(annotationsOf(exposed(clusterWith(alb), {}, { runtime: twoPorts(null) }))).toMatchObject({
      'alb.ingress.kubernetes.io/healthcheck-path': '/r',
      'alb.ingress.kubernetes.io/healthcheck-port': '9001',
    });
  });

  it('leaves what Ingresses share to those who share it, and what the user says as it is', () => {
    const annotations = {
      'alb.ingress.kubernetes.io/group.name': 'models',
      'alb.ingress.kubernetes.io/target-type': 'instance',
    };
    const built = exposed(clusterWith(alb), { annotations });
    expect(annotationsOf(built)).toEqual({ ...annotations, 'alb.ingress.kubernetes.io/healthcheck-path': '/health' });
    expect(built.decisions.filter(({ override }) => override === 'exposeVia.annotations')).toHaveLength(1);
  });
});

describe('ingress-nginx', () => {
  const settings = {
    'nginx.ingress.kubernetes.io/proxy-read-timeout': '600',
    'nginx.ingress.kubernetes.io/proxy-send-timeout': '600',
    'nginx.ingress.kubernetes.io/proxy-body-size': '100m',
    'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
  };

  it.each([
    'k8s.io/ingress-nginx',
    'webapprouting.kubernetes.azure.com/nginx',
    'webapprouting.kubernetes.azure.com/nginx/own',
  ])('waits for a silent model, takes great bodies and hands on what streams: %s', (controller) => {
    expect(annotationsOf(exposed(clusterWith({ name: 'nginx', controller })))).toEqual(settings);
  });

  it('stands beside what cert-manager reads', () => {
    const tls = { kind: 'cert-manager', issuer: { kind: 'ClusterIssuer', name: 'letters' } } as const;
    expect(annotationsOf(exposed(clusterWith(nginx), { tls }))).toEqual({
      ...settings,
      'cert-manager.io/cluster-issuer': 'letters',
    });
  });
});

it('knows nothing of other controllers, and says nothing to them', () => {
  expect(annotationsOf(exposed(clusterWith(traefik)))).toBeUndefined();
});

describe('a service that lets in named callers only', () => {
  const from = { namespace: 'ingress', podLabels: { app: 'nginx' } };

  function peers(facts: ClassFacts): readonly unknown[] {
    const built = exposed(clusterWith(facts));
    built.service.allowFrom({ kind: 'addresses', cidr: '10.0.0.0/16' });
    return built.one('NetworkPolicy').spec.ingress[0].from;
  }

  it('lets in the pods of the controller that forwards requests', () => {
    const pods = {
      podSelector: { matchLabels: { app: 'nginx' } },
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } },
    };
    const addresses = { ipBlock: { cidr: '10.0.0.0/16' } };
    expect(peers({ ...nginx, from })).toEqual([addresses, pods]);
    expect(peers({ ...traefik, from })).toEqual([addresses, pods]);
    // It has a load balancer of the cloud forward them.
    expect(peers({ ...alb, from })).toEqual([addresses]);
  });
});
