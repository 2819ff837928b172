/** The defaults that experience with models on Kubernetes asks for; each row says what goes wrong without it. */
import { describe, expect, it } from 'vitest';
import { image, OneService, resources } from '../serving/one-service';

const fixed = new OneService({ scaling: { kind: 'fixed', replicas: 3 } });
const scaled = new OneService({
  scaling: { kind: 'autoscale', min: 1, max: 10, on: [{ kind: 'cpu', target: '50%' }] },
  sidecars: [{ name: 'log', image, resources }],
  initContainers: [{ name: 'fetch', image, resources }],
});

interface Default {
  readonly without: string;
  readonly field: string;
  readonly read: (built: OneService) => unknown;
  readonly value: unknown;
}

/** Holds for every service, however it is scaled. */
const always: readonly Default[] = [
  {
    without: 'a model that loads for minutes is killed while it loads, for ever',
    field: 'startupProbe: ten minutes, asked every five seconds by the path of the server',
    read: ({ server }) => server.startupProbe,
    value: { httpGet: { path: '/health', port: 'http' }, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 120 },
  },
  {
    without: 'a busy server is restarted under load',
    field: 'livenessProbe: tolerant',
    read: ({ server }) => server.livenessProbe,
    value: { httpGet: { path: '/health', port: 'http' }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 10 },
  },
  {
    without: 'requests go to a server that does not answer',
    field: 'readinessProbe: fast',
    read: ({ server }) => server.readinessProbe,
    value: { httpGet: { path: '/health', port: 'http' }, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
  },
  {
    without: 'requests reach a server that is stopping',
    field: 'preStop: 15 s',
    read: ({ server }) => server.lifecycle,
    value: { preStop: { sleep: { seconds: 15 } } },
  },
  {
    without: 'requests under way are cut off',
    field: 'terminationGracePeriodSeconds: the pause, the drain and time to exit',
    read: ({ pod }) => pod.terminationGracePeriodSeconds,
    value: 50,
  },
  {
    without: 'a version that dies on its first request replaces every pod',
    field: 'minReadySeconds: 10',
    read: ({ deployment }) => deployment.minReadySeconds,
    value: 10,
  },
  {
    without: 'a good rollout is reported as failed while its model loads',
    field: 'progressDeadlineSeconds: the start, and ten minutes for a node and the image',
    read: ({ deployment }) => deployment.progressDeadlineSeconds,
    value: 1210,
  },
  {
    without: 'requests are lost while a version replaces another',
    field: 'strategy: more pods first',
    read: ({ deployment }) => deployment.strategy,
    value: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
  },
  {
    without: 'the old pods count against the new ones, and an unusable node against all',
    field: 'topologySpreadConstraints: zones and nodes, of each version by itself, by preference',
    read: ({ pod }) => pod.topologySpreadConstraints,
    value: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: {
        matchLabels: { 'app.kubernetes.io/instance': 'chat', 'app.kubernetes.io/component': 'server' },
      },
      matchLabelKeys: ['pod-template-hash'],
      nodeTaintsPolicy: 'Honor',
    })),
  },
  {
    without: 'a crashing pod stops the drain of its node, and a drain takes two replicas at once',
    field: 'PodDisruptionBudget: one pod at a time, and unhealthy ones at any time',
    read: (built) => built.one('PodDisruptionBudget').spec,
    value: {
      selector: { matchLabels: { 'app.kubernetes.io/instance': 'chat', 'app.kubernetes.io/component': 'server' } },
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  },
  {
    without: 'variables made of Service names replace those that servers read',
    field: 'enableServiceLinks: false',
    read: ({ pod }) => pod.enableServiceLinks,
    value: false,
  },
  {
    without: "a stolen pod can speak to the cluster's API",
    field: 'no token, and an account of its own',
    read: (built) => [
      built.pod.automountServiceAccountToken,
      built.pod.serviceAccountName,
      built.one('ServiceAccount').metadata.name,
      built.one('ServiceAccount').automountServiceAccountToken,
    ],
    value: [false, 'chat', 'chat', false],
  },
  {
    without:
      'Pod Security restricted refuses the pod, an image with a named user does not start, and a mount takes minutes',
    field: 'securityContext of the pod',
    read: ({ pod }) => pod.securityContext,
    value: {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      fsGroup: 1000,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
  },
  {
    without: 'Pod Security restricted refuses the pod for one of its containers',
    field: 'securityContext of every container',
    read: ({ pod }) => {
      const contexts = [...(pod.initContainers ?? []), ...pod.containers].map((container) => container.securityContext);
      return [...new Set(contexts.map((context) => JSON.stringify(context)))].map((text): unknown => JSON.parse(text));
    },
    value: [{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } }],
  },
  {
    without: 'a server on a read-only root file system has no place for temporary files',
    field: 'a writable /tmp',
    read: ({ server }) => server.volumeMounts,
    value: [{ name: 'tmp', mountPath: '/tmp' }],
  },
  {
    without: 'a registry that is down keeps a node from starting what it has',
    field: 'imagePullPolicy: IfNotPresent',
    read: ({ server }) => server.imagePullPolicy,
    value: 'IfNotPresent',
  },
  {
    without: 'a peak of a neighbour gets the server killed, and an autoscaler has nothing to go by',
    field: 'requests, and the memory as limit',
    read: ({ server }) => server.resources,
    value: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '1Gi' } },
  },
];

describe.each([
  ['fixed', fixed],
  ['scaled', scaled],
] as const)('without a word from the user, a service that is %s has', (_scaling, built) => {
  it.each(always)('$field, or else $without', ({ read, value }) => {
    expect(read(built)).toEqual(value);
  });
});

describe('without a word from the user', () => {
  it('an autoscaler takes replicas away as slowly as they come back, one a minute', () => {
    expect(scaled.one('HorizontalPodAutoscaler').spec.behavior).toEqual({
      scaleDown: { stabilizationWindowSeconds: 600, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] },
    });
  });

  it('nothing else owns the number of replicas where an autoscaler does', () => {
    expect('replicas' in scaled.deployment).toBe(false);
  });

  it('there is one replica, with no budget, since it would stop every drain', () => {
    const one = new OneService();
    expect(one.deployment.replicas).toBe(1);
    expect(one.all('PodDisruptionBudget')).toEqual([]);
  });

  it('the pods of one replica are those of two, so that a second one does not replace the first', () => {
    const two = new OneService({ scaling: { kind: 'fixed', replicas: 2 } });
    expect(two.deployment.template).toEqual(new OneService().deployment.template);
  });

  it('a moving tag is asked for at each start, and any other is not', () => {
    const policy = (text: string): string =>
      new OneService({
        runtime: { kind: 'http', image: { ...image, image: text }, port: 5000, healthPath: '/' },
      }).server.imagePullPolicy;
    expect(policy('myuser/model')).toBe('Always');
    expect(policy('myuser/model:latest')).toBe('Always');
    expect(policy('myuser/model:v1')).toBe('IfNotPresent');
    expect(policy(`myuser/model:latest@sha256:${'0'.repeat(64)}`)).toBe('IfNotPresent');
  });
});
