import type { AppFinding } from '../../app';
import { formatIssue, type Code } from '../../core';
import { verify, type Finding, type VerifyOptions } from '../../verify';
import { butForAllowed, type Answer } from '../answer';
import { manifestsIn } from '../manifests-in';
import { isApp, type Subject } from './subject';

/** What is not a failure. */
export interface NoFindingsOptions {
  /**
   * What passes all the same: `'not-known'`, proofs that cannot be made for want of a fact; `'warning'`, warnings that
   * nobody acknowledged. @default - neither
   */
  readonly allow?: readonly ('not-known' | 'warning')[] | undefined;
}

/**
 * Finds what there is to say: of an app what its synthesis says, of plain objects what `verify` does.
 *
 * @throws Error where there is nothing to find anything in
 */
function findingsOf(subject: Subject, by: VerifyOptions): readonly AppFinding[] {
  const given = (['cluster', 'rules', 'facts'] as const).filter((option) => by[option] !== undefined);
  if (isApp(subject) && given.length > 0) {
    throw new Error(`an App is judged by what it has itself: give ${given.join(', ')} to it, or ask about synth(app)`);
  }
  const findings = isApp(subject) ? subject.findings() : verify(subject, by).map(asAppFinding);
  if (findings.length === 0 && manifestsIn(subject).length === 0) throw new Error('there are no objects to judge');
  return findings;
}

/** Says whether anything is found that carries a code. */
export function answerFinding(subject: Subject, code: Code, by: VerifyOptions = {}): Answer {
  const all = findingsOf(subject, by);
  const found = all.filter((finding) => finding.code === code);
  if (found.length > 0) return { kind: 'yes', said: tell(`${code} is found:`, found) };
  if (all.length === 0) return { kind: 'no', said: `${code} is not found; nothing is` };
  return { kind: 'no', said: tell(`${code} is not found; what is:`, all) };
}

/** Says whether nothing is found but what may be. */
export function answerNoFindings(
  subject: Subject,
  { allow = [], ...by }: NoFindingsOptions & VerifyOptions = {},
): Answer {
  const found = findingsOf(subject, by).filter(({ severity }) => severity === 'error' || !allow.includes(severity));
  if (found.length === 0) return { kind: 'yes', said: `nothing is found${butForAllowed(allow)}` };
  const may = [...new Set(found.map(({ severity }) => severity))].filter((severity) => severity !== 'error');
  const hint =
    may.length === 0 ? '' : ` (allow: [${may.map((one) => `'${one}'`).join(', ')}] lets pass what is no error)`;
  return { kind: 'no', said: tell(`${found.length === 1 ? '1 finding' : `${found.length} findings`}${hint}:`, found) };
}

function tell(head: string, findings: readonly AppFinding[]): string {
  return [head, ...findings.map((finding) => `${finding.severity}   ${formatIssue(finding)}`)].join('\n\n');
}

function asAppFinding({ object, document: _, path, ...finding }: Finding): AppFinding {
  const name = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
  return { ...finding, path: `${object.kind} ${name}`, property: path };
}
