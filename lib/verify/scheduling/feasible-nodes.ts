import type { Manifest } from '../manifest';
import { asRecord, asString } from '../untrusted';
import type { NodeState } from './node-state';
import { schedulerPlugins } from './plugins';
import { readPod, type PodState } from './pod-state';
import type { NodeFilter, SchedulerPlugin } from './scheduler-plugin';
import { readSchedulerState, type ClusterObjects, type SchedulerState } from './scheduler-state';
import { isNotKnown, rejects, type Verdict } from './verdict';

/** A pod, and the cluster that it is to be placed in. */
export interface FeasibilityQuestion extends ClusterObjects {
  readonly pod: Manifest;
}

/** Whether a pod can be placed on one node. */
export interface NodeFeasibility {
  readonly node: string;
  /** `undefined` where something needed is not declared. */
  readonly feasible: boolean | undefined;
  /** Of kube-scheduler, the first that takes the node out, under its own name; or that could not be judged. */
  readonly plugin?: string | undefined;
  /** In the scheduler's own words, as its events have them, several joined by a comma; or what is not declared. */
  readonly reason?: string | undefined;
}

/**
 * Says for each node whether kube-scheduler would let a pod on it, and which of its filters would not.
 *
 * Plain Kubernetes objects in, as `kubectl get -o json` prints them: what the API server and its default admission add
 * to a pod (requests from limits, ports of the host network, two tolerations) is added here too; what a RuntimeClass
 * adds must be in the pod. The answer is that of Kubernetes 1.34's default profile at this moment: whether evicting
 * others would make room is not asked, and neither are limits of attached volumes, free room for volumes that are yet to be
 * made, and devices of resource claims.
 *
 * ```ts
 * feasibleNodes({ pod, nodes, pods });
 * // [{ node: 'gpu-1', feasible: false, plugin: 'NodeResourcesFit', reason: 'Insufficient nvidia.com/gpu' }, …]
 * ```
 */
export function feasibleNodes(question: FeasibilityQuestion): readonly NodeFeasibility[] {
  const pod = readPod(question.pod);
  const state = readSchedulerState(question);
  const scheduler = asString(asRecord(question.pod['spec'])['schedulerName']) ?? 'default-scheduler';
  if (scheduler !== 'default-scheduler') {
    const reason = `how ${scheduler} places pods is not known`;
    return state.nodes.map(({ name }) => ({ node: name, feasible: undefined, reason }));
  }
  return judgeNodes(pod, state);
}

/** A filter that looks at nodes, under its plugin's name. */
interface PreparedFilter {
  readonly plugin: string;
  readonly verdictOn: NodeFilter;
}

/** Judges every node for a pod. */
export function judgeNodes(
  pod: PodState,
  state: SchedulerState,
  plugins: readonly SchedulerPlugin[] = schedulerPlugins,
): readonly NodeFeasibility[] {
  const narrowings: PreparedFilter[] = [];
  const filters: PreparedFilter[] = [];
  for (const plugin of plugins) {
    const { name } = plugin;
    const prepared = plugin.prepare(pod, state);
    if (prepared === 'passes') continue;
    if (typeof prepared === 'function') filters.push({ plugin: name, verdictOn: prepared });
    else if (prepared.kind === 'narrows') {
      narrowings.push({
        plugin: name,
        verdictOn: ({ name: node }) => (prepared.names.has(node) ? 'passes' : leftOutBy(name)),
      });
      filters.push({ plugin: name, verdictOn: prepared.filter });
    } else if (prepared.kind === 'not-known') filters.push({ plugin: name, verdictOn: () => prepared });
    // The scheduler looks at no node once a plugin has said no to all of them.
    else return state.nodes.map((node) => told(node, name, prepared));
  }
  return state.nodes.map((node) => judge(node, [...narrowings, ...filters]));
}

function leftOutBy(plugin: string): Verdict {
  return rejects(`node(s) didn't satisfy plugin(s) [${plugin}]`);
}

function judge(node: NodeState, filters: readonly PreparedFilter[]): NodeFeasibility {
  let doubt: NodeFeasibility | undefined;
  for (const { plugin, verdictOn } of filters) {
    const verdict = verdictOn(node);
    if (verdict === 'passes') continue;
    // A no further on is a no, whatever else is not declared.
    if (!isNotKnown(verdict)) return told(node, plugin, verdict);
    doubt ??= told(node, plugin, verdict);
  }
  return doubt ?? { node: node.name, feasible: true };
}

function told({ name }: NodeState, plugin: string, verdict: Exclude<Verdict, 'passes'>): NodeFeasibility {
  return isNotKnown(verdict)
    ? { node: name, feasible: undefined, plugin, reason: verdict.because }
    : { node: name, feasible: false, plugin, reason: verdict.reasons.join(', ') };
}
