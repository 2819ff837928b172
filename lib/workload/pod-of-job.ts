import { Notes, type Deferrable } from '../core';
import { checkArguments } from './arguments';
import { renderContainer, type PropertyOf, type RenderedContainer, type Sidecar } from './container';
import { onPlatform } from './on-platform';
import type { PodPlacement } from './placement';
import type { Platform } from './platform-defaults';
import { asSidecar, framePod, renderNeighbours } from './pod-frame';
import type { PodOptions } from './pod-options';
import type { PodTemplate } from './pod-template';
import type { ServerUser } from './security';
import { sharedMemoryVolumes } from './shared-memory';

/** A container, and where its props stand, for messages. */
export interface JobContainer {
  readonly container: Sidecar;
  readonly property: PropertyOf;
}

/** Everything that `renderJobPod` needs to know. */
export interface JobPodRequest {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, Deferrable<string>>>;
  readonly serviceAccountName: string;
  /** What brings the main container what it reads; to its end, before the init containers of users. */
  readonly first: readonly JobContainer[];
  /** What runs beside the main container. */
  readonly beside: readonly JobContainer[];
  readonly main: JobContainer;
  /** What runs once the main container has ended well: then that is an init container, the last of them. */
  readonly last: readonly JobContainer[];
  readonly terminationGracePeriodSeconds: number;
  /** The headless Service by which the pods of a group call each other. */
  readonly subdomain?: string | undefined;
  readonly user: ServerUser;
  readonly placement: PodPlacement;
  readonly platform: Platform;
  readonly options: PodOptions;
}

/** Renders the pod of a Job: it runs to its end, and a Job makes another in its place where it fails. */
export function renderJobPod(request: JobPodRequest, notes: Notes): PodTemplate {
  const { options, platform, placement, main } = request;
  const render = (given: JobContainer): RenderedContainer => renderOurs(given, platform, notes);
  const { sidecars, initContainers } = renderNeighbours(options, platform, notes);
  const shared = sharedMemoryVolumes(options, main.container, placement, request.subdomain !== undefined, notes);
  const { container, property } = main;
  checkArguments(property('command'), container.command, notes);
  checkArguments(property('args'), container.args, notes);
  const withShared = { ...container, volumes: [...(container.volumes ?? []), ...shared] };
  const rendered = renderContainer(
    property,
    onPlatform(withShared, property, platform, notes),
    notes,
    placement.extended,
  );
  const last = request.last.map(render);
  return framePod(
    {
      ...request,
      before: [
        ...sidecars,
        ...request.first.map(render),
        ...initContainers,
        ...request.beside.map((given) => asSidecar(render(given))),
        ...(last.length === 0 ? [] : [rendered]),
      ],
      containers: last.length === 0 ? [rendered] : last,
      // A pod that failed is kept for its logs; the policy of its Job goes by its exit code.
      restartPolicy: 'Never',
      noToken: 'training that never calls the Kubernetes API has no use for a token, and its attacker does',
    },
    notes,
  );
}

/** A container that no prop describes: what it is made of, but for its image, only the last word on the pod changes. */
function renderOurs({ container, property }: JobContainer, platform: Platform, notes: Notes): RenderedContainer {
  const own = new Notes();
  const rendered = renderContainer(property, onPlatform(container, property, platform, own), own);
  const place = property('resources');
  notes.takeOver(own, (decision) => {
    if (decision.override === property('image')) return decision;
    const { field } = decision;
    const named = field.startsWith(`${place} `) ? `container ${container.name}${field.slice(place.length)}` : field;
    return { ...decision, field: named, override: 'transformPod' };
  });
  return rendered;
}
