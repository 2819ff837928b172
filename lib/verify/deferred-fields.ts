import { isDeferred } from '../core';
import { isBuiltInGroup } from './built-in-groups';
import { groupOf, type Manifest } from './manifest';
import { customBooks } from './schema/custom-books';
import { asString, pathOfKey } from './untrusted';

/** Where something stands in a manifest: keys of maps, and positions in lists. */
type Place = readonly (string | number)[];

/** Maps of the whole object whose values are anybody's. */
const bags = ['data', 'stringData', 'binaryData', 'parameters'];

/** What the fields of Kubernetes' own kinds are called that name something outside of the cluster, or hold its keys. */
const outside: readonly (readonly string[])[] = [
  ['csi', 'volumeHandle'],
  ['nfs', 'server'],
  ['nfs', 'path'],
  ['spec', 'externalName'],
  ['clientConfig', 'url'],
];

/** Annotations that somebody goes by before the stack is deployed: rules, and the bridge to Pulumi. */
const decidingAnnotations = /^(?:httpscaledobject\.keda\.sh|pulumi\.com)\//;

/**
 * The fields of a manifest that hold a value which is known only at deployment, and that decide something before: what
 * the object is, what it selects and refers to, how many there are.
 *
 * Everything that is only handed on may be known that late: annotations, what ConfigMaps and Secrets hold, variables,
 * arguments and images of containers, what names something outside of the cluster, and the fields of custom resources
 * that no rule reads.
 */
export function decidingFieldsOf(manifest: Manifest): readonly string[] {
  const group = groupOf(asString(manifest.apiVersion) ?? '');
  const isCustom = !isBuiltInGroup(group);
  const found: string[] = [];
  for (const place of deferredIn(manifest, [])) {
    if (isHandedOn(place) || (isCustom && isHandedOnInCustom(place, group))) continue;
    found.push(place.reduce<string>(pathBelow, ''));
  }
  return found;
}

function* deferredIn(value: unknown, place: Place): Generator<Place> {
  if (isDeferred(value)) yield place;
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* deferredIn(item, [...place, index]);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* deferredIn(item, [...place, key]);
  }
}

/** Says whether a field is handed on in objects of every kind. */
function isHandedOn(place: Place): boolean {
  const [third, second, last] = [place.at(-3), place.at(-2), place.at(-1)];
  if (second === 'annotations') return third === 'metadata' && !decidingAnnotations.test(String(last));
  if (place.length === 2 && bags.includes(String(second))) return true;
  if (second === 'args' || second === 'command') return typeof last === 'number';
  if (last === 'value') return third === 'env';
  if (last === 'image') return third === 'containers' || third === 'initContainers';
  if (second === 'image') return last === 'reference';
  if (second === 'volumeAttributes') return third === 'csi';
  return last === 'caBundle' || outside.some(([parent, key]) => second === parent && last === key);
}

/** Says whether a field of a custom resource is handed on: its own, unless rules know it and go by it. */
function isHandedOnInCustom(place: Place, group: string): boolean {
  const [first] = place;
  if (first === 'apiVersion' || first === 'kind' || first === 'metadata') return false;
  return !customBooks.has(group) || (place.at(-2) === 'metadata' && place.includes('triggers'));
}

function pathBelow(path: string, key: string | number): string {
  return typeof key === 'number' ? `${path}[${key}]` : pathOfKey(path, key);
}
