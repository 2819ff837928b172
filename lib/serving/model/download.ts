import { deferrableText } from '../../core';
import { restOf, schemeOf, textOf, type StoreAccess, type StoreLocation } from '../../data';
import type { ImageRef } from '../../image';
import type { Command, Env, InitContainer, MountedVolume } from '../../workload';
import type { StoreReader } from './store-account';

/** The variables by which a container gets to a store whose keys a Secret holds. */
export function accessVariables(access: StoreAccess): Env {
  if (access.kind !== 'secret') return {};
  const { secret, variables } = access;
  return Object.fromEntries(
    Object.entries(variables).map(([variable, key]) => [variable, { kind: 'secret', secret, key } as const]),
  );
}

/**
 * A container that copies a folder of a store, or a file of the web, to a volume before the server starts, by rclone: it
 * goes on where it was cut off, and compares checksums.
 *
 * Source: https://rclone.org/docs/ (backends by `:NAME:`, options by variables), https://rclone.org/s3/,
 * https://rclone.org/azureblob/, read 2026-11-21.
 */
export function downloadFrom(location: StoreLocation, image: ImageRef, disk: MountedVolume): InitContainer {
  return {
    name: 'download',
    image,
    command: commandFor(location, disk.mountPath),
    env: { ...remoteOptions(location), ...accessVariables(location.access), ...azureKeys(location) },
    // Eight files at once, a few buffers for each; less than any server asks for, whose share it then takes.
    resources: { cpu: '500m', memory: '1Gi' },
    volumes: [disk],
    writable: ['/tmp'],
  };
}

const options = ['--config=', '--transfers=8', '--stats=30s', '--stats-one-line', '--log-level=INFO'] as const;

function commandFor({ uri: place }: StoreLocation, folder: string): Command {
  const [scheme, uri] = [schemeOf(place), textOf(place)];
  // A page of the web that is not there is an error by itself.
  if (scheme === 'https') return ['rclone', 'copyurl', '--auto-filename', uri, folder, ...options];
  const remote = deferrableText`${scheme === 's3' ? ':s3:' : ':azureblob:'}${restOf(place)}`;
  return ['/bin/sh', '-c', copyOrFail, 'download', uri, folder, 'copy', remote, folder, ...options];
}

/**
 * Copies, and fails where nothing has come: to stores a folder is but the beginning of names, and rclone takes one with
 * which no name begins for an empty one. Measured with rclone 1.76.0 and its own server of S3, 2026-11-21.
 *
 * The shell is the first process, to which a signal to stop means nothing unless it says what.
 */
const copyOrFail = `uri=$1 folder=$2
shift 2
trap 'kill "$child"' TERM
rclone "$@" &
child=$!
wait "$child" || exit
for file in "$folder"/* "$folder"/.[!.]*; do
  if [ -e "$file" ]; then exit 0; fi
done
echo "nothing was found at $uri: the address is misspelt, or nothing is there yet" >&2
exit 1
`;

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
  const { uri, endpoint, region, account, access } = location;
  if (schemeOf(uri) === 's3') {
    return {
      RCLONE_S3_PROVIDER: endpoint === undefined ? 'AWS' : 'Other',
      // Without keys and without leave to look for any, it signs nothing.
      RCLONE_S3_ENV_AUTH: access.kind === 'public' ? 'false' : 'true',
      ...(endpoint === undefined ? {} : { RCLONE_S3_ENDPOINT: endpoint }),
      ...(region === undefined ? {} : { RCLONE_S3_REGION: region }),
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
