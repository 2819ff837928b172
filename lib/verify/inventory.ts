import type { TargetCluster } from '../hardware';
import type { DeclaredObject, Facts } from './facts';
import { LikePods } from './like-pods';
import { itemsOf } from './list';
import { groupOf, isClusterScoped, readManifest, type Manifest, type ManifestObject } from './manifest';
import { podTemplatesOf, type PodTemplate } from './pod-template';
import { PodSelection, type Selector } from './selector';
import { asRecord } from './untrusted';

/** What is asked for where one object names another. */
export interface Wanted {
  /** The API group, `''` for the core group. */
  readonly group: string;
  readonly kind: string;
  /** The namespace to look in, `''` for the one that objects without a namespace share. */
  readonly namespace: string;
  readonly name: string;
}

/** Where a wanted object is: made by the app, declared to exist, or not known. */
export type Whereabouts =
  | { readonly kind: 'in-app'; readonly object: ManifestObject }
  | { readonly kind: 'declared'; readonly existing: DeclaredObject }
  | { readonly kind: 'not-known' };

/** The objects of one kind. */
interface Shelf {
  readonly group: string;
  readonly objects: ManifestObject[];
  readonly byNamespace: Map<string, Map<string, ManifestObject>>;
}

const notKnown: Whereabouts = { kind: 'not-known' };

/**
 * Every object of an app, found by identity, kind and label.
 *
 * It is built once for all rules, in time linear in the manifests, and looks a thing up in constant time, so that a rule
 * that asks once an object stays linear too. It copies nothing: a rule must not change what it is given.
 */
export class Inventory {
  /** All objects, in the order they were given; those in a List in its place. */
  readonly objects: readonly ManifestObject[];
  /** All templates from which pods are made, in the same order. */
  readonly podTemplates: readonly PodTemplate[];
  readonly facts: Facts;
  /** The cluster that they are for; left out: it is not declared. */
  readonly cluster: TargetCluster | undefined;

  // Maps in maps: a key put together of group, kind, namespace and name costs more than four look-ups.
  private readonly shelves = new Map<string, Shelf[]>();
  private readonly templatesOfObject = new Map<ManifestObject, readonly PodTemplate[]>();
  private declared: ReadonlyMap<string, DeclaredObject[]> | undefined;
  private pods: PodSelection | undefined;
  private alike: readonly number[] | undefined;

  constructor(manifests: readonly Manifest[], facts: Facts = {}, cluster?: TargetCluster) {
    const podTemplates: PodTemplate[] = [];
    const objects: ManifestObject[] = [];
    const add = (manifest: Manifest, document: number, within: string): void => {
      const items = itemsOf(manifest);
      if (items !== undefined) {
        const folder = within === '' ? '' : `${within}.`;
        for (const { item, index } of items) add(item, document, `${folder}items[${index}]`);
        return;
      }
      const object = readManifest(manifest, document, within, objects.length);
      this.place(object);
      const templates = podTemplatesOf(object);
      if (templates.length > 0) this.templatesOfObject.set(object, templates);
      podTemplates.push(...templates);
      objects.push(object);
    };
    manifests.forEach((manifest, document) => add(manifest, document, ''));
    this.objects = objects;
    this.podTemplates = podTemplates;
    this.facts = facts;
    this.cluster = cluster;
  }

  /** The objects of a kind, in the order they were given. */
  ofKind(group: string, kind: string): readonly ManifestObject[] {
    return this.shelfOf(group, kind)?.objects ?? [];
  }

  /** The object that the app makes under an identity: the first, should it make several. */
  tryFind(wanted: Wanted): ManifestObject | undefined {
    const namespace = isClusterScoped(wanted.group, wanted.kind) ? '' : wanted.namespace;
    return this.shelfOf(wanted.group, wanted.kind)?.byNamespace.get(namespace)?.get(wanted.name);
  }

