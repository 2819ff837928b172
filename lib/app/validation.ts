import type { IConstruct } from 'constructs';
import { formatIssueInline, issuesOf, sourceOf, type Issue } from '../core';

/** What is wrong with constructs as they say themselves: recorded issues, and what validations of any origin return. */
export function validate(constructs: readonly IConstruct[]): readonly Issue[] {
  return constructs.flatMap((construct) => {
    const said = askConstruct(construct);
    const recorded = issuesOf(construct);
    if (said.length + recorded.length === 0) return [];
    // cdk8s's own App hears of recorded issues by a validation, which is no news here.
    const told = new Set(recorded.map(formatIssueInline));
    return [...recorded, ...said.filter((text) => !told.has(text)).map((text) => invalid(construct, text))];
  });
}

function askConstruct(construct: IConstruct): readonly string[] {
  try {
    return construct.node.validate().map(String);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function invalid(construct: IConstruct, message: string): Issue {
  return {
    code: 'app/validation',
    path: construct.node.path,
    source: sourceOf(construct),
    message,
    fix: 'what this validation of the construct asks for',
  };
}
