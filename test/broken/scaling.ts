import type { Manifest } from '../../lib/verify';
import { autoscaler, budget, deployment, object } from '../verify/manifests';
import type { Broken } from './broken';

const cpuOf = (
  target: object = { type: 'Utilization', averageUtilization: 60 },
): { readonly metrics: readonly object[] } => ({
  metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }],
});
const asking = { resources: { requests: { cpu: '1', memory: '1Gi' } } };
const chat = deployment({ container: asking });
const sized = (replicas: number | undefined): Manifest => deployment({ container: asking, spec: { replicas } });
const two = (second: object): Manifest =>
  deployment({
    pod: {
      containers: [
        { name: 'server', image: 'a', ...asking },
        { name: 'proxy', image: 'b', ...second },
      ],
    },
  });

const triggered = (triggers: readonly object[], spec: object = {}, name = 'chat'): Manifest =>
  object(
    'keda.sh/v1alpha1',
    'ScaledObject',
    { name },
    {
      scaleTargetRef: { name: 'chat' },
      minReplicaCount: 1,
      maxReplicaCount: 5,
      triggers,
      ...spec,
    },
  );
const prometheus = (query: string, name?: string): object => ({
  type: 'prometheus',
  ...(name !== undefined && { name }),
  metadata: { serverAddress: 'http://prometheus.monitoring:9090', query, threshold: '4' },
});
const gateway = prometheus('sum(rate(gateway_requests_total[1m]))');
const waiting = prometheus('sum(vllm:num_requests_waiting)');
const clock = {
  type: 'cron',
  metadata: { timezone: 'UTC', start: '0 8 * * *', end: '0 18 * * *', desiredReplicas: '1' },
};
const usage = { type: 'cpu', metricType: 'Utilization', metadata: { value: '60' } };
const gpu = deployment({ container: { resources: { requests: { cpu: '1' }, limits: { 'nvidia.com/gpu': 1 } } } });

