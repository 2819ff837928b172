import { expect, test } from 'vitest';
import { builtInRules, verify, type Inventory, type Rule, type RuleFinding } from '../../lib/verify';

const deployments = ['b', 'a'].map((name) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'prod' },
}));

const ownedRule: Rule = {
  name: 'owner-named',
  summary: 'a Deployment says which team owns it',
  source: 'our handbook, chapter 3',
  *check(inventory: Inventory): Iterable<RuleFinding> {
    for (const { manifest } of inventory.ofKind('apps', 'Deployment')) {
      yield {
        code: 'acme/no-owner',
        severity: 'warning',
        manifest,
        path: 'metadata.labels',
        message: 'no team is named',
        fix: 'a label team',
      };
    }
  },
};

test("a user's own rule is asked and its findings are plain data", () => {
  const [first, ...rest] = verify(deployments, { rules: [ownedRule] });
  expect(first).toEqual({
    code: 'acme/no-owner',
    severity: 'warning',
    object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'prod', name: 'b' },
    document: 0,
    path: 'metadata.labels',
    message: 'no team is named',
    fix: 'a label team',
  });
  expect(rest.map(({ document, object }) => [document, object.name])).toEqual([[1, 'a']]);
});

test('findings come in the order of the documents, and within one in that of the rules', () => {
  const second: Rule = {
    ...ownedRule,
    *check(inventory) {
      for (const finding of ownedRule.check(inventory)) yield { ...finding, code: 'acme/second' };
    },
  };
  const found = verify(deployments, { rules: [ownedRule, second] });
  expect(found.map(({ document, code }) => `${document} ${code}`)).toEqual([
    '0 acme/no-owner',
    '0 acme/second',
    '1 acme/no-owner',
    '1 acme/second',
  ]);
});

test('a rule that reports an object of its own making is told so', () => {
  const rule: Rule = {
    ...ownedRule,
    *check(inventory) {
      for (const finding of ownedRule.check(inventory)) yield { ...finding, manifest: { ...finding.manifest } };
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
    expect(summary).toMatch(/^[a-z].*[^.]$/s);
    expect(source).not.toBe('');
  }
});
