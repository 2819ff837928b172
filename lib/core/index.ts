export { issueCodes, type IssueCode } from './codes';
export { ConfigError } from './config-error';
export type { Decision, PlainValue } from './decision';
export { isDeferred, type Deferrable, type Deferred } from './deferred';
export {
  formatIssue,
  formatIssueInline,
  printGiven,
  type Code,
  type Issue,
  type IssueDetails,
  type SourceLine,
} from './issue';
export {
  acknowledge,
  acknowledgedReason,
  decisionsOf,
  issuesOf,
  recordDecision,
  recordIssue,
  recordSource,
  recordWarning,
  sourceOf,
  warningsOf,
  type Warning,
} from './record';
