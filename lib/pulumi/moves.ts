import type { IConstruct } from 'constructs';
import type { IssueDetails } from '../core';

/** Where constructs stand now, by where they stood: `{ 'chat/llama': 'serving/chat' }`. */
export type Moves = Readonly<Record<string, string>>;

/** The names that a resource had before it, or something around it, moved. */
export function formerNames(name: string, moved: Moves): readonly string[] {
  return Object.entries(moved).flatMap(([from, to]) => {
    const below = pathBelow(name, to);
    return below === undefined ? [] : [from + below];
  });
}

/** What is wrong with what is said to have moved. */
export function judgeMoves(moved: Moves, root: IConstruct): readonly IssueDetails[] {
  const paths = root.node.findAll().map(({ node }) => node.path);
  return Object.entries(moved).flatMap(([from, to]): IssueDetails[] => {
    const property = `moved[${JSON.stringify(from)}]`;
    const isFree = !paths.includes(from);
    if (isFree && paths.includes(to)) return [];
    return [
      {
        code: 'pulumi/moved-nowhere',
        property,
        given: JSON.stringify(to),
        message: isFree ? 'there is no construct at that path' : `there still is a construct at ${from}`,
        fix: isFree ? 'the path of the construct as it is now' : 'only what is no longer there',
      },
    ];
  });
}

/** What stands after a path in another, with its slash; nothing where the one is not above the other. */
function pathBelow(path: string, above: string): string | undefined {
  if (path === above) return '';
  return path.startsWith(`${above}/`) ? path.slice(above.length) : undefined;
}
