import { listedInCluster } from './cluster-lists';
import type { Inventory, Wanted } from './inventory';
import type { ManifestObject } from './manifest';
import { asArray, asRecord, asString, isRecord } from './untrusted';

/** Whether a reference leads somewhere: *yes*, *no, because* the object lacks the key or the cluster the object, or not known. */
export type Resolution =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no'; readonly keys: readonly string[] }
  | { readonly kind: 'absent'; readonly cluster: string; readonly names: readonly string[] }
  | { readonly kind: 'not-known'; readonly missing: 'object' | 'key' };

const yes: Resolution = { kind: 'yes' };

/** Follows references from object to object, and to the keys of their data. */
export class Resolver {
  private readonly inventory: Inventory;
  private makers: ReadonlyMap<string, readonly string[]> | undefined;
  private fillers: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(inventory: Inventory) {
    this.inventory = inventory;
  }

  /** Follows a reference to an object, and to a key of its data where one is named. */
  resolve(wanted: Wanted, key?: string): Resolution {
    const resolution = this.resolveAlone(wanted, key);
    if (resolution.kind !== 'no' || wanted.kind !== 'Secret') return resolution;
    this.fillers ??= indexFilledSecrets(this.inventory);
    const added = this.fillers.get(`${wanted.namespace}/${wanted.name}`);
    if (added === undefined) return resolution;
    // An ExternalSecret may bring more keys than it lists.
    return key !== undefined && added.includes(key) ? yes : { kind: 'not-known', missing: 'key' };
  }

  private resolveAlone(wanted: Wanted, key: string | undefined): Resolution {
    const found = this.inventory.locate(wanted);
    switch (found.kind) {
      case 'in-app':
        return key === undefined ? yes : keyOf(found.object, key);
      case 'declared': {
        if (key === undefined) return yes;
        const { keys } = found.existing;
        if (keys === undefined) return { kind: 'not-known', missing: 'key' };
        return keys.includes(key) ? yes : { kind: 'no', keys };
      }
      case 'not-known': {
        if (isInEveryCluster(wanted)) return yes;
        const names = listedInCluster(wanted, this.inventory.cluster);
        if (names !== undefined) {
          const cluster = this.inventory.cluster?.name ?? '';
          return names.includes(wanted.name) ? yes : { kind: 'absent', cluster, names };
        }
        const keys = wanted.kind === 'Secret' ? this.keysOfMadeSecret(wanted) : undefined;
        if (keys === undefined) return { kind: 'not-known', missing: 'object' };
        return key === undefined || keys.includes(key) ? yes : { kind: 'not-known', missing: 'key' };
      }
    }
  }

  private keysOfMadeSecret({ namespace, name }: Wanted): readonly string[] | undefined {
    this.makers ??= indexMadeSecrets(this.inventory);
    return this.makers.get(`${namespace}/${name}`);
  }
}

function keyOf({ manifest, kind }: ManifestObject, key: string): Resolution {
  const other = kind === 'Secret' ? 'stringData' : 'binaryData';
  const bags = [asRecord(manifest['data']), asRecord(manifest[other])];
  if (bags.some((bag) => Object.hasOwn(bag, key))) return yes;
  const keys = bags.flatMap((bag) => Object.keys(bag));
  // An object without data waits for a controller to fill it, as the token of a service account is.
  return keys.length === 0 ? { kind: 'not-known', missing: 'key' } : { kind: 'no', keys };
}

function isInEveryCluster({ group, kind, namespace, name }: Wanted): boolean {
  switch (kind) {
    case 'ConfigMap':
      return name === 'kube-root-ca.crt';
    case 'ServiceAccount':
      return name === 'default';
    case 'Namespace':
      return ['default', 'kube-node-lease', 'kube-public', 'kube-system'].includes(name);
    case 'PriorityClass':
      return name === 'system-cluster-critical' || name === 'system-node-critical';
    case 'ClusterRole':
      return ['admin', 'cluster-admin', 'edit', 'view'].includes(name) || name.startsWith('system:');
    case 'Service':
      return group === '' && name === 'kubernetes' && namespace === 'default';
    default:
      return false;
  }
}

/** The Secrets that others fill beside those who make them, each with the keys that are sure to be added. */
function indexFilledSecrets(inventory: Inventory): Map<string, readonly string[]> {
  const filled = new Map<string, readonly string[]>();
  for (const { namespace, name, spec } of inventory.ofKind('external-secrets.io', 'ExternalSecret')) {
    const target = asRecord(spec['target']);
    if (target['creationPolicy'] !== 'Merge') continue;
    const secret = `${namespace}/${asString(target['name']) ?? name}`;
    const keys = isRecord(target['template']) ? [] : keysOfData(spec);
    filled.set(secret, [...(filled.get(secret) ?? []), ...keys]);
  }
  return filled;
}

function keysOfData(spec: ManifestObject['spec']): readonly string[] {
  return asArray(spec['data']).flatMap((item) => asString(asRecord(item)['secretKey']) ?? []);
}

/** The Secrets that controllers make of objects in the app, each with those of its keys that are sure. */
function indexMadeSecrets(inventory: Inventory): Map<string, readonly string[]> {
  const made = new Map<string, readonly string[]>();
  for (const { namespace, name, spec } of inventory.ofKind('external-secrets.io', 'ExternalSecret')) {
    const target = asRecord(spec['target']);
    if (target['creationPolicy'] === 'Merge' || target['creationPolicy'] === 'None') continue;
    const keys = keysOfData(spec);
    // A template writes keys of its own instead.
    made.set(`${namespace}/${asString(target['name']) ?? name}`, isRecord(target['template']) ? [] : keys);
  }
  for (const { namespace, spec } of inventory.ofKind('cert-manager.io', 'Certificate')) {
    const name = asString(spec['secretName']);
    if (name !== undefined) made.set(`${namespace}/${name}`, ['tls.crt', 'tls.key']);
  }
  for (const { namespace, name, spec } of inventory.ofKind('bitnami.com', 'SealedSecret')) {
    made.set(`${namespace}/${name}`, Object.keys(asRecord(spec['encryptedData'])));
  }
  return made;
}
