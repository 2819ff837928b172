import { printGiven, type Notes } from '../core';
import type { RenderedContainer } from './container';
import type { Volume } from './pod-template';

/** One volume a name: containers share a volume by giving the same one. */
export function mergeVolumes(containers: readonly RenderedContainer[], notes: Notes): Volume[] {
  const merged = new Map<string, Volume>();
  const folders = new Map(
    containers.flatMap(({ folders }) => folders.map(({ volume, mount }) => [volume.name, mount.mountPath] as const)),
  );
  for (const { property, volumes, folders: own } of containers) {
    for (const volume of [...volumes, ...own.map((folder) => folder.volume)]) {
      const other = merged.get(volume.name);
      const folder = folders.get(volume.name);
      if (folder !== undefined && volumes.includes(volume)) {
        notes.issue({
          code: 'workload/volume-clash',
          property,
          given: printGiven(volume.name),
          message: `the pod has a volume of that name already, for the folder ${folder}`,
          fix: `another name; or, to share that folder, a volume of your own mounted at ${folder} too`,
        });
      } else if (other !== undefined && JSON.stringify(other) !== JSON.stringify(volume)) {
        notes.issue({
          code: 'workload/volume-clash',
          property,
          given: printGiven(volume.name),
          message: 'the pod has a different volume of that name already',
          fix: 'another name, or the same source in both to share one volume',
        });
      }
      merged.set(volume.name, other ?? volume);
    }
  }
  return [...merged.values()];
}
