import type { Deferrable, Notes } from '../core';
import { checkArguments } from './arguments';
import { renderContainer, type PropertyOf, type RenderedContainer, type Sidecar } from './container';
import { mergeVolumes } from './merge-volumes';
import { onPlatform } from './on-platform';
import type { PodPlacement } from './placement';
import { decided } from './platform-decision';
import type { Platform } from './platform-defaults';
import type { PodOptions } from './pod-options';
import type { PodSpec, PodTemplate } from './pod-template';
import { relyOn } from './references';
import { renderPodSecurity, type ServerUser } from './security';

/** What every pod of this library is made of, whatever its containers do. */
export interface PodFrame extends Pick<
  PodSpec,
  'restartPolicy' | 'terminationGracePeriodSeconds' | 'subdomain' | 'topologySpreadConstraints'
> {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, Deferrable<string>>>;
  readonly serviceAccountName: string;
  /** Init containers and sidecars, in the order in which they start. */
  readonly before: readonly RenderedContainer[];
  readonly containers: readonly RenderedContainer[];
  /** Why it gets no token for the Kubernetes API. */
  readonly noToken: string;
  /** The user that its images expect. */
  readonly user: ServerUser;
  /** Where the pod goes, and what it gets there. */
  readonly placement: PodPlacement;
  /** What the scope that the pod belongs to says of all pods. */
  readonly platform: Platform;
  readonly options: PodOptions;
}

/** Renders what all pods have in common: every pod of this library is made here. */
export function framePod(frame: PodFrame, notes: Notes): PodTemplate {
  const { options, platform, before, containers } = frame;
  const sidecars = before.filter(isSidecar);
  const volumes = mergeVolumes([...containers, ...before.filter((one) => !isSidecar(one)), ...sidecars], notes);
  const annotations = { ...frame.annotations, ...options.podAnnotations };
  const spec: PodSpec = {
    serviceAccountName: frame.serviceAccountName,
    automountServiceAccountToken: notes.choose(options.mountServiceAccountToken, {
      field: 'pod automountServiceAccountToken',
      value: false,
      reason: frame.noToken,
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
    restartPolicy: frame.restartPolicy,
    terminationGracePeriodSeconds: frame.terminationGracePeriodSeconds,
    priorityClassName: priorityClassOf(options, platform, notes),
    subdomain: frame.subdomain,
    nodeSelector: frame.placement.nodeSelector,
    tolerations: frame.placement.tolerations,
    imagePullSecrets: pullSecrets(options, platform, notes),
    securityContext: renderPodSecurity(options.security ?? {}, frame.user, platform, notes),
    topologySpreadConstraints: frame.topologySpreadConstraints,
    initContainers: before.length === 0 ? undefined : before.map(({ container }) => container),
    containers: containers.map(({ container }) => container),
    volumes: volumes.length === 0 ? undefined : volumes,
  };
  const metadata = {
    labels: frame.labels,
    annotations: Object.keys(annotations).length === 0 ? undefined : annotations,
  };
  const template: PodTemplate = { metadata, spec };
  return options.transformPod === undefined ? template : options.transformPod(template);
}

/** The containers that users put beside and before the main one. */
export function renderNeighbours(
  options: PodOptions,
  platform: Platform,
  notes: Notes,
): { readonly sidecars: readonly RenderedContainer[]; readonly initContainers: readonly RenderedContainer[] } {
  const initContainers = (options.initContainers ?? []).map((given, index) =>
    renderOther(`initContainers[${index}]`, given, platform, notes),
  );
  const sidecars = (options.sidecars ?? []).map((given, index) =>
    asSidecar(renderOther(`sidecars[${index}]`, given, platform, notes)),
  );
  return { sidecars, initContainers };
}

function renderOther(property: string, given: Sidecar, platform: Platform, notes: Notes): RenderedContainer {
  checkArguments(`${property}.command`, given.command, notes);
  checkArguments(`${property}.args`, given.args, notes);
  const propertyOf: PropertyOf = (field) => `${property}.${field}`;
  return renderContainer(propertyOf, onPlatform(given, propertyOf, platform, notes), notes);
}

/** Started before what follows it, and stopped after: an init container that may restart. */
export function asSidecar(rendered: RenderedContainer): RenderedContainer {
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

function isSidecar({ container }: RenderedContainer): boolean {
  return container.restartPolicy === 'Always';
}
