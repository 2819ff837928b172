import {
  BlobContainer,
  BlobServiceProperties,
  ManagementPolicy,
  StorageAccount,
} from '@pulumi/azure-native/storage/index.js';
import type { ComponentResource } from '@pulumi/pulumi';
import type { ObjectStoreProps } from './object-store-props';
import { plainName } from './plain-name';
import { storageKey } from './storage-key';

/** The one container of a store's account. */
export const containerName = 'objects';

/** The account of a store, and its container. */
export interface MadeStorage {
  readonly account: StorageAccount;
  readonly container: BlobContainer;
}

/** Limits of Azure. Source: Azure Resource Manager, resource-name-rules: 3 to 24 lower-case letters and digits. */
const longestAccount = 24;

/** How long Azure keeps what was deleted, at most. Source: Microsoft.Storage, DeleteRetentionPolicy, read 2026-11-22. */
export const mostRetentionDays = 365;

/** Makes an account without keys and a container that nobody can read who has no role, and forgets old versions. */
export function makeStorage(parent: ComponentResource, name: string, props: ObjectStoreProps): MadeStorage {
  const { cluster, oldVersionDays = 30, redundancy = 'local', whenDestroyed = 'refuse', tags = {} } = props;
  const { resourceGroupName, network } = cluster;
  // Nothing said is what the component says, and false would say more.
  const options = whenDestroyed === 'refuse' ? { parent, protect: true } : { parent };
  const key = storageKey(parent, name, props);
  const account = new StorageAccount(
    plainName(name, longestAccount),
    {
      resourceGroupName,
      location: network.region,
      kind: 'StorageV2',
      sku: { name: redundancy === 'local' ? 'Standard_LRS' : 'Standard_ZRS' },
      accessTier: 'Hot',
      allowBlobPublicAccess: false,
      // Neither keys nor what is signed with them: only identities with a role.
      allowSharedKeyAccess: false,
      defaultToOAuthAuthentication: true,
      allowCrossTenantReplication: false,
      enableHttpsTrafficOnly: true,
      minimumTlsVersion: 'TLS1_2',
      isLocalUserEnabled: false,
      isSftpEnabled: false,
      ...key.args,
      tags: { ...tags },
    },
    { ...options, dependsOn: [...key.dependsOn] },
  );
  const of = { resourceGroupName, accountName: account.name };
  const versions = new BlobServiceProperties(
    name,
    {
      ...of,
      blobServicesName: 'default',
      isVersioningEnabled: true,
      // What the rule below deletes, which may have been written over today, is kept that long from then on.
      deleteRetentionPolicy: { enabled: true, days: oldVersionDays },
    },
    { parent },
  );
  const container = new BlobContainer(name, { ...of, containerName, publicAccess: 'None' }, options);
  new ManagementPolicy(
    name,
    { ...of, managementPolicyName: 'default', policy: { rules: [expireVersions(oldVersionDays)] } },
    { parent, dependsOn: [versions] },
  );
  return { account, container };
}

/**
 * Deletes old versions.
 *
 * Azure counts from when a version was written, not from when it became an old one, and nothing else can be asked for.
 *
 * Source: MicrosoftDocs/azure-docs@03e5750af10b, articles/storage/blobs/lifecycle-management-policy-structure.md, and
 * https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-policy-delete: what a rule deletes is soft-deleted
 * where that is on (read 2026-11-22).
 */
function expireVersions(days: number): {
  name: string;
  type: string;
  enabled: boolean;
  definition: {
    actions: { version: { delete: { daysAfterCreationGreaterThan: number } } };
    filters: { blobTypes: string[] };
  };
} {
  return {
    name: 'expire',
    type: 'Lifecycle',
    enabled: true,
    definition: {
      actions: { version: { delete: { daysAfterCreationGreaterThan: days } } },
      filters: { blobTypes: ['blockBlob'] },
    },
  };
}
