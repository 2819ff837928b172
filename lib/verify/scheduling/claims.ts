import type { Manifest } from '../manifest';
import { asArray, asRecord, asString, isSet, ownField, type PlainRecord } from '../untrusted';
import type { PodState } from './pod-state';
import type { SchedulerState } from './scheduler-state';
import { notKnown, rejects, type Verdict } from './verdict';

/** A claim of a pod, as the scheduler looks at it. */
export interface ClaimState {
  readonly name: string;
  readonly namespace: string;
  readonly metadata: PlainRecord;
  readonly spec: PlainRecord;
  /** The volume that it is bound to, or asks for by name; left out: any will do. */
  readonly volumeName: string | undefined;
  /** Whether the volume is its own, and both know it. */
  readonly isBound: boolean;
  /** Left out: it has none, and no default was given to it. */
  readonly storageClassName: string | undefined;
}

/**
 * The claims of a pod, each of which must be there.
 *
 * @param which `all`, those made for the pod alone among them, and then one that is lost or on its way out is not there;
 * or those that it names
 */
export function readPodClaims(pod: PodState, state: SchedulerState, which: 'all' | 'named'): ClaimState[] | Verdict {
  const found: ClaimState[] = [];
  for (const volume of asArray(pod.spec['volumes']).map(asRecord)) {
    const isOwn = isSet(volume['ephemeral']);
    if ((isOwn && which === 'named') || (!isOwn && !isSet(volume['persistentVolumeClaim']))) continue;
    const name = isOwn
      ? `${pod.name}-${asString(volume['name']) ?? ''}`
      : (asString(asRecord(volume['persistentVolumeClaim'])['claimName']) ?? '');
    if (state.claims === undefined) return notKnown(`the claim ${name} is not declared`);
    const manifest = state.claims.get(`${pod.namespace}/${name}`);
    if (manifest !== undefined) {
      const claim = readClaim(manifest);
      const fault = which === 'all' ? faultOf(claim, manifest) : undefined;
      if (fault !== undefined) return rejects(fault);
      found.push(claim);
    } else if (isOwn) {
      return rejects(`waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`);
    } else {
      return rejects(`persistentvolumeclaim "${name}" not found`);
    }
  }
  return found;
}

/** The volume of a claim that names one: nothing where volumes are not declared. */
export function boundVolume({ volumeName }: ClaimState, { volumes }: SchedulerState): Manifest | 'missing' | undefined {
  return volumes === undefined ? undefined : (volumes.get(volumeName ?? '') ?? 'missing');
}

function readClaim(manifest: Manifest): ClaimState {
  const metadata = asRecord(manifest.metadata);
  const annotations = asRecord(metadata['annotations']);
  const spec = asRecord(manifest['spec']);
  const volumeName = asString(spec['volumeName']);
  const beta = asString(ownField(annotations, 'volume.beta.kubernetes.io/storage-class'));
  return {
    name: asString(metadata['name']) ?? '',
    namespace: asString(metadata['namespace']) ?? '',
    metadata,
    spec,
    volumeName,
    isBound: volumeName !== undefined && isSet(ownField(annotations, 'pv.kubernetes.io/bind-completed')),
    storageClassName: beta ?? asString(spec['storageClassName']),
  };
}

function faultOf({ name, metadata, volumeName }: ClaimState, manifest: Manifest): string | undefined {
  if (asRecord(manifest['status'])['phase'] === 'Lost') {
    return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${volumeName ?? ''}"`;
  }
  return isSet(metadata['deletionTimestamp']) ? `persistentvolumeclaim "${name}" is being deleted` : undefined;
}
