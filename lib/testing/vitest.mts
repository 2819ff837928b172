// A module among CommonJS, since vitest cannot be required.
import { expect } from 'vitest';
import { modelyardMatchers } from './matchers/modelyard-matchers.js';
import type { ModelyardMatchers } from './matchers/modelyard-matchers.js';

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- it gains the members of what it extends
  interface Matchers<T> extends ModelyardMatchers<T> {}
}

expect.extend(modelyardMatchers);

export { modelyardMatchers };
export type { NoFindingsOptions } from './matchers/answer-findings.js';
export type { ExpectedValue } from './matchers/expected-fields.js';
export type { MatcherContext, MatcherResult } from './matchers/matcher-context.js';
export type {
  AcceptedByOptions,
  AskedOf,
  FieldsOf,
  JudgedBy,
  ModelyardMatchers,
} from './matchers/modelyard-matchers.js';
export type { Subject } from './matchers/subject.js';
