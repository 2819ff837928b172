import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { describe, expect, it } from 'vitest';
import {
  gateway,
  ingressClass,
  targetCluster,
  type ModelServiceProps,
  type TargetCluster,
  type Wake,
  type ZeroScaling,
} from 'modelyard';
import { httpRuntime, OneService, type Manifest } from './one-service';

const proxy = { namespace: 'keda', service: 'keda-http-proxy', port: 8080 };

function clusterWith(version: string, more: object = {}): TargetCluster {
  return targetCluster({
    name: 'production',
    cloud: 'eks',
    kubernetes: '1.34',
    addOns: {
      keda: { version: '2.21', namespace: 'keda', http: { version, proxy, ...more } },
      prometheus: { address: 'http://prometheus.monitoring:9090', scrapeNamespace: 'monitoring' },
    },
  });
}

const cluster = clusterWith('0.15');

function zero(wake: Wake, more: Partial<ZeroScaling> = {}): Partial<ModelServiceProps> {
  return { scaling: { kind: 'scale-to-zero', max: 6, wake, ...more } };
}

const onRequests: Wake = { kind: 'http-add-on', concurrency: 16 };

/** The trigger of a service that this wakes. */
function trigger(wake: Wake): Manifest {
  const built = new OneService(zero(wake), undefined, cluster);
  expect(built.issues).toEqual([]);
  const [first, ...others] = built.one('ScaledObject').spec.triggers;
  expect(others).toEqual([]);
  return first;
}

describe('a service that goes to zero', () => {
  it('is scaled by KEDA alone, from none to the most', () => {
    const built = new OneService(zero(onRequests, { idleFor: '15m' }), undefined, cluster);
    expect(built.issues).toEqual([]);
    expect(built.warnings).toEqual([]);
    expect(built.deployment).not.toHaveProperty('replicas');
    expect(built.all('HorizontalPodAutoscaler')).toEqual([]);
    expect(built.one('ScaledObject').spec).toMatchObject({
      scaleTargetRef: { kind: 'Deployment', name: 'chat' },
      minReplicaCount: 0,
      maxReplicaCount: 6,
      cooldownPeriod: 900,
      pollingInterval: 30,
      advanced: { restoreToOriginalReplicaCount: true },
    });
    expect(built.all('PodDisruptionBudget')).toHaveLength(1);
  });

  it.each<[string, Wake, Manifest]>([
    [
      'requests at the interceptor',
      onRequests,
      {
        type: 'external-push',
        metadata: { scalerAddress: 'keda-add-ons-http-external-scaler.keda.svc:9090', interceptorRoute: 'chat' },
      },
    ],
    [
      'a queue of SQS',
      {
        kind: 'sqs',
        queueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/jobs',
        region: 'us-east-1',
        perReplica: 5,
        authentication: { kind: 'TriggerAuthentication', name: 'aws' },
      },
      {
        type: 'aws-sqs-queue',
        metadata: {
          queueURL: 'https://sqs.us-east-1.amazonaws.com/123456789012/jobs',
          queueLength: '5',
          awsRegion: 'us-east-1',
        },
        authenticationRef: { kind: 'TriggerAuthentication', name: 'aws' },
      },
    ],
    [
      'a queue of Service Bus',
      {
        kind: 'azure-service-bus',
        namespace: 'bus',
        queue: 'jobs',
        perReplica: 5,
        authentication: { kind: 'ClusterTriggerAuthentication', name: 'azure' },
      },
      {
        type: 'azure-servicebus',
        metadata: { namespace: 'bus', queueName: 'jobs', messageCount: '5' },
        authenticationRef: { kind: 'ClusterTriggerAuthentication', name: 'azure' },
      },
    ],
    [
      'a query about what is in front of the pods',
      { kind: 'prometheus', query: 'sum(rate(router_requests_total{model="chat"}[2m]))', perReplica: 5 },
      {
        type: 'prometheus',
        metricType: 'AverageValue',
        metadata: {
          serverAddress: 'http://prometheus.monitoring:9090',
          query: 'sum(rate(router_requests_total{model="chat"}[2m]))',
          threshold: '5',
          ignoreNullValues: 'true',
        },
      },
    ],
    [
      'the clock',
      { kind: 'schedule', timeZone: 'Europe/Berlin', from: '0 8 * * 1-5', to: '0 18 * * 1-5', replicas: 2 },
      {
        type: 'cron',
        metadata: { timezone: 'Europe/Berlin', start: '0 8 * * 1-5', end: '0 18 * * 1-5', desiredReplicas: '2' },
      },
    ],
    [
      'any other trigger of KEDA',
      { kind: 'trigger', type: 'kafka', metadata: { topic: 'jobs', lagThreshold: '5' } },
      { type: 'kafka', metadata: { topic: 'jobs', lagThreshold: '5' } },
    ],
  ])('is woken by %s', (_what, wake, rendered) => {
    expect(trigger(wake)).toEqual(rendered);
  });

  it('goes by its own signals once it runs, which count for nothing where there are none', () => {
    const runtime = { ...httpRuntime, signals: { concurrency: { metric: 'running', counts: 'now' } } } as const;
    const on = [{ kind: 'concurrency', perReplica: 4 }] as const;
    const built = new OneService({ ...zero(onRequests, { on }), runtime }, undefined, cluster);
    const [, second] = built.one('ScaledObject').spec.triggers;
    expect(second.metadata.ignoreNullValues).toBe('true');
  });
});

