import type { Notes } from '../core';
import { serverContainer, type Container, type PodSpec, type PodTemplate } from '../workload';
import type { ServerGroup } from './runtime';

/** The templates of a group: of the pod that answers requests, and of those that help it. */
export interface GroupPods {
  readonly leader: PodTemplate;
  readonly worker: PodTemplate;
}

/** What the pods of a group differ in. */
export interface GroupPodsRequest {
  readonly group: ServerGroup;
  /** The pod as it would be if it had the whole model. */
  readonly server: PodTemplate;
  readonly workerLabels: Readonly<Record<string, string>>;
  /** Selects all pods of the service, whichever part they have. */
  readonly groupSelector: Readonly<Record<string, unknown>>;
  /** What the user's own arguments add, for every pod alike. */
  readonly args: Container['args'];
}

const source = 'https://lws.sigs.k8s.io/docs/reference/labels-annotations-and-environment-variables/';

/** Makes the pods of a group of the pod of a server: they are alike but for what they run, and who asks them what. */
export function groupPods(request: GroupPodsRequest, notes: Notes): GroupPods {
  const { server, workerLabels } = request;
  const affinity = affinityOf(request.groupSelector, notes);
  const { topologySpreadConstraints = [] } = server.spec;
  const leader: PodTemplate = {
    ...server,
    spec: {
      ...server.spec,
      affinity,
      topologySpreadConstraints: topologySpreadConstraints.map((one) => ({ ...one, matchLabelKeys: [versionKey] })),
    },
  };
  // Workers go where their leader is: spread over zones they would be far from it.
  const { topologySpreadConstraints: _, ...spec } = leader.spec;
  const worker: PodTemplate = {
    metadata: { labels: workerLabels, annotations: withoutScrape(server.metadata.annotations) },
    spec: { ...spec, containers: spec.containers.map((container) => workerContainer(container, spec, request, notes)) },
  };
  return { leader, worker };
}

/** What LeaderWorkerSet writes on the pods of one version, and on those of one group. */
const versionKey = 'leaderworkerset.sigs.k8s.io/template-revision-hash';
const groupKey = 'leaderworkerset.sigs.k8s.io/group-key';

/** Clusters before 1.31 do not know `matchLabelKeys` here: then no two pods of the whole service share a node. */
function affinityOf(labelSelector: GroupPodsRequest['groupSelector'], notes: Notes): PodSpec['affinity'] {
  const term = { labelSelector, matchLabelKeys: [groupKey] };
  notes.decide({
    field: 'pod affinity',
    value: ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'],
    reason:
      'no two pods of a group share a node, or its loss would take two parts of the model; and they go to one zone where it has room, since they talk all the time',
    source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#matchlabelkeys',
    override: 'transformPod',
  });
  return {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [{ ...term, topologyKey: 'kubernetes.io/hostname' }],
    },
    podAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 100, podAffinityTerm: { ...term, topologyKey: 'topology.kubernetes.io/zone' } },
      ],
    },
  };
}

function workerContainer(
  container: Container,
  { terminationGracePeriodSeconds = 0 }: PodSpec,
  { group, args }: GroupPodsRequest,
  notes: Notes,
): Container {
  if (container.name !== serverContainer) return container;
  const { startupProbe: _1, readinessProbe: _2, livenessProbe: _3, ports: _4, lifecycle: _5, ...rest } = container;
  const seconds = terminationGracePeriodSeconds - margin;
  const theirs = [...(group.worker.args ?? []), ...(args ?? [])];
  notes.decide({
    field: 'worker containers server probes',
    value: null,
    reason: 'a worker answers no requests; when one ends, its whole group is made anew',
    source,
    override: 'transformPod',
  });
  if (seconds > 0) {
    notes.decide({
      field: 'worker containers server lifecycle.preStop.sleep',
      value: `${seconds}s`,
      reason:
        'a worker ends as soon as it is told to; when its node leaves, its leader leaves too, and needs it for the answers under way. A new version waits as long for the nodes',
      source: 'https://github.com/vllm-project/vllm/blob/v0.33.0/vllm/entrypoints/cli/serve.py',
      override: 'rollout.preStopSleep, runtime.drain',
    });
  }
  return {
    ...rest,
    command: group.worker.command,
    args: theirs.length === 0 ? undefined : theirs,
    lifecycle: seconds > 0 ? { preStop: { sleep: { seconds } } } : undefined,
  };
}

/** Seconds that `workload` leaves a server to exit; the rest of its grace period is sleep and requests under way. */
const margin = 5;

function withoutScrape(annotations: PodTemplate['metadata']['annotations']): PodTemplate['metadata']['annotations'] {
  const kept = Object.entries(annotations ?? {}).filter(([key]) => !key.startsWith('prometheus.io/'));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
