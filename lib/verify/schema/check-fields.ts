import { isDeferred, parseQuantity } from '../../core';
import { isRecord, type PlainRecord } from '../untrusted';
import type { FieldBook } from './field-book';
import type { Definition, Field, FieldType, Since } from './field-type';
import type { Presence, Release } from './release';
import { formProblem, type TextForm } from './text-form';

/** Where something stands in an object: names of fields, keys and positions. */
export type Path = readonly (string | number)[];

/** What does not fit the fields that a kind has. */
export type Misfit =
  | {
      readonly kind: 'unknown-field';
      readonly path: Path;
      /** The name of the definition that lacks it, such as `core/v1/Container`. */
      readonly definition: string;
      readonly presence: Exclude<Presence, 'there'>;
      /** Some release has it from here on. */
      readonly since: Since;
      /** The fields that there are. */
      readonly known: readonly string[];
    }
  | { readonly kind: 'no-quantity'; readonly path: Path; readonly given: string }
  | { readonly kind: 'missing-field'; readonly path: Path; readonly type: FieldType }
  | { readonly kind: 'wrong-type'; readonly path: Path; readonly given: unknown; readonly type: FieldType }
  | {
      readonly kind: 'wrong-form';
      readonly path: Path;
      readonly given: string;
      readonly form: TextForm;
      readonly problem: string;
    }
  | {
      readonly kind: 'unknown-value';
      readonly path: Path;
      readonly given: string;
      readonly presence: Exclude<Presence, 'there'>;
      readonly since: Since;
      readonly known: readonly string[];
    };

/** What objects are held to, and who hears of what does not fit. */
export interface Visit {
  readonly book: FieldBook;
  readonly release: Release;
  /** Its objects are only looked at to be objects. */
  readonly leaveOut?: string | undefined;
  /** An empty text or list counts as given, as it does for a schema, and not for a program that reads it into Go. */
  readonly takesEmpty?: boolean | undefined;
  readonly report: (misfit: Misfit) => void;
}

/**
 * Holds an object to the fields of its definition, as the API server does when it reads one strictly.
 *
 * `null` is left out. The time it takes is linear in the fields: a definition bounds the depth, and what it calls
 * anything is not entered.
 */
export function checkFields(visit: Visit, definition: string, value: PlainRecord): void {
  new FieldCheck(visit).checkObject(definition, value);
}

class FieldCheck {
  private readonly visit: Visit;
  private readonly path: (string | number)[] = [];

  constructor(visit: Visit) {
    this.visit = visit;
  }

  checkObject(name: string, value: PlainRecord): void {
    const { book, release } = this.visit;
    const definition = book.definition(name);
    for (const key of Object.keys(value)) {
      const given = value[key];
      if (given === undefined) continue;
      const field = definition.get(key);
      const presence = field === undefined ? release.rest : release.presenceOf(field.since);
      if (presence !== 'there') this.reportUnknown(name, definition, key, presence);
      else if (field !== undefined && given !== null && !isPlainly(field.type, given)) {
        this.below(key, field.type, given);
      }
    }
    for (const [key, { type }] of requiredOf(definition)) {
      const given = value[key];
      if (given === undefined || given === null || (!this.visit.takesEmpty && isEmpty(given)))
        this.visit.report({ kind: 'missing-field', path: [...this.path, key], type });
    }
  }

  private below(key: string | number, type: FieldType, value: unknown): void {
    // What it will be is known to Pulumi alone.
    if (isDeferred(value)) return;
    this.path.push(key);
    this.check(type, value);
    this.path.pop();
  }

  private check(type: FieldType, value: unknown): void {
    if (type.kind === 'list' && Array.isArray(value)) this.checkItems(type.of, value);
    else if (type.kind === 'map' && isRecord(value)) this.checkEntries(type.keys, type.of, value);
    else if (type.kind === 'object' && isRecord(value)) {
      if (type.definition !== this.visit.leaveOut) this.checkObject(type.definition, value);
    } else if (typeof value !== 'string' || !this.checkText(type, value)) {
      this.visit.report({ kind: 'wrong-type', path: [...this.path], given: value, type });
    }
  }

