export {
  fullLength,
  liesWithin,
  networkOf,
  printRange,
  rangesOverlap,
  readRange,
  type AddressRange,
} from './address-range';
export { issueCodes, type IssueCode } from './codes';
export { ConfigError } from './config-error';
export type { Decision, PlainValue } from './decision';
export { credentialIn, isNameOfCredential } from './credential';
export { originsOf, withOrigin } from './deferred-origin';
export { isDeferred, type Deferrable, type Deferred } from './deferred';
export { deferrableText } from './deferred-text';
export { formatDuration, parseDuration, wholeSeconds, type Duration } from './duration';
export type { ExistingObject } from './existing-object';
export {
  formatIssue,
  formatIssueInline,
  noReason,
  printGiven,
  type Code,
  type Issue,
  type IssueDetails,
  type SourceLine,
} from './issue';
export { lateProps } from './late-props';
export { deriveName, labelValue } from './name';
export { budgetFor, nameBudgets, type NameBudget, type NamedKind } from './name-budget';
export {
  annotationKeyProblem,
  environmentNameProblem,
  labelKeyProblem,
  labelValueProblem,
  nameProblem,
  portNameProblem,
  type NameEdition,
} from './name-rule';
export { formatPercent, parsePercent, type Percent } from './percent';
export {
  addQuantities,
  compareQuantities,
  formatQuantity,
  multiplyQuantity,
  parseQuantity,
  quantityToInteger,
  quantityToMilli,
  type Bytes,
  type Cpu,
  type Quantity,
} from './quantity';
export { readBytes } from './read-bytes';
export { readCpu } from './read-cpu';
export { readDuration } from './read-duration';
export { readPercent, type PercentRange } from './read-percent';
export type { Least } from './read-amount';
export {
  acknowledge,
  acknowledgedReason,
  acknowledgementsOf,
  decisionsOf,
  existingOf,
  issuesOf,
  issuesSoFar,
  notKnownOf,
  recordDecision,
  recordExisting,
  recordIssue,
  recordSource,
  recordTraffic,
  recordWarning,
  sourceOf,
  trafficOf,
  warningsOf,
  type Warning,
} from './record';
export type { DeclaredTraffic } from './declared-traffic';
export { nearestNames } from './nearest';
export { captureStack, sourceLineOf, withSourceLine, type CapturedStack } from './source-line';
export { deferredProperties, refusal, refuse } from './refusal';
export { Notes, recordNotes, type Default, type Reading } from './notes';
export { isRelease, releaseNumbers } from './version';
