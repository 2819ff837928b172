import type { Notes, Percent } from '../core';
import { readShare } from './rollout';
import type { ReplicaRange } from './scaling';

/** How many replicas may be evicted at once, by the drain of a node for instance. */
export type DisruptionBudget =
  | {
      /** No budget: all replicas may be evicted at once. */
      readonly kind: 'none';
      readonly reason: string;
    }
  | {
      readonly kind: 'max-unavailable';
      /** Pods, or a share of them, rounded up; 0 stops every drain. @default 1 */
      readonly maxUnavailable?: number | Percent | undefined;
      /** Whether pods that are not ready may be evicted beyond the budget. @default 'AlwaysAllow' */
      readonly unhealthyPodEvictionPolicy?: 'AlwaysAllow' | 'IfHealthyBudget' | undefined;
    };

const source = 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/';

/**
 * Renders the spec of a PodDisruptionBudget, or nothing where it cannot help: for a single replica a budget either
 * stops every drain or allows everything.
 *
 * @param selector of all pods without which a replica stops
 * @param podsEach the pods of one replica
 */
export function renderDisruptionBudget(
  given: DisruptionBudget | undefined,
  replicas: ReplicaRange,
  selector: Readonly<Record<string, unknown>>,
  podsEach: number,
  notes: Notes,
): Readonly<Record<string, unknown>> | undefined {
  if (given?.kind === 'none') {
    notes.waive({
      field: 'PodDisruptionBudget',
      value: null,
      reason: given.reason,
      override: 'disruptionBudget',
    });
    return undefined;
  }
  if (given === undefined && replicas.max < 2) {
    notes.decide({
      field: 'PodDisruptionBudget',
      value: null,
      reason: 'a budget for one replica either stops every drain of its node or protects nothing',
      source,
      override: 'disruptionBudget',
    });
    return undefined;
  }
  const maxUnavailable = notes.choose<number | Percent>(given?.maxUnavailable, {
    field: 'PodDisruptionBudget spec.maxUnavailable',
    value: 1,
    reason: 'nodes drain one replica at a time, at any number of replicas',
    source,
    override: 'disruptionBudget.maxUnavailable',
  });
  return {
    selector,
    maxUnavailable: podsOf(readShare('disruptionBudget.maxUnavailable', maxUnavailable, notes), podsEach),
    unhealthyPodEvictionPolicy: notes.choose(given?.unhealthyPodEvictionPolicy, {
      field: 'PodDisruptionBudget spec.unhealthyPodEvictionPolicy',
      value: 'AlwaysAllow',
      reason: 'a pod that is loading or crashing must not stop the drain of its node',
      source: `${source}#unhealthy-pod-eviction-policy`,
      override: 'disruptionBudget.unhealthyPodEvictionPolicy',
    }),
  };
}

/**
 * Where a replica is a group, the first pod that goes takes the others with it: all pods of the other replicas that may
 * be away, and one.
 */
function podsOf(replicas: number | Percent, podsEach: number): number | Percent {
  return typeof replicas === 'string' || replicas === 0 ? replicas : (replicas - 1) * podsEach + 1;
}
