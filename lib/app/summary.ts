import { acknowledgedReason, formatIssue, warningsOf, type Issue } from '../core';
import { nowhere, type Tree } from './tree';

/** What a successful synthesis has to tell. */
export interface Outcome {
  readonly objects: number;
  readonly warnings: readonly Issue[];
  /** How many questions stay open. */
  readonly notKnown: number;
}

/**
 * The warnings of an app that nobody has acknowledged: those recorded on constructs, and those found since.
 *
 * @param found warnings about constructs of the tree
 */
export function openWarnings(tree: Tree, found: readonly Issue[]): readonly Issue[] {
  const recorded = tree.constructs.flatMap((construct) =>
    warningsOf(construct).filter(({ acknowledged }) => acknowledged === undefined),
  );
  const open = found.filter(({ code, path }) => {
    const position = tree.positionAt(path);
    return position === nowhere || acknowledgedReason(tree.at(position), code) === undefined;
  });
  return inTreeOrder(tree, [...recorded, ...open]);
}

/** Issues in the order of their constructs; those of one construct stay as they are. */
export function inTreeOrder<I extends Issue>(tree: Tree, issues: readonly I[]): readonly I[] {
  return [...issues].sort((left, right) => tree.positionAt(left.path) - tree.positionAt(right.path));
}

/** Says how a synthesis went: a block for each warning, and one line on the whole. */
export function summarise({ objects, warnings, notKnown }: Outcome): string {
  const line = `modelyard: ${count(objects, 'object')}${proofsNotMade(notKnown)}`;
  return `${[...warnings.map(formatIssue), line].join('\n\n')}\n`;
}

/** Tells how many proofs were not made; which they are would drown the rest, so that is had for the asking. */
function proofsNotMade(notKnown: number): string {
  if (notKnown === 0) return '';
  return `; ${count(notKnown, 'proof')} not made, since facts are not declared (proof: 'required' names each)`;
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}
