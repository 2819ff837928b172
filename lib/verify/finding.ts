import type { Code } from '../core';
import type { Manifest, ObjectReference } from './manifest';

/**
 * How certain a rule is, and of what.
 *
 * `error`: it will not run, or will harm what runs; said only where it is certain. `warning`: it runs, doubtfully.
 * `not-known`: a fact is missing that would tell, and the message names that fact, so that whoever can state it knows
 * what to state. What holds is not mentioned: silence means *yes*.
 */
export type Severity = 'error' | 'warning' | 'not-known';

/** What a rule says about one object. */
export interface RuleFinding {
  readonly code: Code;
  readonly severity: Severity;
  /** The manifest found wrong: the very object that the inventory holds. */
  readonly manifest: Manifest;
  /** The field, such as `spec.template.spec.containers[0].env[2].name`. */
  readonly path: string;
  /** What stands there, as it shall be printed: never a secret. */
  readonly given?: string | undefined;
  readonly message: string;
  readonly fix: string;
}

/** A finding as users receive it: plain data. */
export interface Finding {
  readonly code: Code;
  readonly severity: Severity;
  readonly object: ObjectReference;
  /** The position of the object in the list that was verified. */
  readonly document: number;
  readonly path: string;
  readonly given?: string | undefined;
  readonly message: string;
  readonly fix: string;
}
