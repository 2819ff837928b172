import { describe, expect, it } from 'vitest';
import {
  defineRuntime,
  existingSecret,
  ingressClass,
  type Exposure,
  type ServerDescription,
  type ServerPort,
} from 'modelyard';
import { existingOf } from '../../lib/core';
import { image, OneService, type Manifest } from './one-service';

type IngressExposure = Extract<Exposure, { kind: 'ingress' }>;

function ingress(exposure: Partial<IngressExposure> = {}): Manifest {
  return exposed(exposure).one('Ingress');
}

function exposed(exposure: Partial<IngressExposure> = {}): OneService {
  return new OneService({}, (service) => {
    service.exposeVia({ kind: 'ingress', host: 'models.example.com', ...exposure });
  });
}

/** A server with these ports. */
const listening = defineRuntime<readonly [ServerPort, ...ServerPort[]]>({
  name: 'listening',
  describe: (ports): ServerDescription => ({
    image,
    ports,
    health: { port: ports[0].name, started: '/', ready: '/', alive: '/' },
    startsWithin: '1m',
    drain: '10s',
    user: { user: 1000, group: 1000, reason: 'a test' },
    writable: [],
  }),
});

const twoPorts = listening([
  { name: 'predict', port: 9000 },
  { name: 'admin', port: 9001 },
]);

describe('an Ingress', () => {
  it('routes everything under the host to the port of the Service that takes requests', () => {
    expect(ingress().spec).toEqual({
      rules: [
        {
          host: 'models.example.com',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'chat', port: { name: 'http' } } } }],
          },
        },
      ],
    });
  });

  it('is called as the service is', () => {
    expect(ingress().metadata).toMatchObject({ name: 'chat', namespace: 'models' });
    expect(ingress().metadata.annotations).toBeUndefined();
  });

  it('follows the names of the Service and of its first port', () => {
    const built = new OneService({ runtime: twoPorts, names: { service: 'front' } }, (service) => {
      service.exposeVia({ kind: 'ingress', host: 'models.example.com' });
    });
    expect(built.one('Ingress').spec.rules[0].http.paths[0].backend).toEqual({
      service: { name: 'front', port: { name: 'predict' } },
    });
    expect(built.one('Service').spec.ports[0].name).toBe('predict');
  });

  it('routes a path, by a class', () => {
    const { spec } = ingress({ path: '/predict', class: ingressClass('nginx') });
    expect(spec.ingressClassName).toBe('nginx');
    expect(spec.rules[0].http.paths[0].path).toBe('/predict');
  });

  it('relies on the class that the user names', () => {
    expect(existingOf(exposed({ class: ingressClass('nginx') }).service)).toEqual([
      { kind: 'IngressClass', name: 'nginx' },
    ]);
  });

  it('takes its certificate from a Secret, and relies on it', () => {
    const built = exposed({ tls: { kind: 'secret', secret: existingSecret('models-tls') } });
    expect(built.one('Ingress').spec.tls).toEqual([{ hosts: ['models.example.com'], secretName: 'models-tls' }]);
    expect(existingOf(built.service)).toEqual([{ kind: 'Secret', name: 'models-tls' }]);
  });

  it.each([
    ['Issuer', 'cert-manager.io/issuer'],
    ['ClusterIssuer', 'cert-manager.io/cluster-issuer'],
  ] as const)('has its certificate made by an %s', (kind, annotation) => {
    const built = exposed({
      tls: { kind: 'cert-manager', issuer: { kind, name: 'letters' } },
      annotations: { 'example.com/timeout': '600' },
    });
    expect(built.one('Ingress').metadata.annotations).toEqual({
      [annotation]: 'letters',
      'example.com/timeout': '600',
    });
    expect(built.one('Ingress').spec.tls).toEqual([{ hosts: ['models.example.com'], secretName: 'chat-tls' }]);
    expect(existingOf(built.service)).toEqual([{ kind: 'Secret', name: 'chat-tls', keys: ['tls.crt', 'tls.key'] }]);
  });

  it('has a name of its own from the second one on, and a Secret of its own', () => {
    const built = new OneService({}, (service) => {
      service.exposeVia({ kind: 'ingress', host: 'a.example.com' });
      service.exposeVia({
        kind: 'ingress',
        host: 'b.example.com',
        name: 'chat-inside',
        tls: { kind: 'cert-manager', issuer: { kind: 'Issuer', name: 'letters' } },
      });
    });
    const [first, second] = built.all('Ingress');
    expect(first.metadata.name).toBe('chat');
    expect(second.metadata.name).toBe('chat-inside');
    expect(second.spec.tls[0].secretName).toBe('chat-inside-tls');
    expect(built.issues).toEqual([]);
  });

  it.each([
    ['the derived name, said aloud', [undefined, 'chat']],
    ['the derived name, said aloud first', ['chat', undefined]],
    ['the same name twice', ['inside', 'inside']],
  ] as const)('is not made twice under one name: %s', (_what, names) => {
    const built = new OneService({}, (service) => {
      for (const name of names) service.exposeVia({ kind: 'ingress', host: 'models.example.com', name });
    });
    expect(built.all('Ingress')).toHaveLength(1);
    expect(built.issues.map(({ code }) => code)).toEqual(['serving/second-exposure']);
  });

  it.each(['models.example.com', '*.example.com', 'a', 'a-b.c1', `${'a'.repeat(63)}.example.com`])(
    'accepts the host %s',
    (host) => {
      expect(exposed({ host }).issues).toEqual([]);
    },
  );

  it.each([
    '',
    '*',
    'Models.example.com',
    'models.example.com:80',
    'models.example.com/predict',
    'http://models',
    'a..b',
    '-a.b',
    'a.b-',
    'a_b.c',
    'a.*.b',
    '10.0.0.1',
    '[::1]',
    `${'a'.repeat(64)}.example.com`,
    'a.'.repeat(127).concat('a'),
  ])('refuses the host %j', (host) => {
    expect(exposed({ host }).issues.map(({ code }) => code)).toEqual(['serving/invalid-host']);
  });
});