  private checkItems(of: FieldType, items: readonly unknown[]): void {
    items.forEach((item, index) => {
      // JSON has null for what is undefined in a list.
      if (item !== undefined && item !== null && !isPlainly(of, item)) this.below(index, of, item);
    });
  }

  private checkEntries(keys: TextForm | undefined, of: FieldType, entries: PlainRecord): void {
    for (const key of Object.keys(entries)) {
      const item = entries[key];
      if (keys !== undefined) this.checkKey(key, keys);
      if (item !== undefined && item !== null && !isPlainly(of, item)) this.below(key, of, item);
    }
  }

  /** Says whether the type takes texts at all. */
  private checkText(type: FieldType, value: string): boolean {
    if (type.kind === 'one-of') this.checkValue(type.values, value);
    else if (type.kind === 'text') this.checkForm(type.form, value);
    else if (type.kind === 'port') this.checkForm('port-name', value);
    else if (type.kind === 'quantity') this.checkQuantity(value);
    else return false;
    return true;
  }

  private checkQuantity(given: string): void {
    // The API server trims blanks off, and nothing else.
    if (parseQuantity(given.replace(/^ +| +$/g, '')) !== undefined) return;
    this.visit.report({ kind: 'no-quantity', path: [...this.path], given });
  }

  private checkValue(values: ReadonlyMap<string, Since>, given: string): void {
    if (given === '' && !this.visit.takesEmpty) return;
    const { release } = this.visit;
    const since = values.get(given);
    const presence = values.has(given) ? release.presenceOf(since) : release.rest;
    if (presence === 'there') return;
    const known = [...values.keys()];
    this.visit.report({ kind: 'unknown-value', path: [...this.path], given, presence, since, known });
  }

  private checkForm(form: TextForm, given: string): void {
    if (given === '' && !this.visit.takesEmpty) return;
    const problem = formProblem(form, given);
    if (problem !== undefined) this.visit.report({ kind: 'wrong-form', path: [...this.path], given, form, problem });
  }

  private checkKey(key: string, form: TextForm): void {
    const problem = formProblem(form, key);
    if (problem !== undefined) {
      this.visit.report({ kind: 'wrong-form', path: [...this.path, key], given: key, form, problem });
    }
  }

  private reportUnknown(name: string, definition: Definition, key: string, presence: Exclude<Presence, 'there'>): void {
    const path = [...this.path, key];
    const known = [...definition.keys()];
    const since = definition.get(key)?.since;
    this.visit.report({ kind: 'unknown-field', path, definition: name, presence, since, known });
  }
}

/** Whether a value that is set is certainly what its type takes, told without a closer look. */
function isPlainly(type: FieldType, value: unknown): boolean {
  switch (type.kind) {
    case 'any':
      return true;
    case 'string':
    case 'bytes':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number';
    case 'quantity':
      return typeof value === 'number' || (typeof value === 'string' && plainQuantity.test(value));
    case 'int32':
    case 'int64':
      return typeof value === 'number' && Number.isInteger(value) && value >= type.least && value <= type.most;
    case 'int-or-string':
      return typeof value === 'string' || (Number.isInteger(value) && Math.abs(Number(value)) <= 2_147_483_647);
    case 'integer-or-string':
      return typeof value === 'string' || Number.isInteger(value);
    case 'time':
      return typeof value === 'string' && moment.test(value);
    case 'one-of':
      return typeof value === 'string' && type.values.has(value) && type.values.get(value) === undefined;
    case 'port':
      return typeof value === 'number' && Number.isInteger(value) && value >= type.least && value <= 65_535;
    case 'text':
    case 'list':
    case 'map':
    case 'object':
      return false;
  }
}

// What most look like: others are read.
const plainQuantity = /^\d{1,9}(?:\.\d{1,3})?(?:m|k|M|G|T|Ki|Mi|Gi|Ti)?$/;

const moment = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** A program in Go cannot tell an empty text or list from none. */
function isEmpty(value: unknown): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0);
}

const required = new WeakMap<Definition, readonly (readonly [string, Field])[]>();

function requiredOf(definition: Definition): readonly (readonly [string, Field])[] {
  let fields = required.get(definition);
  if (fields === undefined) {
    fields = [...definition].filter(([, field]) => field.required);
    required.set(definition, fields);
  }
  return fields;
}
