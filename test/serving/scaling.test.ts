import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atLeastOne, type ScalingSignal } from 'modelyard';
import { image, httpRuntime, OneService, resources, type Manifest } from './one-service';

function metrics(...on: [ScalingSignal, ...ScalingSignal[]]): Manifest {
  return new OneService({ scaling: { kind: 'autoscale', min: 1, max: 4, on } }).one('HorizontalPodAutoscaler').spec
    .metrics;
}

/** Numbers around what can be a number of replicas. */
const counts = fc.oneof(fc.integer({ min: -2, max: 5 }), fc.constantFrom(2 ** 31 - 1, 2 ** 31), fc.double());

describe('a fixed number of replicas', () => {
  it('stands in the Deployment, and no autoscaler is made', () => {
    const built = new OneService({ scaling: { kind: 'fixed', replicas: 4 } });
    expect(built.deployment.replicas).toBe(4);
    expect(built.all('HorizontalPodAutoscaler')).toEqual([]);
  });

  it('may be none', () => {
    const built = new OneService({ scaling: { kind: 'fixed', replicas: 0 } });
    expect(built.deployment.replicas).toBe(0);
    expect(built.issues).toEqual([]);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])('is not %d', (replicas) => {
    expect(new OneService({ scaling: { kind: 'fixed', replicas } }).issues.map(({ code }) => code)).toEqual([
      'serving/invalid-replicas',
    ]);
  });
});

describe('an autoscaler', () => {
  it('owns the number of replicas of the Deployment', () => {
    const built = new OneService({
      scaling: { kind: 'autoscale', min: 2, max: 4, on: [{ kind: 'cpu', target: '50%' }] },
      names: { deployment: 'front', autoscaler: 'front-hpa' },
    });
    const { metadata, spec } = built.one('HorizontalPodAutoscaler');
    expect(metadata.name).toBe('front-hpa');
    expect(spec.scaleTargetRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'front' });
    expect([spec.minReplicas, spec.maxReplicas]).toEqual([2, 4]);
    expect(built.deployment).not.toHaveProperty('replicas');
  });

  it.each<[string, ScalingSignal, unknown]>([
    [
      'CPU',
      { kind: 'cpu', target: '50%' },
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
    ],
    [
      'memory',
      { kind: 'memory', target: '120%' },
      { type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 120 } } },
    ],
    [
      'requests',
      { kind: 'request-rate', perReplica: 20 },
      {
        type: 'Pods',
        pods: { metric: { name: 'http_requests_per_second' }, target: { type: 'AverageValue', averageValue: '20' } },
      },
    ],
    [
      'requests by another name',
      { kind: 'request-rate', perReplica: 0.5, metric: 'calls' },
      { type: 'Pods', pods: { metric: { name: 'calls' }, target: { type: 'AverageValue', averageValue: '500m' } } },
    ],
    [
      'a metric of the pods',
      { kind: 'pods-metric', metric: 'queue', perReplica: 3, matchLabels: { model: 'm' } },
      {
        type: 'Pods',
        pods: {
          metric: { name: 'queue', selector: { matchLabels: { model: 'm' } } },
          target: { type: 'AverageValue', averageValue: '3' },
        },
      },
    ],
    [
      'a metric from outside',
      { kind: 'external-metric', metric: 'queue', perReplica: 3 },
      {
        type: 'External',
        external: { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: '3' } },
      },
    ],
  ])('goes by %s', (_what, signal, metric) => {
    expect(metrics(signal)).toEqual([metric]);
  });

  it('goes by several signals at once', () => {
    const both = metrics({ kind: 'cpu', target: '50%' }, { kind: 'memory', target: '80%' });
    expect(both.map(({ resource }: Manifest) => resource.name)).toEqual(['cpu', 'memory']);
  });

  it("goes by the server's own use where other containers run beside it", () => {
    const built = new OneService({
      scaling: { kind: 'autoscale', min: 1, max: 4, on: [{ kind: 'cpu', target: '50%' }] },
      sidecars: [{ name: 'log', image, resources }],
    });
    expect(built.one('HorizontalPodAutoscaler').spec.metrics).toEqual([
      {
        type: 'ContainerResource',
        containerResource: {
          name: 'cpu',
          container: 'server',
          target: { type: 'Utilization', averageUtilization: 50 },
        },
      },
    ]);
  });

  it.each([
    ['1m', 300],
    ['5m', 300],
    ['20m', 1200],
    ['3h', 3600],
  ] as const)('waits before it takes away a replica that starts within %s: %d s', (startsWithin, seconds) => {
    const built = new OneService({
      runtime: { ...httpRuntime, startsWithin },
      scaling: { kind: 'autoscale', min: 1, max: 4, on: [{ kind: 'cpu', target: '50%' }] },
    });
    expect(built.one('HorizontalPodAutoscaler').spec.behavior.scaleDown.stabilizationWindowSeconds).toBe(seconds);
  });

  it('has a minimum from one up to its maximum, or an issue', () => {
    fc.assert(
      fc.property(counts, counts, (min, max) => {
        const built = new OneService({
          scaling: { kind: 'autoscale', min: atLeastOne(min), max, on: [{ kind: 'cpu', target: '50%' }] },
        });
        const good = Number.isInteger(min) && Number.isInteger(max) && 1 <= min && min <= max && max < 2 ** 31;
        expect(built.issues.length === 0).toBe(good);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([0, -1, 0.0009, Number.NaN, Number.POSITIVE_INFINITY])('has no target of %d', (perReplica) => {
    const on = [{ kind: 'request-rate', perReplica }] as const;
    const { issues } = new OneService({ scaling: { kind: 'autoscale', min: 1, max: 4, on } });
    expect(issues.map(({ code }) => code)).toEqual(['serving/invalid-target']);
  });

  it('has a target that Kubernetes reads as what was meant', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (thousandths) => {
        const [metric] = metrics({ kind: 'request-rate', perReplica: thousandths / 1000 });
        const { averageValue } = metric.pods.target;
        const read = averageValue.endsWith('m') ? Number(averageValue.slice(0, -1)) : Number(averageValue) * 1000;
        expect(read).toBe(thousandths);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a disruption budget', () => {
  it.each([
    [{ kind: 'fixed', replicas: 0 }, 0],
    [{ kind: 'fixed', replicas: 1 }, 0],
    [{ kind: 'fixed', replicas: 2 }, 1],
    [{ kind: 'autoscale', min: 1, max: 4, on: [{ kind: 'cpu', target: '50%' }] }, 1],
  ] as const)('is made where it helps: for %j, %d', (scaling, budgets) => {
    expect(new OneService({ scaling }).all('PodDisruptionBudget')).toHaveLength(budgets);
  });
});
