import { asArray, asRecord, type Manifest, type PlainRecord } from '../verify';

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
      metadata: { ...asRecord(template['metadata']), name: podName(owner, index === 0 ? '-pod' : `-pod-${index}`) },
      spec: withVolumes(template['spec'], volumes),
    };
  });
}

function templatesIn(value: unknown): readonly PlainRecord[] {
  if (Array.isArray(value)) return value.flatMap(templatesIn);
  const record = asRecord(value);
  if (Array.isArray(asRecord(record['spec'])['containers'])) return [record];
  return Object.values(record).flatMap(templatesIn);
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

/** Cut as Kubernetes cuts what it makes names from, so that a pod may be called by its host name. */
function podName(owner: string, suffix: string): string {
  return `${owner.slice(0, 63 - suffix.length).replace(/[-.]+$/, '')}${suffix}`;
}
