import { printGiven, type Bytes, type Deferrable, type Notes } from '../../core';
import {
  accessVariables,
  downloadFrom,
  judgeStoreAccount,
  rclone,
  schemeOf,
  textOf,
  type StoreLocation,
} from '../../data';
import type { TargetCluster } from '../../hardware';
import type { Env, InitContainer, MountedVolume, VolumeSource } from '../../workload';
import { judgeImageVolume } from '../image-volumes';
import type { ServerDescription } from '../runtime';
import type { Model, ModelSource } from './model';
import { knownSizes, type Delivery, type ServedModel } from './served-model';

/** A model as its server is told of it, and what its pod needs so that the server finds it. */
export interface LocatedModel {
  readonly served: ServedModel;
  readonly volumes: readonly MountedVolume[];
  readonly initContainers: readonly InitContainer[];
  /** Variables of the server. */
  readonly env: Env;
  /** The store that it is read from, and how the pod gets there, if there is one. */
  readonly location?: StoreLocation | undefined;
  /** What the weights take of the node's disk, beside the image. */
  readonly diskBytes: number;
}

/** What a server is told of where it can find a model. */
export interface Loading {
  /** What the server is called. */
  readonly server: string;
  readonly deliveries: readonly Delivery[];
}

const folder = '/models';

/** Adds to the description of a server what its model needs. */
export function withModel(server: ServerDescription, located: LocatedModel | undefined): ServerDescription {
  if (located === undefined) return server;
  return {
    ...server,
    env: { ...server.env, ...located.env },
    volumes: [...(server.volumes ?? []), ...located.volumes],
  };
}

/** Decides how the weights of a model come to its server. */
export function locateModel(
  model: Model,
  instance: string,
  loading: Loading,
  cluster: TargetCluster | undefined,
  notes: Notes,
): LocatedModel {
  const sizes = knownSizes(model, notes);
  const name = model.name ?? instance;
  const served = (delivery: Delivery, reference: Deferrable<string>): ServedModel => ({
    ...sizes,
    name,
    delivery,
    reference,
  });
  const mounted = (from: VolumeSource, subPath?: string): LocatedModel => ({
    ...nothing,
    served: served('folder', folder),
    volumes: [{ name: 'model', from, mountPath: folder, subPath, readOnly: true }],
  });
  const { source } = model;
  judgeDelivery(model.source, loading, notes);
  switch (source.kind) {
    case 'in-image':
      return { ...nothing, served: served('folder', source.path) };
    case 'claim':
      return mounted({ kind: 'claim', claim: source.claim }, source.path);
    case 'image-volume':
      judgeImageVolume(
        {
          property: 'model.source.kind',
          given: printGiven(source.kind),
          fix: "Kubernetes 1.35, or another source, such as kind: 'claim'",
        },
        cluster,
        notes,
      );
      return mounted({ kind: 'image', image: source.image }, source.path);
    case 'hugging-face': {
      judgeRevision(source.revision, notes);
      return {
        ...nothing,
        served: { ...served('hub', source.repository), revision: source.revision },
        volumes: [diskFor(sizes.bytes, notes)],
        env: {
          HF_HOME: folder,
          ...(source.token === undefined ? {} : { HF_TOKEN: { kind: 'secret', ...source.token } }),
        },
        diskBytes: withSlack(sizes.bytes),
      };
    }
    case 'object-store': {
      const { download, ...location } = source;
      if (download === undefined) {
        return {
          ...nothing,
          served: { ...served('stream', textOf(location.uri)), location },
          env: accessVariables(location.access),
          location,
        };
      }
      judgeStoreAccount('model.source', location, rclone, notes);
      const disk = diskFor(sizes.bytes, notes);
      return {
        served: served('folder', folder),
        volumes: [{ ...disk, readOnly: true }],
        initContainers: [downloadFrom(location, download, disk)],
        env: {},
        location,
        diskBytes: withSlack(sizes.bytes),
      };
    }
  }
}

const nothing: Pick<LocatedModel, 'volumes' | 'initContainers' | 'env' | 'diskBytes'> = {
  volumes: [],
  initContainers: [],
  env: {},
  diskBytes: 0,
};

/** A tenth more than the weights: repositories hold other files beside them. */
function withSlack(bytes: number | undefined): number {
  return Math.ceil((bytes ?? 0) * 1.1);
}

function diskFor(bytes: number | undefined, notes: Notes): MountedVolume {
  if (bytes === undefined) {
    notes.notKnown({
      code: 'serving/not-known-weights',
      property: 'model.architecture',
      message: 'how much of a disk the weights take is not known, so nothing is reserved for them',
      fix: "architecture: models.llama31_8b, or modelFrom('config.json')",
    });
    return { name: 'model', from: { kind: 'empty' }, mountPath: folder };
  }
  const sizeLimit: Bytes = `${Math.ceil(withSlack(bytes) / 2 ** 30)}Gi`;
  notes.decide({
    field: `volume at ${folder}`,
    value: sizeLimit,
    reason: `${(bytes / 2 ** 30).toFixed(1)} GiB of weights, and a tenth for what lies beside them`,
    override: 'model.architecture, model.precision',
  });
  return { name: 'model', from: { kind: 'empty', sizeLimit }, mountPath: folder };
}

function judgeDelivery(source: ModelSource, { server, deliveries }: Loading, notes: Notes): void {
  const delivery = deliveryOf(source);
  // No server reads weights from the web as it loads.
  const isWeb = delivery === 'stream' && source.kind === 'object-store' && schemeOf(source.uri) === 'https';
  if (deliveries.includes(delivery) && !isWeb) return;
  const fixes: Readonly<Record<Delivery, string>> = {
    folder: "the runtime's own prop for its model, and no model",
    hub: 'an object store with a download, or a claim',
    stream: "download: unpinned('rclone/rclone:TAG', 'the reason'), which copies the weights to the pod's disk first",
  };

  notes.issue({
    code: 'serving/cannot-load',
    property: 'model.source.kind',
    given: printGiven(source.kind),
    message:
      deliveries.length === 0
        ? `${server} is not told of a model that way`
        : `${server} cannot load from there by itself`,
    fix: deliveries.length === 0 ? fixes.folder : fixes[delivery],
  });
}

function deliveryOf(source: ModelSource): Delivery {
  if (source.kind === 'hugging-face') return 'hub';
  return source.kind === 'object-store' && source.download === undefined ? 'stream' : 'folder';
}

function judgeRevision(revision: string, notes: Notes): void {
  if (/^[0-9a-f]{40}$/.test(revision)) return;
  notes.issue({
    code: 'serving/moving-revision',
    property: 'model.source.revision',
    given: printGiven(revision),
    message: 'is no commit: a branch or a tag can move, and two replicas then serve two models',
    fix: 'the 40 digits of a commit, which stand under "History" of the repository',
  });
}
