const mostNamed = 5;

/** Names as a message lists them: `"a"`, `"a" and "b"`, `"a", "b" and 7 more`. */
export function listNames(names: readonly string[]): string {
  const quoted = names.map((name) => JSON.stringify(name));
  const listed =
    quoted.length > mostNamed ? [...quoted.slice(0, mostNamed), `${quoted.length - mostNamed} more`] : quoted;
  return listed.length < 2 ? listed.join('') : `${listed.slice(0, -1).join(', ')} and ${listed.at(-1) ?? ''}`;
}

/** A number with its noun: `1 replica`, `3 replicas`. */
export function countOf(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