describe('a load balancer', () => {
  function balanced(exposure: Partial<Extract<Exposure, { kind: 'load-balancer' }>> = {}): OneService {
    return new OneService({ runtime: twoPorts }, (service) => {
      service.exposeVia({ kind: 'load-balancer', ...exposure });
    });
  }

  it('opens the port for requests and no other', () => {
    expect(balanced().one('Service').spec).toEqual({
      type: 'LoadBalancer',
      selector: { 'app.kubernetes.io/instance': 'chat', 'app.kubernetes.io/component': 'server' },
      ports: [{ name: 'predict', port: 80, protocol: 'TCP', targetPort: 'predict' }],
    });
  });

  it('says which ports it leaves out', () => {
    expect(balanced().decisions.find(({ field }) => field === 'Service spec.ports')).toMatchObject({
      value: ['predict'],
      reason:
        'a load balancer opens every port of its Service to the world, and admin may do more than answer requests',
    });
  });

  it('takes the ranges that may connect, and what the cloud reads', () => {
    const service = balanced({
      allowedRanges: ['203.0.113.0/24'],
      annotations: { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' },
    }).one('Service');
    expect(service.spec.loadBalancerSourceRanges).toEqual(['203.0.113.0/24']);
    expect(service.metadata.annotations).toEqual({
      'service.beta.kubernetes.io/azure-load-balancer-internal': 'true',
    });
  });

  it('stands beside an Ingress', () => {
    const built = new OneService({}, (service) => {
      service.exposeVia({ kind: 'ingress', host: 'models.example.com' });
      service.exposeVia({ kind: 'load-balancer' });
    });
    expect(built.one('Service').spec.type).toBe('LoadBalancer');
    expect(built.one('Ingress').spec.rules).toHaveLength(1);
    expect(built.issues).toEqual([]);
  });
});

describe('exposeVia', () => {
  it('returns the object that is the way in', () => {
    new OneService({}, (service) => {
      expect(service.exposeVia({ kind: 'load-balancer' }).kind).toBe('Service');
      expect(service.exposeVia({ kind: 'ingress', host: 'models.example.com' }).kind).toBe('Ingress');
    });
  });
});

describe('a service that nobody exposes', () => {
  it('answers inside the cluster alone, on every port of its server', () => {
    const built = new OneService({ runtime: twoPorts, servicePort: 8080 });
    expect(built.all('Ingress')).toEqual([]);
    expect(built.one('Service').spec).toMatchObject({
      type: 'ClusterIP',
      ports: [
        { name: 'predict', port: 8080, protocol: 'TCP', targetPort: 'predict' },
        { name: 'admin', port: 9001, protocol: 'TCP', targetPort: 'admin' },
      ],
    });
  });
});
