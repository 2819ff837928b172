import { printGiven, type Bytes, type Deferrable, type Duration, type Notes } from '../core';
import { checkArguments } from './arguments';
import {
  renderContainer,
  serverContainer,
  type InitContainer,
  type PropertyOf,
  type RenderedContainer,
  type Sidecar,
} from './container';
import { planDrain } from './drain';
import { renderProbes, type Health } from './health';
import { onPlatform } from './on-platform';
import { decided } from './platform-decision';
import type { Platform } from './platform-defaults';
import { sharedMemoryVolumes } from './shared-memory';
import type { PlacementOptions, PodPlacement } from './placement';
import type { Container, LifecycleHandler, PodSpec, PodTemplate, Volume } from './pod-template';
import { relyOn, type SecretReference } from './references';
import { renderPodSecurity, type Security, type ServerUser } from './security';
import { spreadPods } from './spread';

/** The typed last word on a pod: receives what was rendered and returns what shall stand in the manifest. */
export type PodTransform = (template: PodTemplate) => PodTemplate;

/** What users may say about a pod beyond what its server needs. */
export interface PodOptions extends PlacementOptions {
  /** The size of `/dev/shm`, which counts against the memory limit. @default - `'2Gi'` with several accelerators, or pods that share a model */
  readonly sharedMemory?: Bytes | undefined;
  /** Containers that run beside the server. */
  readonly sidecars?: readonly Sidecar[] | undefined;
  /** Containers that run before the server, in this order. */
  readonly initContainers?: readonly InitContainer[] | undefined;
  readonly security?: Security | undefined;
  /** Secrets with which images are pulled. */
  readonly imagePullSecrets?: readonly SecretReference[] | undefined;
  /** Whether the pod gets a token for the Kubernetes API. @default false - a model server has no business there */
  readonly mountServiceAccountToken?: boolean | undefined;
  /** A PriorityClass of the cluster. */
  readonly priorityClassName?: string | undefined;
  readonly podAnnotations?: Readonly<Record<string, Deferrable<string>>> | undefined;
  readonly transformPod?: PodTransform | undefined;
}

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

/** Renders the pod of a server: every pod of this library is made here. */
export function renderPod(request: PodRequest, notes: Notes): PodTemplate {
  const { options, platform } = request;
  const drain = planDrain(request.drain, notes);
  const server = renderServer(request, drain.preStop, notes);
  const before = (options.initContainers ?? []).map((given, index) =>
    renderOther(`initContainers[${index}]`, given, platform, notes),
  );
  const beside = (options.sidecars ?? []).map((given, index) =>
    asSidecar(renderOther(`sidecars[${index}]`, given, platform, notes)),
  );
  const volumes = mergeVolumes([server, ...before, ...beside], notes);
  // Sidecars first: init containers may need what they offer.
  const initContainers = [...beside, ...before].map(({ container }) => container);
  const annotations = { ...request.annotations, ...options.podAnnotations };
  const spec: PodSpec = {
    serviceAccountName: request.serviceAccountName,
    automountServiceAccountToken: notes.choose(options.mountServiceAccountToken, {
      field: 'pod automountServiceAccountToken',
      value: false,
      reason: 'a server that never calls the Kubernetes API has no use for a token, and its attacker does',
      source: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/',
      override: 'mountServiceAccountToken',
    }),
    enableServiceLinks: notes.decide({
      field: 'pod enableServiceLinks',
      value: false,
      reason: 'variables that Kubernetes makes of Service names collide with those that servers read',
      source: 'https://docs.vllm.ai/en/stable/configuration/env_vars.html',
      override: 'transformPod',
    }),
    terminationGracePeriodSeconds: drain.terminationGracePeriodSeconds,
    priorityClassName: priorityClassOf(options, platform, notes),
    nodeSelector: request.placement.nodeSelector,
    tolerations: request.placement.tolerations,
    imagePullSecrets: pullSecrets(options, platform, notes),
    securityContext: renderPodSecurity(options.security ?? {}, request.user, platform, notes),
    // For a single pod too: a second one would otherwise change the template, and replace the first.
    topologySpreadConstraints: spreadPods(request.selector, notes),
    initContainers: initContainers.length === 0 ? undefined : initContainers,
    containers: [server.container],
    volumes: volumes.length === 0 ? undefined : volumes,
  };
  const metadata = {
    labels: request.labels,
    annotations: Object.keys(annotations).length === 0 ? undefined : annotations,
  };
  const template: PodTemplate = { metadata, spec };
  return options.transformPod === undefined ? template : options.transformPod(template);
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

function renderOther(property: string, given: Sidecar, platform: Platform, notes: Notes): RenderedContainer {
  checkArguments(`${property}.command`, given.command, notes);
  checkArguments(`${property}.args`, given.args, notes);
  const propertyOf: PropertyOf = (field) => `${property}.${field}`;
  return renderContainer(propertyOf, onPlatform(given, propertyOf, platform, notes), notes);
}

function asSidecar(rendered: RenderedContainer): RenderedContainer {
  return { ...rendered, container: { ...rendered.container, restartPolicy: 'Always' } };
}

/** Each once, by name: the API server warns of a second one, and refuses it where the pod is applied. */
function pullSecrets(
  options: PodOptions,
  platform: Platform,
  notes: Notes,
): readonly { readonly name: string }[] | undefined {
  const given = options.imagePullSecrets ?? platform.defaults.imagePullSecrets;
  if (given === undefined) return undefined;
  given.forEach((secret, index) => {
    relyOn('Secret', secret, `imagePullSecrets[${index}]`, notes);
  });
  const named = [...new Set(given.map(({ name }) => name))].map((name) => ({ name }));
  if (options.imagePullSecrets === undefined) {
    const decision = { field: 'pod imagePullSecrets', value: named, override: 'imagePullSecrets' };
    notes.decide(decided(platform, 'imagePullSecrets', decision));
  }
  return named;
}

function priorityClassOf(options: PodOptions, platform: Platform, notes: Notes): string | undefined {
  const { priorityClassName } = platform.defaults;
  if (options.priorityClassName !== undefined || priorityClassName === undefined) return options.priorityClassName;
  const decision = { field: 'pod priorityClassName', value: priorityClassName, override: 'priorityClassName' };
  return notes.decide(decided(platform, 'priorityClassName', decision));
}

/** One volume a name: containers share a volume by giving the same one. */
function mergeVolumes(containers: readonly RenderedContainer[], notes: Notes): Volume[] {
  const merged = new Map<string, Volume>();
  const folders = new Map(
    containers.flatMap(({ folders }) => folders.map(({ volume, mount }) => [volume.name, mount.mountPath] as const)),
  );
  for (const { property, volumes, folders: own } of containers) {
    for (const volume of [...volumes, ...own.map((folder) => folder.volume)]) {
      const other = merged.get(volume.name);
      const folder = folders.get(volume.name);
      if (folder !== undefined && volumes.includes(volume)) {
        notes.issue({
          code: 'workload/volume-clash',
          property,
          given: printGiven(volume.name),
          message: `the pod has a volume of that name already, for the folder ${folder}`,
          fix: `another name; or, to share that folder, a volume of your own mounted at ${folder} too`,
        });
      } else if (other !== undefined && JSON.stringify(other) !== JSON.stringify(volume)) {
        notes.issue({
          code: 'workload/volume-clash',
          property,
          given: printGiven(volume.name),
          message: 'the pod has a different volume of that name already',
          fix: 'another name, or the same source in both to share one volume',
        });
      }
      merged.set(volume.name, other ?? volume);
    }
  }
  return [...merged.values()];
}
