import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../lib/cli';
import { folderWith, modelyard } from './modelyard-process';

const header = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: chat\n';

/** Each alias stands for nine of the one before. */
const exploding = [1, 2, 3, 4, 5, 6, 7, 8].reduce(
  (text, level) => `${text}x${level}: &x${level} [${Array.from({ length: 9 }, () => `*x${level - 1}`).join(',')}]\n`,
  `${header}x0: &x0 [0]\n`,
);

interface Bad {
  readonly what: string;
  readonly file?: string;
  readonly content: string | Buffer;
  readonly status: 1 | 2;
  /** All that is printed, but the last line. */
  readonly says: string;
}

const noObject = 'write  an object with apiVersion, kind and metadata.name';

const bad: readonly Bad[] = [
  {
    what: 'YAML that is not Kubernetes',
    content: 'replicas: 3\nimage: chat\n',
    status: 2,
    says: `  bad.yaml:1   error   cli/not-kubernetes
    is no object of Kubernetes: it has no apiVersion and no kind
    ${noObject}`,
  },
  {
    what: 'a list that is none of Kubernetes',
    content: '---\n# servers\n- chat\n',
    status: 2,
    says: `  bad.yaml:3   error   cli/not-kubernetes
    is a list, and no object of Kubernetes
    ${noObject}`,
  },
  {
    what: 'half-written YAML',
    content: `${header}data:\n  a: "no end\n`,
    status: 2,
    says: `  bad.yaml:7   error   cli/invalid-yaml
    missing closing "quote
    write  YAML or JSON`,
  },
  {
    what: 'a template of Helm',
    content: `${header}data:\n  {{- range .Values.settings }}\n  a: b\n  {{- end }}\n`,
    status: 2,
    says: `  bad.yaml:6   error   cli/invalid-yaml
    block collections are not allowed within flow collections
    write  YAML or JSON`,
  },
  {
    what: 'half-written JSON',
    file: 'bad.json',
    content: '{\n  "apiVersion": "v1",\n  "kind": ',
    status: 2,
    says: `  bad.json:3   error   cli/invalid-yaml
    flow map must end with a }
    write  YAML or JSON`,
  },
  {
    what: 'a key that is there twice',
    content: `${header}data:\n  a: b\n  a: c\n`,
    status: 1,
    says: `  bad.yaml:7   error   cli/duplicate-key
    "a": is a key of this map already, and only the last one counts
    write  the key once`,
  },
  {
    what: 'a key that is there twice in JSON',
    file: 'bad.json',
    content:
      '{"apiVersion": "v1", "kind": "ConfigMap",\n "metadata": {"name": "chat"},\n "data": {"a": "b", "a": "c"}}',
    status: 1,
    says: `  bad.json:3   error   cli/duplicate-key
    "a": is a key of this map already, and only the last one counts
    write  the key once`,
  },
  {
    what: 'aliases that explode',
    content: exploding,
    status: 2,
    says: `  bad.yaml:11   error   cli/too-large
    its aliases stand for more than 1000000 values
    write  what is meant, without aliases`,
  },
  {
    what: 'an alias of what it stands in',
    content: `${header}data: &all\n  all: *all\n`,
    status: 2,
    says: `  bad.yaml:6   error   cli/invalid-yaml
    the alias *all stands within what it repeats, which has no end
    write  what is meant, without an alias`,
  },
  {
    what: 'an alias of nothing',
    content: `${header}data: *all\n`,
    status: 2,
    says: `  bad.yaml:5   error   cli/invalid-yaml
    the alias *all repeats nothing that stands before it
    write  what is meant, without an alias`,
  },
  {
    what: 'what is nested without end',
    content: '['.repeat(100_000),
    status: 2,
    says: `  bad.yaml:1   error   cli/invalid-yaml
    is nested too deep to be read
    write  YAML or JSON`,
  },
  {
    what: 'a number that JSON does not have',
    content: `${header}data:\n  most: .inf\n`,
    status: 2,
    says: `  bad.yaml:6   error   cli/invalid-yaml
    JSON has no number such as .inf
    write  a number, or a text in quotes`,
  },
  {
    what: '50 MB in one document',
    content: `${header}data:\n  a: |\n${`    ${'x'.repeat(95)}\n`.repeat(500_000)}`,
    status: 2,
    says: `  bad.yaml:1   error   cli/too-large
    a document of 50000067 characters is more than any API server takes, and is not read
    write  documents of their own for its objects, or JSON`,
  },
  {
    what: 'bytes that are no text',
    content: Buffer.from([0x4d, 0x5a, 0x90, 0x00, 0x03, 0x1b]),
    status: 2,
    says: `  bad.yaml   error   cli/unreadable-file
    is no text: it has bytes that are zero
    write  a file of manifests, a folder that has some, or -`,
  },
  {
    what: 'text that is not in UTF-8',
    content: Buffer.from([0x61, 0x3a, 0x20, 0xff]),
    status: 2,
    says: `  bad.yaml   error   cli/unreadable-file
    is no text in UTF-8
    write  a file of manifests, a folder that has some, or -`,
  },
  {
    what: 'a file without anything in it',
    content: '# nothing yet\n---\n---\n',
    status: 2,
    says: `  bad.yaml   error   cli/not-kubernetes
    has no object of Kubernetes
    write  objects to check`,
  },
  {
    what: 'a List of what are no objects',
    file: 'bad.json',
    content: '{"apiVersion": "v1", "kind": "List", "items": [7, {"kind": "ConfigMap"}]}',
    status: 2,
    says: `  bad.json:1   error   cli/not-kubernetes
    items[0]: is a number, and no object of Kubernetes
    ${noObject}

  bad.json:1   error   cli/not-kubernetes
    items[1]: is no object of Kubernetes: it has no apiVersion
    ${noObject}`,
  },
  {
    what: 'lines that end as Windows ends them, after a byte order mark',
    content: `\ufeff${header.replace('chat', 'Chat')}---\n`.replaceAll('\n', '\r\n'),
    status: 1,
    says: `ConfigMap Chat

  bad.yaml:4   error   verify/invalid-name
    metadata.name "Chat": must consist of a-z, 0-9, - and .
    write  a name of that form`,
  },
  {
    what: 'what a terminal would act on',
    content:
      'apiVersion: v1\nkind: "Config\\eMap"\nmetadata: {name: "a\\e]0;owned\\a\\x9b2J\\u202eb"}\n"\\e[2J": &x {}\n"\\e[2J": 1\n',
    status: 1,
    says: `  bad.yaml:5   error   cli/duplicate-key
    "\\u001b[2J": is a key of this map already, and only the last one counts
    write  the key once

Config\\u001bMap a\\u001b]0;owned\\u0007\\u009b2J\\u202eb

  bad.yaml:3   error   verify/invalid-name
    metadata.name "a\\u001b]0;owned\\u0007\\u009b2J\\u202eb": must consist of a-z, 0-9, - and .
    write  a name of that form`,
  },
];

