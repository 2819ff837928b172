import type { Env } from '../workload';

/**
 * What all tries of a run share, and no two runs anywhere: the name of the Job, and the identity that its API server gave
 * it. What a run writes is named after it. The same definition in another namespace, or made anew, is another run.
 *
 * Source: kubernetes 1.34.4 pkg/registry/batch/job/strategy.go generateSelector, which puts both labels on every pod.
 */
export const runVariable: Env = {
  JOB_NAME: { kind: 'field', path: "metadata.labels['batch.kubernetes.io/job-name']" },
  JOB_UID: { kind: 'field', path: "metadata.labels['batch.kubernetes.io/controller-uid']" },
  RUN: '$(JOB_NAME)-$(JOB_UID)',
};