  /** Where a wanted object is; what the app makes goes before what is declared. */
  locate(wanted: Wanted): Whereabouts {
    const object = this.tryFind(wanted);
    if (object !== undefined) return { kind: 'in-app', object };
    this.declared ??= indexExisting(this.facts.existing ?? []);
    if (this.declared.size === 0) return notKnown;
    const namespace = isClusterScoped(wanted.group, wanted.kind) ? '' : wanted.namespace;
    const candidates = this.declared.get(`${wanted.kind}/${namespace}/${wanted.name}`);
    const existing = candidates?.find(
      ({ apiVersion }) => apiVersion === undefined || groupOf(apiVersion) === wanted.group,
    );
    return existing === undefined ? notKnown : { kind: 'declared', existing };
  }

  /** The templates that an object carries. */
  podTemplatesOf(object: ManifestObject): readonly PodTemplate[] {
    return this.templatesOfObject.get(object) ?? [];
  }

  /** The templates in a namespace whose pods a selector certainly selects, found one after the other. */
  podsSelectedBy(selector: Selector, namespace: string): Iterable<PodTemplate> {
    this.pods ??= new PodSelection(this.podTemplates);
    return this.pods.selectedBy(selector, namespace);
  }

  /**
   * For each template a number, which is the same for those whose pods are alike.
   *
   * @internal
   */
  get likenesses(): readonly number[] {
    const alike = new LikePods();
    this.alike ??= this.podTemplates.map((template) => alike.numberOf(template));
    return this.alike;
  }

  /** Says whether an earlier object has the same identity: there is never more than one of them at a time. */
  isRepeated(object: ManifestObject): boolean {
    const first = object.kind === '' || object.name === '' ? object : this.tryFind(object);
    return first !== undefined && first !== object;
  }

  /**
   * The first object that this one would overwrite, as both have one identity.
   *
   * Helm applies hooks at times of their own, so that those of other times overwrite nothing.
   */
  overwrittenBy(object: ManifestObject): ManifestObject | undefined {
    if (!this.isRepeated(object)) return undefined;
    const first = this.tryFind(object);
    const hook = hookOf(object);
    if (first === undefined || hookOf(first) === hook) return first;
    const twin = this.ofKind(object.group, object.kind).find(
      ({ namespace, name, ...rest }) => name === object.name && namespace === object.namespace && hookOf(rest) === hook,
    );
    return twin === object ? undefined : twin;
  }

  private place(object: ManifestObject): void {
    const { group, kind, namespace, name } = object;
    let shelf = this.shelfOf(group, kind);
    if (shelf === undefined) {
      shelf = { group, objects: [], byNamespace: new Map() };
      valueOf(this.shelves, kind, () => []).push(shelf);
    }
    shelf.objects.push(object);
    const names = valueOf(shelf.byNamespace, namespace, () => new Map<string, ManifestObject>());
    if (!names.has(name)) names.set(name, object);
  }

  private shelfOf(group: string, kind: string): Shelf | undefined {
    return this.shelves.get(kind)?.find((shelf) => shelf.group === group);
  }
}

/** When Helm applies an object, where not with the rest. */
function hookOf({ metadata }: Pick<ManifestObject, 'metadata'>): unknown {
  return asRecord(metadata['annotations'])['helm.sh/hook'];
}

/** What a map holds under a key, made where there is nothing yet. */
function valueOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

/** A declaration may carry the namespace of the chart that relies on it, also where its kind has none. */
function namespaceOf({ apiVersion, kind, namespace = '' }: DeclaredObject): string {
  return isClusterScoped(apiVersion === undefined ? undefined : groupOf(apiVersion), kind) ? '' : namespace;
}

function indexExisting(existing: readonly DeclaredObject[]): Map<string, DeclaredObject[]> {
  const index = new Map<string, DeclaredObject[]>();
  for (const object of existing) {
    const key = `${object.kind}/${namespaceOf(object)}/${object.name}`;
    const same = index.get(key);
    if (same === undefined) index.set(key, [object]);
    else same.push(object);
  }
  return index;
}
