import { printGiven } from '../../core';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { leadsOut } from '../path-in-volume';
import type { ContainerDefinition, PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { asArray, asRecord, asString } from '../untrusted';
import { listNames } from '../wording';

/** Containers mount volumes that the pod has, each at a place of its own. */
export const mountsResolve: Rule = {
  name: 'mounts-resolve',
  summary: 'containers mount volumes that the pod has, each at a path of its own, and no path leads out of a volume',
  source: 'kubernetes 1.34 pkg/apis/core/validation ValidateVolumeMounts, validateLocalDescendingPath',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    checkPods(inventory, found, (template) => {
      const volumes = volumesOf(template);
      for (const container of template.containers) checkContainer(template, container, volumes, found);
    });
    return found;
  },
};

function volumesOf({ owner, pod }: PodTemplate): ReadonlySet<string> {
  const names = asArray(pod['volumes']).map((volume) => asRecord(volume)['name']);
  // A StatefulSet makes a volume of each of its claims.
  const claims = asArray(owner.spec['volumeClaimTemplates']);
  const claimed = claims.map((claim) => asRecord(asRecord(claim)['metadata'])['name']);
  return new Set([...names, ...claimed].filter((name) => typeof name === 'string'));
}

function checkContainer(
  { owner: { manifest } }: PodTemplate,
  { definition, path, name: container }: ContainerDefinition,
  volumes: ReadonlySet<string>,
  found: RuleFinding[],
): void {
  const mountPaths = new Set<string>();
  for (const [list, pathField] of [
    ['volumeMounts', 'mountPath'],
    ['volumeDevices', 'devicePath'],
  ] as const) {
    asArray(definition[list]).forEach((item, index) => {
      const mount = asRecord(item);
      const place = `${path}.${list}[${index}]`;
      const name = asString(mount['name']);
      if (name !== undefined && !volumes.has(name)) {
        found.push({
          code: 'verify/unknown-volume',
          severity: 'error',
          manifest,
          path: `${place}.name`,
          given: printGiven(name),
          message:
            volumes.size === 0
              ? 'the pod has no volumes'
              : `the pod has no such volume, only ${listNames([...volumes])}`,
          fix: 'the name of a volume of the pod',
        });
      }
      const mountPath = asString(mount[pathField]);
      if (mountPath !== undefined && mountPaths.has(mountPath)) {
        found.push({
          code: 'verify/duplicate-mount-path',
          severity: 'error',
          manifest,
          path: `${place}.${pathField}`,
          given: printGiven(mountPath),
          message: `container ${container} already has a volume there`,
          fix: 'another path for one of them',
        });
      }
      if (mountPath !== undefined) mountPaths.add(mountPath);
      for (const field of ['subPath', 'subPathExpr']) {
        const inside = asString(mount[field]);
        if (inside === undefined || !leadsOut(inside)) continue;
        found.push({
          code: 'verify/path-leaves-volume',
          severity: 'error',
          manifest,
          path: `${place}.${field}`,
          given: printGiven(inside),
          message: 'the path leads out of the volume',
          fix: 'a path below the root of the volume, without / at its start and without ..',
        });
      }
    });
  }
}
