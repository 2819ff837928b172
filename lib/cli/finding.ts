import type { Code, SourceLine } from '../core';
import type { ObjectReference, Severity } from '../verify';

/** A finding as the command line tells it: what `verify` says, and where that is. */
export interface PlacedFinding {
  readonly severity: Severity;
  readonly code: Code;
  /** The file, as it was named; left out for what stands in none. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly object?: ObjectReference | undefined;
  /** The target cluster that the object goes to, by its name. */
  readonly target?: string | undefined;
  /** The field, or the prop. */
  readonly path?: string | undefined;
  /** What stands there, as it shall be printed: never a secret. */
  readonly given?: string | undefined;
  readonly message: string;
  readonly fix: string;
  /** The construct that made the object, where an app was asked. */
  readonly construct?: string | undefined;
  /** The line of the user's program that made it. */
  readonly source?: SourceLine | undefined;
  /** Says that the input could not be read, so that no verdict covers it. */
  readonly unusable?: true | undefined;
}
