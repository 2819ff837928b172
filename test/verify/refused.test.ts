import { expect, test } from 'vitest';
import { verify, type Finding, type Manifest } from '../../lib/verify';
import { refused } from './refused';

// That the API server really refuses the one and takes the other, test/e2e/verify-agrees.e2e.ts shows.

const errorsIn = (manifest: Manifest): readonly Finding[] =>
  verify([manifest]).filter(({ severity }) => severity === 'error');

test.each(refused)('$what is an error, which goes away when it is mended', ({ wrong, right }) => {
  expect(errorsIn(wrong)).not.toEqual([]);
  expect(errorsIn(right)).toEqual([]);
});
