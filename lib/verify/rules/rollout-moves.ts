import { printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import { isNone, readIntOrPercent, type IntOrPercent } from '../int-or-percent';
import type { Inventory } from '../inventory';
import type { ManifestObject } from '../manifest';
import type { Rule } from '../rule';
import { asRecord, isRecord, isSet, type PlainRecord } from '../untrusted';

const zero: IntOrPercent = { kind: 'number', value: 0 };
const one: IntOrPercent = { kind: 'number', value: 1 };
const quarter: IntOrPercent = { kind: 'percent', value: 25 };

/** A rolling update can begin: it may add a pod or take one away. */
export const rolloutMoves: Rule = {
  name: 'rollout-moves',
  summary: 'a rolling update may add a pod or take one away',
  source: 'kubernetes 1.34 pkg/apis/apps/validation: ValidateRollingUpdateDeployment, ValidateRollingUpdateDaemonSet',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const object of inventory.ofKind('apps', 'Deployment')) checkDeployment(object, found);
    for (const object of inventory.ofKind('apps', 'DaemonSet')) checkDaemonSet(object, found);
    return found;
  },
};

function checkDeployment({ manifest, spec }: ManifestObject, found: RuleFinding[]): void {
  const strategy = asRecord(spec['strategy']);
  const path = 'spec.strategy.rollingUpdate';
  if (!isRecord(strategy['rollingUpdate'])) return;
  if (strategy['type'] === 'Recreate') {
    found.push({
      code: 'verify/rollout-cannot-move',
      severity: 'error',
      manifest,
      path,
      message: 'the strategy Recreate takes no settings of a rolling update, and the API server refuses them',
      fix: 'no rollingUpdate, or type: RollingUpdate',
    });
    return;
  }
  const read = readLimits(manifest, path, strategy['rollingUpdate'], quarter, quarter, found);
  if (read !== undefined && isNone(read.surge) && isNone(read.unavailable)) found.push(stuck(manifest, path));
}

function checkDaemonSet({ manifest, spec }: ManifestObject, found: RuleFinding[]): void {
  const strategy = asRecord(spec['updateStrategy']);
  const path = 'spec.updateStrategy.rollingUpdate';
  if (!isRecord(strategy['rollingUpdate']) || strategy['type'] === 'OnDelete') return;
  const read = readLimits(manifest, path, strategy['rollingUpdate'], zero, one, found);
  if (read === undefined) return;
  if (isNone(read.surge) && isNone(read.unavailable)) found.push(stuck(manifest, path));
  if (isNone(read.surge) || isNone(read.unavailable)) return;
  found.push({
    code: 'verify/rollout-cannot-move',
    severity: 'error',
    manifest,
    path,
    message:
      'a DaemonSet either adds a pod beside the old one or takes the old one away first: maxUnavailable, 1 unless given, must be 0 with a maxSurge',
    fix: 'maxUnavailable: 0, or no maxSurge',
  });
}

function readLimits(
  manifest: ManifestObject['manifest'],
  path: string,
  { maxSurge, maxUnavailable }: PlainRecord,
  surgeDefault: IntOrPercent,
  unavailableDefault: IntOrPercent,
  found: RuleFinding[],
): { readonly surge: IntOrPercent; readonly unavailable: IntOrPercent } | undefined {
  const surge = isSet(maxSurge) ? readIntOrPercent(maxSurge) : surgeDefault;
  const unavailable = isSet(maxUnavailable) ? readIntOrPercent(maxUnavailable) : unavailableDefault;
  if (surge === undefined) found.push(unreadable(manifest, `${path}.maxSurge`, maxSurge));
  if (unavailable === undefined) found.push(unreadable(manifest, `${path}.maxUnavailable`, maxUnavailable));
  if (unavailable?.kind === 'percent' && unavailable.value > 100) {
    const message = 'more than all pods cannot be unavailable';
    found.push({ ...unreadable(manifest, `${path}.maxUnavailable`, maxUnavailable), message, fix: 'at most 100%' });
  }
  return surge === undefined || unavailable === undefined ? undefined : { surge, unavailable };
}

function stuck(manifest: ManifestObject['manifest'], path: string): RuleFinding {
  return {
    code: 'verify/rollout-cannot-move',
    severity: 'error',
    manifest,
    path,
    message: 'maxSurge and maxUnavailable are both 0, so that no pod can be added or taken away',
    fix: 'maxSurge: 1 where a further pod finds room, else maxUnavailable: 1',
  };
}

function unreadable(manifest: ManifestObject['manifest'], path: string, given: unknown): RuleFinding {
  return {
    code: 'verify/not-a-share',
    severity: 'error',
    manifest,
    path,
    given: printGiven(given),
    message: 'neither a whole number of pods nor a whole percentage of them',
    fix: 'a number such as 1, or text such as 25%',
  };
}
