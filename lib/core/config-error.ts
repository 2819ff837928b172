import { formatIssue, type Issue } from './issue';

const brand: unique symbol = Symbol.for('modelyard.ConfigError');

/** Every issue of an app, raised at once; nothing was written. */
export class ConfigError extends Error {
  declare readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    super(formatIssues(issues));
    // Not enumerable: Node prints the message of an error that nobody caught, and all its enumerable fields once more.
    Object.defineProperties(this, {
      name: { value: 'ConfigError' },
      issues: { value: issues },
      [brand]: { value: true },
    });
  }

  /** Says whether an error is a `ConfigError`, also one of another copy of this library. */
  static is(error: unknown): error is ConfigError {
    return typeof error === 'object' && error !== null && brand in error;
  }
}

function formatIssues(issues: readonly Issue[]): string {
  const count = issues.length === 1 ? '1 problem' : `${issues.length} problems`;
  return [`modelyard: ${count}, nothing was written`, ...issues.map(formatIssue)].join('\n\n');
}
