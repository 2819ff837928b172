import { describe, expect, it } from 'vitest';
import { targetCluster, type ModelServiceProps, type Scaling, type ScalingSignal, type TargetCluster } from 'modelyard';
import { httpRuntime, image, OneService, resources, type Manifest } from './one-service';

const signals = {
  'queue-depth': { metric: 'vllm:num_requests_waiting', counts: 'now' },
  concurrency: { metric: 'vllm:num_requests_running', counts: 'now' },
  'request-rate': { metric: 'requests_total', counts: 'ever' },
} as const;

/** A cluster with KEDA and Prometheus. */
const cluster: TargetCluster = targetCluster({
  name: 'production',
  cloud: 'eks',
  kubernetes: '1.34',
  addOns: {
    keda: { version: '2.21', namespace: 'keda' },
    prometheus: { address: 'http://prometheus.monitoring:9090/' },
  },
});

function scaledOn(signal: ScalingSignal, ...others: readonly ScalingSignal[]): Scaling {
  return { kind: 'autoscale', min: 1, max: 6, on: [signal, ...others] };
}

function built(props: Partial<ModelServiceProps>, within: TargetCluster | undefined = cluster): OneService {
  return new OneService({ runtime: { ...httpRuntime, metricsPath: '/metrics', signals }, ...props }, undefined, within);
}

function triggers(scaling: Scaling): Manifest {
  const service = built({ scaling });
  expect(service.issues).toEqual([]);
  return service.one('ScaledObject').spec.triggers;
}

const ofPods = 'namespace="models",pod=~"chat-[a-z0-9]{1,10}-[a-z0-9]{5}"';

