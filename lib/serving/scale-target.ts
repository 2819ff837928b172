import type { ServerGroup } from './runtime';

/** What an autoscaler scales, as `scaleTargetRef` names it. */
export interface ScaleTarget {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** The object that has the replicas of a service: a LeaderWorkerSet counts groups, and has a scale as Deployments do. */
export function scaleTargetOf(
  names: { readonly deployment: string; readonly leaderWorkerSet: string },
  group: ServerGroup | undefined,
): ScaleTarget {
  return group === undefined
    ? { apiVersion: 'apps/v1', kind: 'Deployment', name: names.deployment }
    : { apiVersion: leaderWorkerSets, kind: 'LeaderWorkerSet', name: names.leaderWorkerSet };
}

/** The API of LeaderWorkerSets. */
export const leaderWorkerSets = 'leaderworkerset.x-k8s.io/v1';
