import type { StoreAccess, StoreLocation } from '../../data';
import type { ImageRef } from '../../image';
import type { Env, InitContainer, MountedVolume } from '../../workload';

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
    command: [
      'rclone',
      ...copy(location, disk.mountPath),
      '--config=',
      '--transfers=8',
      '--stats=30s',
      '--stats-one-line',
      '--log-level=INFO',
    ],
    env: { ...remoteOptions(location), ...accessVariables(location.access) },
    // Eight files at once, a few buffers for each; less than any server asks for, whose share it then takes.
    resources: { cpu: '500m', memory: '1Gi' },
    volumes: [disk],
    writable: ['/tmp'],
  };
}

function copy({ uri }: StoreLocation, folder: string): readonly string[] {
  const [scheme = '', address = ''] = uri.split('://', 2);
  switch (scheme) {
    case 's3':
      return ['copy', `:s3:${address}`, folder];
    case 'az':
      return ['copy', `:azureblob:${address}`, folder];
    default:
      return ['copyurl', '--auto-filename', uri, folder];
  }
}

/** The options of rclone's backends, by the variables that it reads. */
function remoteOptions({ uri, endpoint, region, account, access }: StoreLocation): Env {
  if (uri.startsWith('s3://')) {
    return {
      RCLONE_S3_PROVIDER: endpoint === undefined ? 'AWS' : 'Other',
      RCLONE_S3_ENV_AUTH: 'true',
      ...(endpoint === undefined ? {} : { RCLONE_S3_ENDPOINT: endpoint }),
      ...(region === undefined ? {} : { RCLONE_S3_REGION: region }),
    };
  }
  if (uri.startsWith('az://')) {
    return {
      ...(account === undefined ? {} : { RCLONE_AZUREBLOB_ACCOUNT: account }),
      ...(access.kind === 'secret' ? {} : { RCLONE_AZUREBLOB_ENV_AUTH: 'true' }),
    };
  }
  return {};
}
