import {
  ApiObject,
  ImplicitTokenResolver,
  LazyResolver,
  NumberStringUnionResolver,
  type ApiObjectMetadataDefinition,
  type App,
} from 'cdk8s';

/** What cdk8s keeps of an object, most of which it declares private. */
interface Given {
  readonly props: Readonly<Record<string, unknown>>;
  readonly patches: readonly unknown[];
  readonly metadata: ApiObjectMetadataDefinition;
}

// Taken while it is surely cdk8s's own.
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is compared, and never called
const ownToJson = ApiObject.prototype.toJson;

const ownResolvers = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

/**
 * Renders API objects to exactly what their own `toJson` gives.
 *
 * cdk8s copies each value twice, and its whole path at each step, which is most of what a synthesis costs. An object that
 * is plain data throughout is therefore copied here; all others are left to cdk8s, and so are all objects where the first
 * plain one does not come out the same both ways, as another version of cdk8s may have it.
 */
export class ObjectRenderer {
  private readonly sorted: boolean;
  /** Whether plain objects may be copied here; left out until one has been rendered both ways. */
  private copies: boolean | undefined;

  constructor({ resolvers }: App) {
    this.sorted = !process.env['CDK8S_DISABLE_SORT'];
    const own =
      resolvers.length === ownResolvers.length && ownResolvers.every((type, at) => isJust(resolvers[at], type));
    if (!own) this.copies = false;
  }

  /** The manifest of an object; throws what its `toJson` throws. */
  render(object: ApiObject): unknown {
    const copy = this.copies === false || object.toJson !== ownToJson ? undefined : tryCopy(object, this.sorted);
    if (copy === undefined) return object.toJson();
    if (this.copies === undefined) {
      const rendered: unknown = object.toJson();
      this.copies = JSON.stringify(copy) === JSON.stringify(rendered);
      return rendered;
    }
    return copy;
  }
}

function isJust(value: unknown, type: (typeof ownResolvers)[number]): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === type.prototype;
}

/** Keys that come first in a manifest. */
const leading = ['apiVersion', 'kind', 'metadata'];

/** The manifest of an object that is plain data throughout. */
function tryCopy(object: ApiObject, sorted: boolean): object | undefined {
  // A cast, as no public member of cdk8s tells what an object was given before it is rendered.
  const { props, patches, metadata } = object as unknown as Given;
  const given = { ...props, metadata: undefined };
  if (patches.length > 0 || !isPlainMap(given)) return undefined;
  const copier = new Copier(sorted);
  try {
    const copied = copier.map(given);
    // Asked last: of an object that is left to cdk8s, lazy values are asked once.
    copied['metadata'] = copier.odd ? undefined : copier.value(metadata.toJson());
    const manifest: Record<string, unknown> = {};
    for (const key of [...leading, ...Object.keys(copied)]) {
      if (copied[key] !== undefined) manifest[key] = copied[key];
    }
    return copier.odd ? undefined : manifest;
  } catch {
    // cdk8s is asked again, and says what is wrong.
    return undefined;
  }
}

/** Copies plain data without what is null or undefined in maps, as cdk8s does. */
class Copier {
  /** Whether anything was met that is no plain data; what is copied is then of no use. */
  odd = false;
  private readonly sorted: boolean;

  constructor(sorted: boolean) {
    this.sorted = sorted;
  }

  value(given: unknown): unknown {
    if (given === null || given === undefined) return undefined;
    if (typeof given === 'object') {
      if (isPlainMap(given)) return this.map(given);
      if (isPlainList(given)) return given.map((item) => this.value(item));
      this.odd = true;
    } else if (typeof given !== 'string' && typeof given !== 'number' && typeof given !== 'boolean') {
      this.odd = true;
    }
    return given;
  }

  map(given: PlainRecord): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    const keys = Object.keys(given);
    if (this.sorted && !isSorted(keys)) keys.sort();
    for (const key of keys) {
      // Assigned to, it would replace the prototype.
      if (key === '__proto__') this.odd = true;
      if (this.odd) break;
      const value = this.value(given[key]);
      if (value !== undefined) copy[key] = value;
    }
    return copy;
  }
}

type PlainRecord = Readonly<Record<string, unknown>>;

/** Says whether cdk8s takes an object for a map, which no resolver replaces. */
function isPlainMap(value: object): value is PlainRecord {
  return value.constructor === Object && !('resolve' in value && typeof value.resolve === 'function');
}

function isPlainList(value: object): value is readonly unknown[] {
  return Object.getPrototypeOf(value) === Array.prototype && !('resolve' in value) && !('value' in value);
}

/** Says whether keys are in order already, as in most manifests: sorting costs as much as all the rest. */
function isSorted(keys: readonly string[]): boolean {
  return keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key);
}
