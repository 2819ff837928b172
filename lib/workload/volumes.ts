import { formatQuantity, printGiven, readBytes, type Bytes, type Notes } from '../core';
import { movesByConvention, readImage, type ImageRef } from '../image';
import type { KeyToPath, Volume, VolumeMount } from './pod-template';
import { relyOn, type ClaimReference, type ConfigMapReference, type SecretReference } from './references';

/** Where the content of a volume comes from. */
export type VolumeSource =
  | { readonly kind: 'claim'; readonly claim: ClaimReference }
  | {
      readonly kind: 'config-map';
      readonly configMap: ConfigMapReference;
      /** The keys to show and the file each becomes; all under their own names if not given. */
      readonly items?: readonly KeyToPath[] | undefined;
    }
  | { readonly kind: 'secret'; readonly secret: SecretReference; readonly items?: readonly KeyToPath[] | undefined }
  | {
      /** The files of an image, read-only: on by default from Kubernetes 1.35 on. */
      readonly kind: 'image';
      readonly image: ImageRef;
    }
  | {
      /** Empty when the pod starts and gone with it. In memory it counts against the container's memory limit. */
      readonly kind: 'empty';
      readonly medium?: 'disk' | 'memory' | undefined;
      readonly sizeLimit?: Bytes | undefined;
    };

/** A volume and where the server sees it. */
export interface MountedVolume {
  /** A DNS label, unique in the pod. */
  readonly name: string;
  readonly from: VolumeSource;
  readonly mountPath: `/${string}`;
  readonly subPath?: string | undefined;
  /** ConfigMaps, Secrets and images are always read-only. */
  readonly readOnly?: boolean | undefined;
}

/** A volume and its mount as Kubernetes has them: the pod's half and the container's. */
export interface RenderedVolume {
  readonly volume: Volume;
  readonly mount: VolumeMount;
}

const neverWritten: ReadonlySet<VolumeSource['kind']> = new Set<VolumeSource['kind']>([
  'config-map',
  'secret',
  'image',
]);

/** Renders one volume with its mount. */
export function renderVolume(property: string, given: MountedVolume, notes: Notes): RenderedVolume {
  if (given.mountPath.includes(':')) {
    notes.issue({
      code: 'workload/invalid-mount-path',
      property: `${property}.mountPath`,
      given: printGiven(given.mountPath),
      message: "must not contain ':'",
      fix: 'an absolute path without a colon',
    });
  }
  const mount: VolumeMount = {
    name: given.name,
    mountPath: given.mountPath,
    subPath: given.subPath,
    readOnly: neverWritten.has(given.from.kind) ? true : given.readOnly,
  };
  return { volume: { name: given.name, ...renderSource(property, given, notes) }, mount };
}

function renderSource(property: string, { from }: MountedVolume, notes: Notes): Omit<Volume, 'name'> {
  switch (from.kind) {
    case 'claim':
      relyOn('PersistentVolumeClaim', from.claim, property, notes);
      return { persistentVolumeClaim: { claimName: from.claim.name, readOnly: isReadOnly(from.claim) || undefined } };
    case 'config-map':
      relyOn('ConfigMap', from.configMap, property, notes);
      return { configMap: { name: from.configMap.name, items: from.items } };
    case 'secret':
      relyOn('Secret', from.secret, property, notes);
      return { secret: { secretName: from.secret.name, items: from.items } };
    case 'image': {
      const image = readImage(`${property}.from.image`, from.image, notes);
      return { image: { reference: image.text, pullPolicy: movesByConvention(image) ? 'Always' : 'IfNotPresent' } };
    }
    case 'empty': {
      const limit =
        from.sizeLimit === undefined
          ? undefined
          : notes.read(readBytes(`${property}.from.sizeLimit`, from.sizeLimit), undefined);
      return {
        emptyDir: {
          medium: from.medium === 'memory' ? 'Memory' : undefined,
          sizeLimit: limit && formatQuantity(limit),
        },
      };
    }
  }
}

// Clouds attach some disks to several nodes only if they are told that nobody will write. Whether one container only reads
// stands in its mount: another may fill the volume.
function isReadOnly({ accessModes = [] }: ClaimReference): boolean {
  return accessModes.length > 0 && accessModes.every((mode) => mode === 'ReadOnlyMany');
}
