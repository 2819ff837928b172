import type { Deferrable, Duration, Notes } from '../core';
import { renderContainer, serverContainer, type PropertyOf, type RenderedContainer, type Sidecar } from './container';
import { planDrain } from './drain';
import { renderProbes, type Health } from './health';
import { onPlatform } from './on-platform';
import type { PodPlacement } from './placement';
import type { Platform } from './platform-defaults';
import { framePod, renderNeighbours } from './pod-frame';
import type { PodOptions } from './pod-options';
import type { Container, LifecycleHandler, PodTemplate } from './pod-template';
import type { ServerUser } from './security';
import { sharedMemoryVolumes } from './shared-memory';
import { spreadPods } from './spread';

/** Everything that `renderPod` needs to know. */
export interface PodRequest {
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, Deferrable<string>>>;
  readonly serviceAccountName: string;
  readonly server: Omit<Sidecar, 'name'>;
  readonly health: Health;
  readonly startsWithin: Duration;
  readonly drain: { readonly preStopSleep?: Duration | undefined; readonly requests: Duration };
  readonly user: ServerUser;
  /** Whether it shares its work with other pods. @default false */
  readonly grouped?: boolean | undefined;
  /** Where the pod goes, and what it gets there. */
  readonly placement: PodPlacement;
  /** What the scope that the pod belongs to says of all pods. */
  readonly platform: Platform;
  readonly options: PodOptions;
}

/** Renders the pod of a server: probed while it starts and runs, drained when it leaves. */
export function renderPod(request: PodRequest, notes: Notes): PodTemplate {
  const { options, platform } = request;
  const drain = planDrain(request.drain, notes);
  const server = renderServer(request, drain.preStop, notes);
  const { sidecars, initContainers } = renderNeighbours(options, platform, notes);
  return framePod(
    {
      ...request,
      // Sidecars first: init containers may need what they offer.
      before: [...sidecars, ...initContainers],
      containers: [server],
      terminationGracePeriodSeconds: drain.terminationGracePeriodSeconds,
      // For a single pod too: a second one would otherwise change the template, and replace the first.
      topologySpreadConstraints: spreadPods(request.selector, notes),
      noToken: 'a server that never calls the Kubernetes API has no use for a token, and its attacker does',
    },
    notes,
  );
}

function renderServer(request: PodRequest, preStop: LifecycleHandler | undefined, notes: Notes): RenderedContainer {
  const { placement, options, server } = request;
  const volumes = [
    ...(server.volumes ?? []),
    ...sharedMemoryVolumes(options, server, placement, request.grouped ?? false, notes),
  ];
  const given = onPlatform({ ...server, volumes, name: serverContainer }, serverProperty, request.platform, notes);
  const rendered = renderContainer(serverProperty, given, notes, placement.extended);
  const container: Container = {
    ...rendered.container,
    ...renderProbes(request.health, request.startsWithin, notes),
    lifecycle: preStop === undefined ? undefined : { preStop },
  };
  return { ...rendered, container };
}

/** The server's props stand at the top, but for those that its runtime names, and its root file system. */
function serverProperty(field: Parameters<PropertyOf>[0]): string {
  if (field === 'rootFilesystem') return 'security.rootFilesystem';
  return field === 'image' || field === 'writable' ? `runtime.${field}` : field;
}
