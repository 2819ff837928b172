/** A number of pods, or a share of them. */
export type IntOrPercent =
  { readonly kind: 'number'; readonly value: number } | { readonly kind: 'percent'; readonly value: number };

/** Reads a field such as `maxSurge`: a whole number or text such as `25%`, neither of them negative. */
export function readIntOrPercent(value: unknown): IntOrPercent | undefined {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && value >= 0 ? { kind: 'number', value } : undefined;
  }
  const digits = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : undefined;
  return digits === undefined ? undefined : { kind: 'percent', value: Number(digits) };
}

/** Says whether a number or share is nothing whatever it is a share of. */
export function isNone(value: IntOrPercent | undefined): boolean {
  return value?.value === 0;
}

/** How many pods of a total that is, where shares are rounded up. */
export function podsUp(value: IntOrPercent, total: number): number {
  return value.kind === 'number' ? value.value : Math.ceil((value.value * total) / 100);
}
