import fc from 'fast-check';

/** What a look at a value finds. */
export interface Sight {
  /** A member of a union, such as `Scaling: autoscale`. */
  member(name: string): void;
  /** An optional prop that is there or not, such as `Resources.cpuLimit: off`. */
  option(name: string): void;
}

/**
 * A set of values that knows three things about itself: how to draw one, what there is to be seen in all of them, and
 * what is to be seen in one.
 *
 * Coverage is counted on the value that the app is built from, and what should be covered is read off the same shape
 * that draws it, so that neither can claim what the other does not do.
 */
export interface Shape<T> {
  readonly values: fc.Arbitrary<T>;
  readonly members: ReadonlySet<string>;
  readonly options: ReadonlySet<string>;
  /** Each two members that one value can show: not those of one union, say, unless it stands in two places. */
  readonly pairs: ReadonlySet<string>;
  look(value: T, sight: Sight): void;
}

/** An optional prop, and how often it is given. */
export interface Optional<T> {
  readonly optional: Shape<T>;
  readonly chance: number;
}

/**
 * A shape for each prop, marked optional exactly where the type says so: a prop that is added to the library and not
 * here does not compile.
 */
export type Fields<T> = {
  readonly [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K> ? Optional<NonNullable<T[K]>> : Shape<T[K]>;
};

/** The props of each member of a union, without its `kind`. */
export type Branches<T extends { readonly kind: string }> = {
  readonly [K in T['kind']]: Fields<Omit<Extract<T, { readonly kind: K }>, 'kind'>>;
};

const nothing: ReadonlySet<string> = new Set();

/** Values in which there is nothing to be told apart. */
export function some<T>(values: fc.Arbitrary<T>): Shape<T> {
  return { values, members: nothing, options: nothing, pairs: nothing, look: () => undefined };
}

/** Marks a prop as optional; it is given in `chance` of all cases. */
export function optional<T>(shape: Shape<T>, chance = 0.5): Optional<T> {
  return { optional: shape, chance };
}

/** One of a few texts, each of which is a member of its own. */
export function oneOf<T extends string>(name: string, members: Readonly<Record<T, true>>): Shape<T> {
  // Object.keys gives texts; the type of the parameter says that they are these.
  const texts = Object.keys(members) as T[];
  return {
    values: fc.constantFrom(...texts),
    members: new Set(texts.map((text) => `${name}: ${text}`)),
    options: nothing,
    pairs: nothing,
    look: (value, sight) => sight.member(`${name}: ${value}`),
  };
}

/** A number or a text, each of which is a member of its own. */
export function numberOrText<T extends number | string>(
  name: string,
  numbers: fc.Arbitrary<Extract<T, number>>,
  texts: fc.Arbitrary<Extract<T, string>>,
): Shape<T> {
  return {
    values: fc.oneof<fc.Arbitrary<T>[]>(numbers, texts),
    members: new Set([`${name}: number`, `${name}: string`]),
    options: nothing,
    pairs: nothing,
    look: (value, sight) => sight.member(`${name}: ${typeof value}`),
  };
}

/** A switch, both positions of which are members. */
export function flag(name: string): Shape<boolean> {
  return {
    values: fc.boolean(),
    members: new Set([`${name}: true`, `${name}: false`]),
    options: nothing,
    pairs: nothing,
    look: (value, sight) => sight.member(`${name}: ${value}`),
  };
}

/** An object with these props. */
export function record<T extends object>(name: string, fields: Fields<T>): Shape<T> {
  const entries: [string, Shape<unknown> | Optional<unknown>][] = Object.entries(fields);
  const required = entries.flatMap(([key, field]) => ('optional' in field ? [] : [[key, field] as const]));
  const optionals = entries.flatMap(([key, field]) => ('optional' in field ? [[key, field] as const] : []));
  const shapes = entries.map(([, field]) => ('optional' in field ? field.optional : field));
  const drawn = Object.fromEntries(
    entries.map(([key, field]) => [key, 'optional' in field ? perhaps(field) : field.values]),
  );
  return {
    // Drawn from a shape for each prop of T.
    values: fc.record(drawn).map((all) => withoutUndefined(all) as T),
    members: unionOf(shapes.map(({ members }) => members)),
    options: unionOf([
      new Set(optionals.flatMap(([key]) => [`${name}.${key}: on`, `${name}.${key}: off`])),
      ...shapes.map(({ options }) => options),
    ]),
    pairs: unionOf([...shapes.map(({ pairs }) => pairs), acrossShapes(shapes)]),
    look: (value, sight) => {
      const given: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(value));
      for (const [key, shape] of required) shape.look(given[key], sight);
      for (const [key, { optional: shape }] of optionals) {
        sight.option(`${name}.${key}: ${given[key] === undefined ? 'off' : 'on'}`);
        if (given[key] !== undefined) shape.look(given[key], sight);
      }
    },
  };
}

