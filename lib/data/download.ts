import type { ImageRef } from '../image';
import type { Command, InitContainer, MountedVolume } from '../workload';
import { rcloneVariables, remoteOf } from './rclone';
import type { StoreLocation } from './store';
import { schemeOf, textOf } from './store-uri';

/**
 * A container that copies a folder of a store, or a file of the web, to a volume before the others start, by rclone: it
 * goes on where it was cut off, and compares checksums.
 */
export function downloadFrom(
  location: StoreLocation,
  image: ImageRef,
  disk: MountedVolume,
  { name = 'download', folder = disk.mountPath }: { readonly name?: string; readonly folder?: string } = {},
): InitContainer {
  return {
    name,
    image,
    command: commandFor(location, folder),
    env: rcloneVariables(location),
    // Eight files at once, a few buffers for each; less than any server asks for, whose share it then takes.
    resources: { cpu: '500m', memory: '1Gi' },
    volumes: [disk],
    writable: ['/tmp'],
  };
}

const options = ['--config=', '--transfers=8', '--stats=30s', '--stats-one-line', '--log-level=INFO'] as const;

function commandFor(location: StoreLocation, folder: string): Command {
  const [scheme, uri] = [schemeOf(location.uri), textOf(location.uri)];
  // A page of the web that is not there is an error by itself.
  if (scheme === 'https') return ['rclone', 'copyurl', '--auto-filename', uri, folder, ...options];
  return ['/bin/sh', '-c', copyOrFail, 'download', uri, folder, 'copy', remoteOf(location), folder, ...options];
}

/**
 * Runs a program from a shell that is the first process of a container, to which a signal to stop means nothing unless it
 * says what: the program ends, and nothing comes after it.
 */
export const untilStopped = `trap 'kill "$child" 2>/dev/null; exit 143' TERM
run() { "$@" & child=$!; wait "$child"; }`;

/**
 * Copies, and fails where nothing has come: to stores a folder is but the beginning of names, and rclone takes one with
 * which no name begins for an empty one. Measured with rclone 1.76.0 and its own server of S3, 2026-11-21.
 */
const copyOrFail = `uri=$1 folder=$2 child=
shift 2
${untilStopped}
run rclone "$@" || exit
for file in "$folder"/* "$folder"/.[!.]*; do
  if [ -e "$file" ]; then exit 0; fi
done
echo "nothing was found at $uri: the address is misspelt, or nothing is there yet" >&2
exit 1
`;
