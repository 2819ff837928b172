import { parseQuantity } from '../../core';
import type { Manifest } from '../manifest';
import { isEmptySelector, readLabelSelector, selects } from '../selector';
import { asArray, asRecord, asString, isSet, ownField, type PlainRecord } from '../untrusted';
import type { ClaimState } from './claims';
import { holdsAny, readNodeTerms } from './node-selection';
import type { NodeState } from './node-state';

/** Says whether a volume can be reached from a node, as its node affinity has it. */
export function reaches(volume: Manifest, node: NodeState): boolean {
  const required = asRecord(asRecord(volume['spec'])['nodeAffinity'])['required'];
  return !isSet(required) || holdsAny(readNodeTerms(asRecord(required)), { labels: node.labels });
}

/**
 * The volume that a claim is bound to on a node: the one that names the claim, else the smallest that is free and large
 * enough. Source: Kubernetes 1.34.4, component-helpers/storage/volume/pv_helpers.go.
 */
export function findVolume(claim: ClaimState, volumes: Iterable<Manifest>, node: NodeState): Manifest | undefined {
  let smallest: Manifest | undefined;
  for (const volume of volumes) {
    const spec = asRecord(volume['spec']);
    const owner = spec['claimRef'];
    if (isSet(owner) && !isOwner(asRecord(owner), claim)) continue;
    if (!isOfForm(claim.spec, spec) || isSet(asRecord(volume.metadata)['deletionTimestamp'])) continue;
    if (isSet(owner)) return reaches(volume, node) ? volume : undefined;
    if (!isFree(volume, claim) || !reaches(volume, node)) continue;
    if (smallest === undefined || sizeOf(volume) < sizeOf(smallest)) smallest = volume;
  }
  return smallest;
}

/** Orders claims by what they ask for, the smallest first. */
export function bySize(one: ClaimState, other: ClaimState): number {
  const difference = requestOf(one.spec) - requestOf(other.spec);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function isOwner(owner: PlainRecord, { name, namespace, metadata }: ClaimState): boolean {
  if (owner['name'] !== name || (asString(owner['namespace']) ?? '') !== namespace) return false;
  return asString(owner['uid']) === undefined || owner['uid'] === metadata['uid'];
}

/** Large enough, and of the same mode and class of attributes. */
function isOfForm(claim: PlainRecord, volume: PlainRecord): boolean {
  return (
    amountOf(asRecord(volume['capacity'])['storage']) >= requestOf(claim) &&
    (asString(claim['volumeMode']) ?? 'Filesystem') === (asString(volume['volumeMode']) ?? 'Filesystem') &&
    asString(claim['volumeAttributesClassName']) === asString(volume['volumeAttributesClassName'])
  );
}

function isFree(volume: Manifest, claim: ClaimState): boolean {
  const metadata = asRecord(volume.metadata);
  const spec = asRecord(volume['spec']);
  const beta = asString(ownField(asRecord(metadata['annotations']), 'volume.beta.kubernetes.io/storage-class'));
  const selector = readLabelSelector(claim.spec['selector']);
  return (
    asRecord(volume['status'])['phase'] === 'Available' &&
    (beta ?? asString(spec['storageClassName'])) === claim.storageClassName &&
    (selector === undefined || isEmptySelector(selector) || selects(selector, asRecord(metadata['labels']))) &&
    asArray(claim.spec['accessModes']).every((mode) => asArray(spec['accessModes']).includes(mode))
  );
}

function sizeOf(volume: Manifest): bigint {
  return amountOf(asRecord(asRecord(volume['spec'])['capacity'])['storage']);
}

function requestOf(claim: PlainRecord): bigint {
  return amountOf(asRecord(asRecord(claim['resources'])['requests'])['storage']);
}

function amountOf(value: unknown): bigint {
  return (
    (typeof value === 'string' || typeof value === 'number' ? parseQuantity(String(value)) : undefined)?.nanos ?? 0n
  );
}
