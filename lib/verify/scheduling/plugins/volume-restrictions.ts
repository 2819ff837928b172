import { asArray } from '../../untrusted';
import { readPodClaims } from '../claims';
import type { SchedulerPlugin } from '../scheduler-plugin';
import { rejects } from '../verdict';

/**
 * A claim that is for one pod only is in no other pod's hands.
 *
 * Disks that a pod names itself, without a claim (of AWS, Google, Ceph and iSCSI), are not looked at: they left
 * Kubernetes years ago, or are mounted by hardly anybody that way.
 */
export const volumeRestrictions: SchedulerPlugin = {
  name: 'VolumeRestrictions',
  prepare(pod, state) {
    const claims = readPodClaims(pod, state, 'named');
    if (!Array.isArray(claims)) return claims;
    const exclusive = claims
      .filter(({ spec }) => asArray(spec['accessModes']).includes('ReadWriteOncePod'))
      .map(({ name }) => name);
    if (exclusive.length === 0) return 'passes';
    const isTaken = state.nodes.some((node) =>
      node.pods.some(
        (other) => other.namespace === pod.namespace && other.claims.some((claim) => exclusive.includes(claim)),
      ),
    );
    return isTaken ? () => rejects(inUse) : 'passes';
  },
};

const inUse =
  'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod';
