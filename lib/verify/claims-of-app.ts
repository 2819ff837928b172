import type { StorageClassFacts } from '../hardware';
import type { Inventory } from './inventory';
import type { ManifestObject } from './manifest';
import { asArray, asRecord, asString, isSet, type PlainRecord } from './untrusted';

/** A claim for a volume, or a template of one. */
export interface ClaimDefinition {
  readonly owner: ManifestObject;
  /** Where its specification stands. */
  readonly path: string;
  readonly spec: PlainRecord;
}

/** The claims of an app, and those that its StatefulSets make for each pod. */
export function claimsOf(inventory: Inventory): readonly ClaimDefinition[] {
  const claims: ClaimDefinition[] = inventory
    .ofKind('', 'PersistentVolumeClaim')
    .map((owner) => ({ owner, path: 'spec', spec: owner.spec }));
  for (const owner of inventory.ofKind('apps', 'StatefulSet')) {
    asArray(owner.spec['volumeClaimTemplates']).forEach((claim, index) => {
      const path = `spec.volumeClaimTemplates[${index}].spec`;
      claims.push({ owner, path, spec: asRecord(asRecord(claim)['spec']) });
    });
  }
  return claims;
}

/** Says whether a claim leaves its class to the cluster. */
export function leavesClassOpen({ spec }: ClaimDefinition): boolean {
  return !isSet(spec['storageClassName']) && !isSet(spec['volumeName']);
}

/** What is known of the class that a claim gets: the one it names, or the default one of the cluster. */
export function classOf(claim: ClaimDefinition, { cluster }: Inventory): StorageClassFacts | undefined {
  const classes = cluster?.storageClasses ?? [];
  if (leavesClassOpen(claim)) return classes.find(({ isDefault }) => isDefault === true);
  const name = asString(claim.spec['storageClassName']);
  return name === undefined ? undefined : classes.find((one) => one.name === name);
}
