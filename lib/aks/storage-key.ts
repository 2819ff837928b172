import { RoleAssignment } from '@pulumi/azure-native/authorization/index.js';
import { UserAssignedIdentity } from '@pulumi/azure-native/managedidentity/index.js';
import type { StorageAccountArgs } from '@pulumi/azure-native/storage/index.js';
import { output, type ComponentResource, type Resource } from '@pulumi/pulumi';
import { isDeferred, printGiven, type IssueDetails } from '../core';
import { roleDefinitionId } from './built-in-roles';
import type { ObjectStoreProps, StorageEncryption } from './object-store-props';

/** What a storage account is told of the key of its objects, and what has to be there before it can use that. */
export interface StorageKey {
  readonly args: Pick<StorageAccountArgs, 'identity' | 'encryption'>;
  readonly dependsOn: readonly Resource[];
}

/** Lets a storage account use the key of its objects, as an identity of its own. */
export function storageKey(parent: ComponentResource, name: string, props: ObjectStoreProps): StorageKey {
  const { cluster, encryption = { kind: 'platform-key' }, tags = {} } = props;
  if (encryption.kind === 'platform-key') return { args: {}, dependsOn: [] };
  const { resourceGroupName, network } = cluster;
  const identity = new UserAssignedIdentity(name, { resourceGroupName, location: network.region, tags }, { parent });
  const grant = new RoleAssignment(
    `${name}-key`,
    {
      scope: encryption.vaultId,
      principalId: identity.principalId,
      principalType: 'ServicePrincipal',
      roleDefinitionId: roleDefinitionId('Key Vault Crypto Service Encryption User'),
    },
    { parent },
  );
  return {
    args: {
      identity: { type: 'UserAssigned', userAssignedIdentities: [identity.id] },
      encryption: {
        keySource: 'Microsoft.Keyvault',
        keyVaultProperties: output(encryption.id).apply(keyIn),
        encryptionIdentity: { encryptionUserAssignedIdentity: identity.id },
      },
    },
    dependsOn: [grant],
  };
}

/** Judges the address of a key, where it is known. */
export function judgeKey(encryption: StorageEncryption | undefined): readonly IssueDetails[] {
  if (encryption?.kind !== 'key' || isDeferred(encryption.id) || typeof encryption.id !== 'string') return [];
  if (keyAddress.test(encryption.id)) return [];
  const fix = "such as 'https://acme.vault.azure.net/keys/weights'";
  const message = 'is no address of a key in a vault';
  return [{ code: 'aks/invalid-key', property: 'encryption.id', given: printGiven(encryption.id), message, fix }];
}

const keyAddress = /^(?<vault>https:\/\/[^/]+)\/keys\/(?<name>[^/]+)(?:\/(?<version>[^/]+))?\/?$/;

function keyIn(id: string): { keyVaultUri: string; keyName: string; keyVersion?: string } {
  const { vault = '', name = '', version } = keyAddress.exec(id)?.groups ?? {};
  return { keyVaultUri: vault, keyName: name, ...(version !== undefined && { keyVersion: version }) };
}
