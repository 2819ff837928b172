import { describe, expect, it, test } from 'vitest';
import { verify, type Manifest } from '../../../lib/verify';
import { scaledObjectsHold } from '../../../lib/verify/rules/scaled-objects-hold';
import { asArray, asRecord } from '../../../lib/verify/untrusted';
import { check, deployment, object, service } from '../manifests';
import { doubtedByKeda, refusedByKeda, scaledObject } from '../refused-by-keda';

// That KEDA really refuses the one and takes the other, test/e2e/scale-to-zero.e2e.ts shows.

const found = (manifests: readonly Manifest[], severity: 'error' | 'warning'): readonly string[] =>
  verify(manifests).flatMap((finding) => (finding.severity === severity ? [finding.code] : []));

test.each(refusedByKeda)('$what is an error, which goes away when it is mended', ({ beside, wrong, right }) => {
  expect(found([...beside, wrong], 'error')).not.toEqual([]);
  expect(found([...beside, right], 'error').filter((code) => code !== 'verify/missing-reference')).toEqual([]);
});

test.each(doubtedByKeda)('$what is a warning, which goes away when it is mended', ({ beside, wrong, right }) => {
  expect(found([...beside, wrong], 'warning')).toEqual(['verify/metric-without-request']);
  expect(found([...beside, right], 'warning')).toEqual([]);
});

describe('a ScaledObject', () => {
  it.each<[string, object, Partial<ReturnType<typeof check>[number]>]>([
    [
      'whose least is more than the most',
      { minReplicaCount: 6 },
      {
        code: 'verify/autoscaler-range',
        path: 'spec.minReplicaCount',
        given: '6',
        message: 'more than maxReplicaCount, which is 5',
        fix: '5 or fewer, or a greater maxReplicaCount',
      },
    ],
    [
      'whose most is left out',
      { minReplicaCount: 101, maxReplicaCount: undefined },
      {
        code: 'verify/autoscaler-range',
        path: 'spec.minReplicaCount',
        given: '101',
        message: 'more than maxReplicaCount, which is 100 where it is left out',
        fix: '100 or fewer, or a greater maxReplicaCount',
      },
    ],
    [
      'whose most is none',
      { maxReplicaCount: 0 },
      {
        code: 'verify/autoscaler-range',
        path: 'spec.maxReplicaCount',
        given: '0',
        message: 'an autoscaler needs an upper limit of at least 1',
        fix: 'the most pods that you are ready to pay for',
      },
    ],
    [
      'that is never idle',
      { idleReplicaCount: 3, minReplicaCount: 2 },
      {
        code: 'verify/autoscaler-range',
        path: 'spec.idleReplicaCount',
        given: '3',
        message: 'not fewer than minReplicaCount, which is 2',
        fix: 'no idleReplicaCount, or 0 with a minReplicaCount of 1 or more',
      },
    ],
    [
      'that nothing wakes',
      { triggers: [{ type: 'memory', metadata: { value: '50' } }] },
      {
        code: 'verify/autoscaler-from-zero',
        path: 'spec.minReplicaCount',
        given: '0',
        message: 'without pods there is no cpu and no memory to measure, so that it never wakes, and KEDA refuses it',
        fix: '1, or a trigger for something outside of the pods',
      },
    ],
    [
      'that falls back from what it does not measure',
      {
        minReplicaCount: 1,
        triggers: [{ type: 'cpu', metadata: { value: '50' } }],
        fallback: { failureThreshold: 3, replicas: 2 },
      },
      {
        code: 'verify/fallback-without-metric',
        path: 'spec.fallback',
        message: 'a fallback needs a trigger besides cpu and memory, and KEDA refuses it',
        fix: 'no fallback: the replicas stay as they are while the usage is not known',
      },
    ],
    [
      'with a name twice',
      { triggers: ['kafka', 'kafka'].map((type) => ({ type, name: 'jobs', metadata: {} })) },
      {
        code: 'verify/invalid-trigger',
        path: 'spec.triggers[1].name',
        given: '"jobs"',
        message: 'another trigger has this name',
        fix: 'a name of its own for each trigger, or none',
      },
    ],
    [
      'that keeps what KEDA does not keep',
      { minReplicaCount: 1, triggers: [{ type: 'cpu', useCachedMetrics: true, metadata: { value: '50' } }] },
      {
        code: 'verify/invalid-trigger',
        path: 'spec.triggers[0].useCachedMetrics',
        given: 'true',
        message: 'KEDA keeps no metrics of a cpu trigger',
        fix: 'no useCachedMetrics',
      },
    ],
  ])('%s', (_what, spec, finding) => {
    expect(check(scaledObjectsHold, [scaledObject(spec)])).toMatchObject([{ severity: 'error', ...finding }]);
  });

  it.each<[string, object]>([
    ['of the usual kind', {}],
    ['without triggers, which the API server refuses', { triggers: [] }],
    ['whose numbers are malformed, which the API server refuses', { minReplicaCount: 'x', maxReplicaCount: 'y' }],
    [
      'with a formula',
      {
        minReplicaCount: 1,
        triggers: [{ type: 'cpu', metadata: { value: '50' } }],
        advanced: { scalingModifiers: { formula: 'a' } },
        fallback: { failureThreshold: 3, replicas: 2 },
      },
    ],
  ])('%s holds', (_what, spec) => {
    expect(check(scaledObjectsHold, [scaledObject(spec)])).toEqual([]);
  });
});

