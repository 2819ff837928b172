import { printGiven, type Notes } from '../../core';

/** Tells whether a number is whole and above zero. */
export function isWhole(amount: number): boolean {
  return Number.isSafeInteger(amount) && amount >= 1;
}

/** Judges numbers of a runtime's props, by their names, that have to be whole and above zero; returns how many are not. */
export function judgeWhole(amounts: Readonly<Record<string, number | undefined>>, notes: Notes): number {
  const wrong = Object.entries(amounts).filter(([, amount]) => amount !== undefined && !isWhole(amount));
  for (const [name, amount] of wrong) {
    notes.issue({
      code: 'serving/invalid-amount',
      property: `runtime.${name}`,
      given: printGiven(amount),
      message: 'is no whole number above zero',
      fix: `${name.replace(/^.*\./, '')}: 1, or more`,
    });
  }
  return wrong.length;
}
