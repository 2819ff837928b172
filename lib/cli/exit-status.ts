import type { PlacedFinding } from './finding';

/** How a command ends: nothing wrong, something found wrong, or input with which it cannot do what it is asked. */
export const exitStatus = { good: 0, found: 1, unusable: 2 } as const;

/**
 * How a check ends.
 *
 * @param strict whether what is not known counts as wrong
 */
export function statusOf(findings: readonly PlacedFinding[], strict: boolean): 0 | 1 | 2 {
  if (findings.some(({ unusable }) => unusable)) return exitStatus.unusable;
  const isWrong = findings.some(({ severity }) => severity === 'error' || (strict && severity === 'not-known'));
  return isWrong ? exitStatus.found : exitStatus.good;
}
