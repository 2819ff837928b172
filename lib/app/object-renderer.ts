import { ApiObject, ImplicitTokenResolver, LazyResolver, NumberStringUnionResolver, type App } from 'cdk8s';

/** What cdk8s keeps of an object, most of which it declares private. */
interface Given {
  readonly props: PlainRecord;
  readonly patches: readonly unknown[];
  readonly metadata: PlainRecord;
}

/** A manifest. */
export interface Rendered {
  readonly content: unknown;
  /** Says whether it surely is plain data; it may then hold one map or list in two places, and means two by it. */
  readonly isPlain: boolean;
}

// Taken while it is surely cdk8s's own.
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is compared, and never called
const ownToJson = ApiObject.prototype.toJson;

const ownResolvers = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

/**
 * Renders API objects to exactly what their own `toJson` gives.
 *
 * cdk8s copies each value twice, and its whole path at each step, which is most of what a synthesis costs. An object that
 * is plain data throughout is therefore rendered here; all others are left to cdk8s, and so is every kind of which the
 * first plain one does not come out the same both ways, as another version of cdk8s may have it.
 */
export class ObjectRenderer {
  private readonly manner: Manner;
  private readonly mannerOfMetadata: Manner;
  /** Whether the resolvers are cdk8s's own, so that plain data stays as it is. */
  private readonly resolvesNothing: boolean;
  /** Whether plain objects may be rendered here, by kind; of others none has been rendered both ways yet. */
  private readonly known: Map<string, boolean> = new Map();

  /**
   * Makes a renderer of an app's objects.
   *
   * @param app whose resolvers count
   * @param copiesAll whether the manifests are for somebody who may change them; without it they hold the very maps and
   * lists that the app was given, where those need no change
   */
  constructor(app: App, copiesAll = false) {
    const { resolvers } = app;
    this.manner = { sorted: !process.env['CDK8S_DISABLE_SORT'], keepsEmpty: true, copiesAll };
    this.mannerOfMetadata = { sorted: true, keepsEmpty: false, copiesAll };
    this.resolvesNothing =
      resolvers.length === ownResolvers.length && ownResolvers.every((type, at) => isJust(resolvers[at], type));
  }

  /** The manifest of an object; throws what its `toJson` throws. */
  render(object: ApiObject): Rendered {
    const known = this.known.get(object.kind);
    const rendersHere = this.resolvesNothing && known !== false && object.toJson === ownToJson;
    const plain = rendersHere ? this.tryRender(object) : undefined;
    if (plain !== undefined && known === true) return { content: plain, isPlain: true };
    const content: unknown = object.toJson();
    if (plain !== undefined) this.known.set(object.kind, JSON.stringify(plain) === JSON.stringify(content));
    return { content, isPlain: false };
  }

  /** The manifest of an object that is plain data throughout. */
  private tryRender(object: ApiObject): object | undefined {
    // A cast, as no public member of cdk8s tells what an object was given before it is rendered.
    const { props, patches, metadata } = object as unknown as Given;
    if (patches.length > 0 || !isPlainMap(props)) return undefined;
    const keys = Object.keys(props);
    if (this.manner.sorted) sort(keys);
    const copier = new Copier();
    try {
      // These come first in a manifest, and everything else in its order.
      const manifest: Record<string, unknown> = {};
      for (const key of ['apiVersion', 'kind', 'metadata', ...keys]) {
        if (Object.hasOwn(manifest, key)) continue;
        const value =
          key === 'metadata'
            ? copier.copy(fieldsOf(metadata), this.mannerOfMetadata)
            : copier.copy(props[key], this.manner);
        if (value !== undefined) manifest[key] = value;
      }
      return copier.isOdd || keys.includes('__proto__') ? undefined : manifest;
    } catch {
      // Data in a circle, or a getter that throws: cdk8s is asked again, and says what is wrong.
      return undefined;
    }
  }
}

function isJust(value: unknown, type: (typeof ownResolvers)[number]): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === type.prototype;
}

/** All metadata: what an object was made with, some of which can be added to later, and what else was added. */
function fieldsOf(metadata: PlainRecord): PlainRecord {
  const { name, namespace, annotations, finalizers, ownerReferences, labels, _additionalAttributes: others } = metadata;
  const fields = { name, namespace, annotations, finalizers, ownerReferences, labels };
  return typeof others === 'object' ? { ...others, ...fields } : fields;
}

/** How maps and lists are copied: cdk8s always sorts metadata, and keeps nothing in it that is empty. */
interface Manner {
  readonly sorted: boolean;
  /** Whether maps and lists without content are kept. */
  readonly keepsEmpty: boolean;
  /** Whether those are copied too that need no change. */
  readonly copiesAll: boolean;
}

/** Copies plain data without what is null or undefined in maps, as cdk8s does. */
class Copier {
  /** Whether anything was met that is no plain data; what is copied is then of no use. */
  isOdd = false;

  /** One function for maps, lists and scalars: V8 would compile each of several that call one another with all others. */
  copy(given: unknown, manner: Manner): unknown {
    if (typeof given !== 'object') {
      if (typeof given === 'function' || typeof given === 'symbol' || typeof given === 'bigint') this.isOdd = true;
      return given;
    }
    if (given === null || this.isOdd) return undefined;
    if (isPlainList(given)) {
      let list = manner.copiesAll ? given.slice() : undefined;
      for (let index = 0; index < given.length; index += 1) {
        const item = this.copy(given[index], manner);
        if (item !== given[index]) (list ??= given.slice())[index] = item;
      }
      return given.length === 0 && !manner.keepsEmpty ? undefined : (list ?? given);
    }
    if (!isPlainMap(given)) {
      this.isOdd = true;
      return undefined;
    }
    const keys = Object.keys(given);
    let map: Record<string, unknown> | undefined = (manner.sorted && sort(keys)) || manner.copiesAll ? {} : undefined;
    let isEmpty = true;
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index] ?? '';
      // Assigned to, it would replace the prototype.
      if (key === '__proto__') this.isOdd = true;
      const value = this.copy(given[key], manner);
      if (map === undefined && (value === undefined || value !== given[key])) map = firstOf(given, keys, index);
      if (value === undefined) continue;
      if (map !== undefined) map[key] = value;
      isEmpty = false;
    }
    return isEmpty && !manner.keepsEmpty ? undefined : (map ?? given);
  }
}

/** What stands under the first few keys of a map. */
function firstOf(map: PlainRecord, keys: readonly string[], count: number): Record<string, unknown> {
  return Object.fromEntries(keys.slice(0, count).map((key) => [key, map[key]]));
}

/** Sorts keys and says whether they were out of order, which most are not: sorting costs as much as all the rest. */
function sort(keys: string[]): boolean {
  for (let index = 1; index < keys.length; index += 1) {
    if ((keys[index - 1] ?? '') > (keys[index] ?? '')) {
      keys.sort();
      return true;
    }
  }
  return false;
}

type PlainRecord = Readonly<Record<string, unknown>>;

/** Says whether cdk8s takes an object for a map, which no resolver replaces. */
function isPlainMap(value: object): value is PlainRecord {
  return value.constructor === Object && !('resolve' in value && typeof value.resolve === 'function');
}

function isPlainList(value: object): value is readonly unknown[] {
  return Object.getPrototypeOf(value) === Array.prototype && !('resolve' in value) && !('value' in value);
}
