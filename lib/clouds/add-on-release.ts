import { printGiven, type IssueDetails } from '../core';
import { minorVersion } from '../hardware';
import { addOnCharts, type AddOnName, type AddOnRelease } from './add-on-charts';

/**
 * The newest version of an add-on that is for a version of Kubernetes, or what is wrong with that.
 *
 * @param all that are asked for together, which a version to write instead has to suit
 */
export function addOnRelease(
  name: AddOnName,
  kubernetes: string,
  all: readonly AddOnName[],
): { readonly release: AddOnRelease } | { readonly issue: IssueDetails } {
  const { chart, releases } = addOnCharts[name];
  const minor = minorVersion(kubernetes);
  const release = releases.find(
    ({ kubernetes: { from, to } }) => minor !== undefined && from <= minor && (to === undefined || minor <= to),
  );
  if (release !== undefined) return { release };
  const known = releases.map(({ app, kubernetes: range }) => `${app} for ${printRange(range)}`);
  return {
    issue: {
      code: 'clouds/unsupported-add-on',
      property: 'cluster.kubernetes',
      given: printGiven(kubernetes),
      message: `no version of ${chart} that is known here is for it: ${known.join(', ')}`,
      fix: `a cluster of Kubernetes ${suitedBy(all)}, for which there is all that is asked for here, or ${chart} left out and installed in another way`,
    },
  };
}

/** The versions of Kubernetes that each of some add-ons has a version for, in words: there are some that suit them all. */
function suitedBy(all: readonly AddOnName[]): string {
  const ranges = all.map((name) => addOnCharts[name].releases.map(({ kubernetes }) => kubernetes));
  const bounds = ranges.flat().flatMap(({ from, to = from }) => [from, to]);
  const [oldest, newest] = [Math.min(...bounds), Math.max(...bounds)];
  const minors = Array.from({ length: newest - oldest + 1 }, (_, index) => oldest + index).filter((minor) =>
    ranges.every((releases) => releases.some(({ from, to = newest }) => from <= minor && minor <= to)),
  );
  const isOpen = ranges.every((releases) => releases.some(({ to }) => to === undefined));
  return isOpen ? `1.${Math.min(...minors)} or newer` : minors.map((minor) => `1.${minor}`).join(' or ');
}

function printRange({ from, to }: AddOnRelease['kubernetes']): string {
  if (to === from) return `Kubernetes 1.${from}`;
  return to === undefined ? `Kubernetes 1.${from} and newer` : `Kubernetes 1.${from} to 1.${to}`;
}
