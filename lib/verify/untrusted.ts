import { isDeferred } from '../core';

/** An object of which nothing is known but that it is one: neither `null` nor a list. */
export interface PlainRecord {
  readonly [field: string]: unknown;
}

const emptyRecord: PlainRecord = Object.freeze({});
const emptyArray: readonly unknown[] = Object.freeze([]);

/** Says whether a value is an object with fields; one that Pulumi will know later is nothing yet. */
export function isRecord(value: unknown): value is PlainRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isDeferred(value);
}

/** The value as an object, or an empty one: what is malformed there is for another rule to say. */
export function asRecord(value: unknown): PlainRecord {
  return isRecord(value) ? value : emptyRecord;
}

/** The value as a list, or an empty one. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : emptyArray;
}

/** The value as a string with something in it, or nothing. */
export function asString(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The value as a whole number, or nothing. */
export function asInteger(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? Number(value) : undefined;
}

/**
 * What an object itself holds under a key that comes from a manifest.
 *
 * Fields that we name can be read plainly; a label may be called `constructor`.
 */
export function ownField(record: PlainRecord, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Says whether a field is set: Kubernetes reads `null` as left out. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

const plainKey = /^[A-Za-z_$][\w$-]*$/;

/** The path of a key below a path, such as `metadata.labels["app.kubernetes.io/name"]`. */
export function pathOfKey(path: string, key: string): string {
  if (!plainKey.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
