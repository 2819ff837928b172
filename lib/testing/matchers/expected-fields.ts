import { credentialIn, printGiven } from '../../core';

/** What `expect.anything()`, `expect.stringContaining(…)` and their like give. */
export interface ExpectedValue {
  /** Says whether what is found is as expected. */
  asymmetricMatch(found: unknown): boolean;
}

/** What of a runner fields are compared with. */
export interface Comparing {
  equals(found: unknown, expected: unknown): boolean;
  /** Prints what stands for several values. */
  print(expected: ExpectedValue): string;
}

/** A field that was expected, and what is there. */
export interface ComparedField {
  readonly path: string;
  /** The key that it stands under, which may give away a credential. */
  readonly key: string;
  readonly expected: unknown;
  /** `undefined` where nothing is. */
  readonly found: unknown;
  readonly matches: boolean;
}

/**
 * Compares the fields that are expected with those that are there; what is expected of a list is expected of each of
 * its items in turn, and `undefined` is that a field is not there.
 */
export function compareFields(
  expected: unknown,
  found: unknown,
  comparing: Comparing,
  path = '',
  key = '',
): readonly ComparedField[] {
  const below = (name: string, inner: unknown, innerFound: unknown): readonly ComparedField[] =>
    compareFields(inner, innerFound, comparing, pathBelow(path, name), name);
  if (Array.isArray(expected) && Array.isArray(found) && (expected.length > 0 || found.length > 0)) {
    const items = expected.flatMap((item, index) =>
      compareFields(item, found[index], comparing, `${path}[${index}]`, key),
    );
    if (found.length <= expected.length) return items;
    const length = { path: `${path}.length`, key: 'length', expected: expected.length, found: found.length };
    return [...items, { ...length, matches: false }];
  }
  if (isPlain(expected) && Object.keys(expected).length > 0 && (found === undefined || isPlain(found))) {
    return Object.entries(expected).flatMap(([name, inner]) => below(name, inner, found?.[name]));
  }
  const matches = isPlain(expected) ? isPlain(found) : comparing.equals(found, expected);
  return [{ path, key, expected, found, matches }];
}

/** What is expected of a field and what is there, on one line. */
export function tellField(
  { path, key, expected, found, matches }: ComparedField,
  comparing: Comparing,
  secret: boolean,
): string {
  const show = (value: unknown, from: number): string => {
    if (value !== undefined && secret) return '(not shown)';
    return isExpectation(value) ? comparing.print(value) : print(value, from, key);
  };
  if (matches) return `  ${path}: ${show(found, 0)}`;
  const from = startOfDifference(expected, found);
  return `  ${path}: ${show(expected, from)} expected, ${show(found, from)} found`;
}

const longest = 100;

/** Where two texts begin to differ, less some characters to know the place by, where both are too long to be shown. */
function startOfDifference(one: unknown, other: unknown): number {
  if (typeof one !== 'string' || typeof other !== 'string' || Math.max(one.length, other.length) <= longest) return 0;
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  return Math.max(0, same - 20);
}

function print(value: unknown, from: number, key: string): string {
  if (value === undefined) return 'nothing';
  const whole = typeof value === 'string' ? value : printGiven(value);
  if (credentialIn(key, whole) !== undefined) return `(${whole.length} characters, not shown)`;
  if (typeof value !== 'string') return printGiven(value);
  const [before, after] = [from > 0 ? '…' : '', value.length > from + longest ? '…' : ''];
  return `${before}${JSON.stringify(value.slice(from, from + longest))}${after}`;
}

function isExpectation(value: unknown): value is ExpectedValue {
  return typeof value === 'object' && value !== null && 'asymmetricMatch' in value;
}

/** Says whether a value is a plain object, also one of another realm, as runners have several. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isExpectation(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const plainKey = /^[A-Za-z_$][\w$-]*$/;

function pathBelow(path: string, key: string): string {
  if (!plainKey.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
