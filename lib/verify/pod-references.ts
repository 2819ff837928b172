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
      const place = `${path}.envFrom[${index}]`;
      if (isRecord(configMapRef)) addWhole('ConfigMap', configMapRef, 'name', `${place}.configMapRef`, references);
      if (isRecord(secretRef)) addWhole('Secret', secretRef, 'name', `${place}.secretRef`, references);
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
    if (isRecord(configMapKeyRef)) addKey('ConfigMap', configMapKeyRef, `${sourcePath}.configMapKeyRef`, references);
    if (isRecord(secretKeyRef)) addKey('Secret', secretKeyRef, `${sourcePath}.secretKeyRef`, references);
  }
}

function addVolume(volume: PlainRecord, path: string, references: PodReference[]): void {
  const { configMap, secret, projected, persistentVolumeClaim: claim } = volume;
  if (isRecord(configMap)) addItems('ConfigMap', configMap, 'name', `${path}.configMap`, references);
  if (isRecord(secret)) addItems('Secret', secret, 'secretName', `${path}.secret`, references);
  if (isRecord(claim))
    addWhole('PersistentVolumeClaim', claim, 'claimName', `${path}.persistentVolumeClaim`, references);
  if (!isRecord(projected)) return;
  asArray(projected['sources']).forEach((source, index) => {
    const { configMap, secret } = asRecord(source);
    const place = `${path}.projected.sources[${index}]`;
    if (isRecord(configMap)) addItems('ConfigMap', configMap, 'name', `${place}.configMap`, references);
    if (isRecord(secret)) addItems('Secret', secret, 'name', `${place}.secret`, references);
  });
}

function addKey(kind: PodReference['kind'], source: PlainRecord, path: string, references: PodReference[]): void {
  const { name, key, optional } = source;
  const object = asString(name);
  if (object === undefined || typeof key !== 'string' || optional === true) return;
  references.push({ kind, name: object, key, path: `${path}.key` });
}

function addWhole(
  kind: PodReference['kind'],
  source: PlainRecord,
  field: string,
  path: string,
  references: PodReference[],
): void {
  const name = asString(source[field]);
  if (name === undefined || source['optional'] === true) return;
  references.push({ kind, name, path: `${path}.${field}` });
}

function addItems(
  kind: PodReference['kind'],
  source: PlainRecord,
  field: string,
  path: string,
  references: PodReference[],
): void {
  const items = asArray(source['items']);
  if (items.length === 0) addWhole(kind, source, field, path, references);
  const name = asString(source[field]);
  if (name === undefined || source['optional'] === true) return;
  items.forEach((item, index) => {
    const { key } = asRecord(item);
    if (typeof key === 'string') references.push({ kind, name, key, path: `${path}.items[${index}].key` });
  });
}
