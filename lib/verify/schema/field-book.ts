import { readDefinition, type Definition, type Since } from './field-type';
import type { FieldTable } from './field-table';

/** A kind as a table knows it. */
export interface KnownKind {
  readonly definition: string;
  readonly since: Since;
}

/** A table of fields as rules read it: each line is read when it is first asked for, and then kept. */
export class FieldBook {
  readonly versions: readonly string[];
  private readonly kinds: ReadonlyMap<string, string>;
  private readonly lines: ReadonlyMap<string, string>;
  private readonly definitions = new Map<string, Definition>();

  private readonly limits: ReadonlyMap<string, string>;

  // `limits` is what else is asked of fields: lines as in the table, whose types go before those of the table.
  constructor({ versions, kinds, definitions }: FieldTable, limits = '') {
    this.versions = versions;
    this.kinds = linesOf(kinds);
    this.lines = linesOf(definitions);
    this.limits = linesOf(limits);
  }

  kindOf(apiVersion: string, kind: string): KnownKind | undefined {
    const line = this.kinds.get(`${apiVersion}/${kind}`);
    if (line === undefined) return undefined;
    const [definition = '', since] = line.split('@');
    return { definition, since };
  }

  /** The kinds of an API version: none where the table does not know it. */
  kindsIn(apiVersion: string): readonly string[] {
    const start = `${apiVersion}/`;
    return [...this.kinds.keys()]
      .filter((name) => name.startsWith(start) && !name.slice(start.length).includes('/'))
      .map((name) => name.slice(start.length));
  }

  definition(name: string): Definition {
    let definition = this.definitions.get(name);
    if (definition === undefined) {
      definition = limited(this.lines.get(name), this.limits.get(name));
      this.definitions.set(name, definition);
    }
    return definition;
  }
}

function limited(line: string | undefined, limits: string | undefined): Definition {
  if (line === undefined) return limits === undefined ? new Map() : readDefinition(limits);
  const definition = readDefinition(line);
  if (limits === undefined) return definition;
  const fields = new Map(definition);
  for (const [name, { type, required }] of readDefinition(limits)) {
    const field = fields.get(name);
    if (field === undefined) throw new Error(`a limit for ${name}, which is no field`);
    fields.set(name, { ...field, type, required: field.required || required });
  }
  return fields;
}

function linesOf(text: string): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  for (const line of text.split('\n')) {
    const blank = line.indexOf(' ');
    if (blank > 0) lines.set(line.slice(0, blank), line.slice(blank + 1));
  }
  return lines;
}
