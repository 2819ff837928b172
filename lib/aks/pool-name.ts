import { createHash } from 'node:crypto';
import { printGiven, type IssueDetails } from '../core';

const hashLength = 4;

/** What a pool's name begins with may have so many characters: AKS takes twelve, and a hash has the last four. */
export const longestStem = 8;

/**
 * The name of a pool in AKS: how it begins, and a hash of what cannot be changed, so that a pool that takes the place of
 * another can be made before that one is deleted. It is known before anything is made, and pods can ask for nodes by it.
 *
 * The stem is the given one, or the letters and digits of the component's name, cut.
 *
 * @param immutable what forces another pool; fields that are `undefined` count as not there
 */
export function agentPoolName(
  component: string,
  stem: string | undefined,
  immutable: Readonly<Record<string, unknown>>,
): string {
  const known = Object.entries(immutable).filter(([, value]) => value !== undefined);
  const text = JSON.stringify([component, ...known.sort(([left], [right]) => (left < right ? -1 : 1))]);
  // A digest in base 36: letters and digits are all that AKS takes.
  const digest = BigInt(`0x${createHash('sha256').update(text).digest('hex')}`).toString(36);
  return `${stem ?? stemOf(component)}${digest.slice(-hashLength)}`;
}

/** Judges how a pool's name is to begin. */
export function judgeStem(stem: string | undefined): readonly IssueDetails[] {
  if (stem === undefined || /^[a-z][a-z0-9]{0,7}$/.test(stem)) return [];
  return [
    {
      code: 'clouds/invalid-name',
      property: 'name',
      given: printGiven(stem),
      message: `must be 1 to ${longestStem} letters a-z and digits, a letter first: AKS takes names of twelve, and a hash has the last ${hashLength}`,
      fix: `name: '${stemOf(stem)}'`,
    },
  ];
}

function stemOf(component: string): string {
  const plain = component.toLowerCase().replace(/[^a-z0-9]/g, '');
  return (/^[a-z]/.test(plain) ? plain : `p${plain}`).slice(0, longestStem);
}
