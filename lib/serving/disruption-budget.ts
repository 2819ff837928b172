import type { Notes } from '../core';
import type { Scaling } from './scaling';

/**
 * Renders the spec of a PodDisruptionBudget, or nothing where it cannot help: for a single replica a budget either
 * stops every drain or allows everything.
 */
export function renderDisruptionBudget(
  scaling: Scaling,
  selector: Readonly<Record<string, string>>,
  notes: Notes,
): Readonly<Record<string, unknown>> | undefined {
  const source = 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/';
  if (scaling.kind === 'fixed' && scaling.replicas < 2) {
    notes.decide({
      field: 'PodDisruptionBudget',
      value: null,
      reason: 'a budget for one replica either stops every drain of its node or protects nothing',
      source,
      override: 'scaling, with 2 replicas or more',
    });
    return undefined;
  }
  return {
    selector: { matchLabels: selector },
    maxUnavailable: notes.decide({
      field: 'PodDisruptionBudget spec.maxUnavailable',
      value: 1,
      reason: 'nodes drain one replica at a time, at any number of replicas',
      source,
      override: 'an ApiObject of your own, and one replica here',
    }),
    unhealthyPodEvictionPolicy: notes.decide({
      field: 'PodDisruptionBudget spec.unhealthyPodEvictionPolicy',
      value: 'AlwaysAllow',
      reason: 'a pod that is loading or crashing must not stop the drain of its node',
      source: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy',
      override: 'an ApiObject of your own, and one replica here',
    }),
  };
}
