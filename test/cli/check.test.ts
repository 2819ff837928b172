import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../lib/cli';
import { folderWith } from './modelyard-process';

interface Run {
  readonly status: number;
  readonly out: string;
  readonly error: string;
}

/** Runs a command in this process; folders are taken out of what it says. */
function run(folder: string, ...words: readonly string[]): Run {
  const said = { out: '', error: '' };
  const status = runCommand(words, {
    out: (text) => (said.out += text),
    error: (text) => (said.error += text),
  });
  const plain = (text: string): string => text.replaceAll(`${folder}/`, '');
  return { status, out: plain(said.out), error: plain(said.error) };
}

const deployment = (name: string, volume = 'data'): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: models
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - name: server
          image: server:1
          volumeMounts:
            - {name: ${volume}, mountPath: /data}
      volumes:
        - {name: data, emptyDir: {}}
`;

describe('check', () => {
  test('names what is wrong, by object, with the line and what to write', () => {
    const folder = folderWith({
      'dist/web.yaml': deployment('web'),
      'dist/chat.yaml': `# the chat\n---\n${deployment('chat', 'dta')}`,
      'dist/.hidden.yaml': 'not: read',
      'dist/node_modules/x.yaml': 'not: read',
      'dist/notes.txt': 'not read',
      'dist/construct-metadata.json': '{"version": "1.0.0", "resources": {}}',
    });
    expect(run(folder, 'check', join(folder, 'dist'))).toMatchInlineSnapshot();
  });

  test('says so where nothing is wrong', () => {
    const folder = folderWith({ 'web.yaml': deployment('web') });
    expect(run(folder, 'check', join(folder, 'web.yaml'))).toMatchInlineSnapshot();
  });

  test('takes what is not known for an error where it is told to be strict, and names each', () => {
    const secret = deployment('web').replace('{name: data, emptyDir: {}}', '{name: data, secret: {secretName: keys}}');
    const folder = folderWith({ 'web.yaml': secret });
    expect(run(folder, 'check', join(folder, 'web.yaml'))).toMatchInlineSnapshot();
    expect(run(folder, 'check', join(folder, 'web.yaml'), '--strict')).toMatchInlineSnapshot();
  });

  test('writes a report as JSON', () => {
    const folder = folderWith({ 'chat.yaml': deployment('chat', 'dta') });
    const { out, ...rest } = run(folder, 'check', join(folder, 'chat.yaml'), '--json');
    expect(rest).toEqual({ status: 1, error: '' });
    expect(JSON.parse(out)).toMatchInlineSnapshot();
  });

  test('holds pods against a target cluster', () => {
    const folder = folderWith({
      'web.yaml': deployment('web').replace('image: server:1', 'image: server:1\n          resources: {requests: {cpu: 8}}'),
      'small.json': JSON.stringify({
        name: 'small',
        cloud: 'other',
        kubernetes: '1.34',
        nodePools: [{ name: 'only', custom: { cpu: 4, memory: '8Gi', pods: 110 }, nodes: { min: 1, max: 2 } }],
      }),
    });
    expect(
      run(folder, 'check', join(folder, 'web.yaml'), '--cluster', join(folder, 'small.json')),
    ).toMatchInlineSnapshot();
  });

  test('says what is wrong with a description of a cluster', () => {
    const folder = folderWith({
      'web.yaml': deployment('web'),
      'odd.json': '{"name": "odd", "cloud": "eks", "kubernetes": "1.34", "nodePool": []}',
      'gone.json': '{"name": ',
    });
    const check = (file: string): Run => run(folder, 'check', join(folder, 'web.yaml'), '--cluster', join(folder, file));
    expect(check('odd.json')).toMatchInlineSnapshot();
    expect(check('gone.json')).toMatchInlineSnapshot();
    expect(check('not-there.json')).toMatchInlineSnapshot();
  });

  test('takes files with an object of one identity for those of two clusters, perhaps', () => {
    const folder = folderWith({
      'dev.yaml': deployment('web', 'dta'),
      'prod.yaml': `${deployment('web')}---\n${deployment('chat').replace('matchLabels: {app: chat}', 'matchLabels: {app: web}')}`,
      'all.json': '{"name": "all", "cloud": "other", "kubernetes": "1.34"}',
    });
    const files = ['dev.yaml', 'prod.yaml'].map((file) => join(folder, file));
    expect(run(folder, 'check', ...files, '--strict')).toMatchInlineSnapshot();
    expect(run(folder, 'check', ...files, '--cluster', join(folder, 'all.json')).out).toContain(
      `prod.yaml:4   error   verify/duplicate-object
    metadata.name "web": dev.yaml:1 has this object too, so that one overwrites the other`,
    );
  });

  test('takes two objects of one identity in one file for a mistake', () => {
    const folder = folderWith({ 'web.yaml': `${deployment('web')}---\n${deployment('web')}` });
    expect(run(folder, 'check', join(folder, 'web.yaml')).out).toContain(`web.yaml:22   error   verify/duplicate-object`);
  });
});

test.each([
  [['chek'], "error: unknown command 'chek'\n(Did you mean check?)\n"],
  [['check', '--strct'], "error: unknown option '--strct'\n(Did you mean --strict?)\n"],
  [['why'], "error: missing required argument 'path'\n"],
  [['check', 'x', '--cluster', 'prod=x.json'], /^modelyard: --cluster prod=FILE: nothing says which of the files go to prod/],
])('%j is no command, and ends with 2', (words, says) => {
  const folder = folderWith({});
  const { status, error, out } = run(folder, ...words);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(error).toEqual(typeof says === 'string' ? says : expect.stringMatching(says));
});

test('what is asked for help is told it', () => {
  const { status, out } = run('', '--help');
  expect(status).toBe(0);
  expect(out).toContain('prove what can be proven of manifests');
  expect(run('', 'check', '--help').out).toContain('Ends with 0 where nothing is wrong, 1 where something is, and 2');
});

