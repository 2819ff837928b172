import { printGiven, readDuration, wholeSeconds, type Duration, type Notes } from '../core';
import { rcloneVariables, remoteOf, untilStopped, type StoreLocation } from '../data';
import type { ImageRef } from '../image';
import type { InitContainer, MountedVolume } from '../workload';
import { makesNothing, outputsVolume } from './outputs';
import { runVariable } from './run';

/** What training keeps on its way, so that a try that follows goes on from there. */
export type Checkpoints =
  | {
      /**
       * The program writes to `/checkpoints`, each file under another name that ends with `.tmp` until it is whole; from
       * there they are copied to a store, and back before the next try. Of several nodes, the first writes, and all read.
       */
      readonly kind: 'store';
      readonly at: StoreLocation;
      /** How often the program writes one, of which `CHECKPOINT_EVERY_SECONDS` tells it. */
      readonly every: Duration;
    }
  | {
      /** The program keeps and finds them itself, such as in a store that it writes to. */
      readonly kind: 'own';
      /** How it does that, for who reads the definition. */
      readonly reason: string;
    };

/** The checkpoints of a store, and how often there is one, in seconds. */
export interface StoredCheckpoints {
  readonly at: StoreLocation;
  readonly everySeconds: number;
}

/** Reads what is said of checkpoints; nothing where the program does without, or sees to them itself. */
export function readCheckpoints(given: Checkpoints | undefined, notes: Notes): StoredCheckpoints | undefined {
  if (given === undefined) return undefined;
  if (given.kind === 'own') {
    notes.waive({ field: 'checkpoints', value: 'own', reason: given.reason, override: 'checkpoints' });
    return undefined;
  }
  const every = notes.read(readDuration('checkpoints.every', given.every), 600_000);
  if (every < 5000) {
    notes.issue({
      code: 'training/invalid-checkpoints',
      property: 'checkpoints.every',
      given: printGiven(given.every),
      message: 'is too often: a copy takes longer than that',
      fix: "'10m', and no less than '5s'",
    });
  }
  return { at: given.at, everySeconds: wholeSeconds(every) };
}

/** The folder in which the program sees its checkpoints. */
export const checkpointsFolder = '/checkpoints';

/** The volume with the checkpoints, and beside them what is being copied: links to files that the program may replace. */
const state: MountedVolume = { name: 'checkpoints', from: { kind: 'empty' }, mountPath: '/state' };

/** The volume as the program sees it. */
export const checkpointsOfProgram: MountedVolume = { ...state, mountPath: checkpointsFolder, subPath: 'files' };

/** The container that brings the newest checkpoint of the run back, where there is one. */
export function restore({ at }: StoredCheckpoints, image: ImageRef): InitContainer {
  return {
    name: 'restore',
    image,
    command: ['/bin/sh', '-c', restoring, 'restore', remoteOf(at)],
    env: { ...runVariable, ...rcloneVariables(at), ...makesNothing },
    resources: { cpu: '500m', memory: '1Gi' },
    volumes: [state],
    writable: ['/tmp'],
  };
}

/** How long nothing may be written after a pod was told to stop, in seconds, until it is taken for all. */
const quietSeconds = 20;

/**
 * The container that copies checkpoints to the store for as long as the program runs: where that is the main container,
 * Kubernetes stops this one only after it.
 */
export function keep({ at, everySeconds }: StoredCheckpoints, image: ImageRef, isMain: boolean): InitContainer {
  // Ten looks between two checkpoints: one is in the store soon after it is whole.
  const look = Math.min(30, Math.max(1, Math.floor(everySeconds / 10)));
  return {
    name: 'checkpoints',
    image,
    command: ['/bin/sh', '-c', keeping, 'checkpoints', remoteOf(at), String(look), String(isMain ? 0 : quietSeconds)],
    env: { ...runVariable, ...rcloneVariables(at), ...makesNothing },
    resources: { cpu: '100m', memory: '512Mi' },
    // Where the program has them too, since links may name the whole path.
    volumes: [state, checkpointsOfProgram, ...(isMain ? [] : [{ ...outputsVolume, readOnly: true }])],
    writable: ['/tmp'],
  };
}