describe.concurrent('a process of its own', () => {
  test.each(bad)(
    'refuses $what',
    async ({ file = 'bad.yaml', content, status, says }) => {
      const ended = await modelyard(['check', file], { folder: folderWith({ [file]: content }) });
      expect(ended.error).toBe('');
      expect(ended.out.replace(/\n\n(?:modelyard: .*\n)+$/, '')).toBe(says);
      expect(ended.out).toMatch(/\nmodelyard: \d+ errors? in /);
      expect(ended.status).toBe(status);
    },
    60_000,
  );

  test('names what is wrong in 50 MB of objects', async () => {
    const object = (name: string): string =>
      JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: 'x'.repeat(390) } });
    const items = Array.from({ length: 105_000 }, (_, index) => object(index === 104_999 ? 'Last' : `config-${index}`));
    const content = `{"apiVersion": "v1", "kind": "List", "items": [${items.join(',')}]}`;
    expect(content.length).toBeGreaterThan(50_000_000);
    const ended = await modelyard(['check', 'big.json'], { folder: folderWith({ 'big.json': content }) });
    expect(ended).toEqual({
      status: 1,
      error: '',
      out: `ConfigMap Last

  big.json:1   error   verify/invalid-name
    items[104999].metadata.name "Last": must consist of a-z, 0-9, - and .
    write  a name of that form

modelyard: 1 error in 105000 objects of 1 file
`,
    });
  }, 120_000);
});

test.each(bad)('$what is refused in JSON too, with nothing beside it', ({ file = 'bad.yaml', content, status }) => {
  const folder = folderWith({ [file]: content });
  let out = '';
  const ended = runCommand(['check', join(folder, file), '--json'], {
    out: (text) => (out += text),
    error: (text) => expect.fail(text),
  });
  expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  const { exitStatus, findings } = JSON.parse(out);
  expect({ ended, exitStatus }).toEqual({ ended: status, exitStatus: status });
  expect(findings[0]).toMatchObject({ severity: 'error', file: join(folder, file) });
});
