import { printGiven, type IssueDetails } from '../core';
import { minorVersion } from '../hardware';
import { addOnCharts, type AddOnName, type AddOnRelease } from './add-on-charts';

/** The newest version of an add-on that is for a version of Kubernetes, or what is wrong with that. */
export function addOnRelease(
  name: AddOnName,
  kubernetes: string,
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
      fix: `a cluster of one of these versions, or ${chart} left out and installed in another way`,
    },
  };
}

function printRange({ from, to }: AddOnRelease['kubernetes']): string {
  if (to === from) return `Kubernetes 1.${from}`;
  return to === undefined ? `Kubernetes 1.${from} and newer` : `Kubernetes 1.${from} to 1.${to}`;
}
