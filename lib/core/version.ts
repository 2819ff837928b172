/** The numbers of a release, such as `[0, 18, 1]` of `v0.18.1-x86_64` or `[25, 10]` of `25.10-py3`; none where it has none. */
export function releaseNumbers(text: string): readonly number[] {
  const [, dotted] = /^v?(\d+(?:\.\d+)+)(?:[-+.].*)?$/.exec(text) ?? [];
  return dotted === undefined ? [] : dotted.split('.').map(Number);
}

/** Says whether a release is that one or a later one. Servers number their releases in their own ways, few by semver. */
export function isRelease(version: string, least: string): boolean {
  const [given, wanted] = [releaseNumbers(version), releaseNumbers(least)];
  for (let index = 0; index < Math.max(given.length, wanted.length); index += 1) {
    const difference = (given[index] ?? 0) - (wanted[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
