import { credentialIn, isDeferred, printGiven, type Deferrable, type Notes } from '../core';

/**
 * Appends the user's arguments to ours; a flag that stands in both is an issue, since servers differ in which one wins.
 *
 * @param aliases other names of flags, such as `-tp`, by which a server knows the same
 */
export function appendArguments(
  property: string,
  ours: readonly Deferrable<string>[],
  theirs: readonly Deferrable<string>[],
  notes: Notes,
  aliases: Readonly<Record<string, string>> = {},
): Deferrable<string>[] {
  const sameAs = (flag: string): string => {
    const name = flag.replaceAll('_', '-');
    return Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name;
  };
  const taken = new Set(ours.flatMap((argument) => flagOf(argument) ?? []).map(sameAs));
  theirs.forEach((argument, index) => {
    const flag = flagOf(argument);
    if (flag === undefined || !taken.has(sameAs(flag))) return;
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

/** Notes what looks like a credential on a command line, which everyone on the node can read besides. */
export function checkArguments(property: string, given: readonly Deferrable<string>[] | undefined, notes: Notes): void {
  let before = '';
  for (const argument of given ?? []) {
    if (isDeferred(argument)) continue;
    const [, flag, value = argument] = /^--?([A-Za-z][\w.-]*)=(.*)$/s.exec(argument) ?? [];
    const named = flag ?? before;
    // A flag that stands alone gives its name to what comes next, unless that is a flag too.
    before = /^--?([A-Za-z][\w.-]*)$/.exec(argument)?.[1] ?? '';
    const credential = credentialIn(before === '' ? named.replaceAll('-', '_') : '', value);
    if (credential === undefined) continue;
    notes.issue({
      code: 'data/credential-literal',
      property,
      given: `(${argument.length} characters, not shown)`,
      message: `looks like ${credential}; it would stand in plain text in the manifest and in the list of processes`,
      fix: "env: { NAME: { kind: 'secret', secret: existingSecret('NAME', { keys: ['KEY'] }), key: 'KEY' } }, and $(NAME) in the argument",
    });
  }
}

function flagOf(argument: Deferrable<string>): string | undefined {
  if (isDeferred(argument)) return undefined;
  return /^--?[A-Za-z][\w.-]*/.exec(argument)?.[0];
}
