import type { Manifest } from '../../manifest';
import { asArray, asRecord, asString, ownField } from '../../untrusted';
import { boundVolume, readPodClaims, type ClaimState } from '../claims';
import { bySize, findVolume, reaches } from '../matching-volume';
import type { NodeState } from '../node-state';
import type { SchedulerPlugin } from '../scheduler-plugin';
import type { SchedulerState } from '../scheduler-state';
import { isNotKnown, notKnown, rejects, type NotKnown, type Verdict } from '../verdict';

/**
 * The volumes of a pod can be reached from the node, or can still be made there.
 *
 * How much room is left for new volumes (`CSIStorageCapacity`) is not looked at.
 */
export const volumeBinding: SchedulerPlugin = {
  name: 'VolumeBinding',
  prepare(pod, state) {
    const claims = readPodClaims(pod, state, 'all');
    if (!Array.isArray(claims)) return claims;
    if (claims.length === 0) return 'passes';
    const waiting: ClaimState[] = [];
    for (const claim of claims) {
      if (claim.isBound) continue;
      const waits = waitsForPod(claim, state);
      if (isNotKnown(waits)) return waits;
      if (waits === 'no') return rejects('pod has unbound immediate PersistentVolumeClaims');
      waiting.push(claim);
    }
    const bound = claims.filter(({ isBound }) => isBound);
    return (node) => judge(bound, waiting, node, state);
  },
};

/** Says whether a claim is bound only once a pod that uses it has a node. */
function waitsForPod(
  { storageClassName, volumeName }: ClaimState,
  { storageClasses }: SchedulerState,
): 'yes' | 'no' | NotKnown {
  if (storageClassName === undefined || volumeName !== undefined) return 'no';
  if (storageClasses === undefined) return notKnown(`the storage class ${storageClassName} is not declared`);
  return storageClasses.get(storageClassName)?.['volumeBindingMode'] === 'WaitForFirstConsumer' ? 'yes' : 'no';
}

function judge(
  bound: readonly ClaimState[],
  waiting: readonly ClaimState[],
  node: NodeState,
  state: SchedulerState,
): Verdict {
  const ofBound = judgeBound(bound, node, state);
  if (isNotKnown(ofBound)) return ofBound;
  const ofWaiting = canBindAll(waiting, node, state);
  if (isNotKnown(ofWaiting)) return ofWaiting;
  const reasons = [
    ...(ofBound === 'passes' ? [] : ofBound.reasons),
    ...(ofWaiting === 'yes' ? [] : ["node(s) didn't find available persistent volumes to bind"]),
  ];
  const [first, ...more] = reasons;
  return first === undefined ? 'passes' : rejects(first, ...more);
}

function judgeBound(claims: readonly ClaimState[], node: NodeState, state: SchedulerState): Verdict {
  for (const claim of claims) {
    const volume = boundVolume(claim, state);
    if (volume === undefined) return notKnown(`the volume ${claim.volumeName ?? ''} is not declared`);
    if (volume === 'missing')
      return rejects('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)');
    if (!reaches(volume, node)) return rejects("node(s) didn't match PersistentVolume's node affinity");
  }
  return 'passes';
}

function canBindAll(waiting: readonly ClaimState[], node: NodeState, state: SchedulerState): 'yes' | 'no' | NotKnown {
  if (waiting.length === 0) return 'yes';
  if (state.volumes === undefined) return notKnown('the volumes that its claims may be bound to are not declared');
  const selected = 'volume.kubernetes.io/selected-node';
  const toMake: ClaimState[] = [];
  const toFind: ClaimState[] = [];
  for (const claim of waiting) {
    const chosen = ownField(asRecord(claim.metadata['annotations']), selected);
    if (chosen === undefined) toFind.push(claim);
    else if (chosen === node.name) toMake.push(claim);
    else return 'no';
  }
  toMake.push(...findNoVolume(toFind, state.volumes.values(), node));
  return toMake.every((claim) => canBeMade(claim, node, state)) ? 'yes' : 'no';
}

/** The claims for which there is no volume; the smallest choose first. */
function findNoVolume(
  claims: readonly ClaimState[],
  volumes: Iterable<Manifest>,
  node: NodeState,
): readonly ClaimState[] {
  const free = new Set(volumes);
  return [...claims].sort(bySize).filter((claim) => {
    const volume = findVolume(claim, free, node);
    if (volume === undefined) return true;
    free.delete(volume);
    return false;
  });
}

function canBeMade({ storageClassName }: ClaimState, node: NodeState, { storageClasses }: SchedulerState): boolean {
  const storageClass = asRecord(storageClasses?.get(storageClassName ?? ''));
  const provisioner = asString(storageClass['provisioner']);
  if (provisioner === undefined || provisioner === 'kubernetes.io/no-provisioner') return false;
  const topologies = asArray(storageClass['allowedTopologies']).map(asRecord);
  return (
    topologies.length === 0 ||
    topologies.some(({ matchLabelExpressions }) => {
      const expressions = asArray(matchLabelExpressions).map(asRecord);
      return (
        expressions.length > 0 &&
        expressions.every(({ key, values }) => asArray(values).includes(ownField(node.labels, String(key))))
      );
    })
  );
}
