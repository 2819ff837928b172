import { rcloneVariables, remoteOf, untilStopped, type StoreLocation } from '../data';
import type { ImageRef } from '../image';
import type { Env, InitContainer, MountedVolume } from '../workload';
import { runVariable } from './run';

/** The volume that outputs are written to, at `/outputs`. */
export const outputsVolume: MountedVolume = { name: 'outputs', from: { kind: 'empty' }, mountPath: '/outputs' };

/** rclone makes no bucket and no container: one that is not there is misspelt, and the right to make one is not needed. */
export const makesNothing: Env = { RCLONE_S3_NO_CHECK_BUCKET: 'true', RCLONE_AZUREBLOB_NO_CHECK_CONTAINER: 'true' };

/** What a container ends with that finds nothing to copy: wrong data, which no further try would mend. */
const wrongData = 65;

/** The container that copies an output to its place, once training has ended well. */
export function push(name: string, to: StoreLocation, image: ImageRef): InitContainer {
  return {
    name: `push-${name}`,
    image,
    command: ['/bin/sh', '-c', pushing, 'push', `/outputs/${name}`, remoteOf(to)],
    env: { ...runVariable, ...rcloneVariables(to), ...makesNothing },
    resources: { cpu: '500m', memory: '1Gi' },
    volumes: [outputsVolume],
    writable: ['/tmp'],
  };
}

/**
 * The manifest is written last and never again: what has one is whole, and stays what it is, whatever a later try of the
 * same run comes to. What an earlier try left unfinished goes. Of several nodes, the first writes.
 *
 * A mark in the volume tells what keeps checkpoints that the program has ended.
 */
const pushing = `from=$1 to=\${2%/}/$RUN child=
${untilStopped}
: >/outputs/.trained || exit
if [ "\${JOB_COMPLETION_INDEX:-0}" != 0 ]; then echo 'the first node writes'; exit 0; fi
there=$(rclone --config= lsf "$to" --include=/manifest.json) || [ $? = 3 ] || exit 1
if [ -n "$there" ]; then echo "$RUN has been written by an earlier try, and stays"; exit 0; fi
if [ -e "$from/manifest.json" ]; then echo "$from/manifest.json has the name of what is written beside it" >&2; exit ${wrongData}; fi
run rclone --config= lsjson --copy-links --recursive --files-only --no-modtime --no-mimetype --hash --hash-type=sha256 "$from" >/tmp/manifest.json || exit
if ! grep -q sha256 /tmp/manifest.json; then echo "nothing was written to $from" >&2; exit ${wrongData}; fi
run rclone --config= sync "$from" "$to" --copy-links --checksum --transfers=8 --stats=30s --stats-one-line --log-level=INFO || exit
run rclone --config= check --copy-links --one-way "$from" "$to" || exit
run rclone --config= copyto /tmp/manifest.json "$to/manifest.json" || exit
echo "wrote $RUN, whose manifest has the SHA-256 $(sha256sum </tmp/manifest.json | cut -d' ' -f1)"
`;
