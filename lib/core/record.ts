import type { IConstruct, Node } from 'constructs';
import type { DeclaredTraffic } from './declared-traffic';
import type { Decision } from './decision';
import type { ExistingObject } from './existing-object';
import {
  formatIssueInline,
  noReason,
  printGiven,
  type Code,
  type Issue,
  type IssueDetails,
  type SourceLine,
} from './issue';
import { captureStack, sourceLineOf, type CapturedStack } from './source-line';

/** A warning, and the reason with which the user acknowledged it, if any. */
export interface Warning extends Issue {
  readonly acknowledged?: string | undefined;
}

/** Something said of a construct, and where in the user's program, if not where the construct was made. */
interface Said extends IssueDetails {
  readonly stack?: CapturedStack | undefined;
}

interface Records {
  readonly issues: (Said | (() => Said | undefined))[];
  readonly warnings: Said[];
  readonly open: Said[];
  readonly decisions: (Decision | (() => Decision | undefined))[];
  readonly existing: ExistingObject[];
  readonly traffic: (() => readonly DeclaredTraffic[])[];
  readonly acknowledged: Map<Code, string>;
  stack?: CapturedStack;
}

// Kept on the node under a registered symbol, so that two copies of the library see the same records.
const key: unique symbol = Symbol.for('modelyard.records');

interface Recorded {
  [key]?: Records | undefined;
}

/** Remembers the line of the user's program that is making this construct; called first in each constructor. */
export function recordSource(construct: IConstruct): void {
  recordsFor(construct).stack = captureStack();
}

/**
 * Records what is wrong with a construct; synthesis then fails and names everything recorded.
 *
 * @param issue a function, where what is done with the construct later may put it right
 * @param stack of the call that is wrong; that of the constructor if not given
 */
export function recordIssue(
  construct: IConstruct,
  issue: IssueDetails | (() => IssueDetails | undefined),
  stack?: CapturedStack,
): void {
  const records = recordsFor(construct);
  if (records.issues.length === 0) {
    // cdk8s's own App, and Chart.toJson, reach us only by validations.
    construct.node.addValidation({ validate: () => standing(records.issues).map(formatIssueInline) });
  }
  records.issues.push(typeof issue === 'function' ? () => withStack(issue(), stack) : { ...issue, stack });
}

function withStack(issue: IssueDetails | undefined, stack: CapturedStack | undefined): Said | undefined {
  return issue === undefined ? undefined : { ...issue, stack };
}

function standing(issues: Records['issues']): readonly Said[] {
  return issues.flatMap((issue) => (typeof issue === 'function' ? (issue() ?? []) : issue));
}

/** Records what is doubtful but legal; it is printed unless `acknowledge` names it. */
export function recordWarning(construct: IConstruct, warning: IssueDetails, stack?: CapturedStack): void {
  recordsFor(construct).warnings.push({ ...warning, stack });
}

/** Records a question that stays open, because a fact is not declared. */
export function recordNotKnown(construct: IConstruct, question: IssueDetails): void {
  recordsFor(construct).open.push(question);
}

/** Records something decided for the user; a function, where what is done with the construct later may undo it. */
export function recordDecision(construct: IConstruct, decision: Decision | (() => Decision | undefined)): void {
  recordsFor(construct).decisions.push(decision);
}

/** Records that an object outside the app is relied on and declared to exist. */
export function recordExisting(construct: IConstruct, existing: ExistingObject): void {
  recordsFor(construct).existing.push(existing);
}

/**
 * Accepts a warning, for this construct and everything below it.
 *
 * @param reason said in reports, so that the next reader knows why
 */
export function acknowledge(construct: IConstruct, code: Code, reason: string): void {
  if (reason.trim() === '') recordIssue(construct, noReason('acknowledge', printGiven(code)));
  recordsFor(construct).acknowledged.set(code, reason);
}

/** Records which connections a construct is for; a function, since what is done with it later may add to them. */
export function recordTraffic(construct: IConstruct, traffic: () => readonly DeclaredTraffic[]): void {
  recordsFor(construct).traffic.push(traffic);
}

/** The issues recorded on this one construct. */
export function issuesOf(construct: IConstruct): readonly Issue[] {
  return placed(construct, standing(tryRecords(construct)?.issues ?? []));
}

/** The issues of this one construct that stand whatever is done with it later: all that can be told of half a program. */
export function issuesSoFar(construct: IConstruct): readonly Issue[] {
  const recorded = tryRecords(construct)?.issues ?? [];
  return placed(
    construct,
    recorded.filter((issue) => typeof issue !== 'function'),
  );
}

/** The warnings recorded on this one construct, those that were acknowledged included. */
export function warningsOf(construct: IConstruct): readonly Warning[] {
  return placed(construct, tryRecords(construct)?.warnings ?? []).map((warning) => ({
    ...warning,
    acknowledged: acknowledgedReason(construct, warning.code),
  }));
}

/** The questions about this one construct that stay open, because facts are not declared. */
export function notKnownOf(construct: IConstruct): readonly Issue[] {
  return placed(construct, tryRecords(construct)?.open ?? []);
}

/** What was decided for the user on this one construct. */
export function decisionsOf(construct: IConstruct): readonly Decision[] {
  return (tryRecords(construct)?.decisions ?? []).flatMap((decision) => {
    const standing = typeof decision === 'function' ? decision() : decision;
    return standing === undefined ? [] : [standing];
  });
}

/** The objects outside the app that this one construct relies on. */
export function existingOf(construct: IConstruct): readonly ExistingObject[] {
  return [...(tryRecords(construct)?.existing ?? [])];
}

/** The connections that this one construct is for. */
export function trafficOf(construct: IConstruct): readonly DeclaredTraffic[] {
  return (tryRecords(construct)?.traffic ?? []).flatMap((traffic) => traffic());
}

/** The reason with which a warning of this code was acknowledged here or further up. */
export function acknowledgedReason(construct: IConstruct, code: Code): string | undefined {
  for (const scope of construct.node.scopes.reverse()) {
    const reason = tryRecords(scope)?.acknowledged.get(code);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** The warnings accepted on this one construct, each code with its reason. */
export function acknowledgementsOf(construct: IConstruct): Readonly<Record<string, string>> {
  return Object.fromEntries(tryRecords(construct)?.acknowledged ?? []);
}

/** The line of the user's program that made this construct, or the nearest one around it that is known. */
export function sourceOf(construct: IConstruct): SourceLine | undefined {
  for (const scope of construct.node.scopes.reverse()) {
    const stack = tryRecords(scope)?.stack;
    if (stack !== undefined) return sourceLineOf(stack);
  }
  return undefined;
}

function placed(construct: IConstruct, said: readonly Said[]): Issue[] {
  return said.map(({ stack, ...details }) => ({
    ...details,
    path: construct.node.path,
    source: (stack && sourceLineOf(stack)) ?? sourceOf(construct),
  }));
}

function recordsFor(construct: IConstruct): Records {
  const node: Node & Recorded = construct.node;
  return (node[key] ??= {
    issues: [],
    warnings: [],
    open: [],
    decisions: [],
    existing: [],
    traffic: [],
    acknowledged: new Map(),
  });
}

function tryRecords(construct: IConstruct): Records | undefined {
  const node: Node & Recorded = construct.node;
  return node[key];
}
