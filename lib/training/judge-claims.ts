import { printGiven, type Notes } from '../core';
import type { BatchTrainingJobProps } from './batch-training-job-props';

/** Judges claims that not all the pods of several nodes can mount: those that cannot wait for ever, and the others for them. */
export function judgeClaims(
  { topology, volumes = [], sidecars = [], initContainers = [] }: BatchTrainingJobProps,
  notes: Notes,
): void {
  if (topology === undefined) return;
  const mounted = [...volumes, ...[...sidecars, ...initContainers].flatMap((one) => one.volumes ?? [])];
  const claims = new Map(mounted.flatMap(({ from }) => (from.kind === 'claim' ? [[from.claim.name, from.claim]] : [])));
  for (const { name, accessModes = [] } of claims.values()) {
    if (accessModes.length === 0 || accessModes.some((mode) => mode.endsWith('Many'))) continue;
    const isForOnePod = accessModes.includes('ReadWriteOncePod');
    const said = {
      code: 'training/claim-not-shared',
      property: 'topology.nodes',
      given: printGiven(topology.nodes),
      message: `claim ${name} is ${accessModes.join(', ')}: ${isForOnePod ? 'only one pod can mount it' : 'pods on a second node cannot mount it'}`,
      fix: "a claim with accessModes: ['ReadOnlyMany'] or ['ReadWriteMany'], or no topology",
    } as const;
    // Two pods may land on one node.
    if (isForOnePod) notes.issue(said);
    else notes.warn(said);
  }
}