describe('requests that wake a service', () => {
  it('come through the interceptor, which knows of it before KEDA asks', () => {
    const built = new OneService(zero(onRequests, { clientTimeout: '10m' }), undefined, cluster);
    expect(built.one('InterceptorRoute')).toMatchObject({
      apiVersion: 'http.keda.sh/v1beta1',
      metadata: { name: 'chat', namespace: 'models' },
      spec: {
        target: { service: 'chat', port: 80 },
        rules: [{ hosts: ['chat-proxy.models', 'chat-proxy.models.svc', 'chat-proxy.models.svc.cluster.local'] }],
        scalingMetric: { concurrency: { targetValue: 16 } },
        timeouts: { readiness: '600s', responseHeader: '600s' },
      },
    });
    const kinds = built.app.charts[0]?.toJson().map(({ kind }: Manifest) => kind) ?? [];
    expect(kinds.indexOf('InterceptorRoute')).toBeLessThan(kinds.indexOf('ScaledObject'));
    expect(kinds).toContain('InterceptorRoute');
  });

  it('come from the cluster by an alias of the interceptor', () => {
    const built = new OneService(zero(onRequests), undefined, cluster);
    const alias = built.all('Service').find(({ metadata }) => metadata.name === 'chat-proxy');
    expect(alias?.spec).toEqual({ type: 'ExternalName', externalName: 'keda-http-proxy.keda.svc.cluster.local' });
    expect(built.service.url).toBe('http://chat-proxy.models.svc:8080');
    expect(built.service.backend).toEqual(proxy);
  });

  it('come from the world by an Ingress beside the interceptor', () => {
    const built = new OneService(
      zero({ kind: 'http-add-on', requestRate: 5 }),
      (service) => {
        service.exposeVia({ kind: 'ingress', host: 'chat.example.com' });
        service.exposeVia({ kind: 'ingress', host: 'all.example.com', path: '/chat', name: 'all' });
      },
      cluster,
    );
    expect(built.issues).toEqual([]);
    const [one, other] = built.all('Ingress');
    expect([one?.metadata, other?.metadata]).toMatchObject([
      { name: 'models-chat', namespace: 'keda' },
      { name: 'models-all', namespace: 'keda' },
    ]);
    expect(one?.spec.rules[0].http.paths[0].backend).toEqual({
      service: { name: 'keda-http-proxy', port: { number: 8080 } },
    });
    const { rules, scalingMetric } = built.one('InterceptorRoute').spec;
    expect(rules.slice(1)).toEqual([
      { hosts: ['chat.example.com'] },
      { hosts: ['all.example.com'], paths: [{ value: '/chat' }] },
    ]);
    expect(scalingMetric).toEqual({ requestRate: { targetValue: 5, window: '1m', granularity: '1s' } });
  });

  it('come by TLS with a Secret that lies beside the interceptor, and not beside the service', () => {
    const secretIn = (namespace: string): OneService =>
      new OneService(
        zero(onRequests),
        (service, _chart, app) => {
          const secret = new kplus.Secret(new Chart(app, 'secrets', { namespace }), 'tls');
          service.exposeVia({ kind: 'ingress', host: 'chat.example.com', tls: { kind: 'secret', secret } });
        },
        cluster,
      );
    expect(secretIn('keda').issues).toEqual([]);
    expect(secretIn('models').issues.map(({ code, property }) => [code, property])).toEqual([
      ['data/other-namespace', 'exposeVia.tls.secret'],
    ]);
  });

  it('come from the world by a route to the interceptor, which is granted there', () => {
    const built = new OneService(
      zero(onRequests),
      (service) => {
        service.exposeVia({
          kind: 'gateway',
          host: ['chat.example.com', 'ask.example.com'],
          path: '/v1',
          gateway: gateway('public', { namespace: 'gateways' }),
        });
      },
      cluster,
    );
    expect(built.issues).toEqual([]);
    const { metadata, spec } = built.one('HTTPRoute');
    expect([metadata.name, metadata.namespace]).toEqual(['chat', 'models']);
    expect(spec.rules[0].backendRefs).toEqual([
      { group: '', kind: 'Service', name: 'keda-http-proxy', namespace: 'keda', port: 8080, weight: 1 },
    ]);
    expect(built.one('ReferenceGrant')).toMatchObject({
      apiVersion: 'gateway.networking.k8s.io/v1beta1',
      metadata: { name: 'models-chat', namespace: 'keda' },
      spec: {
        from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'models' }],
        to: [{ group: '', kind: 'Service', name: 'keda-http-proxy' }],
      },
    });
    expect(built.one('InterceptorRoute').spec.rules.slice(1)).toEqual([
      { hosts: ['chat.example.com'], paths: [{ value: '/v1' }] },
      { hosts: ['ask.example.com'], paths: [{ value: '/v1' }] },
    ]);
  });

  it('are waited for by what stands in front of the interceptor', () => {
    const classes = [
      { name: 'nginx', controller: 'k8s.io/ingress-nginx' },
      { name: 'alb', controller: 'ingress.k8s.aws/alb' },
    ];
    const withClasses = targetCluster({
      name: 'production',
      cloud: 'eks',
      kubernetes: '1.34',
      addOns: { ...cluster.addOns, ingressClasses: classes },
    });
    const annotationsOf = (name: string): Manifest =>
      new OneService(
        zero(onRequests, { clientTimeout: '20m' }),
        (service) => {
          service.exposeVia({ kind: 'ingress', host: 'chat.example.com', class: ingressClass(name) });
        },
        withClasses,
      ).one('Ingress').metadata.annotations;
    // Twenty minutes until a pod is ready, and twenty until it begins to answer.
    expect(annotationsOf('nginx')['nginx.ingress.kubernetes.io/proxy-read-timeout']).toBe('2400');
    expect(annotationsOf('alb')).toMatchObject({
      'alb.ingress.kubernetes.io/healthcheck-path': '/readyz',
      'alb.ingress.kubernetes.io/healthcheck-port': '9090',
      'alb.ingress.kubernetes.io/load-balancer-attributes': 'idle_timeout.timeout_seconds=2400',
    });
  });

  it('are told to older versions of the add-on by an HTTPScaledObject that scales nothing', () => {
    const built = new OneService(
      zero(onRequests, { clientTimeout: '10m' }),
      (service) => {
        service.exposeVia({ kind: 'ingress', host: 'chat.example.com' });
      },
      clusterWith('0.13.0', { scaler: { namespace: 'scalers', service: 'http', port: 9091 } }),
    );
    expect(built.issues).toEqual([]);
    expect(built.one('HTTPScaledObject')).toMatchObject({
      apiVersion: 'http.keda.sh/v1alpha1',
      metadata: {
        name: 'chat',
        annotations: { 'httpscaledobject.keda.sh/skip-scaledobject-creation': 'true' },
      },
      spec: {
        hosts: [
          'chat-proxy.models',
          'chat-proxy.models.svc',
          'chat-proxy.models.svc.cluster.local',
          'chat.example.com',
        ],
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat', service: 'chat', port: 80 },
        scalingMetric: { concurrency: { targetValue: 16 } },
        timeouts: { conditionWait: '600s', responseHeader: '600s' },
      },
    });
    expect(built.one('ScaledObject').spec.triggers).toEqual([
      { type: 'external-push', metadata: { scalerAddress: 'http.scalers.svc:9091', httpScaledObject: 'chat' } },
    ]);
  });

  it.each([
    ['0.11', 'HTTPScaledObject'],
    ['0.13.0', 'HTTPScaledObject'],
    ['0.14.0', 'InterceptorRoute'],
    ['v0.15.0', 'InterceptorRoute'],
    ['1.0', 'InterceptorRoute'],
  ])('are told to version %s by an %s', (version, kind) => {
    expect(new OneService(zero(onRequests), undefined, clusterWith(version)).all(kind)).toHaveLength(1);
  });

  it('are let in wherever others are shut out, as whoever measures the pods is', () => {
    const runtime = { ...httpRuntime, signals: { concurrency: { metric: 'running', counts: 'now' } } } as const;
    const on = [{ kind: 'concurrency', perReplica: 4 }] as const;
    const built = new OneService(
      { ...zero(onRequests, { on }), runtime },
      (service) => {
        service.allowFrom({ kind: 'namespace', name: 'front' });
      },
      cluster,
    );
    const [{ from }] = built.one('NetworkPolicy').spec.ingress;
    const namespaces = from.map(({ namespaceSelector }: Manifest) => Object.values(namespaceSelector.matchLabels)[0]);
    expect(namespaces).toEqual(['front', 'keda', 'monitoring']);
    expect(built.decisions.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['NetworkPolicy peer keda', 'NetworkPolicy peer monitoring']),
    );
  });
});

