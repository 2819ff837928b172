import type { Notes } from '../core';
import type { TargetCluster } from '../hardware';
import { placePod, selectorLabels, versionedLabels, type Identity, type MountedVolume } from '../workload';
import { judgeGpuNeeds } from './gpu-needs';
import { judgeFit } from './model/fit';
import { judgeHostMemory } from './model/host-memory';
import type { LocatedModel } from './model/locate';
import { copySeconds } from './model/served-model';
import { withDisk, withShare } from './resources';
import { renderAutoscaler } from './autoscaler';
import { judgeClaims } from './claim-sharing';
import { renderConfiguration } from './configuration';
import { renderDeployment } from './deployment';
import { renderDisruptionBudget } from './disruption-budget';
import type { ResolvedNames } from './model-service-names';
import type { ModelServiceProps } from './model-service-props';
import type { ServerDescription } from './runtime';
import { replicaRange, startupSeconds, type Scaling } from './scaling';
import { judgePoolRoom } from './pool-room';
import { renderServerPod } from './server-pod';

type Fields = Readonly<Record<string, unknown>>;

/** The objects of a service that depend on its props alone; the Service and what `exposeVia` adds come later. */
export interface ModelServiceObjects {
  readonly configMap?: { readonly data: Readonly<Record<string, string>> } | undefined;
  readonly deployment: Fields;
  readonly disruptionBudget?: Fields | undefined;
  readonly autoscaler?: Fields | undefined;
}

/** Decides everything that the props of a `ModelService` decide. */
export function renderModelService(
  props: ModelServiceProps,
  server: ServerDescription,
  located: LocatedModel | undefined,
  names: ResolvedNames,
  identity: Identity,
  cluster: TargetCluster | undefined,
  notes: Notes,
): ModelServiceObjects {
  const scaling: Scaling = props.scaling ?? { kind: 'fixed', replicas: notes.decide(oneReplica) };
  const replicas = replicaRange(scaling, notes);
  const gpus = props.gpus ?? (props.accelerator === undefined ? server.gpus : undefined);
  const asked = withDisk(props.resources, (located?.diskBytes ?? 0) + (server.diskBytes ?? 0), notes);
  const placement = placePod({ ...props, gpus }, asked, cluster, notes);
  const resources = withShare(asked, placement, cluster, notes);
  if (server.gpuNeeds !== undefined) judgeGpuNeeds(server.gpuNeeds, placement, props.env ?? {}, notes);
  if (server.memory !== undefined && located !== undefined) {
    judgeFit(located.served, server.memory, props.load, placement, notes);
    judgeHostMemory(located.served, resources, notes);
  }
  const room = judgePoolRoom(placement, replicas, props.rollout, notes);
  const rollout = judgeClaims(volumesOf(props, server), replicas, room, notes);
  const copies = (located?.initContainers ?? []).length > 0;
  const startsWithinSeconds = startupSeconds(server.startsWithin) + (copies ? copySeconds(located?.diskBytes ?? 0) : 0);
  const selector = selectorLabels(identity);
  const configuration = renderConfiguration(props.config ?? {}, server.files ?? {}, names.configMap, notes);
  const template = renderServerPod(
    {
      props: {
        ...props,
        rollout,
        initContainers: [...(located?.initContainers ?? []), ...(props.initContainers ?? [])],
      },
      resources,
      server,
      configuration,
      configMap: names.configMap,
      serviceAccount: names.serviceAccount,
      labels: { ...versionedLabels(identity), ...podLabels(located) },
      selector,
      placement,
    },
    notes,
  );
  const sidecars = (props.sidecars ?? []).length > 0;
  return {
    configMap: configuration && { data: configuration.data },
    deployment: renderDeployment(template, selector, scaling, rollout, startsWithinSeconds, notes),
    disruptionBudget: renderDisruptionBudget(props.disruptionBudget, replicas, selector, notes),
    autoscaler:
      scaling.kind === 'autoscale'
        ? renderAutoscaler({ scaling, deployment: names.deployment, sidecars, startsWithinSeconds }, notes)
        : undefined,
  };
}

/** What the identity of a cloud asks of a pod that gets to a store by it. */
function podLabels(located: LocatedModel | undefined): Readonly<Record<string, string>> {
  return located?.access?.kind === 'service-account' ? (located.access.podLabels ?? {}) : {};
}

/** The volumes of the pod, whichever container mounts them. */
function volumesOf(props: ModelServiceProps, server: ServerDescription): readonly MountedVolume[] {
  const others = [...(props.initContainers ?? []), ...(props.sidecars ?? [])];
  return [server, props, ...others].flatMap(({ volumes }) => volumes ?? []);
}

const oneReplica = {
  field: 'Deployment spec.replicas',
  value: 1,
  reason: 'one replica until you say how many; it is not available while its node drains',
  override: 'scaling',
};
