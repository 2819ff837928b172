import { expect, test } from 'vitest';
import { verify, type Finding, type Manifest } from '../../lib/verify';
import { refused, warned } from './refused';

// That the API server really refuses the one and takes the other, test/e2e/verify-agrees.e2e.ts shows.

const errorsIn = (manifest: Manifest): readonly Finding[] =>
  verify([manifest]).filter(({ severity }) => severity === 'error');

test.each(refused)('$what is an error, which goes away when it is mended', ({ wrong, right }) => {
  expect(errorsIn(wrong)).not.toEqual([]);
  expect(errorsIn(right)).toEqual([]);
});

test.each(warned)('$what is a warning and no error, which goes away when it is mended', ({ wrong, right }) => {
  const worseThanUnknown = (manifest: Manifest): readonly string[] =>
    verify([manifest]).flatMap(({ code, severity }) => (severity === 'not-known' ? [] : [`${severity} ${code}`]));
  const mended = worseThanUnknown(right);
  const found = worseThanUnknown(wrong).filter((finding) => !mended.includes(finding));
  expect(found).not.toEqual([]);
  expect(found.filter((finding) => !finding.startsWith('warning '))).toEqual([]);
});

const ofPods = refused.filter(({ wrong }) =>
  errorsIn(wrong).every(({ path }) => path.startsWith('spec.template.spec.')),
);

test('what is wrong with pods is left to a kind that nobody knows, which may mend it', () => {
  expect(ofPods.length).toBeGreaterThan(25);
  for (const { wrong } of ofPods)
    expect(errorsIn({ ...wrong, apiVersion: 'example.com/v1', kind: 'Engine' })).toEqual([]);
});