describe('the patience of clients', () => {
  const codes = (more: Partial<ZeroScaling>, wake: Wake = onRequests): readonly string[] => {
    const built = new OneService(zero(wake, more), undefined, cluster);
    return [
      ...built.issues.map(({ code, property }) => `no: ${code} ${property ?? ''}`),
      ...built.warnings.map(({ code, property }) => `perhaps not: ${code} ${property ?? ''}`),
    ];
  };
  const giveUp = 'serving/clients-give-up';

  // The server starts within ten minutes.
  it.each<[string, Partial<ZeroScaling>, Wake, readonly string[]]>([
    ['is not known', {}, onRequests, []],
    ['lasts for the time to start', { clientTimeout: '10m' }, onRequests, []],
    ['may be too short', { clientTimeout: '599s' }, onRequests, [`perhaps not: ${giveUp} scaling.clientTimeout`]],
    ['lasts for what was measured', { clientTimeout: '2m', coldStart: '2m' }, onRequests, []],
    [
      'is too short for what was measured',
      { clientTimeout: '119s', coldStart: '2m' },
      onRequests,
      [`no: ${giveUp} scaling.clientTimeout`],
    ],
    [
      'is longer than that of the interceptor',
      { clientTimeout: '1h', coldStart: '2m' },
      { ...onRequests, waitsFor: '1m' },
      [`no: ${giveUp} scaling.wake.waitsFor`],
    ],
    [
      'may be longer than that of the interceptor',
      { clientTimeout: '1h' },
      { ...onRequests, waitsFor: '1m' },
      [`perhaps not: ${giveUp} scaling.wake.waitsFor`],
    ],
    [
      'is of no use where nobody holds a request',
      { clientTimeout: '1h' },
      { kind: 'trigger', type: 'kafka', metadata: {} },
      [`perhaps not: ${giveUp} scaling.clientTimeout`],
    ],
  ])('%s', (_what, more, wake, said) => {
    expect(codes(more, wake)).toEqual(said);
  });
});
