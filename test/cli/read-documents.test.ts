import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Places, stepsOf } from '../../lib/cli/line-of-path';
import { readDocuments, type SourceDocument } from '../../lib/cli/read-documents';

/** The first document of a text. */
function firstOf(text: string): SourceDocument {
  const [first] = readDocuments({ file: 'a.yaml', text }).documents;
  if (first === undefined) throw new Error('the text has no document');
  return first;
}

const contentsOf = (text: string): readonly unknown[] =>
  readDocuments({ file: 'a.yaml', text }).documents.map(({ content }) => content);

/** As `kubectl annotate --local -o json` of kubectl 1.34.4 prints them. */
test.each([
  ['y', true],
  ['N', false],
  ['yes', true],
  ['on', true],
  ['Off', false],
  ['TRUE', true],
  ['0777', 511],
  ['0o17', 15],
  ['0x1F', 31],
  ['0b11', 3],
  ['08', 8],
  ['1_000', 1000],
  ['1__0', 10],
  ['+1', 1],
  ['1e3', 1000],
  ['.5', 0.5],
  ['-.5e3', -500],
  ['0_', 0],
  ['1e5_0', 1e50],
  ['+0o7', 7],
  ['e4', 'e4'],
  ['.e4', '.e4'],
  ['._1', '._1'],
  ['.9_', '.9_'],
  ['+.', '+.'],
  ['1.', 1],
  ['12:30:45', '12:30:45'],
  ['2001-01-01', '2001-01-01'],
  ['~', undefined],
  ['=', '='],
  ['!!binary aGVsbG8=', 'hello'],
  ['!foo bar', 'bar'],
  ['"yes"', 'yes'],
])('%s is read as kubectl reads it', (written, read) => {
  expect(contentsOf(`a: ${written}\n`)).toEqual([{ a: read ?? null }]);
});

test('a key is text, also one that is a boolean to kubectl', () => {
  expect(contentsOf('n: 1\n"n": 2\n3: 4\n')).toEqual([{ false: 1, n: 2, '3': 4 }]);
});

test('maps are merged, and aliases repeated', () => {
  expect(contentsOf('a: &a {b: 1}\nc:\n  <<: *a\n  d: *a\n')).toEqual([{ a: { b: 1 }, c: { b: 1, d: { b: 1 } } }]);
});

test('documents are apart by lines that begin with three dashes, and counted with the empty ones', () => {
  const text = '# first\n%YAML 1.1\n--- # one\na: 1\n---\n--- {b: 2}\n...\nc: 3\n---\nd: |\n  ---\n  text\n';
  const { documents } = readDocuments({ file: 'a.yaml', text });
  expect(documents.map(({ index, line, content }) => ({ index, line, content }))).toEqual([
    { index: 0, line: 1, content: { a: 1 } },
    { index: 1, line: 5, content: undefined },
    { index: 2, line: 6, content: { b: 2 } },
    { index: 3, line: 6, content: { c: 3 } },
    { index: 4, line: 9, content: { d: '---\ntext\n' } },
  ]);
});

test('values of JSON follow one another, each on its line', () => {
  const text = '---\n{"a": [1, {"b": "}\\""}]}\n\n{"c":\n 2} {"d": 3}';
  const { documents } = readDocuments({ file: 'a.json', text });
  expect(documents.map(({ line, content }) => ({ line, content }))).toEqual([
    { line: 2, content: { a: [1, { b: '}"' }] } },
    { line: 4, content: { c: 2 } },
    { line: 5, content: { d: 3 } },
  ]);
});

test('a map of YAML that looks like JSON is one all the same', () => {
  expect(contentsOf('{a: 1, "b": [x, y]}\n')).toEqual([{ a: 1, b: ['x', true] }]);
});

test('a field stands on the line of its key, and what is not there on that of the nearest thing around it', () => {
  const text = [
    'apiVersion: v1', // line 2, after a marker
    'metadata:',
    '  labels:',
    '    app.kubernetes.io/name: chat',
    'spec: &spec',
    '  ports:',
    '  - name: http',
    '    port: 80',
    '  -',
    '    name: grpc',
    'copy: *spec',
    'twice: 1',
    'twice: 2',
  ].join('\n');
  const document = firstOf(`---\n${text}\n`);
  const places = new Places(true);
  const lineOf = (path: string): number => places.lineOf(document, path);
  expect(lineOf('')).toBe(2);
  expect(lineOf('apiVersion')).toBe(2);
  expect(lineOf('metadata.labels["app.kubernetes.io/name"]')).toBe(5);
  expect(lineOf('metadata.name')).toBe(3);
  expect(lineOf('spec.ports[0].port')).toBe(9);
  expect(lineOf('spec.ports[1]')).toBe(11);
  expect(lineOf('spec.ports[1].name')).toBe(11);
  expect(lineOf('spec.ports[7].name')).toBe(7);
  expect(lineOf('copy.ports[0].name')).toBe(8);
  expect(lineOf('twice')).toBe(14);
});

test('a finding that is only counted has no line', () => {
  const document = firstOf('a: 1\n');
  expect(new Places(false).lineOfFinding(document, 'not-known', 'a')).toBeUndefined();
  expect(new Places(false).lineOfFinding(document, 'error', 'a')).toBe(1);
});

test('paths have names, positions, and names in quotes', () => {
  expect(stepsOf('a.b[0]["c.d/e\\"f"].g-h')).toEqual(['a', 'b', 0, 'c.d/e"f', 'g-h']);
});

const pieces = fc.constantFrom(
  ...['a: ', '- ', '\n', '  ', '{', '}', '[', ']', '"', "'", '&a ', '*a', '---\n', '...\n', '|\n', '>\n', '? ', ': '],
  ...[
    '<<: ',
    '!!str ',
    '!!set ',
    '!!omap ',
    '#',
    '%YAML 1.1\n',
    '\t',
    '\r\n',
    '\u0000',
    '1',
    'yes',
    ',',
    '\ud800',
    '\\',
  ],
);

test('whatever a text is, reading it throws nothing, and says where it cannot', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces, { maxLength: 30 }).map((some) => some.join('')),
      ),
      (text) => {
        const { documents, findings } = readDocuments({ file: 'a.yaml', text });
        const last = text.split('\n').length;
        for (const { line, content } of documents) {
          expect(line).toBeLessThanOrEqual(last);
          expect(JSON.stringify(content)).not.toBe('');
        }
        for (const { line } of findings) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(last);
        }
      },
    ),
    { numRuns: 3000 },
  );
});

test('what JSON.stringify writes is read as it was, whatever is beside it', () => {
  const plain = fc.jsonValue().filter((value) => typeof value === 'object' && value !== null);
  fc.assert(
    fc.property(fc.array(plain, { minLength: 1, maxLength: 3 }), fc.nat(2), (values, blanks) => {
      const text = values.map((value) => JSON.stringify(value, undefined, blanks)).join('\n');
      expect(JSON.stringify(contentsOf(text))).toBe(JSON.stringify(values));
    }),
    { numRuns: 1000 },
  );
});
