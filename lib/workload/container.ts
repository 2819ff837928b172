import { deriveName, type Deferrable, type Notes } from '../core';
import type { ExtendedResource } from '../hardware';
import { movesByConvention, readImage, type ImageRef } from '../image';
import { renderEnv, type Env } from './env';
import type { Container, ContainerPort, EnvVar, Volume } from './pod-template';
import { renderResources, type Resources } from './resources';
import { renderContainerSecurity, type Security } from './security';
import { renderVolume, type MountedVolume, type RenderedVolume } from './volumes';

/** At least one. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** What a container runs: a program, and what it is told. */
export type Command = readonly [string, ...Deferrable<string>[]];

/** A container that runs before the server, to its end. */
export interface InitContainer {
  /** A DNS label, unique in the pod. */
  readonly name: string;
  readonly image: ImageRef;
  /** The image's own entrypoint if not given; no shell is put in between, so that signals arrive. */
  readonly command?: Command | undefined;
  readonly args?: readonly Deferrable<string>[] | undefined;
  readonly env?: Env | undefined;
  readonly resources: Resources;
  /** A volume that another container of the pod mounts too is given again, equal but for where it is mounted. */
  readonly volumes?: readonly MountedVolume[] | undefined;
  /** Folders it writes to, each an empty volume of its own. */
  readonly writable?: readonly `/${string}`[] | undefined;
  readonly rootFilesystem?: Security['rootFilesystem'];
}

/** A container that runs beside the server: started before it, stopped after it. */
export interface Sidecar extends InitContainer {
  readonly ports?: readonly ContainerPort[] | undefined;
}

/** A container and the volumes that it brings into the pod. */
export interface RenderedContainer {
  readonly container: Container;
  readonly volumes: readonly Volume[];
  /** The folders that it writes to, each a volume whose name nobody chose. */
  readonly folders: readonly RenderedVolume[];
  /** Where its volumes stand in the props. */
  readonly property: string;
}

/** Where the props of a container stand, for messages: `sidecars[0].image`. */
export type PropertyOf = (
  field: 'image' | 'command' | 'args' | 'env' | 'resources' | 'rootFilesystem' | 'volumes' | 'writable',
) => string;

/**
 * Renders what all containers have in common.
 *
 * @param extended the accelerators that the container gets
 */
export function renderContainer(
  property: PropertyOf,
  given: Sidecar,
  notes: Notes,
  extended?: ExtendedResource,
): RenderedContainer {
  const image = readImage(property('image'), given.image, notes);
  const chosen = (given.volumes ?? []).map((volume) =>
    renderVolume(`${property('volumes')}.${volume.name}`, volume, notes),
  );
  const folders = (given.writable ?? []).map((path) =>
    renderVolume(property('writable'), writableVolume(given.name, path), notes),
  );
  const mounted = [...chosen, ...folders];
  const container: Container = {
    name: given.name,
    image: image.text,
    imagePullPolicy: notes.decide({
      field: `container ${given.name} imagePullPolicy`,
      value: movesByConvention(image) ? ('Always' as const) : ('IfNotPresent' as const),
      reason: movesByConvention(image)
        ? 'the image names no version, so a node may hold an older one'
        : 'a node that has the image starts without asking the registry',
      source: 'https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy',
      override: 'transformPod',
    }),
    command: given.command,
    args: given.args,
    env: renderVariables(property('env'), given, notes),
    ports: given.ports,
    resources: renderResources(property('resources'), given.resources, notes, extended),
    securityContext: renderContainerSecurity(
      given.name,
      property('rootFilesystem'),
      given.rootFilesystem,
      notes,
      extended,
    ),
    volumeMounts: mounted.length === 0 ? undefined : mounted.map(({ mount }) => mount),
  };
  return { container, volumes: chosen.map(({ volume }) => volume), folders, property: property('volumes') };
}

/** The variables of a container; none is left out rather than an empty list. */
function renderVariables(property: string, given: InitContainer, notes: Notes): EnvVar[] | undefined {
  const env = { ...homeOf(property, given, notes), ...given.env };
  return Object.keys(env).length === 0 ? undefined : renderEnv(property, env, notes);
}

/** A home that can be written to: most libraries keep their caches below it, and the image's own is read-only. */
function homeOf(property: string, given: InitContainer, notes: Notes): { readonly HOME?: string } {
  const [folder] = given.writable ?? [];
  if (folder === undefined || given.rootFilesystem?.kind === 'writable') return {};
  if (Object.hasOwn(given.env ?? {}, 'HOME')) return {};
  return {
    HOME: notes.decide({
      field: `container ${given.name} env HOME`,
      value: folder,
      reason: 'libraries write their caches below the home folder, and that of the image is read-only',
      source: 'https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables#hfhome',
      override: `${property}.HOME`,
    }),
  };
}

/**
 * An empty volume at a path, named after the container and the path so that no two folders share one by chance: a plain
 * `/tmp` by its name, any other path with a hash.
 */
function writableVolume(container: string, path: `/${string}`): MountedVolume {
  const [, plain = path] = /^\/([a-z0-9]+)$/.exec(path) ?? [];
  const name = deriveName(container === serverContainer ? [plain] : [container, plain], 63);
  return { name, from: { kind: 'empty' }, mountPath: path };
}

/** The name of the container that serves the model. */
export const serverContainer = 'server';
