import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { issueCodes } from '../../lib/core';
import { builtInRules, verify, type Manifest, type Rule } from '../../lib/verify';
import { deployment } from './manifests';

const deployments = ['b', 'a'].map((name) => deployment({ name, namespace: 'prod' }));

// The example in the documentation of Rule.
const ownerNamed: Rule = {
  name: 'owner-named',
  summary: 'a Deployment says which team owns it',
  source: 'our handbook, chapter 3',
  *check(inventory) {
    for (const { manifest, metadata } of inventory.ofKind('apps', 'Deployment')) {
      const labels = metadata['labels'];
      if (typeof labels === 'object' && labels !== null && 'team' in labels) continue;
      yield {
        code: 'acme/no-owner',
        severity: 'warning',
        manifest,
        path: 'metadata.labels.team',
        message: 'no team is named',
        fix: 'the name of a team, as in team: search',
      };
    }
  },
};

test("the example of a user's own rule is the one that is tested", () => {
  const documented = readFileSync('lib/verify/rule.ts', 'utf8').replaceAll(/^ \* ?/gm, '');
  const [tested = ''] =
    /const ownerNamed: Rule = .*?\n};/s.exec(readFileSync('test/verify/verify.test.ts', 'utf8')) ?? [];
  expect(documented).toContain(tested);
});

test('what is no list of objects is refused in plain words', () => {
  // As a parser gives them, which knows no types.
  const parsed = (json: string): readonly Manifest[] => JSON.parse(json) as readonly Manifest[];
  expect(() => verify(parsed('[{}, null]'))).toThrow(
    new Error('document 1 is null, and no manifest, which is an object: leave out documents that are empty'),
  );
  expect(() => verify(parsed('["a"]'))).toThrow(
    new Error('document 0 is "a", and no manifest, which is an object: leave out documents that are empty'),
  );
  expect(() => verify(parsed('null'))).toThrow(new Error('verify takes a list of manifests, and was given null'));
});

test("a user's own rule joins the built-in ones, and its findings are plain data", () => {
  const owned = deployment({ name: 'c', metadata: { labels: { team: 'search' } } });
  const findings = verify([...deployments, owned], { rules: [...builtInRules, ownerNamed] });
  expect(findings.map(({ code }) => code)).toContain('verify/not-known-schedulable');
  const [first, ...rest] = findings.filter(({ code }) => code === 'acme/no-owner');
  expect(first).toEqual({
    code: 'acme/no-owner',
    severity: 'warning',
    object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'prod', name: 'b' },
    document: 0,
    path: 'metadata.labels.team',
    message: 'no team is named',
    fix: 'the name of a team, as in team: search',
  });
  expect(rest.map(({ document, object }) => [document, object.name])).toEqual([[1, 'a']]);
});

test('findings come in the order of the documents, and within one in that of the rules', () => {
  const second: Rule = {
    ...ownerNamed,
    *check(inventory) {
      for (const finding of ownerNamed.check(inventory)) yield { ...finding, code: 'acme/second' };
    },
  };
  const found = verify(deployments, { rules: [ownerNamed, second] });
  expect(found.map(({ document, code }) => `${document} ${code}`)).toEqual([
    '0 acme/no-owner',
    '0 acme/second',
    '1 acme/no-owner',
    '1 acme/second',
  ]);
});

test('a rule that reports an object of its own making is told so', () => {
  const rule: Rule = {
    ...ownerNamed,
    *check(inventory) {
      for (const finding of ownerNamed.check(inventory)) yield { ...finding, manifest: { ...finding.manifest } };
    },
  };
  expect(() => verify(deployments, { rules: [rule] })).toThrow(
    'a rule reported acme/no-owner on an object that is not one of those it was given',
  );
});

test('built-in rules have names of their own, and say what they prove and where it is written', () => {
  expect(new Set(builtInRules.map(({ name }) => name)).size).toBe(builtInRules.length);
  for (const { name, summary, source } of builtInRules) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(summary).toMatch(/^[a-zA-Z].*[^.]$/);
    expect(source).not.toBe('');
  }
});

test('built-in rules use the codes of the library, and every code of theirs is used', () => {
  const sources = ['rules', 'schema'].flatMap((folder) =>
    readdirSync(`lib/verify/${folder}`).map((file) => readFileSync(`lib/verify/${folder}/${file}`, 'utf8')),
  );
  const used = sources.flatMap((source) => source.match(/verify\/[a-z-]+(?=')/g) ?? []);
  const declared = Object.keys(issueCodes).filter((code) => code.startsWith('verify/'));
  expect([...new Set(used)].sort()).toEqual(declared.sort());
});

test('the entry point loads neither cdk8s nor constructs nor Pulumi', () => {
  const program = `
    const { verify } = require('./lib/verify/index.ts');
    verify([{ apiVersion: 'v1', kind: 'Service' }]);
    console.log(JSON.stringify(Object.keys(require.cache)));
  `;
  const output = execFileSync(process.execPath, ['--import', 'tsx', '--eval', program], { encoding: 'utf8' });
  const loaded = JSON.parse(output) as readonly string[];
  expect(loaded.filter((file) => file.endsWith('/lib/verify/verify.ts'))).toHaveLength(1);
  expect(loaded.filter((file) => /\/node_modules\/(cdk8s|constructs|@pulumi)/.test(file))).toEqual([]);
});
