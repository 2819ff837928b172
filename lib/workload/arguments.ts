import { isDeferred, printGiven, type Deferrable, type Notes } from '../core';

/** Appends the user's arguments to ours; a flag that stands in both is an issue, since servers differ in which one wins. */
export function appendArguments(
  property: string,
  ours: readonly Deferrable<string>[],
  theirs: readonly Deferrable<string>[],
  notes: Notes,
): Deferrable<string>[] {
  const taken = new Set(ours.map((argument) => flagOf(argument)?.replaceAll('_', '-')));
  theirs.forEach((argument, index) => {
    const flag = flagOf(argument);
    if (flag === undefined || !taken.has(flag.replaceAll('_', '-'))) return;
    notes.issue({
      code: 'workload/argument-clash',
      property: `${property}[${index}]`,
      // Without what stands behind it, which may be a secret.
      given: printGiven(flag),
      message: `${flag} is set already by the runtime`,
      fix: `the runtime's own prop for ${flag}, and no argument`,
    });
  });
  return [...ours, ...theirs];
}

function flagOf(argument: Deferrable<string>): string | undefined {
  if (isDeferred(argument)) return undefined;
  return /^--?[A-Za-z][\w.-]*/.exec(argument)?.[0];
}
