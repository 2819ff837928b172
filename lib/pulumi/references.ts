import { asRecord, asString, type PlainRecord } from '../verify';
import { keyOf } from './identity';
import type { Workload } from './workload';

/**
 * What the pods of a workload cannot start without, by identity: service accounts, ConfigMaps, Secrets and claims.
 *
 * A changed ConfigMap is to be there before the pods that read it, and what pods need is to go after them.
 */
export function neededBy({ templates, namespace }: Workload): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (kind: string, name: unknown): void => {
    const text = asString(name);
    if (text !== undefined) found.add(keyOf({ apiVersion: 'v1', kind, namespace, name: text }));
  };
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else
      for (const [key, field] of Object.entries(asRecord(value))) {
        read(key, field, add);
        visit(field);
      }
  };
  for (const template of templates) visit(template['spec']);
  return found;
}

function read(key: string, field: unknown, add: (kind: string, name: unknown) => void): void {
  const record: PlainRecord = asRecord(field);
  switch (key) {
    case 'serviceAccountName':
      add('ServiceAccount', field);
      break;
    case 'configMap':
    case 'configMapRef':
    case 'configMapKeyRef':
      add('ConfigMap', record['name']);
      break;
    case 'secret':
    case 'secretRef':
    case 'secretKeyRef':
      // The volume has another word for it than a projected source.
      add('Secret', record['secretName'] ?? record['name']);
      break;
    case 'persistentVolumeClaim':
      add('PersistentVolumeClaim', record['claimName']);
      break;
  }
}
