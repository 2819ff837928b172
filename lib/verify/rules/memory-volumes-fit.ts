import { compareQuantities, parseQuantity, printGiven, type Quantity } from '../../core';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { asArray, asRecord, asString } from '../untrusted';

/** A volume in memory can be filled without ending its container. */
export const memoryVolumesFit: Rule = {
  name: 'memory-volumes-fit',
  summary: 'a volume in memory is smaller than the memory limit of some container that mounts it',
  source: 'kubernetes core/v1 EmptyDirVolumeSource: the memory is counted against the limits of the containers',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    checkPods(inventory, found, (template) => {
      checkVolumes(template, found);
    });
    return found;
  },
};

function checkVolumes(template: PodTemplate, found: RuleFinding[]): void {
  asArray(template.pod['volumes']).forEach((item, index) => {
    const volume = asRecord(item);
    const emptyDir = asRecord(volume['emptyDir']);
    const name = asString(volume['name']);
    if (emptyDir['medium'] !== 'Memory' || name === undefined) return;
    const size = readAmount(emptyDir['sizeLimit']);
    const most = size === undefined ? undefined : greatestLimit(template, name);
    if (size === undefined || most === undefined || compareQuantities(size, most.amount) < 0) return;
    found.push({
      code: 'verify/memory-volume-too-big',
      severity: 'warning',
      manifest: template.owner.manifest,
      path: `${template.podPath}.volumes[${index}].emptyDir.sizeLimit`,
      given: printGiven(emptyDir['sizeLimit']),
      message: `it lies in memory and counts against the limit of container ${most.container}, ${printGiven(most.given)}, which is killed before it is full`,
      fix: 'a smaller volume, or a memory limit of the working set plus the volume',
    });
  });
}

interface Limit {
  readonly container: string;
  readonly given: unknown;
  readonly amount: Quantity;
}

/** The greatest memory limit among the containers that mount a volume, where all of them have one. */
function greatestLimit({ containers }: PodTemplate, volume: string): Limit | undefined {
  let greatest: Limit | undefined;
  for (const { name, definition } of containers) {
    const mounts = asArray(definition['volumeMounts']).some((mount) => asRecord(mount)['name'] === volume);
    if (!mounts) continue;
    const given = asRecord(asRecord(definition['resources'])['limits'])['memory'];
    const amount = readAmount(given);
    if (amount === undefined) return undefined;
    if (greatest === undefined || compareQuantities(amount, greatest.amount) > 0)
      greatest = { container: name, given, amount };
  }
  return greatest;
}

function readAmount(value: unknown): Quantity | undefined {
  return typeof value === 'string' || typeof value === 'number' ? parseQuantity(String(value)) : undefined;
}
