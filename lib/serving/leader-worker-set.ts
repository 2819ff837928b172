import { printGiven, type Notes } from '../core';
import type { TargetCluster } from '../hardware';
import type { GroupPods } from './group-pods';
import { planGroupRollout } from './group-rollout';
import type { ResolvedNames } from './model-service-names';
import type { Rollout } from './rollout';
import type { ServerGroup } from './runtime';
import type { Scaling } from './scaling';

/** Renders the spec of a LeaderWorkerSet, version leaderworkerset.x-k8s.io/v1: what it would fill in stands here too. */
export function renderLeaderWorkerSet(
  { size }: ServerGroup,
  { leader, worker }: GroupPods,
  scaling: Scaling,
  rollout: Rollout,
  notes: Notes,
): Readonly<Record<string, unknown>> {
  return {
    // Left out where an autoscaler owns it: each apply would put it back.
    replicas: scaling.kind === 'fixed' ? scaling.replicas : undefined,
    leaderWorkerTemplate: {
      size,
      restartPolicy: notes.decide({
        field: 'LeaderWorkerSet spec.leaderWorkerTemplate.restartPolicy',
        value: 'RecreateGroupOnPodRestart',
        reason: 'the pods that are left cannot go on without one that is gone, nor can it join them again',
        source: 'https://lws.sigs.k8s.io/docs/concepts/failure-handling/',
        override: 'ApiObject.addJsonPatch',
      }),
      leaderTemplate: leader,
      workerTemplate: worker,
    },
    rolloutStrategy: {
      type: 'RollingUpdate',
      rollingUpdateConfiguration: planGroupRollout(rollout, scaling, notes),
    },
    // A leader is ready once its workers have joined: they must not wait for it.
    startupPolicy: 'LeaderCreated',
    networkConfig: { subdomainPolicy: 'Shared' },
  };
}

/** Notes what stands in the way of a LeaderWorkerSet: they are no part of Kubernetes, and make a Service of their own. */
export function judgeLeaderWorkerSet(names: ResolvedNames, cluster: TargetCluster | undefined, notes: Notes): void {
  if (names.leaderWorkerSet === names.service) {
    notes.issue({
      code: 'serving/second-service',
      property: 'names',
      given: printGiven(names.service),
      message: 'a LeaderWorkerSet makes a headless Service of its own name, and the Service has that name',
      fix: 'another name for one of leaderWorkerSet and service, or nothing',
    });
  }
  const kinds = cluster?.customResources;
  if (kinds === undefined) return;
  const served = kinds.find(({ group, kind }) => group === 'leaderworkerset.x-k8s.io' && kind === 'LeaderWorkerSet');
  if (served?.versions.includes('v1') === true) return;
  notes.issue({
    code: 'serving/no-groups',
    property: 'runtime',
    message:
      served === undefined
        ? `the cluster ${cluster?.name ?? ''} does not know LeaderWorkerSet, by which a model runs on several nodes: it is not among its customResources`
        : `the cluster ${cluster?.name ?? ''} serves LeaderWorkerSet as ${served.versions.join(', ')} only, and not as v1`,
    fix: 'LeaderWorkerSet 0.6.0 or later in the cluster, and among its customResources; or a model on one node',
  });
}
