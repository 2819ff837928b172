import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { YamlWriter } from '../../lib/app/yaml';
import { document, tree } from './documents';

afterEach(() => {
  vi.restoreAllMocks();
});

class Instance {
  readonly a = 1;
}

const shared = { b: 1 };
const list = ['x'];

// Laws take their time, and more of it where the machine does other things too.
vi.setConfig({ testTimeout: 600_000 });

describe('the YAML writer writes what the yaml library writes', () => {
  test('on 100,000 trees', () => {
    // One writer for all, so that what it remembers of one tree is put to the test by the others.
    const writer = new YamlWriter();
    fc.assert(
      fc.property(document, (one) => {
        expect(writer.document(one)).toBe(Yaml.stringify(one));
      }),
      { numRuns: 100_000 },
    );
  });

  test('for several documents in one file', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(document, fc.constant(undefined)), { maxLength: 4 }), (documents) => {
        expect(new YamlWriter().stringify(documents)).toBe(Yaml.stringify(...documents));
      }),
      { numRuns: 1_000 },
    );
  });

  test.each<[string, unknown]>([
    ['one map in two places', { a: shared, b: { c: shared } }],
    ['one list in two places', { a: list, b: [list] }],
    ['one empty map in two places', ((empty) => ({ a: empty, b: empty }))({})],
    ['a map in itself', ((map: Record<string, unknown>) => Object.assign(map, { a: { map } }))({ b: 1 })],
    ['a list in itself', ((items: unknown[]) => ({ a: items, b: items.push(items, 'c') }))([])],
    ['a Map', { a: new Map([['b', 1]]) }],
    ['a Set', { a: new Set([1]) }],
    ['a Date', { a: new Date(0) }],
    ['an instance', { a: new Instance() }],
    ['an instance as the document', new Instance()],
    ['a map without a prototype', { a: Object.assign(Object.create(null), { b: 1 }) }],
    ['a boxed string', { a: Object('text') }],
    ['undefined in a map', { a: undefined, b: { c: undefined } }],
    ['undefined in a list', { a: [undefined, 1] }],
    ['a hole in a list', { a: Object.assign([], { 1: 'x', length: 2 }) }],
    ['a list with its own way to be walked', { a: Object.assign([1], { [Symbol.iterator]: () => [2, 3].values() }) }],
    ['a map that can be walked', { a: { b: 1, [Symbol.iterator]: () => [2, 3].values() } }],
    ['a document that can be walked', { b: 1, [Symbol.iterator]: () => [2, 3].values() }],
    ['a map that says how it is written', { a: { b: 1, toJSON: () => 'text' } }],
    ['a big integer', { a: 12n ** 30n }],
    ['an own __proto__', JSON.parse('{"a":{"__proto__":{"b":1}}}')],
    [
      'a getter',
      {
        get a(): string {
          return 'yes';
        },
      },
    ],
  ])('also of what is no plain tree: %s', (_what, odd) => {
    expect(new YamlWriter().document(odd)).toBe(Yaml.stringify(odd));
  });

  test('wherever an odd member hides in a plain tree', () => {
    fc.assert(
      fc.property(tree, tree, fc.constantFrom(undefined, shared, new Date(0), new Instance()), (one, other, odd) => {
        const hiding = { one, shared, list: [[other, { odd }]] };
        expect(new YamlWriter().document(hiding)).toBe(Yaml.stringify(hiding));
      }),
      { numRuns: 1_000 },
    );
  });

  test('and fails as it does', () => {
    expect(() => new YamlWriter().document({ a: () => 1 })).toThrow('Tag not resolved for Function value');
    expect(() => new YamlWriter().document({ a: Symbol('x') })).toThrow('Tag not resolved for Symbol value');
  });
});

test.each<[string, unknown, unknown]>([
  ['a map', { a: shared, b: [shared] }, { a: { b: 1 }, b: [{ b: 1 }] }],
  [
    'a map beside what the library must write',
    { a: shared, b: [undefined, shared] },
    { a: { b: 1 }, b: [undefined, { b: 1 }] },
  ],
])('in plain data %s that stands in two places is written twice', (_, plain, apart) => {
  expect(new YamlWriter().plainDocument(plain)).toBe(Yaml.stringify(apart));
});

test('plain data is written as the yaml library writes it', () => {
  const writer = new YamlWriter();
  fc.assert(
    fc.property(document, (one) => {
      const plain: unknown = one === undefined ? {} : JSON.parse(JSON.stringify(one));
      expect(writer.plainDocument(plain)).toBe(Yaml.stringify(plain));
    }),
    { numRuns: 5_000 },
  );
});

test('a manifest without oddities is written without the library', () => {
  const asked = vi.spyOn(Yaml, 'stringify');
  const text = new YamlWriter().document({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'web',
      labels: { 'app.kubernetes.io/name': 'web' },
      annotations: { why: 'it is (mostly) plain text' },
    },
    spec: {
      replicas: 3,
      paused: false,
      template: {
        spec: {
          containers: [
            { name: 'web', image: 'example/web:v1', args: ['--port=80', '/data'], resources: {}, env: [] },
            { name: 'side', image: `example/side@sha256:${'0'.repeat(64)}`, command: ['sh', '-c'] },
          ],
          weights: [[0.5, -1], [null]],
        },
      },
    },
    data: { 'app.conf': 'a: 1\n\nb: [2]\n', cut: 'no line break\nat the end' },
  });
  expect(asked.mock.calls.map(([value]) => JSON.stringify(value))).toEqual(['{"k":"-c"}']);
  expect(text).toContain('  app.conf: |\n    a: 1\n\n    b: [2]\n  cut: |-\n    no line break\n    at the end\n');
});

// Of each, kubectl 1.34.4 says `cannot unmarshal number into ... of type string` where it stands bare as a label's value.
test.each(['0_x7', '0_b1', '0_o7', '1e_3', '-0_x1', '+_1', '-_1', '1_', '0_', '1_.5', '1_e3', '1e3_', '0_8'])(
  'quotes %s, which kubectl would read as a number',
  (text) => {
    expect(new YamlWriter().document({ a: text, b: [text], [text]: { [text]: 1 } })).toBe(
      `a: "${text}"\nb:\n  - "${text}"\n"${text}":\n  "${text}": 1\n`,
    );
  },
);

test.each(['0_7_x', '1_a', '_1', '0_xG', '0b_2'])('leaves %s bare, which kubectl reads as text', (text) => {
  expect(new YamlWriter().document({ a: text })).toBe(`a: ${text}\n`);
});
