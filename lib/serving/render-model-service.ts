import type { Default, Notes } from '../core';
import { judgeAccount } from '../data';
import type { TargetCluster } from '../hardware';
import {
  groupSelector,
  mostPodsPerNode,
  placePod,
  podRequests,
  selectorLabels,
  versionedLabels,
  type Env,
  type Identity,
  type MountedVolume,
  type Platform,
  type PodTemplate,
} from '../workload';
import { judgeGpuNeeds, judgeWholeGpus } from './gpu-needs';
import { judgeCpuMemory } from './model/cpu-memory';
import { judgeFit } from './model/fit';
import { judgeHostMemory } from './model/host-memory';
import type { LocatedModel } from './model/locate';
import { copySeconds } from './model/served-model';
import { judgeImageSize, withDisk, withShare } from './resources';
import { judgeClaims } from './claim-sharing';
import { renderConfiguration } from './configuration';
import { renderDeployment } from './deployment';
import { renderDisruptionBudget } from './disruption-budget';
import { groupPods } from './group-pods';
import { judgeImageVolumes } from './image-volumes';
import { judgeLeaderWorkerSet, renderLeaderWorkerSet } from './leader-worker-set';
import type { ResolvedNames } from './model-service-names';
import type { ModelServiceProps } from './model-service-props';
import { neededCallers, type NeededCaller } from './needed-callers';
import { renderReplicaOwner, type ReplicaOwner } from './replica-owner';
import type { ServerDescription, ServerGroup } from './runtime';
import { readNodes } from './runtimes/parallelism';
import { scaleTargetOf } from './scale-target';
import { replicaRange, soundScaling, startupSeconds, type Scaling } from './scaling';
import { judgePoolRoom } from './pool-room';
import { renderServerPod } from './server-pod';
import { renderVerticalAutoscaler } from './vertical-scaling';

type Fields = Readonly<Record<string, unknown>>;

/** The objects of a service that depend on its props alone; the Service and what `exposeVia` adds come later. */
export interface ModelServiceObjects {
  readonly configMap?: { readonly data: Readonly<Record<string, string>> } | undefined;
  /** Either a Deployment or, where several pods share a copy of the model, a LeaderWorkerSet. */
  readonly deployment?: Fields | undefined;
  readonly leaderWorkerSet?: Fields | undefined;
  readonly disruptionBudget?: Fields | undefined;
  readonly autoscaler?: ReplicaOwner | undefined;
  readonly verticalAutoscaler?: Fields | undefined;
  readonly neededCallers: readonly NeededCaller[];
}

/** What a service finds in the construct tree. */
export interface Surroundings {
  readonly cluster: TargetCluster | undefined;
  readonly namespace: string | undefined;
  readonly platform: Platform;
}

