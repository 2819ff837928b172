import { expect } from 'vitest';
import { ConfigError } from '../../lib';

/** What is said of something that cannot be, a line for each issue; fails where nothing is said. */
export function refusalOf(make: () => unknown): readonly string[] {
  try {
    make();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.issues.map(({ code, property, given, message, fix }) => {
      const subject = [property, given].filter(Boolean).join(' ');
      return `${code} ${subject}: ${message}; write ${fix}`;
    });
  }
  expect.fail('it was made');
}
