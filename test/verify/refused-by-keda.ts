import type { Manifest } from '../../lib/verify';
import { autoscaler, deployment, object } from './manifests';

/** What KEDA's definitions or its webhook refuse, with what stands beside it, and the same mended. */
export interface RefusedByKeda {
  readonly what: string;
  /** What is there before; the target, where nothing else is said. */
  readonly beside: readonly Manifest[];
  readonly wrong: Manifest;
  /** What KEDA says of it, in part. */
  readonly says: string;
  readonly right: Manifest;
}

const cron = {
  type: 'cron',
  metadata: { timezone: 'UTC', start: '0 8 * * *', end: '0 18 * * *', desiredReplicas: '1' },
};
const cpu = { type: 'cpu', metricType: 'Utilization', metadata: { value: '50' } };
const memory = { type: 'memory', metricType: 'Utilization', metadata: { value: '50' } };

const request = { resources: { requests: { cpu: '10m', memory: '16Mi' } } };
const target = deployment({ container: request });

/** A ScaledObject of the Deployment `chat`, with the clock for its trigger. */
export function scaledObject(spec: object = {}, name = 'chat', metadata: object = {}): Manifest {
  return object(
    'keda.sh/v1alpha1',
    'ScaledObject',
    { name, metadata: { ...metadata } },
    { scaleTargetRef: { name: 'chat' }, minReplicaCount: 0, maxReplicaCount: 5, triggers: [cron], ...spec },
  );
}

const takesOver = { annotations: { 'scaledobject.keda.sh/transfer-hpa-ownership': 'true' } };
const own = { advanced: { horizontalPodAutoscalerConfig: { name: 'short' } } };

/** Seen on KEDA 2.21. */
export const refusedByKeda: readonly RefusedByKeda[] = [
  {
    what: 'a least that is more than the most',
    beside: [target],
    wrong: scaledObject({ minReplicaCount: 6 }),
    says: 'minReplicaCount must be less than or equal to maxReplicaCount',
    right: scaledObject({ minReplicaCount: 5 }),
  },
  {
    what: 'a least that is more than the most which KEDA takes by itself',
    beside: [target],
    wrong: scaledObject({ minReplicaCount: 101, maxReplicaCount: undefined }),
    says: 'minReplicaCount must be less than or equal to maxReplicaCount',
    right: scaledObject({ minReplicaCount: 100, maxReplicaCount: undefined }),
  },
  {
    what: 'a most of none',
    beside: [target],
    wrong: scaledObject({ maxReplicaCount: 0 }),
    says: 'spec.maxReplicaCount',
    right: scaledObject({ maxReplicaCount: 1 }),
  },
  {
    what: 'as many while idle as at least',
    beside: [target],
    wrong: scaledObject({ idleReplicaCount: 2, minReplicaCount: 2 }),
    says: 'IdleReplicaCount=2 must be less than MinReplicaCount=2',
    right: scaledObject({ idleReplicaCount: 0, minReplicaCount: 2 }),
  },
  {
    what: 'a number while idle without a least',
    beside: [target],
    wrong: scaledObject({ idleReplicaCount: 0, minReplicaCount: undefined }),
    says: 'IdleReplicaCount=0 must be less than MinReplicaCount=0',
    right: scaledObject({ idleReplicaCount: 0, minReplicaCount: 1 }),
  },
  {
    what: 'zero by the usage of pods alone',
    beside: [target],
    wrong: scaledObject({ triggers: [cpu, memory] }),
    says: "scale to zero doesn't work in this case",
    right: scaledObject({ triggers: [cpu, cron] }),
  },
  {
    what: 'zero by the usage of pods alone, because nothing is said',
    beside: [target],
    wrong: scaledObject({ triggers: [cpu], minReplicaCount: undefined }),
    says: "scale to zero doesn't work in this case",
    right: scaledObject({ triggers: [cpu], minReplicaCount: 1 }),
  },
  {
    what: 'a fallback from the usage of pods alone',
    beside: [target],
    wrong: scaledObject({ triggers: [cpu], minReplicaCount: 1, fallback: { failureThreshold: 3, replicas: 2 } }),
    says: 'for the fallback to be enabled',
    right: scaledObject({ triggers: [cpu, cron], fallback: { failureThreshold: 3, replicas: 2 } }),
  },
  {
    what: 'two triggers of one name',
    beside: [target],
    wrong: scaledObject({
      triggers: [
        { ...cron, name: 'a' },
        { ...cpu, name: 'a' },
      ],
    }),
    says: 'is defined multiple times',
    right: scaledObject({
      triggers: [
        { ...cron, name: 'a' },
        { ...cpu, name: 'b' },
      ],
    }),
  },
  {
    what: 'metrics of the clock that are kept',
    beside: [target],
    wrong: scaledObject({ triggers: [{ ...cron, useCachedMetrics: true }] }),
    says: 'is not supported for "cron" scaler',
    right: scaledObject({ triggers: [{ ...cron, useCachedMetrics: false }] }),
  },
  {
    what: 'a name from which that of the autoscaler becomes too long',
    beside: [target],
    wrong: scaledObject({}, 'a'.repeat(55)),
    says: 'must be no more than 63 characters',
    right: scaledObject(own, 'a'.repeat(55)),
  },
  {
    what: 'a second ScaledObject',
    beside: [target, scaledObject({}, 'first')],
    wrong: scaledObject(),
    says: "is already managed by the ScaledObject 'first'",
    right: scaledObject({ scaleTargetRef: { name: 'other' } }),
  },
  {
    what: 'an autoscaler that is there',
    beside: [
      target,
      autoscaler({ scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' } }, { name: 'own' }),
    ],
    wrong: scaledObject(),
    says: "is already managed by the hpa 'own'",
    right: scaledObject({ advanced: { horizontalPodAutoscalerConfig: { name: 'own' } } }, 'chat', takesOver),
  },
  {
    what: 'an autoscaler that shall be taken over, and is not named',
    beside: [
      target,
      autoscaler({ scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' } }, { name: 'own' }),
    ],
    wrong: scaledObject({}, 'chat', takesOver),
    says: 'must be specified by name in advanced settings',
    right: scaledObject({ advanced: { horizontalPodAutoscalerConfig: { name: 'own' } } }, 'chat', takesOver),
  },
];

/** What it refuses unless the cluster adds a request, which is a warning therefore. */
export const doubtedByKeda: readonly RefusedByKeda[] = [
  {
    what: 'a share of a request that nobody makes',
    beside: [deployment()],
    wrong: scaledObject({ triggers: [cpu], minReplicaCount: 1 }),
    says: "doesn't have the cpu request defined",
    right: scaledObject({ triggers: [cron] }),
  },
];