/** One member of a union, by its `kind`. */
export function union<T extends { readonly kind: string }>(name: string, branches: Branches<T>): Shape<T> {
  // As in `record`: each entry holds the props of one member.
  const props = Object.entries(branches) as [T['kind'], Fields<object>][];
  const entries = props.map(([kind, fields]) => [kind, record<object>(`${name} ${kind}`, fields)] as const);
  const shapes = entries.map(([, shape]) => shape);
  // The value comes from the branch of that kind.
  const drawn = entries.map(([kind, { values }]) =>
    values.map((value) => Object.assign({ kind }, value) as unknown as T),
  );
  return {
    values: fc.oneof(...drawn),
    members: unionOf([new Set(entries.map(([kind]) => `${name}: ${kind}`)), ...shapes.map(({ members }) => members)]),
    options: unionOf(shapes.map(({ options }) => options)),
    pairs: unionOf(
      entries.flatMap(([kind, { members, pairs }]) => [pairs, pairsAcross([`${name}: ${kind}`], [...members])]),
    ),
    look: (value, sight) => {
      sight.member(`${name}: ${value.kind}`);
      for (const [kind, shape] of entries) if (kind === value.kind) shape.look(value, sight);
    },
  };
}

/** A list, the empty one included where `minLength` does not say otherwise. */
export function list<T>(item: Shape<T>, constraints: fc.ArrayConstraints): Shape<readonly T[]> {
  const shape = listOf<T, readonly T[]>(item, fc.array(item.values, { ...constraints, size: 'max' }));
  // One alone shows no two members of one union.
  return constraints.maxLength === 1 ? { ...shape, pairs: item.pairs } : shape;
}

/** A list of at least one. */
export function nonEmpty<T>(item: Shape<T>, maxLength: number): Shape<readonly [T, ...T[]]> {
  const values = fc
    .tuple(item.values, fc.array(item.values, { maxLength: maxLength - 1, size: 'max' }))
    .map(([first, rest]): readonly [T, ...T[]] => [first, ...rest]);
  return listOf(item, values);
}

/** The same things to be seen, drawn by other means: those that several props decide together. */
export function drawnBy<T>(shape: Shape<T>, values: fc.Arbitrary<T>): Shape<T> {
  return { ...shape, values };
}

function listOf<T, L extends readonly T[]>(item: Shape<T>, values: fc.Arbitrary<L>): Shape<L> {
  return {
    values,
    members: item.members,
    options: item.options,
    pairs: pairsAcross([...item.members], [...item.members]),
    look: (all, sight) => {
      for (const one of all) item.look(one, sight);
    },
  };
}

function perhaps({ optional: { values }, chance }: Optional<unknown>): fc.Arbitrary<unknown> {
  const percent = Math.round(chance * 100);
  return fc.oneof({ weight: 100 - percent, arbitrary: fc.constant(undefined) }, { weight: percent, arbitrary: values });
}

function withoutUndefined(all: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

const membersOfPairs = new Map<string, readonly [string, string]>();

/** How a pair is written, whichever comes first. */
export function pairOf(one: string, other: string): string {
  const [first, second] = one < other ? [one, other] : [other, one];
  const pair = `${first} with ${second}`;
  if (!membersOfPairs.has(pair)) membersOfPairs.set(pair, [first, second]);
  return pair;
}

/** The two that `pairOf` made a pair of. */
export function membersOf(pair: string): readonly [string, string] {
  const members = membersOfPairs.get(pair);
  if (members === undefined) throw new Error(`${pair} is no pair`);
  return members;
}

/** Each pair of one here and another there. */
export function pairsAcross(here: readonly string[], there: readonly string[]): ReadonlySet<string> {
  return new Set(here.flatMap((one) => there.filter((other) => other !== one).map((other) => pairOf(one, other))));
}

function acrossShapes(shapes: readonly Shape<unknown>[]): ReadonlySet<string> {
  return unionOf(
    shapes.flatMap(({ members }, index) =>
      shapes.slice(index + 1).map((other) => pairsAcross([...members], [...other.members])),
    ),
  );
}

function unionOf(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set]));
}
