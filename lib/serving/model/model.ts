import type { StoreLocation } from '../../data';
import type { ImageRef } from '../../image';
import type { Configuration, ModelArchitecture, Precision } from '../../sizing';
import type { ClaimReference, SecretReference } from '../../workload';

/** A key of a Secret. */
export interface SecretKey {
  readonly secret: SecretReference;
  readonly key: string;
}

/** Where the weights of a model are. */
export type ModelSource =
  | (StoreLocation & {
      /**
       * The image with which an init container copies the weights to the pod's disk, by `rclone`.
       *
       * @default - the server reads them from the store as it loads, where it can
       */
      readonly download?: ImageRef | undefined;
    })
  | {
      /** A repository of Hugging Face, or of the endpoint that `HF_ENDPOINT` names; the server fetches it. */
      readonly kind: 'hugging-face';
      readonly repository: `${string}/${string}`;
      /** A commit, all 40 digits of it: a branch moves under a running service. */
      readonly revision: string;
      /** For repositories that ask for leave. */
      readonly token?: SecretKey | undefined;
    }
  | {
      /** An image that holds files, mounted as a volume: on by default from Kubernetes 1.35 on. */
      readonly kind: 'image-volume';
      readonly image: ImageRef;
      /** The folder of the weights in the image. @default - its root */
      readonly path?: string | undefined;
    }
  | {
      /** A volume that has the weights already. */
      readonly kind: 'claim';
      readonly claim: ClaimReference;
      /** The folder of the weights on the volume. @default - its root */
      readonly path?: string | undefined;
    }
  | {
      /** A folder of the server's own image. */
      readonly kind: 'in-image';
      readonly path: `/${string}`;
    };

/** A model to serve: where its weights are, and what is known of them. */
export interface Model {
  readonly source: ModelSource;
  /** What requests call it. @default - the derived name of the service */
  readonly name?: string | undefined;
  /**
   * Its sizes, from `models` or by `modelFrom('config.json')`: they decide how much memory it takes, and how long it
   * loads.
   *
   * @default - not known, and so is whether it fits
   */
  readonly architecture?: ModelArchitecture | Configuration | undefined;
  /** How its weights are stored. @default - as they were published */
  readonly precision?: Precision | undefined;
}