/** Decides everything that the props of a `ModelService` decide. */
export function renderModelService(
  props: ModelServiceProps,
  server: ServerDescription,
  located: LocatedModel | undefined,
  names: ResolvedNames,
  identity: Identity,
  { cluster, namespace, platform }: Surroundings,
  notes: Notes,
): ModelServiceObjects {
  const group = groupOf(server, notes);
  const wanted: Scaling = props.scaling ?? { kind: 'fixed', replicas: notes.decide(oneReplica(group)) };
  const scaling = soundScaling(wanted, notes);
  const replicas = replicaRange(scaling, notes);
  const podsEach = group?.size ?? 1;
  if (group !== undefined) judgeLeaderWorkerSet(names, cluster, notes);
  const gpus = props.gpus ?? (props.accelerator === undefined ? server.gpus : undefined);
  const asked = withDisk(props.resources, (located?.diskBytes ?? 0) + (server.diskBytes ?? 0), notes);
  const containers = {
    sidecars: props.sidecars ?? [],
    initContainers: [...(located?.initContainers ?? []), ...(props.initContainers ?? [])],
  };
  const asks = { requests: podRequests(asked, containers), pods: replicas.max * podsEach };
  const placement = placePod({ ...props, gpus }, asks, cluster, notes);
  const resources = withShare(asked, placement, podRequests({}, { sidecars: containers.sidecars }), cluster, notes);
  const hasMemory = props.resources !== undefined || notes.decisions.some(({ field }) => field === 'resources');
  judgeImageSize(props.imageSize, asks.requests, placement.pool, cluster, notes);
  const ofModel = located?.volumes ?? [];
  const ofServer = (server.volumes ?? []).filter((volume) => !ofModel.includes(volume));
  judgeImageVolumes({ ...props, ofServer }, cluster, notes);
  judgeAccount(props.serviceAccount, located?.location, notes);
  if ((server.gpus ?? 0) > 1) judgeWholeGpus(placement, notes);
  const env: Env = { ...props.config?.env, ...props.env };
  const told = { env, args: props.args };
  if (server.gpuNeeds !== undefined) judgeGpuNeeds(server.gpuNeeds, placement, env, notes);
  if (server.memory !== undefined && located !== undefined) {
    const { load } = props;
    judgeFit(located.served, { use: server.memory, load, told, placement, pods: podsEach }, notes);
    if (server.onCpus === undefined && hasMemory) judgeHostMemory(located.served, resources, notes);
  }
  if (server.onCpus !== undefined && located !== undefined && hasMemory) {
    judgeCpuMemory(located.served, server.onCpus, resources, told, notes);
  }
  const each = placement.pool && mostPodsPerNode(placement.pool, { ...asks, ...placement }, cluster);
  const room = judgePoolRoom(placement.pool, each, replicas, podsEach, props.rollout, notes);
  const rollout = judgeClaims(volumesOf(props, server), replicas, podsEach, room, notes);
  const copies = (located?.initContainers ?? []).length > 0;
  const startsWithinSeconds = startupSeconds(server.startsWithin) + (copies ? copySeconds(located?.diskBytes ?? 0) : 0);
  const selector = selectorLabels(identity);
  const configuration = renderConfiguration(props.config ?? {}, server.files ?? {}, names.configMap, notes);
  const template = renderServerPod(
    {
      props: {
        ...props,
        rollout,
        // Where there are several pods, it has the last word on each.
        transformPod: undefined,
        initContainers: containers.initContainers,
      },
      resources,
      server,
      configuration,
      configMap: names.configMap,
      serviceAccount: names.serviceAccount,
      labels: { ...versionedLabels(identity), ...podLabels(located) },
      selector,
      placement,
      platform,
    },
    notes,
  );
  const target = scaleTargetOf(names, group);
  const autoscaler = renderReplicaOwner(
    {
      scaling,
      target,
      name: names.autoscaler,
      proxyService: names.proxy,
      sidecars: (props.sidecars ?? []).length > 0,
      server,
      startsWithinSeconds,
      cluster,
      namespace,
    },
    notes,
  );
  const { transformPod = (given: PodTemplate) => given } = props;
  const workers: Identity = { ...identity, component: 'worker' };
  const workerLabels = { ...versionedLabels(workers), ...podLabels(located) };
  const everyPod = group === undefined ? { matchLabels: selector } : groupSelector(identity);
  const pods =
    group && groupPods({ group, server: template, workerLabels, groupSelector: everyPod, args: props.args }, notes);
  return {
    configMap: configuration && { data: configuration.data },
    deployment: pods
      ? undefined
      : renderDeployment(
          transformPod(template),
          selector,
          scaling,
          rollout,
          startsWithinSeconds,
          placement.pool,
          notes,
        ),
    leaderWorkerSet:
      group &&
      pods &&
      renderLeaderWorkerSet(
        group,
        { leader: transformPod(pods.leader), worker: transformPod(pods.worker) },
        scaling,
        rollout,
        notes,
      ),
    disruptionBudget: renderDisruptionBudget(props.disruptionBudget, replicas, everyPod, podsEach, notes),
    autoscaler,
    verticalAutoscaler:
      props.verticalScaling && renderVerticalAutoscaler(props.verticalScaling, { target, scaling, cluster }, notes),
    neededCallers: neededCallers(autoscaler, cluster),
  };
}

/** The pods that share a copy of the model, where there are several. */
function groupOf({ group }: ServerDescription, notes: Notes): ServerGroup | undefined {
  return group === undefined || readNodes('runtime.group.size', group.size, notes) === 1 ? undefined : group;
}

/** What the identity of a cloud asks of a pod that gets to a store by it. */
function podLabels(located: LocatedModel | undefined): Readonly<Record<string, string>> {
  const access = located?.location?.access;
  return access?.kind === 'service-account' ? (access.podLabels ?? {}) : {};
}

/** The volumes of the pod, whichever container mounts them. */
function volumesOf(props: ModelServiceProps, server: ServerDescription): readonly MountedVolume[] {
  const others = [...(props.initContainers ?? []), ...(props.sidecars ?? [])];
  return [server, props, ...others].flatMap(({ volumes }) => volumes ?? []);
}

function oneReplica(group: ServerGroup | undefined): Default<number> {
  return {
    field: `${group === undefined ? 'Deployment' : 'LeaderWorkerSet'} spec.replicas`,
    value: 1,
    reason: 'one replica until you say how many; it is not available while its node drains',
    override: 'scaling',
  };
}
