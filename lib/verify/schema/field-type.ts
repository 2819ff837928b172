import { isTextForm, type TextForm } from './text-form';

/** What a field holds, as far as it can be told of the field alone. */
export type FieldType =
  | { readonly kind: ScalarKind }
  /** A whole number of as many bits, from `least` to `most`. */
  | { readonly kind: 'int32' | 'int64'; readonly least: number; readonly most: number }
  | { readonly kind: 'one-of'; readonly values: ReadonlyMap<string, Since> }
  | { readonly kind: 'text'; readonly form: TextForm }
  /** The number of a port from `least` on, or the name of one. */
  | { readonly kind: 'port'; readonly least: number }
  | { readonly kind: 'list'; readonly of: FieldType }
  | { readonly kind: 'map'; readonly keys: TextForm | undefined; readonly of: FieldType }
  | { readonly kind: 'object'; readonly definition: string };

/** What needs no more words than one. */
export type ScalarKind =
  'any' | 'boolean' | 'bytes' | 'int-or-string' | 'integer-or-string' | 'number' | 'quantity' | 'string' | 'time';

/** The first version that has something; `undefined`: the oldest that the table knows has it. */
export type Since = string | undefined;

/** A field of a definition. */
export interface Field {
  readonly type: FieldType;
  /** The API server refuses an object that has the definition and not the field. */
  readonly required: boolean;
  readonly since: Since;
}

/** The fields of an object, or of a part of one. */
export type Definition = ReadonlyMap<string, Field>;

const scalars: ReadonlyMap<string, FieldType> = new Map(
  (
    ['any', 'boolean', 'bytes', 'int-or-string', 'integer-or-string', 'number', 'quantity', 'string', 'time'] as const
  ).map((kind) => [kind, { kind }]),
);

/** The most that an integer holds. */
export const mostOf = { int32: 2_147_483_647, int64: 9_223_372_036_854_775_807 } as const;

/**
 * Reads the fields of a definition, as in `name:string! ports:[]#core/v1/ContainerPort schedulingGroup@1.36:string`.
 *
 * `[]` is a list and `{}` a map of what follows, whose keys may have a form, as in `{label-key}label-value`; `#` refers to
 * a definition, `=A|B` is one of these texts, `int32(1..9)` bounds a number, `port` is a port, and `port(0)` one or 0;
 * `!` says that the field is required, and `@` since which version there is a field or a value.
 *
 * @throws Error where the notation is broken, which is a mistake in a table of ours.
 */
export function readDefinition(text: string): Definition {
  const fields = new Map<string, Field>();
  for (const item of text.trim().split(/\s+/)) {
    const colon = item.indexOf(':');
    const [name = '', since] = item.slice(0, colon).split('@');
    const required = item.endsWith('!');
    if (colon < 1) throw new Error(`not a field and its type: ${item}`);
    fields.set(name, { type: readType(item.slice(colon + 1, required ? -1 : undefined)), required, since });
  }
  return fields;
}

function readType(text: string): FieldType {
  if (text.startsWith('[]')) return { kind: 'list', of: readType(text.slice(2)) };
  const [, keys, of] = /^\{([-a-z]*)\}(.*)$/.exec(text) ?? [];
  if (keys !== undefined && of !== undefined) {
    if (keys !== '' && !isTextForm(keys)) throw new Error(`not a form of keys: ${text}`);
    return { kind: 'map', keys: isTextForm(keys) ? keys : undefined, of: readType(of) };
  }
  if (text.startsWith('#')) return { kind: 'object', definition: text.slice(1) };
  if (text.startsWith('=')) {
    const values = text.slice(1).split('|');
    return { kind: 'one-of', values: new Map(values.map(readValue)) };
  }
  const [, kind, least, most] = /^(int32|int64)(?:\((-?\d*)\.\.(\d*)\))?$/.exec(text) ?? [];
  if (kind === 'int32' || kind === 'int64') {
    return { kind, least: bound(least, -mostOf[kind] - 1), most: bound(most, mostOf[kind]) };
  }
  if (text === 'port' || text === 'port(0)') return { kind: 'port', least: text === 'port' ? 1 : 0 };
  if (isTextForm(text)) return { kind: 'text', form: text };
  const scalar = scalars.get(text);
  if (scalar === undefined) throw new Error(`not a type of a field: ${text}`);
  return scalar;
}

/** A bound that is written, or the one where none is. */
function bound(text: string | undefined, otherwise: number): number {
  return text === undefined || text === '' ? otherwise : Number(text);
}

function readValue(text: string): readonly [string, Since] {
  const [value = '', since] = text.split('@');
  return [value, since];
}
