import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, ConfigError } from 'modelyard';
import { expect, test } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { broken } from './broken';

const root = join(__dirname, '..', '..');
const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8');
const readme = read('README.md');

/** The first fenced block of a language in the README. */
function block(language: string): string {
  const [, text] = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(readme) ?? [];
  if (text === undefined) throw new Error(`the README has no block of ${language}`);
  return text;
}

function statement(program: string): string {
  const body = program.slice(program.indexOf('const service'), program.indexOf("path: '/predict' });"));
  return body.replaceAll(/^ +/gm, '').replace(/`(.*)\$\{version\}`/, "'$1v1'");
}

test('the program in the README is the one in examples', () => {
  expect(statement(block('ts'))).toBe(statement(read('examples', 'sentiment.ts')));
});

test('the YAML in the README is what that program makes', () => {
  const golden = parseAllDocuments(read('test', 'golden', 'examples', 'sentiment.k8s.yaml')).map(
    (document) => document.toJS() as { kind: string; spec?: { template: { spec: unknown } } },
  );
  const pod = golden.find(({ kind }) => kind === 'Deployment')?.spec?.template.spec;
  expect(block('yaml')).toBe(stringify(pod));
});

test('the error in the README is what a wrong program says', () => {
  const app = new App({ outdir: join(root, 'dist-manifests-never-written') });
  broken(app);
  let message = '';
  try {
    app.synth();
  } catch (error) {
    if (ConfigError.is(error)) message = error.message;
  }
  expect(block('text')).toBe(`${message.replaceAll('test/readme/broken.ts', 'chat.ts')}\n`);
});
