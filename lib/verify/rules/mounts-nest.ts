import { printGiven } from '../../core';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { liesBelow, plainPath } from '../mount-path';
import type { ContainerDefinition, PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { asArray, asRecord, asString, isSet, type PlainRecord } from '../untrusted';

/** A volume that is mounted in or over another one can be, and hides nothing that was meant to be seen. */
export const mountsNest: Rule = {
  name: 'mounts-nest',
  summary: 'no volume is mounted over another one, in a file, or where nothing can be made',
  source:
    'kubernetes 1.34 pkg/volume/util/nested_volumes.go MakeNestedMountpoints; runc libcontainer rootfs_linux.go: mount points are made in what is mounted before',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    checkPods(inventory, found, (template) => {
      for (const container of template.containers) {
        if (asArray(container.definition['volumeMounts']).length > 1) checkContainer(template, container, found);
      }
    });
    return found;
  },
};

interface Mount {
  /** As it is written. */
  readonly given: string;
  readonly plain: string;
  readonly path: string;
  readonly mount: PlainRecord;
}

function checkContainer(template: PodTemplate, container: ContainerDefinition, found: RuleFinding[]): void {
  const mounts = mountsOf(container);
  const earlier = new Map<string, Mount>();
  for (const mount of mounts) {
    const other = earlier.get(mount.plain);
    if (other === undefined) earlier.set(mount.plain, mount);
    // What is written alike is refused, and another rule says so.
    else if (other.given !== mount.given)
      report(
        template,
        mount,
        `it hides the volume that is mounted at ${printGiven(other.given)}, which is the same path`,
        found,
      );
    const outer = mounts.find((candidate) => liesBelow(mount.plain, candidate.plain) && !canHold(template, candidate));
    if (outer === undefined) continue;
    report(
      template,
      mount,
      isOneFile(template, outer)
        ? `it lies below ${printGiven(outer.given)}, which is one file, so that the container cannot start`
        : `it lies in ${printGiven(outer.given)}, which is read-only, so that the container starts only if that volume has a folder there already`,
      found,
    );
  }
}

function report(
  { owner: { manifest } }: PodTemplate,
  { path, given }: Mount,
  message: string,
  found: RuleFinding[],
): void {
  found.push({
    code: 'verify/mount-over-mount',
    severity: 'warning',
    manifest,
    path: `${path}.mountPath`,
    given: printGiven(given),
    message,
    fix: 'a path outside of the other volume',
  });
}

function mountsOf({ definition, path }: ContainerDefinition): readonly Mount[] {
  return asArray(definition['volumeMounts']).flatMap((item, index) => {
    const mount = asRecord(item);
    const given = asString(mount['mountPath']);
    return given === undefined
      ? []
      : [{ given, plain: plainPath(given), path: `${path}.volumeMounts[${index}]`, mount }];
  });
}

/** Says whether a further volume can be mounted in a mounted one. */
function canHold(template: PodTemplate, mount: Mount): boolean {
  if (isOneFile(template, mount)) return false;
  // The kubelet makes the mount points in volumes that it fills itself, although containers cannot write to them.
  return mount.mount['readOnly'] !== true || filledByKubelet.some((source) => isSet(volumeOf(template, mount)[source]));
}

const filledByKubelet = ['configMap', 'secret', 'projected', 'downwardAPI'];

/** A key of a ConfigMap or Secret by itself is a file, where no item puts it into a folder. */
function isOneFile(template: PodTemplate, mount: Mount): boolean {
  if (asString(mount.mount['subPath']) === undefined) return false;
  const volume = volumeOf(template, mount);
  return ['configMap', 'secret'].some(
    (source) => isSet(volume[source]) && asArray(asRecord(volume[source])['items']).length === 0,
  );
}

function volumeOf({ pod }: PodTemplate, { mount }: Mount): PlainRecord {
  return asRecord(asArray(pod['volumes']).find((volume) => asRecord(volume)['name'] === mount['name']));
}
