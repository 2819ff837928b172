import type { FieldTable } from '../lib/verify/schema/field-table';
import type { ServedFields } from './read-openapi';

/**
 * The fields of several versions as one table, the oldest version first.
 *
 * What came later is marked with its version. What only some versions hold a field to is left out: the table must say
 * nothing that is wrong of one of them.
 *
 * @throws Error where a field is gone again, or has another type, in a later version: the table has no words for that.
 */
export function mergeFields(versions: readonly ServedFields[]): ServedFields {
  const [first, ...later] = versions;
  if (first === undefined) throw new Error('there is no version to read fields of');
  return later.reduce(merge, first);
}

function merge(older: ServedFields, newer: ServedFields): ServedFields {
  const since = `@${minorOf(newer.version)}`;
  const kinds: Record<string, string> = {};
  for (const [kind, definition] of Object.entries(newer.kinds)) {
    const known = older.kinds[kind];
    if (known !== undefined && known !== definition) throw new Error(`${kind} is ${known} and ${definition}`);
    kinds[kind] = known ?? definition + since;
  }
  const definitions: Record<string, Record<string, string>> = {};
  for (const [name, fields] of Object.entries(newer.definitions)) {
    const known = older.definitions[name];
    definitions[name] = known === undefined ? { ...fields } : mergeDefinition(name, known, fields, since);
  }
  for (const name of [...Object.keys(older.kinds), ...Object.keys(older.definitions)]) {
    if (kinds[name] === undefined && definitions[name] === undefined) throw new Error(`${name} is gone`);
  }
  return { version: `${older.version} ${newer.version}`, kinds, definitions };
}

function mergeDefinition(
  name: string,
  older: Readonly<Record<string, string>>,
  newer: Readonly<Record<string, string>>,
  since: string,
): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [field, type] of Object.entries(newer)) {
    const known = older[field];
    // Nothing that has come since is required: what was written before it goes on working.
    if (known === undefined) fields[field + since] = type.replace(/!$/, '');
    else fields[field] = mergeType(`${name} ${field}`, known, type, since);
  }
  for (const field of Object.keys(older)) if (newer[field] === undefined) throw new Error(`${name} ${field} is gone`);
  return fields;
}

function mergeType(what: string, older: string, newer: string, since: string): string {
  const required = older.endsWith('!') && newer.endsWith('!') ? '!' : '';
  const [one, other] = [older.replace(/!$/, ''), newer.replace(/!$/, '')];
  if (one === other) return one + required;
  // Texts that one of the versions does not list are not known to be all that it takes.
  if (one.replace(/=.*/, 'string') === other.replace(/=.*/, 'string')) {
    if (!one.includes('=') || !other.includes('=')) return one.replace(/=.*/, 'string') + required;
    const known = one.slice(one.indexOf('=') + 1).split('|');
    const values = other.slice(other.indexOf('=') + 1).split('|');
    if (known.every((value) => values.includes(value.replace(/@.*/, '')))) {
      const marked = values.map((value) => known.find((old) => old.replace(/@.*/, '') === value) ?? value + since);
      return `${one.slice(0, one.indexOf('='))}=${marked.join('|')}${required}`;
    }
  }
  throw new Error(`${what} is ${older} and ${newer}`);
}

/** A table as it was before it was written. */
export function readTable({ versions, kinds, definitions }: FieldTable): ServedFields {
  const entries = (text: string): readonly (readonly [string, string])[] =>
    text
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]);
  const fieldsOf = (line: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      line.split(' ').map((item) => [item.slice(0, item.indexOf(':')), item.slice(item.indexOf(':') + 1)]),
    );
  return {
    version: versions.map((version) => `v${version}`).join(' '),
    kinds: Object.fromEntries(entries(kinds)),
    definitions: Object.fromEntries(entries(definitions).map(([name, line]) => [name, fieldsOf(line)])),
  };
}

/** What a merged table says of one of its versions. */
export function fieldsIn(merged: ServedFields, version: string): ServedFields {
  const minor = Number(minorOf(version).slice(2));
  const isIn = (mark: string | undefined): boolean => mark === undefined || Number(mark.slice(2)) <= minor;
  const without = (record: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(record).flatMap(([field, type]) => {
        const [name = '', mark] = field.split('@');
        const values = type.replaceAll(/\|?([^|=!]*)@([\d.]+)/g, (text, value: string, since: string) =>
          isIn(since) ? text.slice(0, text.startsWith('|') ? 1 : 0) + value : '',
        );
        return isIn(mark) ? [[name, values]] : [];
      }),
    );
  const kinds = Object.entries(merged.kinds).flatMap(([kind, definition]) => {
    const [name = '', mark] = definition.split('@');
    return isIn(mark) ? [[kind, name]] : [];
  });
  const definitions: Record<string, Record<string, string>> = {};
  // A definition that only a later field refers to is not there yet.
  const reach = (name: string): void => {
    const fields = merged.definitions[name];
    if (fields === undefined || definitions[name] !== undefined) return;
    definitions[name] = without(fields);
    for (const type of Object.values(definitions[name])) reach(/#([^!]+)/.exec(type)?.[1] ?? '');
  };
  for (const [, name] of kinds) reach(name ?? '');
  return { version, kinds: Object.fromEntries(kinds), definitions };
}

/** `1.34` of `v1.34.4`. */
function minorOf(version: string): string {
  const [, minor] = /^v?(\d+\.\d+)/.exec(version) ?? [];
  if (minor === undefined) throw new Error(`not a version: ${version}`);
  return minor;
}
