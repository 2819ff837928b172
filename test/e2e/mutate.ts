import type { Manifest } from '../../lib/verify/manifest';
import { asRecord, isRecord } from '../../lib/verify/untrusted';
import { changed } from './served-fields';

/** What is done to a field. */
export type MutationKind = 'delete' | 'wrong type' | 'out of range' | 'misspelt';

export const mutationKinds: readonly MutationKind[] = ['delete', 'wrong type', 'out of range', 'misspelt'];

/** An object with one mistake in it. */
export interface Mutation {
  readonly kind: MutationKind;
  /** The field in every object of the kind, such as `Deployment spec.template.spec.containers[].image`. */
  readonly field: string;
  readonly original: Manifest;
  readonly mutated: Manifest;
  /** What has become of what, for people. */
  readonly what: string;
}

type Path = readonly (string | number)[];

/** A field, and where objects have it. */
export interface FieldPlaces {
  readonly field: string;
  readonly places: readonly { readonly original: Manifest; readonly path: Path }[];
}

/** Maps, whose keys are no fields of their own. */
const maps =
  /(?:^|\.)(?:annotations|binaryData|data|labels|limits|matchLabels|maxAllowed|minAllowed|nodeSelector|requests|stringData|triggers\[\]\.metadata)$/;

/** As many places are kept for each field: those of later objects look the same. */
const mostPlaces = 40;

/** Every field that some object has, each once, and every item of a list that is no object. */
export function fieldsOf(objects: readonly Manifest[]): readonly FieldPlaces[] {
  const fields = new Map<string, { original: Manifest; path: Path }[]>();
  for (const original of objects) {
    const visit = (value: unknown, path: Path, name: string): void => {
      if (path.length > 0 && !(isRecord(value) && typeof path.at(-1) === 'number')) {
        const field = `${String(original.kind)} ${name}`;
        const places = fields.get(field) ?? [];
        fields.set(field, places);
        if (places.length < mostPlaces) places.push({ original, path });
      }
      if (Array.isArray(value)) value.forEach((item, index) => visit(item, [...path, index], `${name}[]`));
      else if (isRecord(value)) {
        for (const [key, item] of Object.entries(value)) {
          const step = maps.test(name) ? `${name}{}` : name === '' ? key : `${name}.${key}`;
          visit(item, [...path, key], step);
        }
      }
    };
    visit(original, [], '');
  }
  return [...fields].map(([field, places]) => ({ field, places })).sort((a, b) => (a.field < b.field ? -1 : 1));
}

/** Draws the next number from 0 up to, and without, a limit. */
export type Draw = (limit: number) => number;

/** A stream of numbers that a seed decides (mulberry32). */
export function drawsOf(seed: number): Draw {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
}

/** Draws mutations, each of another field, kind or value, uniformly over the fields and what can be done to each. */
export function mutationsOf(fields: readonly FieldPlaces[], count: number, draw: Draw): readonly Mutation[] {
  const drawn = new Map<string, Mutation>();
  for (let tries = 0; drawn.size < count && tries < count * 20; tries += 1) {
    const { field, places } = pick(fields, draw);
    const { original, path } = pick(places, draw);
    const given = valueAt(original, path);
    const kinds = mutationKinds.filter((kind) => applies(kind, given, path));
    const mutation = mutate(pick(kinds, draw), field, original, path, given, draw);
    drawn.set(`${field} ${mutation.what}`, mutation);
  }
  return [...drawn.values()];
}

function pick<T>(items: readonly T[], draw: Draw): T {
  const item = items[draw(items.length)];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
}

function applies(kind: MutationKind, given: unknown, path: Path): boolean {
  if (kind === 'out of range') return typeof given !== 'boolean';
  return kind !== 'misspelt' || typeof path.at(-1) === 'string';
}

function mutate(
  kind: MutationKind,
  field: string,
  original: Manifest,
  path: Path,
  given: unknown,
  draw: Draw,
): Mutation {
  if (kind === 'delete')
    return { kind, field, original, mutated: changed(original, path, undefined), what: `without ${printed(given)}` };
  if (kind === 'misspelt') {
    const name = misspelt(String(path.at(-1)), draw);
    const without = changed(original, path, undefined);
    const mutated = changed(without, [...path.slice(0, -1), name], () => given);
    return { kind, field, original, mutated, what: `called ${name}` };
  }
  const value = kind === 'wrong type' ? ofOtherType(given, draw) : outOfRange(given, draw);
  const mutated = changed(original, path, () => value);
  return { kind, field, original, mutated, what: `${printed(value)} in place of ${printed(given)}` };
}

function printed(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** A name with one letter left out, doubled, swapped with the next, or in the other case. */
function misspelt(name: string, draw: Draw): string {
  const at = draw(name.length);
  const letter = name[at] ?? '';
  const other = letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
  const spellings = [
    name.slice(0, at) + name.slice(at + 1),
    name.slice(0, at) + letter + name.slice(at),
    name.slice(0, at) + (name[at + 1] ?? '') + letter + name.slice(at + 2),
    name.slice(0, at) + other + name.slice(at + 1),
  ].filter((spelling) => spelling !== name && spelling !== '');
  return spellings.length === 0 ? `${name}x` : pick(spellings, draw);
}

function ofOtherType(given: unknown, draw: Draw): unknown {
  const others: readonly unknown[] = [7, 'text', true, ['text'], { text: 'text' }, [], {}];
  const sort = typeOf(given);
  const numeral = typeof given === 'number' ? [String(given)] : [];
  const truth = typeof given === 'boolean' ? [String(given)] : [];
  return pick([...numeral, ...truth, ...others.filter((other) => typeOf(other) !== sort)], draw);
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}

function outOfRange(given: unknown, draw: Draw): unknown {
  if (typeof given === 'number') {
    return pick(
      [-1, 0, 1.5, 65_536, 1_000_001, 2_147_483_648, -2_147_483_649, 1e20].filter((one) => one !== given),
      draw,
    );
  }
  if (Array.isArray(given)) return given.length === 0 ? [null] : pick([[], [...given, given[0]]], draw);
  if (isRecord(given)) return {};
  const text = String(given);
  const texts = [
    '',
    'x'.repeat(300),
    `${text}!`,
    'Not Valid',
    `-${text}`,
    ` ${text}`,
    `${text}\n`,
    text.toUpperCase(),
    '-1',
  ];
  return pick(
    texts.filter((one) => one !== given),
    draw,
  );
}

function valueAt(manifest: Manifest, path: Path): unknown {
  let value: unknown = manifest;
  for (const step of path) value = typeof step === 'number' ? Reflect.get(Object(value), step) : asRecord(value)[step];
  return value;
}
