import { printGiven } from '../../core';
import { autoscalersOf, targetKey, type Autoscaler } from '../autoscalers';
import type { RuleFinding } from '../finding';
import { podsUp, readIntOrPercent } from '../int-or-percent';
import type { Inventory } from '../inventory';
import { nameOf, type ManifestObject } from '../manifest';
import type { PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { asArray, asInteger, asRecord, asString, isSet } from '../untrusted';

/** Pods that run at once may have the volumes that they share. */
export const claimsShared: Rule = {
  name: 'claims-shared',
  summary: 'replicas, and the further pod of a rollout, may mount the claims that they share with others',
  source:
    'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes; kubernetes 1.34 pkg/scheduler/framework/plugins/volumerestrictions: ReadWriteOncePod',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    if (inventory.ofKind('', 'PersistentVolumeClaim').length === 0) return found;
    const autoscalers = new Map(autoscalersOf(inventory).map((one) => [targetKey(one.target), one]));
    for (const template of inventory.podTemplates) checkTemplate(template, autoscalers, inventory, found);
    return found;
  },
};

const servers = ['apps/Deployment', 'apps/ReplicaSet', 'apps/StatefulSet'];

function checkTemplate(
  { owner, pod, podPath }: PodTemplate,
  autoscalers: ReadonlyMap<string, Autoscaler>,
  inventory: Inventory,
  found: RuleFinding[],
): void {
  if (!servers.includes(`${owner.group}/${owner.kind}`)) return;
  asArray(pod['volumes']).forEach((item, index) => {
    const name = asString(asRecord(asRecord(item)['persistentVolumeClaim'])['claimName']);
    if (name === undefined) return;
    const wanted = { group: '', kind: 'PersistentVolumeClaim', namespace: owner.namespace, name };
    const claim = inventory.tryFind(wanted);
    const modes = asArray(claim?.spec['accessModes']).filter((mode) => typeof mode === 'string');
    if (claim === undefined || modes.length === 0 || !modes.every(isExclusive)) return;
    const path = `${podPath}.volumes[${index}].persistentVolumeClaim.claimName`;
    checkUse(owner, autoscalers.get(targetKey(owner)), claim, modes.includes(forOnePod), path, found);
  });
}

const forOnePod = 'ReadWriteOncePod';

function isExclusive(mode: string): boolean {
  return mode === 'ReadWriteOnce' || mode === forOnePod;
}

function checkUse(
  owner: ManifestObject,
  autoscaler: Autoscaler | undefined,
  claim: ManifestObject,
  isForOnePod: boolean,
  path: string,
  found: RuleFinding[],
): void {
  const replicas = asInteger(owner.spec['replicas']) ?? 1;
  const most = autoscaler === undefined ? replicas : (autoscaler.most ?? replicas);
  const what = `${nameOf(claim)} is ${isForOnePod ? forOnePod : 'ReadWriteOnce'}`;
  const place = { manifest: owner.manifest, path, given: printGiven(claim.name) } as const;
  if (most > 1) {
    found.push({
      ...place,
      code: 'verify/claim-not-shared',
      // Those on one node may share it, and they may all be there.
      severity: isForOnePod && (autoscaler?.fewest ?? replicas) > 1 ? 'error' : 'warning',
      message: `${what}: of up to ${most} replicas ${isForOnePod ? 'only one can mount it' : 'those on a second node cannot mount it'}`,
      fix: 'a claim that is ReadWriteMany or ReadOnlyMany, a StatefulSet with a claim for each pod, or one replica',
    });
  } else if (most === 1 && rollsByAdding(owner)) {
    found.push({
      ...place,
      code: 'verify/claim-stops-rollout',
      // It may land on the same node, or find a server that sleeps.
      severity: 'warning',
      message: `${what}, so that the new pod of a rollout may wait for ever while the old one holds it`,
      fix: 'strategy: { type: Recreate }, or maxSurge: 0 with maxUnavailable: 1',
    });
  }
}

/** Whether a rollout of one replica starts the new pod before it ends the old one. */
function rollsByAdding({ kind, spec }: ManifestObject): boolean {
  const strategy = asRecord(spec['strategy']);
  if (kind !== 'Deployment' || strategy['type'] === 'Recreate') return false;
  const { maxSurge, maxUnavailable } = asRecord(strategy['rollingUpdate']);
  const surge = readIntOrPercent(isSet(maxSurge) ? maxSurge : '25%');
  const unavailable = readIntOrPercent(isSet(maxUnavailable) ? maxUnavailable : '25%');
  if (surge === undefined || unavailable === undefined || podsUp(surge, 1) === 0) return false;
  // Of one pod Kubernetes rounds every share but the whole down to none.
  return unavailable.value === 0 || (unavailable.kind === 'percent' && unavailable.value < 100);
}
