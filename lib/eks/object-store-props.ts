import type { IdentityCluster, WhenDestroyed } from '../clouds';
import type { StorageEncryption } from './encryption-key';
import type { PodIdentity } from './pod-identity';

/** A new store of objects on S3. */
export interface ObjectStoreProps {
  /** The cluster whose workloads it can be opened to. */
  readonly cluster: IdentityCluster<PodIdentity>;
  /** S3's own key unless given. */
  readonly encryption?: StorageEncryption | undefined;
  /** How long objects are kept that were deleted or written over; 30 unless given. */
  readonly oldVersionDays?: number | undefined;
  /**
   * `refuse` unless given: what holds something is protected, until this says otherwise and has been deployed.
   */
  readonly whenDestroyed?: WhenDestroyed | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}
