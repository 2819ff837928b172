import type { IConstruct } from 'constructs';
import type { Decision, PlainValue } from './decision';
import type { ExistingObject } from './existing-object';
import { noReason, printGiven, type IssueDetails } from './issue';
import type { CapturedStack } from './source-line';
import { recordDecision, recordExisting, recordIssue, recordNotKnown, recordWarning } from './record';

/** A default, with what a reader needs in order to disagree with it. */
export interface Default<T extends PlainValue> {
  readonly field: string;
  readonly value: T;
  readonly reason: string;
  readonly source?: string | undefined;
  readonly override: string;
}

/** An object that a prop refers to, and the namespace it lives in, as far as that is known. */
export interface Reference {
  readonly property: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** What reading a prop gives: its value, or what is wrong with it. */
export type Reading<T> = { readonly value: T } | { readonly issue: IssueDetails };

/**
 * What a pure function has to say besides its result: decisions taken, issues and warnings found, questions
 * left open, objects relied on.
 *
 * Functions that decide write into it; the construct that called them records it on itself.
 */
export class Notes {
  readonly decisions: Decision[] = [];
  readonly issues: IssueDetails[] = [];
  readonly warnings: IssueDetails[] = [];
  readonly open: IssueDetails[] = [];
  readonly existing: ExistingObject[] = [];
  readonly references: Reference[] = [];

  /** Takes what the user gave; otherwise takes the default and notes it as a decision. */
  choose<T extends PlainValue>(given: T | undefined, fallback: Default<T>): T {
    if (given !== undefined) return given;
    this.decisions.push(fallback);
    return fallback.value;
  }

  /** Notes something decided that no prop gives directly. */
  decide<T extends PlainValue>(decision: Default<T>): T {
    this.decisions.push(decision);
    return decision.value;
  }

  /** Notes safety that the user gives up, with the user's own reason: an empty one is an issue. */
  waive(decision: Default<PlainValue>): void {
    if (decision.reason.trim() === '') {
      this.issues.push(noReason(decision.override, printGiven(decision.value)));
    } else {
      this.decisions.push(decision);
    }
  }

  /** Takes the value of a reading; otherwise notes the issue and goes on with a placeholder. */
  read<T>(reading: Reading<T>, placeholder: T): T {
    if ('value' in reading) return reading.value;
    this.issues.push(reading.issue);
    return placeholder;
  }

  /** Notes what is wrong with a prop that is rendered as it was given. */
  check(reading: Reading<unknown>): void {
    if ('issue' in reading) this.issues.push(reading.issue);
  }

  /** Takes over all that other notes hold, each decision as `told` tells of it, and nothing that is said here already. */
  takeOver(other: Notes, told: (decision: Decision) => Decision): void {
    this.decisions.push(...unsaid(other.decisions.map(told), this.decisions));
    this.issues.push(...unsaid(other.issues, this.issues));
    this.warnings.push(...unsaid(other.warnings, this.warnings));
    this.open.push(...unsaid(other.open, this.open));
    this.existing.push(...other.existing);
    this.references.push(...other.references);
  }

  issue(issue: IssueDetails): void {
    this.issues.push(issue);
  }

  warn(warning: IssueDetails): void {
    this.warnings.push(warning);
  }

  /** Notes a question that stays open for want of a fact, which the fix names. */
  notKnown(question: IssueDetails): void {
    this.open.push(question);
  }

  /** Notes that an object is referred to; whoever knows where the notes belong judges its namespace. */
  refer(reference: Reference): void {
    this.references.push(reference);
  }

  /** Notes that an object outside the app is relied on, and declared by the user to exist. */
  rely(existing: ExistingObject): void {
    this.existing.push(existing);
  }
}

function unsaid<T>(given: readonly T[], said: readonly T[]): readonly T[] {
  const texts = new Set(said.map((one) => JSON.stringify(one)));
  return given.filter((one) => !texts.has(JSON.stringify(one)));
}

/**
 * Records everything in the notes on a construct.
 *
 * @param stack of the call that the notes are about; that of the constructor if not given
 */
export function recordNotes(construct: IConstruct, notes: Notes, stack?: CapturedStack): void {
  for (const decision of notes.decisions) recordDecision(construct, decision);
  for (const issue of notes.issues) recordIssue(construct, issue, stack);
  for (const warning of notes.warnings) recordWarning(construct, warning, stack);
  for (const question of notes.open) recordNotKnown(construct, question);
  for (const existing of notes.existing) recordExisting(construct, existing);
}
