import fc from 'fast-check';

// Texts that YAML readers and writers have taken for something else, each seen in a bug report of some project.
const scalars: readonly string[] = [
  ...['', ' ', '~', 'null', 'Null', 'true', 'True', 'false', 'yes', 'No', 'on', 'OFF', 'y', 'N'],
  ...[
    '0',
    '007',
    '0o17',
    '0777',
    '0x1F',
    '0b101',
    '1_000',
    '+1',
    '-0',
    '1.',
    '.5',
    '1e3',
    '6.02E+23',
    '1:30',
    '12:30:45',
  ],
  ...['.inf', '-.INF', '.NaN', '2001-12-14', '2001-12-14t21:59:43.10-05:00', '9223372036854775808'],
  ...['- a', '-', '--', '---', '...', '? a', ': b', 'a: b', 'a:', 'a #b', '#', '&anchor', '*alias', '!tag', '!!str x'],
  ...[
    '|',
    '>',
    '|-\n x',
    '%TAG',
    '@at',
    '`tick`',
    '{',
    '}',
    '[',
    ']',
    '{}',
    '[]',
    ',',
    '<<',
    '=',
    '"',
    "'",
    `"'`,
    '\\',
  ],
  ...['\t', '\n', '\r', '\r\n', ' lead', 'trail ', '\tlead', 'two\nlines', 'a\n\n\nb', 'end\n', 'ends\n\n', '\n lead'],
  ...['#\nnot a comment', 'a\n---\nb', ' \n', 'a\rb', '\u00a0', '\ufeff'],
  ...['\u0001', '\u001b[31m', 'ünïcödé', 'модель', '模型', '🤖', 'e\u0301', '\u202eright to left'],
  ...[
    '$(HOME)',
    '$HOME',
    '${HOME}',
    '$$(HOME)',
    '%s',
    '{{ .Values.x }}',
    '<no value>',
    '<script>',
    '&amp;',
    '../..',
    '\\0',
  ],
  ...[
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'x'.repeat(200),
    'word '.repeat(60),
    'line\n'.repeat(40),
  ],
];

// No process can receive NUL. The others, and the texts below, do not arrive as they are meant: as cdk8s writes them,
// kubectl 1.34 cannot read the file, or reads something else.
const lost = /[\0\u007f-\u009f\u2028\u2029\ufffe\uffff]/g;
const blankAtFirst = /^\n*(?:[ \t]+\n|\t[^\n]*\n)|^\n+\t/;

/** Whether a text is a number to kubectl, and none to YAML 1.1, so that it is written without quotes. */
export function isNumberToKubectl(text: string): boolean {
  const digits = text.replaceAll('_', '');
  return /^[-+]?0[oOXB][\da-fA-F]+$/.test(digits) || (digits !== text && /^[-+]?[\d.]+(?:[eE][-+]?\d+)?$/.test(digits));
}

function arriving(text: string): string {
  const carried = text.replace(lost, '');
  return isNumberToKubectl(carried) || blankAtFirst.test(carried) ? `.${carried}` : carried;
}

/** Any character but half of one: as `unit: 'binary'` has them, which takes a second to make a table of all. */
const character = fc
  .oneof(
    fc.integer({ min: 0, max: 0x7f }),
    fc.integer({ min: 0x80, max: 0xd7ff }),
    fc.integer({ min: 0xe000, max: 0xffff }),
    fc.integer({ min: 0x10000, max: 0x10ffff }),
  )
  .map((point) => String.fromCodePoint(point));

/** Any text that can be carried to a process: plain, odd, long, of many lines, or hardly text at all. */
export const anyText: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 4, arbitrary: fc.constantFrom(...scalars) },
    { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 24 }) },
    { weight: 2, arbitrary: fc.string({ unit: character, maxLength: 24 }) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(...scalars), fc.constantFrom(...scalars)).map((both) => both.join('')),
    },
  )
  .map(arriving);

/** Any text with something in it. */
export const someText: fc.Arbitrary<string> = anyText.filter((text) => text !== '');

/** An absolute path of which nothing is known but that it begins with a slash. */
export const anyPath: fc.Arbitrary<`/${string}`> = anyText.map((text): `/${string}` => `/${text}`);

/** An id as people, and programs, give them to constructs. */
export const anyId: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 6, arbitrary: fc.stringMatching(/^[a-z][a-z0-9-]{0,12}[a-z0-9]$/) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('Default', 'Resource', 'Chat', 'v2', '2nd', 'chat.v1', 'a b', 'a/b'),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }) },
    { weight: 1, arbitrary: fc.string({ unit: character, minLength: 1, maxLength: 20 }) },
    { weight: 1, arbitrary: fc.stringMatching(/^[a-z0-9-]{60,300}$/) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('模型', 'модель', '-', '_', '.', ' ', '0', '🤖', 'A'.repeat(300)),
    },
  )
  // What every object has: constructs itself takes these for ids that are taken.
  .filter((id) => !(id in {}) && !isNumberToKubectl(id));