describe('a ScaledObject that asks an address', () => {
  const asking = (url: string, spec: object = {}): Manifest =>
    scaledObject({
      triggers: [{ type: 'metrics-api', metadata: { url, valueLocation: 'n', targetValue: '1' } }],
      ...spec,
    });
  const own = 'http://chat.models.svc.cluster.local:80/metrics';
  const inModels = (manifest: Manifest): Manifest => ({
    ...manifest,
    metadata: { namespace: 'models', ...asRecord(manifest.metadata) },
  });
  const checkIt = (scaled: Manifest, ...beside: readonly Manifest[]): readonly object[] =>
    check(scaledObjectsHold, [scaled, deployment(), ...beside].map(inModels));

  it.each([own, 'http://chat.models', 'https://chat.models.svc/?a=b'])('of its own pods, %s, never wakes', (url) => {
    expect(checkIt(asking(url), service())).toMatchObject([
      {
        code: 'verify/autoscaler-from-zero',
        severity: 'error',
        path: 'spec.triggers[0].metadata.url',
        given: `"${url}"`,
        message: 'is answered by the pods that it scales, so that at zero nobody answers, and it never wakes',
        fix: 'the address of something outside of the pods, or minReplicaCount: 1',
      },
    ]);
  });

  it('of its own pods, and goes by their cpu, never wakes either', () => {
    const [mine] = asArray(asRecord(asking(own)['spec'])['triggers']);
    const usage = { type: 'cpu', metricType: 'Utilization', metadata: { value: '50' } };
    expect(checkIt(asking(own, { triggers: [usage, mine] }), service())).toMatchObject([
      { code: 'verify/autoscaler-from-zero', path: 'spec.triggers[1].metadata.url' },
    ]);
  });

  const others = deployment({ name: 'others', labels: { app: 'chat' } });
  it.each<[string, Manifest, readonly Manifest[]]>([
    [
      'of something else',
      asking('http://queue.models.svc/length'),
      [service(), service({ name: 'queue', spec: { selector: { app: 'queue' } } })],
    ],
    ['that the app does not make', asking(own), []],
    ['of one name, which is in the namespace of KEDA', asking('http://chat/'), [service()]],
    ['of another namespace', asking('http://chat.other.svc/'), [service(), service({ namespace: 'other' })]],
    ['outside of the cluster', asking('https://api.example.com/'), [service()]],
    ['behind which there are other pods too', asking(own), [service(), others]],
    ['of a Service that selects nothing', asking(own), [service({ spec: { selector: {} } })]],
    ['of a Service that is a name for another', asking(own), [service({ spec: { type: 'ExternalName' } })]],
    ['of its own pods, of which one stays', asking(own, { minReplicaCount: 1 }), [service()]],
    ['of its own pods, with a fallback', asking(own, { fallback: { failureThreshold: 3, replicas: 1 } }), [service()]],
    [
      'of its own pods beside a clock',
      asking(own, {
        triggers: [...asArray(asRecord(asking(own)['spec'])['triggers']), { type: 'cron', metadata: {} }],
      }),
      [service()],
    ],
    [
      'of its own pods with another trigger of KEDA',
      asking(own, { triggers: [{ type: 'kafka', metadata: { url: own } }] }),
      [service()],
    ],
  ])('%s holds', (_what, scaled, beside) => {
    expect(checkIt(scaled, ...beside)).toEqual([]);
  });
});

describe('an HTTPScaledObject', () => {
  const http = (annotations: object): Manifest =>
    object(
      'http.keda.sh/v1alpha1',
      'HTTPScaledObject',
      { name: 'http', metadata: { annotations } },
      {
        scaleTargetRef: { name: 'chat', service: 'chat', port: 80 },
      },
    );

  it('scales its target beside a ScaledObject, unless it is told not to', () => {
    expect(found([deployment(), scaledObject(), http({})], 'error')).toEqual(['verify/two-autoscalers']);
    const skips = { 'httpscaledobject.keda.sh/skip-scaledobject-creation': 'true' };
    expect(found([deployment(), scaledObject(), http(skips)], 'error')).toEqual([]);
  });
});
