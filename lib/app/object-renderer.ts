import { ApiObject, ImplicitTokenResolver, LazyResolver, NumberStringUnionResolver, type App } from 'cdk8s';

/** The fields of metadata that can be added to after an object is made, in cdk8s's order. */
const metadataFields = ['name', 'namespace', 'annotations', 'finalizers', 'ownerReferences', 'labels'] as const;

/** What cdk8s keeps of an object, most of which it declares private. */
interface Given {
  readonly props: Readonly<Record<string, unknown>>;
  readonly patches: readonly unknown[];
  readonly metadata: Readonly<Record<(typeof metadataFields)[number] | '_additionalAttributes', unknown>>;
}

// Taken while it is surely cdk8s's own.
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is compared, and never called
const ownToJson = ApiObject.prototype.toJson;

const ownResolvers = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

/**
 * Renders API objects to exactly what their own `toJson` gives.
 *
 * cdk8s copies each value twice, and its whole path at each step, which is most of what a synthesis costs. An object that
 * is plain data throughout is therefore copied here; all others are left to cdk8s, and so is every kind of which the first
 * plain one does not come out the same both ways, as another version of cdk8s may have it.
 */
export class ObjectRenderer {
  private readonly sorted: boolean;
  /** Whether the resolvers are cdk8s's own, so that plain data stays as it is. */
  private readonly resolvesNothing: boolean;
  /** Whether plain objects may be copied here, by kind; of others none has been rendered both ways yet. */
  private readonly copied: Map<string, boolean> = new Map();

  constructor({ resolvers }: App) {
    this.sorted = !process.env['CDK8S_DISABLE_SORT'];
    this.resolvesNothing =
      resolvers.length === ownResolvers.length && ownResolvers.every((type, at) => isJust(resolvers[at], type));
  }

  /** The manifest of an object; throws what its `toJson` throws. */
  render(object: ApiObject): unknown {
    const known = this.copied.get(object.kind);
    const copies = this.resolvesNothing && known !== false && object.toJson === ownToJson;
    const copy = copies ? tryCopy(object, this.sorted) : undefined;
    if (copy !== undefined && known === true) return copy;
    const rendered: unknown = object.toJson();
    if (copy !== undefined) this.copied.set(object.kind, JSON.stringify(copy) === JSON.stringify(rendered));
    return rendered;
  }
}

function isJust(value: unknown, type: (typeof ownResolvers)[number]): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === type.prototype;
}

/** The manifest of an object that is plain data throughout. */
function tryCopy(object: ApiObject, sorted: boolean): object | undefined {
  // A cast, as no public member of cdk8s tells what an object was given before it is rendered.
  const { props, patches, metadata } = object as unknown as Given;
  if (patches.length > 0 || !isPlainMap(props)) return undefined;
  const copier = new Copier();
  try {
    // These come first in a manifest, and everything else in its order.
    const manifest: Record<string, unknown> = {};
    copier.into(manifest, ['apiVersion', 'kind'], props, { sorted, empty: true });
    manifest['metadata'] = copier.metadata(metadata);
    const keys = Object.keys(props).filter((key) => !(key in manifest) && key !== 'metadata');
    copier.into(manifest, sorted ? inOrder(keys) : keys, props, { sorted, empty: true });
    return copier.odd ? undefined : manifest;
  } catch {
    // Data in a circle, or a getter that throws: cdk8s is asked again, and says what is wrong.
    return undefined;
  }
}

/** How a map is copied. */
interface Manner {
  readonly sorted: boolean;
  /** Whether maps and lists without content are kept. */
  readonly empty: boolean;
}

/** Copies plain data without what is null or undefined in maps, as cdk8s does. */
class Copier {
  /** Whether anything was met that is no plain data; what is copied is then of no use. */
  odd = false;

  /** Copies metadata, which cdk8s always sorts, and in which it keeps nothing that is empty. */
  metadata(given: Given['metadata']): unknown {
    const additional = given._additionalAttributes;
    const all: Record<string, unknown> = typeof additional === 'object' ? { ...additional } : {};
    for (const field of metadataFields) all[field] = given[field];
    return this.value(all, { sorted: true, empty: false });
  }

  value(given: unknown, manner: Manner): unknown {
    if (given === null || given === undefined) return undefined;
    if (typeof given === 'object') {
      if (isPlainMap(given)) return this.map(given, manner);
      if (isPlainList(given)) {
        return given.length === 0 && !manner.empty ? undefined : given.map((item) => this.value(item, manner));
      }
      this.odd = true;
    } else if (typeof given !== 'string' && typeof given !== 'number' && typeof given !== 'boolean') {
      this.odd = true;
    }
    return given;
  }

  into(copy: Record<string, unknown>, keys: readonly string[], given: PlainRecord, manner: Manner): void {
    for (const key of keys) {
      // Assigned to, it would replace the prototype.
      if (key === '__proto__') this.odd = true;
      if (this.odd) return;
      const value = this.value(given[key], manner);
      if (value !== undefined) copy[key] = value;
    }
  }

  private map(given: PlainRecord, manner: Manner): Record<string, unknown> | undefined {
    const copy: Record<string, unknown> = {};
    const keys = Object.keys(given);
    this.into(copy, manner.sorted ? inOrder(keys) : keys, given, manner);
    return manner.empty || Object.keys(copy).length > 0 ? copy : undefined;
  }
}

/** Sorts keys, which are in order already in most manifests: sorting costs as much as all the rest. */
function inOrder(keys: string[]): string[] {
  return keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key) ? keys : keys.sort();
}

type PlainRecord = Readonly<Record<string, unknown>>;

/** Says whether cdk8s takes an object for a map, which no resolver replaces. */
function isPlainMap(value: object): value is PlainRecord {
  return value.constructor === Object && !('resolve' in value && typeof value.resolve === 'function');
}

function isPlainList(value: object): value is readonly unknown[] {
  return Object.getPrototypeOf(value) === Array.prototype && !('resolve' in value) && !('value' in value);
}
