/**
 * The names that come nearest to a given one, best first: those that need the fewest changes of a letter, and of
 * these the first in the list.
 *
 * Upper and lower case and separators do not count; what has nothing to do with the given name is not offered.
 */
export function nearestNames(given: string, names: readonly string[], most = 3): readonly string[] {
  const wanted = plain(given);
  const limit = Math.max(2, Math.floor(wanted.length / 2));
  return names
    .map((name) => ({ name, distance: distanceBetween(wanted, plain(name)) }))
    .filter(({ distance }) => distance <= limit)
    .sort((left, right) => left.distance - right.distance)
    .slice(0, most)
    .map(({ name }) => name);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9.]/g, '');
}

/** Levenshtein's distance, row by row. */
function distanceBetween(left: string, right: string): number {
  let above = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [row, letter] of Array.from(left).entries()) {
    const current = [row + 1];
    for (const [column, other] of Array.from(right).entries()) {
      const replaced = (above[column] ?? 0) + (letter === other ? 0 : 1);
      const inserted = (current[column] ?? 0) + 1;
      const deleted = (above[column + 1] ?? 0) + 1;
      current.push(Math.min(replaced, inserted, deleted));
    }
    above = current;
  }
  return above.at(-1) ?? 0;
}