/**
 * Copies in the store stand in folders that are numbered, and a mark is written last: what was cut off has none. A
 * sandbox that was made anew in the same pod has its files still, which are all there or not at all.
 */
const restoring = `at=\${1%/}/$RUN child=
${untilStopped}
mkdir -p /state/files || exit
for file in /state/files/* /state/files/.[!.]*; do
  if [ -e "$file" ]; then echo "goes on from what is here"; exit 0; fi
done
marks=$(rclone --config= lsf "$at" --include='/*.whole') || [ $? = 3 ] || exit 1
newest=$(echo "$marks" | sort | tail -n 1)
# Before anything is worked out: whether it can be kept.
date >/tmp/started && run rclone --config= copyto /tmp/started "$at/started" || exit
if [ -z "$newest" ]; then echo "no checkpoint of $RUN yet: it starts from the beginning"; exit 0; fi
echo "goes on from checkpoint \${newest%.whole} of $RUN"
rm -rf /state/restoring || exit
run rclone --config= copy "$at/\${newest%.whole}" /state/restoring --transfers=8 || exit
rclone --config= lsf --recursive --files-only --format=pst /state/restoring | sort >/state/copied
rmdir /state/files && mv /state/restoring /state/files
`;

/**
 * Looks for files that are new, links them so that they stay as they are, copies the links, and marks the copy as whole.
 * Two copies stay: the newest, and one more for who is reading it.
 *
 * Told to stop, it waits until nothing has been written for some seconds: where the program is an init container, it is told
 * at the same time, and may write a last one.
 */
const keeping = `at=\${1%/}/$RUN look=$2 patience=$3 leaving=
if [ "\${JOB_COMPLETION_INDEX:-0}" != 0 ]; then
  trap 'exit 0' TERM
  while :; do sleep 3600 & wait $!; done
fi
trap 'leaving=1' TERM
marks=$(rclone --config= lsf "$at" --include='/*.whole') || [ $? = 3 ] || exit 1
number=$(echo "$marks" | sort | tail -n 1)
number=\${number%.whole}
number=$(expr "\${number:-0}" + 0)
files() {
  rclone --config= lsf --copy-links --recursive --files-only --format=pst "$@" /state/files >/tmp/files || return
  sort /tmp/files
}
copy() { copy_new || echo 'the checkpoints could not be copied: it is tried again' >&2; }
copy_new() {
  found=$(files --exclude='*.tmp' --exclude='*.tmp/**') || return
  if [ -z "$found" ] || [ "$found" = "$(cat /state/copied 2>/dev/null)" ]; then return 0; fi
  rm -rf /state/copying && mkdir /state/copying && cp -al /state/files/. /state/copying || return
  next=$(expr "$number" + 1)
  name=$(printf '%08d' "$next")
  rclone --config= sync /state/copying "$at/$name" --copy-links --exclude='*.tmp' --exclude='*.tmp/**' || return
  printf '%s\\n' "$found" | rclone --config= rcat "$at/$name.whole" || return
  echo "checkpoint $name is in the store"
  printf '%s\\n' "$found" >/state/copied
  number=$next
  if [ "$number" -gt 2 ]; then
    old=$(printf '%08d' "$(expr "$number" - 2)")
    rclone --config= deletefile "$at/$old.whole" && rclone --config= purge "$at/$old"
  fi
}
while [ -z "$leaving" ]; do
  sleep "$look" &
  wait $!
  copy
done
quiet=0 before=
while [ "$quiet" -lt "$patience" ] && ! [ -e /outputs/.trained ]; do
  copy
  sleep 1
  now=$(files)
  if [ "$now" = "$before" ]; then quiet=$(expr "$quiet" + 1); else quiet=0 before=$now; fi
done
copy
`;
