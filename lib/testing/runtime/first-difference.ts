/** The first place where two plain values differ, and what stands there; nothing where they are equal. */
export function firstDifference(one: unknown, other: unknown): string | undefined {
  return differenceBelow('', one, other);
}

function differenceBelow(path: string, one: unknown, other: unknown): string | undefined {
  if (Object.is(one, other)) return undefined;
  if (!isContainer(one) || !isContainer(other)) return `${path}: ${JSON.stringify(one)} and ${JSON.stringify(other)}`;
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const step = Array.isArray(one) ? `${path}[${key}]` : `${path}${path === '' ? '' : '.'}${key}`;
    const found = differenceBelow(step, one[key], other[key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
