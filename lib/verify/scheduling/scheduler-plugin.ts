import type { NodeState } from './node-state';
import type { PodState } from './pod-state';
import type { SchedulerState } from './scheduler-state';
import type { Verdict } from './verdict';

/** Judges one node for the pod that a plugin was prepared for. */
export type NodeFilter = (node: NodeState) => Verdict;

/** A filter that looks at nodes of some names only; all others are out before any plugin has looked at them. */
export interface Narrowing {
  readonly kind: 'narrows';
  readonly names: ReadonlySet<string>;
  readonly filter: NodeFilter;
}

/**
 * A filter of kube-scheduler's default profile, under the scheduler's own name for it.
 *
 * Like the scheduler's own it works in two steps: it looks at the pod and the whole cluster once, and may then have
 * an answer for every node; else what it gives back looks at each node.
 *
 * Source: Kubernetes 1.34.4, pkg/scheduler/framework/plugins, a folder for each.
 */
export interface SchedulerPlugin {
  readonly name: string;
  prepare(pod: PodState, state: SchedulerState): Verdict | NodeFilter | Narrowing;
}
