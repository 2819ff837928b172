import type { PodTemplate } from './pod-template';
import { asArray, asRecord, asString, isRecord, type PlainRecord } from './untrusted';

/** One place where a pod names an object that must exist for it to run. */
export interface PodReference {
  readonly kind: 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim' | 'ServiceAccount';
  readonly name: string;
  /** The key that is read of a ConfigMap or Secret; left out where all of it is. */
  readonly key?: string | undefined;
  /** Where the name stands, or the key where there is one. */
  readonly path: string;
}

/** Everything that the pods of a template name and cannot start without; what is marked optional is not among it. */
export function referencesOf(template: PodTemplate): readonly PodReference[] {
  const references: PodReference[] = [];
  const { pod, podPath, containers } = template;
  for (const { definition, path } of containers) {
    addEnvironment(definition, path, references);
    asArray(definition['envFrom']).forEach((source, index) => {
      const { configMapRef, secretRef } = asRecord(source);
      addWhole('ConfigMap', configMapRef, 'name', `${path}.envFrom[${index}].configMapRef`, references);
      addWhole('Secret', secretRef, 'name', `${path}.envFrom[${index}].secretRef`, references);
    });
  }
  asArray(pod['volumes']).forEach((volume, index) => {
    addVolume(asRecord(volume), `${podPath}.volumes[${index}]`, references);
  });
  const account = asString(pod['serviceAccountName']);
  if (account !== undefined) {
    references.push({ kind: 'ServiceAccount', name: account, path: `${podPath}.serviceAccountName` });
  }
  return references;
}

function addEnvironment(container: PlainRecord, path: string, references: PodReference[]): void {
  const variables = asArray(container['env']);
  for (let index = 0; index < variables.length; index += 1) {
    const source = asRecord(variables[index])['valueFrom'];
    if (!isRecord(source)) continue;
    const { configMapKeyRef, secretKeyRef } = source;
    const sourcePath = `${path}.env[${index}].valueFrom`;
    addKey('ConfigMap', configMapKeyRef, `${sourcePath}.configMapKeyRef`, references);
    addKey('Secret', secretKeyRef, `${sourcePath}.secretKeyRef`, references);
  }
}

function addVolume(volume: PlainRecord, path: string, references: PodReference[]): void {
  const { configMap, secret, projected, persistentVolumeClaim } = volume;
  addItems('ConfigMap', configMap, 'name', `${path}.configMap`, references);
  addItems('Secret', secret, 'secretName', `${path}.secret`, references);
  addWhole('PersistentVolumeClaim', persistentVolumeClaim, 'claimName', `${path}.persistentVolumeClaim`, references);
  asArray(asRecord(projected)['sources']).forEach((source, index) => {
    const sources = asRecord(source);
    addItems('ConfigMap', sources['configMap'], 'name', `${path}.projected.sources[${index}].configMap`, references);
    addItems('Secret', sources['secret'], 'name', `${path}.projected.sources[${index}].secret`, references);
  });
}

function addKey(kind: PodReference['kind'], source: unknown, path: string, references: PodReference[]): void {
  const { name, key, optional } = asRecord(source);
  const object = asString(name);
  if (object === undefined || typeof key !== 'string' || optional === true) return;
  references.push({ kind, name: object, key, path: `${path}.key` });
}

function addWhole(
  kind: PodReference['kind'],
  source: unknown,
  field: string,
  path: string,
  references: PodReference[],
): void {
  const record = asRecord(source);
  const name = asString(record[field]);
  if (name === undefined || record['optional'] === true) return;
  references.push({ kind, name, path: `${path}.${field}` });
}

function addItems(
  kind: PodReference['kind'],
  source: unknown,
  field: string,
  path: string,
  references: PodReference[],
): void {
  const items = asArray(asRecord(source)['items']);
  if (items.length === 0) addWhole(kind, source, field, path, references);
  const record = asRecord(source);
  const name = asString(record[field]);
  if (name === undefined || record['optional'] === true) return;
  items.forEach((item, index) => {
    const { key } = asRecord(item);
    if (typeof key === 'string') references.push({ kind, name, key, path: `${path}.items[${index}].key` });
  });
}
