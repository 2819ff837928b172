import { expect, test } from 'vitest';
import { issueCodes } from '../../lib/core';
import { notRefusing, refusing } from '../e2e/claims-of-refusal';

test('each code of verify says that the API server refuses, or something else', () => {
  const codes = Object.keys(issueCodes).filter((code) => code.startsWith('verify/'));
  expect([...refusing, ...notRefusing].sort()).toEqual(codes.sort());
});
