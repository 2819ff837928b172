import type { Env } from '../workload';

/**
 * The name of the Job, which all tries of a run share, and no two runs: what a run writes is named after it.
 *
 * Source: kubernetes 1.34.4 pkg/registry/batch/job/strategy.go generateSelector, which puts the label on every pod.
 */
export const runVariable: Env = { RUN: { kind: 'field', path: "metadata.labels['batch.kubernetes.io/job-name']" } };

/**
 * Runs a program as the first process of a container, to which a signal to stop means nothing unless it says what: the
 * program ends, and nothing comes after it.
 */
export const untilStopped = `trap 'kill "$child" 2>/dev/null; exit 143' TERM
run() { "$@" & child=$!; wait "$child"; }`;