/** Autoscalers that fight, that cannot measure, or that never wake what they put to sleep. */
export const scaling: readonly Broken[] = [
  {
    what: 'replicas that an autoscaler sets too',
    rules: ['S-30'],
    thread: 'https://github.com/pulumi/pulumi-kubernetes/issues/2491',
    broken: [sized(2), autoscaler(cpuOf())],
    mended: [sized(undefined), autoscaler(cpuOf())],
    code: 'verify/replicas-owned-twice',
    at: 'Deployment chat spec.replicas',
  },
  {
    what: 'replicas that KEDA sets too',
    rules: ['S-30'],
    thread: 'https://github.com/SeldonIO/seldon-core/issues/5096',
    broken: [sized(2), triggered([gateway])],
    mended: [sized(undefined), triggered([gateway])],
    code: 'verify/replicas-owned-twice',
    at: 'Deployment chat spec.replicas',
  },
  {
    what: 'two autoscalers of one Deployment',
    rules: ['S-31'],
    broken: [
      chat,
      autoscaler(cpuOf()),
      autoscaler(
        { ...cpuOf(), scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' } },
        { name: 'second' },
      ),
    ],
    mended: [chat, autoscaler(cpuOf())],
    code: 'verify/two-autoscalers',
    at: 'HorizontalPodAutoscaler second spec.scaleTargetRef',
  },
  {
    what: 'an autoscaler and KEDA on one Deployment',
    rules: ['S-31'],
    broken: [chat, autoscaler(cpuOf()), triggered([gateway])],
    mended: [chat, triggered([gateway])],
    code: 'verify/two-autoscalers',
    at: 'ScaledObject chat spec.scaleTargetRef',
  },
  {
    what: 'a share of a request that a sidecar does not make',
    rules: ['S-32'],
    thread: 'https://github.com/kubernetes/kubernetes/issues/79365',
    broken: [two({}), autoscaler(cpuOf())],
    mended: [two(asking), autoscaler(cpuOf())],
    code: 'verify/metric-without-request',
    at: 'HorizontalPodAutoscaler chat spec.metrics[0].resource',
    severity: 'warning',
  },
  {
    what: 'the usage of a container that there is not',
    rules: ['S-32'],
    broken: [
      chat,
      autoscaler({
        metrics: [
          {
            type: 'ContainerResource',
            containerResource: {
              name: 'cpu',
              container: 'model',
              target: { type: 'Utilization', averageUtilization: 60 },
            },
          },
        ],
      }),
    ],
    mended: [
      chat,
      autoscaler({
        metrics: [
          {
            type: 'ContainerResource',
            containerResource: {
              name: 'cpu',
              container: 'server',
              target: { type: 'Utilization', averageUtilization: 60 },
            },
          },
        ],
      }),
    ],
    code: 'verify/unknown-container',
    at: 'HorizontalPodAutoscaler chat spec.metrics[0].containerResource.container',
    severity: 'warning',
  },
  {
    what: 'an autoscaler from zero by the usage of pods',
    rules: ['S-33'],
    broken: [chat, autoscaler({ ...cpuOf(), minReplicas: 0 })],
    mended: [chat, autoscaler({ ...cpuOf(), minReplicas: 1 })],
    code: 'verify/autoscaler-from-zero',
    at: 'HorizontalPodAutoscaler chat spec.minReplicas',
  },
  {
    what: 'KEDA from zero by the usage of pods',
    rules: ['S-33'],
    broken: [chat, triggered([usage], { minReplicaCount: 0 })],
    mended: [chat, triggered([usage], { minReplicaCount: 1 })],
    code: 'verify/autoscaler-from-zero',
    at: 'ScaledObject chat spec.minReplicaCount',
  },
  {
    what: 'KEDA from zero by what the pods tell of themselves',
    rules: ['S-40', 'S-46'],
    thread: 'https://github.com/vllm-project/production-stack/pull/679',
    broken: [chat, triggered([waiting], { minReplicaCount: 0 })],
    mended: [chat, triggered([gateway], { minReplicaCount: 0 })],
    code: 'verify/autoscaler-from-zero',
    at: 'ScaledObject chat spec.triggers[0].metadata.query',
    severity: 'warning',
  },
  {
    what: 'a query that gives a number for each pod',
    rules: ['S-41'],
    thread: 'https://github.com/vllm-project/production-stack/issues/855',
    broken: [chat, triggered([prometheus('vllm:num_requests_waiting{model_name="llama"}')])],
    mended: [chat, triggered([prometheus('sum(vllm:num_requests_waiting{model_name="llama"})')])],
    code: 'verify/query-of-each-pod',
    at: 'ScaledObject chat spec.triggers[0].metadata.query',
    severity: 'warning',
  },
  {
    what: 'the CPU of a server that waits for its GPU',
    rules: ['S-34'],
    broken: [gpu, autoscaler(cpuOf())],
    mended: [deployment({ container: { resources: { requests: { cpu: '1' } } } }), autoscaler(cpuOf())],
    code: 'verify/cpu-tells-little',
    at: 'HorizontalPodAutoscaler chat spec.metrics[0]',
    severity: 'warning',
  },
  {
    what: 'a least that is more than the most',
    rules: ['S-43'],
    broken: [chat, autoscaler({ ...cpuOf(), minReplicas: 5, maxReplicas: 4 })],
    mended: [chat, autoscaler({ ...cpuOf(), minReplicas: 4, maxReplicas: 5 })],
    code: 'verify/autoscaler-range',
    at: 'HorizontalPodAutoscaler chat spec.minReplicas',
  },
  {
    what: 'as many pods while idle as at least',
    rules: ['S-43'],
    thread: 'https://github.com/kedacore/keda/issues/5572',
    broken: [chat, triggered([gateway], { minReplicaCount: 1, idleReplicaCount: 1 })],
    mended: [chat, triggered([gateway], { minReplicaCount: 1, idleReplicaCount: 0 })],
    code: 'verify/autoscaler-range',
    at: 'ScaledObject chat spec.idleReplicaCount',
  },
  {
    what: 'a fallback from the usage of pods',
    rules: ['S-43'],
    broken: [chat, triggered([usage], { fallback: { failureThreshold: 3, replicas: 2 } })],
    mended: [chat, triggered([usage, gateway], { fallback: { failureThreshold: 3, replicas: 2 } })],
    code: 'verify/fallback-without-metric',
    at: 'ScaledObject chat spec.fallback',
  },
  {
    what: 'a ScaledObject with a name of 55 characters',
    rules: ['S-43', '7.1'],
    broken: [chat, triggered([gateway], {}, 'a'.repeat(55))],
    mended: [chat, triggered([gateway], {}, 'a'.repeat(54))],
    code: 'verify/invalid-name',
    at: `ScaledObject ${'a'.repeat(55)} metadata.name`,
  },
  {
    what: 'no upper limit for KEDA',
    rules: ['S-43'],
    broken: [deployment(), triggered([gateway], { maxReplicaCount: undefined })],
    mended: [deployment(), triggered([gateway], { maxReplicaCount: 5 })],
    code: 'verify/no-upper-limit',
    at: 'ScaledObject chat spec.maxReplicaCount',
    severity: 'warning',
  },
  {
    what: 'a sleep that nobody asked for',
    rules: ['S-44'],
    broken: [chat, triggered([gateway], { minReplicaCount: undefined })],
    mended: [chat, triggered([gateway], { minReplicaCount: 0 })],
    code: 'verify/scales-to-zero-unsaid',
    at: 'ScaledObject chat spec.minReplicaCount',
    severity: 'warning',
  },
  {
    what: 'two triggers of one name',
    rules: ['S-43'],
    broken: [chat, triggered([prometheus('sum(a_total)', 'load'), prometheus('sum(b_total)', 'load')])],
    mended: [chat, triggered([prometheus('sum(a_total)', 'load'), prometheus('sum(b_total)', 'queue')])],
    code: 'verify/invalid-trigger',
    at: 'ScaledObject chat spec.triggers[1].name',
  },
  {
    what: 'metrics of the clock that are kept',
    rules: ['S-43'],
    broken: [chat, triggered([{ ...clock, useCachedMetrics: true }])],
    mended: [chat, triggered([clock])],
    code: 'verify/invalid-trigger',
    at: 'ScaledObject chat spec.triggers[0].useCachedMetrics',
  },
  {
    what: 'a budget of the one pod that an autoscaler leaves',
    rules: ['S-37'],
    broken: [chat, autoscaler(cpuOf()), budget({ minAvailable: '50%' })],
    mended: [chat, autoscaler({ ...cpuOf(), minReplicas: 2 }), budget({ minAvailable: '50%' })],
    code: 'verify/budget-blocks-drain',
    at: 'PodDisruptionBudget chat spec.minAvailable',
    severity: 'warning',
  },
  {
    what: 'a Deployment that is scaled by another group',
    rules: ['S-31'],
    broken: [
      chat,
      autoscaler({
        ...cpuOf(),
        scaleTargetRef: { apiVersion: 'extensions/v1beta1', kind: 'Deployment', name: 'chat' },
      }),
    ],
    mended: [chat, autoscaler(cpuOf())],
    code: 'verify/wrong-group',
    at: 'HorizontalPodAutoscaler chat spec.scaleTargetRef.apiVersion',
  },
  {
    what: 'a target of 0 % of a request',
    rules: ['S-32'],
    broken: [chat, autoscaler(cpuOf({ type: 'Utilization', averageUtilization: 0 }))],
    mended: [chat, autoscaler(cpuOf())],
    code: 'verify/out-of-range',
    at: 'HorizontalPodAutoscaler chat spec.metrics[0].resource.target.averageUtilization',
  },
];
