import type { PodState } from '../pod-state';
import type { SchedulerPlugin } from '../scheduler-plugin';
import type { SchedulerState } from '../scheduler-state';
import { asArray, asRecord } from '../../untrusted';
import { notKnown, rejects, type Verdict } from '../verdict';

/**
 * A claim that is for one pod only is in no other pod's hands.
 *
 * Disks that a pod names itself, without a claim (of AWS, Google, Ceph and iSCSI), are not looked at: they left
 * Kubernetes years ago, or are mounted by hardly anybody that way.
 */
export const volumeRestrictions: SchedulerPlugin = {
  name: 'VolumeRestrictions',
  prepare(pod, state) {
    const exclusive = exclusiveClaims(pod, state);
    if (!Array.isArray(exclusive)) return exclusive;
    if (exclusive.length === 0) return 'passes';
    const isTaken = state.nodes.some((node) =>
      node.pods.some(
        ({ namespace, claims }) => namespace === pod.namespace && claims.some((claim) => exclusive.includes(claim)),
      ),
    );
    return isTaken ? () => rejects(inUse) : 'passes';
  },
};

const inUse =
  'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod';

function exclusiveClaims(pod: PodState, { claims }: SchedulerState): string[] | Verdict {
  const exclusive: string[] = [];
  for (const volume of asArray(pod.spec['volumes']).map(asRecord)) {
    const name = asRecord(volume['persistentVolumeClaim'])['claimName'];
    if (typeof name !== 'string') continue;
    if (claims === undefined) return notKnown(`the claim ${name} is not declared`);
    const claim = claims.get(`${pod.namespace}/${name}`);
    if (claim === undefined) return rejects(`persistentvolumeclaim "${name}" not found`);
    if (asArray(asRecord(claim['spec'])['accessModes']).includes('ReadWriteOncePod')) exclusive.push(name);
  }
  return exclusive;
}
