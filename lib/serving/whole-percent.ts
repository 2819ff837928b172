import { parsePercent, printGiven, readPercent, type Notes, type Percent } from '../core';

/** Reads a percentage for a field of Kubernetes that takes whole ones only. */
export function readWholePercent(property: string, given: Percent, placeholder: number, notes: Notes): number {
  const percent = notes.read(readPercent(property, given), placeholder);
  if (Number.isInteger(percent)) return percent;
  notes.issue({
    code: 'core/invalid-percent',
    property,
    given: printGiven(given),
    message: 'Kubernetes takes whole percentages only',
    fix: `${property}: '${Math.max(1, Math.round(parsePercent(given) ?? placeholder))}%'`,
  });
  return placeholder;
}
