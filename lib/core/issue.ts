import type { IssueCode } from './codes';
import { credentialIn } from './credential';

/** The code of an issue: one of ours, or `yours/…` for a rule of your own. */
export type Code = IssueCode | `${string}/${string}`;

/** A line in the user's own program. */
export interface SourceLine {
  readonly file: string;
  readonly line: number;
}

/** What is wrong, before it is known where: constructs and pure functions make these. */
export interface IssueDetails {
  readonly code: Code;
  /** The prop, or the field of a manifest, that is wrong. */
  readonly property?: string | undefined;
  /** What was given there, as it shall be printed: never a secret. */
  readonly given?: string | undefined;
  /** What is wrong, in lower case and without a full stop. */
  readonly message: string;
  /** What to write instead. */
  readonly fix: string;
}

/** What is wrong, where, and what to write instead. */
export interface Issue extends IssueDetails {
  /** The construct's path in the app. */
  readonly path: string;
  /** The line of the user's program that made the construct. */
  readonly source?: SourceLine | undefined;
}

/** Prints a given value for an issue: strings quoted, long ones cut, and a credential that got there not shown. */
export function printGiven(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const text = jsonOf(value) ?? String(value);
  if (credentialIn('', text) !== undefined) return `(${text.length} characters, not shown)`;
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** JSON has no undefined and no functions, which TypeScript's own declaration forgets. */
function jsonOf(value: unknown): string | undefined {
  return JSON.stringify(value);
}

/** What is wrong where safety is given up, and nobody says why. */
export function noReason(property: string, given: string): IssueDetails {
  return {
    code: 'core/no-reason',
    property,
    given,
    message: 'gives up safety without a reason',
    fix: 'the reason, in a sentence for the next reader',
  };
}

/** One issue as a block of lines: code, place and line; what is wrong; what to write. */
export function formatIssue(issue: Issue): string {
  const head = [issue.code, issue.path, issue.source && `${issue.source.file}:${issue.source.line}`];
  return [head.filter(Boolean).join('   '), `  ${describe(issue)}`, `  write  ${issue.fix}`].join('\n');
}

/** One issue on a single line, for cdk8s's own `App`, which adds the path itself. */
export function formatIssueInline(issue: IssueDetails): string {
  return `${issue.code}: ${describe(issue)}; write ${issue.fix}`;
}

function describe(issue: IssueDetails): string {
  const subject = [issue.property, issue.given].filter(Boolean).join(' ');
  return subject === '' ? issue.message : `${subject}: ${issue.message}`;
}
