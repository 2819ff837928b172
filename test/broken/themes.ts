import type { Broken } from './broken';
import { namesAndAmounts } from './names-and-amounts';
import { podsThatFail } from './pods';
import { scheduling } from './scheduling';

/** All that is broken on purpose, by theme. */
export const themes: Readonly<Record<string, readonly Broken[]>> = {
  'names and amounts': namesAndAmounts,
  pods: podsThatFail,
  scheduling,
};
