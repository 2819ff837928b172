import { deferrableText, type Deferrable } from '../core';
import type { Env } from '../workload';
import type { StoreAccess, StoreLocation } from './store';
import type { StoreReader } from './store-account';
import { restOf, schemeOf } from './store-uri';

/** The variables by which a container gets to a store whose keys a Secret holds. */
export function accessVariables(access: StoreAccess): Env {
  if (access.kind !== 'secret') return {};
  const { secret, variables } = access;
  return Object.fromEntries(
    Object.entries(variables).map(([variable, key]) => [variable, { kind: 'secret', secret, key } as const]),
  );
}

/** A place in a store as rclone is told it: a backend that needs no configuration, and what stands in it. */
export function remoteOf({ uri }: StoreLocation): Deferrable<string> {
  return deferrableText`${schemeOf(uri) === 's3' ? ':s3:' : ':azureblob:'}${restOf(uri)}`;
}

/**
 * What rclone is told of a store by variables: how it is spoken to, and where the keys are.
 *
 * Source: https://rclone.org/docs/ (backends by `:NAME:`, options by variables), https://rclone.org/s3/,
 * https://rclone.org/azureblob/, read 2026-11-21.
 */
export function rcloneVariables(location: StoreLocation): Env {
  return { ...remoteOptions(location), ...accessVariables(location.access), ...azureKeys(location) };
}

/** What rclone calls that with which others sign for Azure's storage. */
const azureOptions: Readonly<Record<string, string>> = {
  AZURE_STORAGE_ACCOUNT: 'RCLONE_AZUREBLOB_ACCOUNT',
  AZURE_STORAGE_ACCOUNT_NAME: 'RCLONE_AZUREBLOB_ACCOUNT',
  AZURE_STORAGE_ACCOUNT_KEY: 'RCLONE_AZUREBLOB_KEY',
  AZURE_STORAGE_KEY: 'RCLONE_AZUREBLOB_KEY',
  AZURE_STORAGE_CONNECTION_STRING: 'RCLONE_AZUREBLOB_CONNECTION_STRING',
};

/** rclone as it reads from a store. */
export const rclone: StoreReader = {
  name: 'rclone',
  variables: [
    ...Object.keys(azureOptions).filter((name) => !name.endsWith('KEY')),
    ...['RCLONE_AZUREBLOB_ACCOUNT', 'RCLONE_AZUREBLOB_CONNECTION_STRING', 'RCLONE_AZUREBLOB_SAS_URL'],
  ],
  source: 'https://rclone.org/azureblob/',
};

/** The keys of a Secret for Azure's storage, by the names that rclone has for them. */
function azureKeys({ uri, access }: StoreLocation): Env {
  if (schemeOf(uri) !== 'az' || access.kind !== 'secret') return {};
  const { secret, variables } = access;
  return Object.fromEntries(
    Object.entries(variables).flatMap(([variable, key]) => {
      const option = Object.hasOwn(azureOptions, variable) ? azureOptions[variable] : undefined;
      return option === undefined ? [] : [[option, { kind: 'secret', secret, key } as const]];
    }),
  );
}

/** The options of rclone's backends, by the variables that it reads. */
function remoteOptions(location: StoreLocation): Env {
  const { uri, endpoint, region, account, access, serverSideEncryption } = location;
  if (schemeOf(uri) === 's3') {
    return {
      RCLONE_S3_PROVIDER: endpoint === undefined ? 'AWS' : 'Other',
      // Without keys and without leave to look for any, it signs nothing.
      RCLONE_S3_ENV_AUTH: access.kind === 'public' ? 'false' : 'true',
      ...(endpoint === undefined ? {} : { RCLONE_S3_ENDPOINT: endpoint }),
      ...(region === undefined ? {} : { RCLONE_S3_REGION: region }),
      ...(serverSideEncryption === undefined ? {} : { RCLONE_S3_SERVER_SIDE_ENCRYPTION: serverSideEncryption }),
    };
  }
  if (schemeOf(uri) === 'az') {
    return {
      ...(account === undefined ? {} : { RCLONE_AZUREBLOB_ACCOUNT: account }),
      ...(signsByIdentity(location) ? { RCLONE_AZUREBLOB_ENV_AUTH: 'true' } : {}),
    };
  }
  return {};
}

/**
 * Whether rclone asks Azure for a token: it would before it looks at a key of the storage, and in its place. So it would
 * with any other option of its own, such as the tenant and the secret of a client.
 *
 * Source: https://rclone.org/azureblob/, "Authentication" (`env_auth` first, then the options of the remote).
 */
function signsByIdentity({ access }: StoreLocation): boolean {
  if (access.kind !== 'secret') return access.kind !== 'public';
  const names = Object.keys(access.variables);
  return !names.some((name) => /KEY$|CONNECTION_STRING$|^RCLONE_AZUREBLOB_(?!ACCOUNT$)/.test(name));
}
