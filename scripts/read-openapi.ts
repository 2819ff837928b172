import { isBuiltInGroup } from '../lib/verify/built-in-groups';
import { asArray, asRecord, isRecord, type PlainRecord } from '../lib/verify/untrusted';

/** The fields of the kinds that one API server serves. */
export interface ServedFields {
  /** Such as `v1.34.4`. */
  readonly version: string;
  /** The definition of each kind that can be created, under names such as `apps/v1/Deployment` and `v1/Pod`. */
  readonly kinds: Readonly<Record<string, string>>;
  /** For each definition the types of its fields, in the notation of `lib/verify/schema/field-type.ts`. */
  readonly definitions: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Groups whose kinds are asked and not kept, or written by the cluster alone: nobody has them in a manifest. */
const groupsLeftOut = ['authentication.k8s.io', 'authorization.k8s.io', 'events.k8s.io', 'internal.apiserver.k8s.io'];

/** Definitions that hold what the cluster writes, or a schema in a language of its own: anything goes. */
const leftOpen = /Status$|\.JSONSchemaProps$|\.ManagedFieldsEntry$|\.v1\.JSON/;

/** By the name under which it is a component of the documents, without its dotted path. */
const scalars: ReadonlyMap<string, string> = new Map([
  ['io.k8s.apimachinery.pkg.api.resource.Quantity', 'quantity'],
  ['io.k8s.apimachinery.pkg.util.intstr.IntOrString', 'int-or-string'],
  ['io.k8s.apimachinery.pkg.apis.meta.v1.Time', 'time'],
  ['io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime', 'time'],
]);

/** Reads what the documents of OpenAPI v3 of one API server, one for each group and version, say of fields. */
export function readOpenApi(version: string, documents: readonly unknown[]): ServedFields {
  const reading = new Reading();
  const kinds: Record<string, string> = {};
  for (const document of documents) {
    const { paths, components } = asRecord(document);
    const schemas = asRecord(asRecord(components)['schemas']);
    for (const kind of createdKinds(asRecord(paths))) {
      const name = componentOf(schemas, kind);
      if (name !== undefined) kinds[kind] = reading.define(name, schemas);
    }
  }
  return { version, kinds: sorted(kinds), definitions: sorted(reading.definitions) };
}

/** The kinds that a document has a collection to post to. */
function createdKinds(paths: PlainRecord): readonly string[] {
  const kinds = new Set<string>();
  for (const [path, operations] of Object.entries(paths)) {
    // What comes after the name of an object is a subresource.
    if (path.includes('{name}') || path.includes('/watch/')) continue;
    const { group, version, kind } = asRecord(
      asRecord(asRecord(operations)['post'])['x-kubernetes-group-version-kind'],
    );
    if (typeof kind !== 'string' || typeof group !== 'string') continue;
    // Others come with a CustomResourceDefinition that this server happens to have.
    if (!isBuiltInGroup(group) || groupsLeftOut.includes(group)) continue;
    kinds.add(group === '' ? `${String(version)}/${kind}` : `${group}/${String(version)}/${kind}`);
  }
  return [...kinds].sort();
}

function componentOf(schemas: PlainRecord, kind: string): string | undefined {
  return Object.keys(schemas).find((name) =>
    asArray(asRecord(schemas[name])['x-kubernetes-group-version-kind'])
      .map(asRecord)
      .some((one) => [one['group'], one['version'], one['kind']].filter(Boolean).join('/') === kind),
  );
}

class Reading {
  readonly definitions: Record<string, Record<string, string>> = {};

  /** Adds a definition and those that it refers to, and gives its short name. */
  define(name: string, schemas: PlainRecord): string {
    const short = shortNameOf(name);
    if (this.definitions[short] !== undefined) return short;
    const fields: Record<string, string> = {};
    this.definitions[short] = fields;
    const { properties, required } = asRecord(schemas[name]);
    for (const [field, schema] of Object.entries(asRecord(properties)).sort(byKey)) {
      const type = field === 'status' ? 'any' : this.typeOf(asRecord(schema), schemas);
      fields[field] = asArray(required).includes(field) ? `${type}!` : type;
    }
    return short;
  }

  private typeOf(schema: PlainRecord, schemas: PlainRecord): string {
    const reference = referenceIn(schema);
    if (reference !== undefined) return this.typeOfReference(reference, schemas);
    const { type, format, items, additionalProperties } = schema;
    if (type === 'array') return `[]${this.typeOf(asRecord(items), schemas)}`;
    if (isRecord(additionalProperties)) return `{}${this.typeOf(additionalProperties, schemas)}`;
    if (Array.isArray(schema['enum'])) return `=${schema['enum'].filter((value) => value !== '').join('|')}`;
    if (type === 'string') return format === 'byte' ? 'bytes' : format === 'date-time' ? 'time' : 'string';
    if (type === 'integer') return format === 'int64' ? 'int64' : 'int32';
    return type === 'boolean' || type === 'number' ? type : 'any';
  }

  private typeOfReference(name: string, schemas: PlainRecord): string {
    const scalar = scalars.get(name);
    if (scalar !== undefined) return scalar;
    // What has no fields holds whatever it is given.
    if (leftOpen.test(name) || !isRecord(asRecord(schemas[name])['properties'])) return 'any';
    return `#${this.define(name, schemas)}`;
  }
}

/** The name of the component that a schema is, alone or with a default beside it. */
function referenceIn(schema: PlainRecord): string | undefined {
  const { $ref } = schema;
  if (typeof $ref === 'string') return $ref.replace('#/components/schemas/', '');
  const [only] = asArray(schema['allOf']);
  return only === undefined ? undefined : referenceIn(asRecord(only));
}

/** `core/v1/PodSpec` of `io.k8s.api.core.v1.PodSpec`. */
function shortNameOf(name: string): string {
  return name.split('.').slice(-3).join('/');
}

function sorted<T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).sort(byKey));
}

function byKey([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}
