import type { Deferrable } from '../core';
import type { SecretReference } from '../workload';
import type { StoreUri } from './store-uri';

/** How a pod gets leave to read from a store, or to write to it. */
export type StoreAccess =
  | {
      /**
       * Nothing is done for it: requests are signed by what the pod has from elsewhere, such as the role of its node.
       * A store that anyone may read is `public`.
       */
      readonly kind: 'ambient';
    }
  | {
      /** Anyone may read from the store: requests are not signed, and no credentials are looked for. */
      readonly kind: 'public';
    }
  | {
      /** The pod's service account has leave, by the identity that its cloud gives it. */
      readonly kind: 'service-account';
      /** On the service account, such as `eks.amazonaws.com/role-arn` or `azure.workload.identity/client-id`. */
      readonly annotations?: Readonly<Record<string, Deferrable<string>>> | undefined;
      /** On the pod, such as `azure.workload.identity/use`. */
      readonly podLabels?: Readonly<Record<string, string>> | undefined;
    }
  | {
      /** A Secret holds keys, which become variables: `AWS_ACCESS_KEY_ID` and so on, by their own names. */
      readonly kind: 'secret';
      readonly secret: SecretReference;
      /** The key of the Secret for each variable. */
      readonly variables: Readonly<Record<string, string>>;
    };

/** A place in an object store, and how a pod gets there. */
export interface StoreLocation {
  readonly kind: 'object-store';
  readonly uri: StoreUri;
  readonly access: StoreAccess;
  /** For stores that speak S3 and are not AWS: `https://minio.example.com`. */
  readonly endpoint?: `http${'s' | ''}://${string}` | undefined;
  /** Of AWS, where the pod's environment does not say. */
  readonly region?: Deferrable<string> | undefined;
  /**
   * `'aws:kms'` where a key of KMS encrypts what is written: checksums of S3 are then not those of the files.
   *
   * Source: https://rclone.org/s3/#s3-server-side-encryption; seen with rclone 1.76.0, which without it takes each copy for a
   * corrupt one.
   */
  readonly serverSideEncryption?: 'aws:kms' | undefined;
  /** Of `az://`: the storage account. */
  readonly account?: Deferrable<string> | undefined;
  /** The store that it is of, where this program makes that: who uses the place must be let in by it. */
  readonly store?: ObjectStore | undefined;
}

/** That a store lets a workload in, and what tells it who the workload is. */
export interface StoreGrant {
  readonly store: ObjectStore;
  /** `write` is to read, too. */
  readonly access: 'read' | 'write';
  /** For the service account, such as `azure.workload.identity/client-id`. */
  readonly annotations?: Readonly<Record<string, Deferrable<string>>> | undefined;
  /** For the pods, such as `azure.workload.identity/use`. */
  readonly podLabels?: Readonly<Record<string, string>> | undefined;
}

/** A workload that a store may be opened to: it runs under a service account of its own. */
export interface StoreUser {
  readonly serviceAccountName: string;
  /** The namespace of its chart, where it has one. */
  readonly namespace: string | undefined;
  /** Takes what a store gives it; `grantRead` and `grantWrite` call it. */
  addStoreGrant(grant: StoreGrant): void;
}

/** A store of objects: clusters make them, and every prop that names a place takes what `at` gives. */
export interface ObjectStore {
  /** What it is called in messages. */
  readonly storeName: string;
  /** A place in the store. */
  at(path: string): StoreLocation;
  /** Lets a workload read everything in it. */
  grantRead(workload: StoreUser): void;
  /** Lets a workload read, write and delete everything in it. */
  grantWrite(workload: StoreUser): void;
}
