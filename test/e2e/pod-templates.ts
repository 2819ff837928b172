import type { Manifest } from '../../lib/verify/manifest';
import { asArray, asRecord, isRecord, type PlainRecord } from '../../lib/verify/untrusted';

/**
 * The pods that an object's controller would make, as bare Pods.
 *
 * Pod Security refuses Pods only: a Deployment whose pods it would refuse is accepted with a warning, and never gets
 * a pod. Templates are found wherever they are nested, so custom resources that hold some are covered too.
 */
export function podsOf(manifest: Manifest): readonly Manifest[] {
  const owner = String(asRecord(manifest.metadata)['name']);
  const volumes = claimedVolumes(manifest);
  return templatesIn(manifest['spec']).map((template, index) => {
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...asRecord(template['metadata']), name: index === 0 ? `${owner}-pod` : `${owner}-pod-${index}` },
      spec: withVolumes(template['spec'], volumes),
    };
  });
}

function templatesIn(value: unknown): readonly PlainRecord[] {
  if (Array.isArray(value)) return value.flatMap(templatesIn);
  if (!isRecord(value)) return [];
  if (Array.isArray(asRecord(value['spec'])['containers'])) return [value];
  return Object.values(value).flatMap(templatesIn);
}

// A StatefulSet's controller adds a volume for each claim template before it makes the pod.
function claimedVolumes(manifest: Manifest): readonly PlainRecord[] {
  const templates = asArray(asRecord(manifest['spec'])['volumeClaimTemplates']);
  return templates.map((template) => {
    const { name } = asRecord(asRecord(template)['metadata']);
    return { name, persistentVolumeClaim: { claimName: name } };
  });
}

function withVolumes(given: unknown, added: readonly PlainRecord[]): PlainRecord {
  const spec = asRecord(given);
  return added.length === 0 ? spec : { ...spec, volumes: [...asArray(spec['volumes']), ...added] };
}
