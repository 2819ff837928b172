import { asRecord, asString, ownField, type PlainRecord } from '../../untrusted';
import { boundVolume, readPodClaims } from '../claims';
import type { SchedulerPlugin } from '../scheduler-plugin';
import { notKnown, rejects } from '../verdict';

/** Volumes with labels of a zone or region are reached from nodes there only. */
export const volumeZone: SchedulerPlugin = {
  name: 'VolumeZone',
  prepare(pod, state) {
    const claims = readPodClaims(pod, state, 'named');
    if (!Array.isArray(claims)) return claims;
    const places: Place[] = [];
    for (const claim of claims) {
      // One that is not bound has come past VolumeBinding: its volume will be made where the pod is.
      if (claim.volumeName === undefined) continue;
      const volume = boundVolume(claim, state);
      if (volume === undefined) return notKnown(`the volume ${claim.volumeName} is not declared`);
      if (volume === 'missing') return rejects(`persistentvolume "${claim.volumeName}" not found`);
      places.push(...placesOf(asRecord(asRecord(volume.metadata)['labels'])));
    }
    if (places.length === 0) return 'passes';
    return (node) => {
      if (topologyLabels.every((label) => ownField(node.labels, label) === undefined)) return 'passes';
      const isThere = places.every(({ label, values }) => {
        const value = ownField(node.labels, label) ?? ownField(node.labels, newName.get(label) ?? label);
        return typeof value === 'string' && values.includes(value);
      });
      return isThere ? 'passes' : rejects('node(s) had no available volume zone');
    };
  },
};

/** Where a volume is, as a label says: one of these zones or regions. */
interface Place {
  readonly label: string;
  readonly values: readonly string[];
}

const newName: ReadonlyMap<string, string> = new Map([
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
]);

const topologyLabels: readonly string[] = [...newName].flat();

function placesOf(labels: PlainRecord): readonly Place[] {
  return topologyLabels.flatMap((label) => {
    const value = asString(ownField(labels, label));
    // Several zones are one value with underscores between them, which is ignored where one of them is empty.
    const values = (value ?? '').split('__');
    return values.includes('') ? [] : [{ label, values }];
  });
}
