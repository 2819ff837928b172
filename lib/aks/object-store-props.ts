import type { Input } from '@pulumi/pulumi';
import type { WhenDestroyed } from '../clouds';
import type { WorkloadCluster } from './workload-identity';

/** The key that encrypts what is stored. */
export type StorageEncryption =
  | {
      /** One that Azure keeps for all that it stores. */
      readonly kind: 'platform-key';
    }
  | {
      /** A key of yours, in a vault that Azure's roles decide on, with protection against purging. */
      readonly kind: 'key';
      /** The key: `https://….vault.azure.net/keys/…`; with a version behind that, only that one is ever used. */
      readonly id: Input<string>;
      /** The vault, by its id in Azure. */
      readonly vaultId: Input<string>;
    };

/** A new store of objects in Azure's Blob storage. */
export interface ObjectStoreProps {
  /** The cluster whose workloads it can be opened to; the store is made in its region and resource group. */
  readonly cluster: WorkloadCluster;
  /** Azure's own key unless given. */
  readonly encryption?: StorageEncryption | undefined;
  /**
   * How many days objects are kept that were deleted or written over, from 1 to 365; 30 unless given.
   *
   * At least that long, and up to about twice that: Azure counts the age of a version from when it was written, and what it
   * deletes then is kept as soft-deleted for as long again.
   */
  readonly oldVersionDays?: number | undefined;
  /** Where copies are kept: within one data centre, which every region has, or in three zones; `local` unless given. */
  readonly redundancy?: 'local' | 'zones' | undefined;
  /**
   * `refuse` unless given: what holds something is protected, until this says otherwise and has been deployed.
   * Azure itself deletes an account with all that is in it.
   */
  readonly whenDestroyed?: WhenDestroyed | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}