describe('scaling on what the server itself tells', () => {
  it("is KEDA's, which makes the only autoscaler", () => {
    const service = built({ scaling: scaledOn({ kind: 'queue-depth', perReplica: 4 }) });
    expect(service.all('HorizontalPodAutoscaler')).toEqual([]);
    expect(service.deployment).not.toHaveProperty('replicas');
    expect(service.one('ScaledObject')).toEqual({
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: expect.objectContaining({ name: 'chat', namespace: 'models' }),
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        minReplicaCount: 1,
        maxReplicaCount: 6,
        triggers: [
          {
            type: 'prometheus',
            metricType: 'AverageValue',
            metadata: {
              serverAddress: 'http://prometheus.monitoring:9090',
              query: `sum(vllm:num_requests_waiting{${ofPods}})`,
              threshold: '4',
              ignoreNullValues: 'false',
            },
          },
        ],
        advanced: {
          horizontalPodAutoscalerConfig: {
            behavior: {
              scaleDown: {
                stabilizationWindowSeconds: 600,
                policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }],
              },
            },
          },
        },
      },
    });
  });

  it.each<[string, ScalingSignal, string, string]>([
    ['concurrency', { kind: 'concurrency', perReplica: 0.5 }, `sum(vllm:num_requests_running{${ofPods}})`, '0.5'],
    [
      'a query of your own',
      { kind: 'prometheus', query: 'max(queue) or vector(0)', perReplica: 1e15 },
      'max(queue) or vector(0)',
      '1000000000000000',
    ],
  ])('goes by %s', (_what, signal, query, threshold) => {
    const [{ metadata }] = triggers(scaledOn(signal));
    expect([metadata.query, metadata.threshold]).toEqual([query, threshold]);
  });

  it('goes by the rate of what is counted, with what KEDA reads beside it', () => {
    const all = triggers(
      scaledOn(
        { kind: 'cpu', target: '60%' },
        { kind: 'request-rate', perReplica: 5 },
        { kind: 'concurrency', perReplica: 8 },
      ),
    );
    expect(
      all.map(({ type, metricType, metadata }: Manifest) => [type, metricType, metadata.query ?? metadata.value]),
    ).toEqual([
      ['prometheus', 'AverageValue', `sum(rate(requests_total{${ofPods}}[120s]))`],
      ['prometheus', 'AverageValue', `sum(vllm:num_requests_running{${ofPods}})`],
      ['cpu', 'Utilization', '60'],
    ]);
  });

  it('reads the rate of requests from a metrics adapter, unless something else needs KEDA or it is told where to read', () => {
    const rate = { kind: 'request-rate', perReplica: 5 } as const;
    expect(built({ scaling: scaledOn(rate) }).all('ScaledObject')).toEqual([]);
    const told = built({ scaling: { kind: 'autoscale', min: 1, max: 6, on: [rate], prometheus: {} } });
    expect(told.one('ScaledObject').spec.triggers).toHaveLength(1);
    expect(told.all('HorizontalPodAutoscaler')).toEqual([]);
  });

  it("measures the server's own use where other containers run beside it", () => {
    const service = built({
      scaling: scaledOn({ kind: 'memory', target: '80%' }, { kind: 'queue-depth', perReplica: 4 }),
      sidecars: [{ name: 'log', image, resources }],
    });
    expect(service.one('ScaledObject').spec.triggers[1]).toEqual({
      type: 'memory',
      metricType: 'Utilization',
      metadata: { value: '80', containerName: 'server' },
    });
  });

  it('proves who it is where Prometheus asks, and keeps to a number of replicas while it is blind', () => {
    const service = built({
      scaling: {
        kind: 'autoscale',
        min: 1,
        max: 6,
        on: [{ kind: 'queue-depth', perReplica: 4 }],
        prometheus: {
          address: 'https://thanos.example.com',
          namespaceLabel: 'exported_namespace',
          podLabel: 'exported_pod',
          authentication: { kind: 'ClusterTriggerAuthentication', name: 'thanos' },
          authModes: 'bearer',
        },
        fallback: { failureThreshold: 3, replicas: 2 },
      },
    });
    const {
      triggers: [trigger],
      fallback,
    } = service.one('ScaledObject').spec;
    expect(fallback).toEqual({ failureThreshold: 3, replicas: 2 });
    expect(trigger.authenticationRef).toEqual({ kind: 'ClusterTriggerAuthentication', name: 'thanos' });
    expect(trigger.metadata).toEqual({
      serverAddress: 'https://thanos.example.com',
      query:
        'sum(vllm:num_requests_waiting{exported_namespace="models",exported_pod=~"chat-[a-z0-9]{1,10}-[a-z0-9]{5}"})',
      threshold: '4',
      ignoreNullValues: 'false',
      authModes: 'bearer',
    });
  });

  it('finds the pods of a Deployment with a name of its own, and no metric that is not one', () => {
    const service = built({
      runtime: { ...httpRuntime, signals: { concurrency: { metric: 'in flight', counts: 'now' } } },
      names: { deployment: 'front.v1' },
      scaling: scaledOn({ kind: 'concurrency', perReplica: 4 }),
    });
    expect(service.one('ScaledObject').spec.triggers[0].metadata.query).toBe(
      'sum({__name__="in flight",namespace="models",pod=~"front\\\\.v1-[a-z0-9]{1,10}-[a-z0-9]{5}"})',
    );
  });

  it('takes KEDA for there where nobody said what there is', () => {
    const silent = targetCluster({ name: 'a', cloud: 'eks', kubernetes: '1.34' });
    const scaling: Scaling = {
      kind: 'autoscale',
      min: 1,
      max: 2,
      on: [{ kind: 'queue-depth', perReplica: 4 }],
      prometheus: { address: 'http://prometheus' },
    };
    expect(built({ scaling }, silent).issues).toEqual([]);
    const kinds = [{ group: 'keda.sh', kind: 'ScaledObject', versions: ['v1alpha1'] }];
    const known = targetCluster({ name: 'a', cloud: 'eks', kubernetes: '1.34', customResources: kinds });
    expect(built({ scaling }, known).issues).toEqual([]);
  });
});
