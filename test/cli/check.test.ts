import { readFileSync } from 'node:fs';
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
    expect(run(folder, 'check', join(folder, 'dist'))).toMatchInlineSnapshot(`
      {
        "error": "",
        "out": "Deployment models/chat

        dist/chat.yaml:17   error   verify/unknown-volume
          spec.template.spec.containers[0].volumeMounts[0].name "dta": the pod has no such volume, only "data"
          write  the name of a volume of the pod

      modelyard: no target cluster is declared; --cluster FILE declares one, and \`modelyard cluster\` writes it
      modelyard: 1 error in 2 objects of 2 files; 3 proofs not made, since facts are not declared (--strict names each)
      ",
        "status": 1,
      }
    `);
  });

  test('says so where nothing is wrong', () => {
    const folder = folderWith({ 'web.yaml': deployment('web') });
    expect(run(folder, 'check', join(folder, 'web.yaml'))).toMatchInlineSnapshot(`
      {
        "error": "",
        "out": "modelyard: no target cluster is declared; --cluster FILE declares one, and \`modelyard cluster\` writes it
      modelyard: nothing wrong in 1 object of 1 file; 2 proofs not made, since facts are not declared (--strict names each)
      ",
        "status": 0,
      }
    `);
  });

  test('takes what is not known for an error where it is told to be strict, and names each', () => {
    const secret = deployment('web').replace('{name: data, emptyDir: {}}', '{name: data, secret: {secretName: keys}}');
    const folder = folderWith({ 'web.yaml': secret });
    expect(run(folder, 'check', join(folder, 'web.yaml'))).toMatchInlineSnapshot(`
      {
        "error": "",
        "out": "modelyard: no target cluster is declared; --cluster FILE declares one, and \`modelyard cluster\` writes it
      modelyard: nothing wrong in 1 object of 1 file; 3 proofs not made, since facts are not declared (--strict names each)
      ",
        "status": 0,
      }
    `);
    expect(run(folder, 'check', join(folder, 'web.yaml'), '--strict')).toMatchInlineSnapshot(`
      {
        "error": "",
        "out": "Deployment models/web

        web.yaml:17   not known   verify/not-known-reference
          spec.template.spec.volumes[0].secret.secretName "keys": whether Secret models/keys exists is not known: the app does not make it, and it is not declared
          write  the fact, existing: [{ kind: 'Secret', namespace: 'models', name: 'keys' }], or make the Secret in the app

        web.yaml:5   not known   verify/not-known-namespace
          metadata.namespace models: whether the namespace models exists is not known: the app does not make it, and it is not declared
          write  the fact, existing: [{ kind: 'Namespace', name: 'models' }], or make the Namespace in the app

        web.yaml:10   not known   verify/not-known-schedulable
          spec.template.spec: whether a node has room for its pods is not known: no target cluster is declared
          write  nothing here: compare its requests, node selector and tolerations with the nodes

      modelyard: no target cluster is declared; --cluster FILE declares one, and \`modelyard cluster\` writes it
      modelyard: 3 not known in 1 object of 1 file
      ",
        "status": 1,
      }
    `);
  });

  test('writes a report as JSON', () => {
    const folder = folderWith({ 'chat.yaml': deployment('chat', 'dta') });
    const { out, ...rest } = run(folder, 'check', join(folder, 'chat.yaml'), '--json');
    expect(rest).toEqual({ status: 1, error: '' });
    expect(JSON.parse(out)).toMatchInlineSnapshot(`
      {
        "errors": 1,
        "exitStatus": 1,
        "files": 1,
        "findings": [
          {
            "code": "verify/unknown-volume",
            "file": "chat.yaml",
            "fix": "the name of a volume of the pod",
            "given": ""dta"",
            "line": 15,
            "message": "the pod has no such volume, only "data"",
            "object": {
              "apiVersion": "apps/v1",
              "kind": "Deployment",
              "name": "chat",
              "namespace": "models",
            },
            "path": "spec.template.spec.containers[0].volumeMounts[0].name",
            "severity": "error",
          },
          {
            "code": "verify/not-known-namespace",
            "file": "chat.yaml",
            "fix": "the fact, existing: [{ kind: 'Namespace', name: 'models' }], or make the Namespace in the app",
            "given": "models",
            "line": 5,
            "message": "whether the namespace models exists is not known: the app does not make it, and it is not declared",
            "object": {
              "apiVersion": "apps/v1",
              "kind": "Deployment",
              "name": "chat",
              "namespace": "models",
            },
            "path": "metadata.namespace",
            "severity": "not-known",
          },
          {
            "code": "verify/not-known-schedulable",
            "file": "chat.yaml",
            "fix": "nothing here: compare its requests, node selector and tolerations with the nodes",
            "line": 10,
            "message": "whether a node has room for its pods is not known: no target cluster is declared",
            "object": {
              "apiVersion": "apps/v1",
              "kind": "Deployment",
              "name": "chat",
              "namespace": "models",
            },
            "path": "spec.template.spec",
            "severity": "not-known",
          },
        ],
        "notKnown": 2,
        "notes": [],
        "objects": 1,
        "version": 1,
        "warnings": 0,
      }
    `);
  });

  test('holds pods against a target cluster', () => {
    const folder = folderWith({
      'web.yaml': deployment('web').replace(
        'image: server:1',
        'image: server:1\n          resources: {requests: {cpu: 8}}',
      ),
      'small.json': JSON.stringify({
        name: 'small',
        cloud: 'other',
        kubernetes: '1.34',
        nodePools: [{ name: 'only', custom: { cpu: 4, memory: '8Gi', pods: 110 }, nodes: { min: 1, max: 2 } }],
      }),
    });
    expect(run(folder, 'check', join(folder, 'web.yaml'), '--cluster', join(folder, 'small.json')))
      .toMatchInlineSnapshot(`
        {
          "error": "",
          "out": "Deployment models/web   for small

          web.yaml:10   error   verify/unschedulable
            spec.template.spec: no node of cluster small can take its pods: pool only: a pod asks for 8000m of cpu, and a node has 4000m of cpu
            write  less to ask for, the labels and tolerations of a pool that is there, or a pool that suits

        modelyard: 1 error in 1 object of 1 file; 1 proof not made, since facts are not declared (--strict names each)
        ",
          "status": 1,
        }
      `);
  });

  test('says what is wrong with a description of a cluster', () => {
    const folder = folderWith({
      'web.yaml': deployment('web'),
      'odd.json': '{"name": "odd", "cloud": "eks", "kubernetes": "1.34", "nodePool": []}',
      'gone.json': '{"name": ',
    });
    const check = (file: string): Run =>
      run(folder, 'check', join(folder, 'web.yaml'), '--cluster', join(folder, file));
    expect(check('odd.json')).toMatchInlineSnapshot(`
      {
        "error": "",
        "out": "  odd.json   error   hardware/invalid-target
          nodePool: is no field that is known here
          write  nodePools

      modelyard: no target cluster is declared; --cluster FILE declares one, and \`modelyard cluster\` writes it
      modelyard: 1 error in 1 object of 1 file; 2 proofs not made, since facts are not declared (--strict names each)
      ",
        "status": 2,
      }
    `);
    expect(check('gone.json')).toMatchInlineSnapshot(`
      {
        "error": "",
        "out": "  gone.json:1   error   cli/invalid-yaml
          flow map must end with a }
          write  YAML or JSON

      modelyard: no target cluster is declared; --cluster FILE declares one, and \`modelyard cluster\` writes it
      modelyard: 1 error in 1 object of 1 file; 2 proofs not made, since facts are not declared (--strict names each)
      ",
        "status": 2,
      }
    `);
    expect(check('not-there.json')).toMatchInlineSnapshot(`
      {
        "error": "",
        "out": "  not-there.json   error   cli/unreadable-file
          is not there
          write  a file of manifests, a folder that has some, or -

      modelyard: no target cluster is declared; --cluster FILE declares one, and \`modelyard cluster\` writes it
      modelyard: 1 error in 1 object of 1 file; 2 proofs not made, since facts are not declared (--strict names each)
      ",
        "status": 2,
      }
    `);
  });

  test('takes files with an object of one identity for those of two clusters, perhaps', () => {
    const folder = folderWith({
      'dev.yaml': deployment('web', 'dta'),
      'prod.yaml': `${deployment('web')}---\n${deployment('chat').replace('matchLabels: {app: chat}', 'matchLabels: {app: web}')}`,
      'all.json': '{"name": "all", "cloud": "other", "kubernetes": "1.34"}',
    });
    const files = ['dev.yaml', 'prod.yaml'].map((file) => join(folder, file));
    expect(run(folder, 'check', ...files, '--strict')).toMatchInlineSnapshot(`
      {
        "error": "",
        "out": "Deployment models/web

        dev.yaml:15   error   verify/unknown-volume
          spec.template.spec.containers[0].volumeMounts[0].name "dta": the pod has no such volume, only "data"
          write  the name of a volume of the pod

        dev.yaml:5   not known   verify/not-known-namespace
          metadata.namespace models: whether the namespace models exists is not known: the app does not make it, and it is not declared
          write  the fact, existing: [{ kind: 'Namespace', name: 'models' }], or make the Namespace in the app

        dev.yaml:10   not known   verify/not-known-schedulable
          spec.template.spec: whether a node has room for its pods is not known: no target cluster is declared
          write  nothing here: compare its requests, node selector and tolerations with the nodes

      Deployment models/web

        prod.yaml:5   not known   verify/not-known-namespace
          metadata.namespace models: whether the namespace models exists is not known: the app does not make it, and it is not declared
          write  the fact, existing: [{ kind: 'Namespace', name: 'models' }], or make the Namespace in the app

        prod.yaml:10   not known   verify/not-known-schedulable
          spec.template.spec: whether a node has room for its pods is not known: no target cluster is declared
          write  nothing here: compare its requests, node selector and tolerations with the nodes

        prod.yaml:4   not known   verify/duplicate-object
          metadata.name "web": dev.yaml:1 has this object too, so that one overwrites the other; not known, as nothing says which files go to one cluster
          write  one check for each cluster, with --cluster FILE and the files that go there

      Deployment models/chat

        prod.yaml:25   error   verify/selector-misses-own-pods
          spec.selector: the labels of its own pod template do not match the selector
          write  the same labels in spec.selector and spec.template.metadata.labels

        prod.yaml:28   not known   verify/not-known-schedulable
          spec.template.spec: whether a node has room for its pods is not known: no target cluster is declared
          write  nothing here: compare its requests, node selector and tolerations with the nodes

      modelyard: no target cluster is declared; --cluster FILE declares one, and \`modelyard cluster\` writes it
      modelyard: 2 errors, 6 not known in 3 objects of 2 files
      ",
        "status": 1,
      }
    `);
    expect(run(folder, 'check', ...files, '--cluster', join(folder, 'all.json')).out).toContain(
      `prod.yaml:4   error   verify/duplicate-object
    metadata.name "web": dev.yaml:1 has this object too, so that one overwrites the other`,
    );
  });

  test.each([
    ['is empty', { 'all.json': ' \n' }, 'all.json', 'is empty, and no description of a cluster'],
    ['says null', { 'all.json': 'null' }, 'all.json', 'null: is no description of a cluster, which is an object'],
    ['is a list', { 'all.json': '[]' }, 'all.json', '[]: is no description of a cluster, which is an object'],
    [
      'is a folder',
      { 'all/a.json': '{}', 'all/b.json': '{}' },
      'all',
      'is a folder of several files, and no description of a cluster',
    ],
  ])('says what a cluster is that %s', (_, files, file, says) => {
    const folder = folderWith({ 'web.yaml': deployment('web'), ...files });
    const { status, out } = run(folder, 'check', join(folder, 'web.yaml'), '--cluster', join(folder, file));
    expect(status).toBe(2);
    expect(out).toMatch(new RegExp(`^  ${file}   error   hardware/invalid-target\\n`));
    expect(out.split('\n')[1]?.trim()).toBe(says);
  });

  test('takes two objects of one identity in one file for a mistake', () => {
    const folder = folderWith({ 'web.yaml': `${deployment('web')}---\n${deployment('web')}` });
    expect(run(folder, 'check', join(folder, 'web.yaml')).out).toContain(
      `web.yaml:22   error   verify/duplicate-object`,
    );
  });
});

test.each([
  [['chek'], "error: unknown command 'chek'\n(Did you mean check?)\n"],
  [['check', '--strct'], "error: unknown option '--strct'\n(Did you mean --strict?)\n"],
  [['why'], "error: missing required argument 'path'\n"],
  [
    ['check', 'x', '--cluster', 'prod=x.json'],
    /^modelyard: --cluster prod=FILE: nothing says which of the files go to prod/,
  ],
])('%j is no command, and ends with 2', (words, says) => {
  const folder = folderWith({});
  const { status, error, out } = run(folder, ...words);
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(error).toEqual(typeof says === 'string' ? says : expect.stringMatching(says));
});

test('it tells its version', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
  expect(run('', '--version')).toEqual({ status: 0, error: '', out: `${version}\n` });
});

test('what is asked for help is told it', () => {
  const { status, out } = run('', '--help');
  expect(status).toBe(0);
  expect(out).toContain('prove what can be proven of manifests');
  expect(run('', 'check', '--help').out).toContain('Ends with 0 where nothing is wrong, 1 where something is, and 2');
});
