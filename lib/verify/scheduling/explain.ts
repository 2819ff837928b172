import { amountInWords } from './amount-in-words';
import type { NodeFeasibility } from './feasible-nodes';
import type { NodeState } from './node-state';
import type { PodState } from './pod-state';
import { formatTaint, toleratesAll } from './taints';
import { isNotKnown } from './verdict';

/** Says in plain words why a node cannot take a pod, with the figures and names that the scheduler leaves out. */
export function explain(pod: PodState, node: NodeState, { plugin, reason }: NodeFeasibility): string {
  switch (plugin) {
    case 'TaintToleration':
      return `taint ${node.taints
        .filter((taint) => !toleratesAll(pod.tolerations, [taint]))
        .map(formatTaint)
        .join(', ')} is not tolerated`;
    case 'NodeResourcesFit':
      return explainRoom(pod, node) ?? reason ?? '';
    case 'NodeAffinity':
      return 'its nodes have not the labels that nodeSelector or node affinity ask for';
    case 'PodTopologySpread':
      return 'its nodes have not the label over which the pods are to be spread';
    case undefined:
    default:
      return reason ?? '';
  }
}

function explainRoom({ requests }: PodState, { allocatable, requested, pods }: NodeState): string | undefined {
  if (isNotKnown(requests) || isNotKnown(allocatable) || isNotKnown(requested)) return undefined;
  const lacking: string[] = [];
  if (pods.length >= (allocatable.get('pods') ?? 0)) lacking.push(`DaemonSets take all ${pods.length} places for pods`);
  for (const [name, amount] of requests) {
    const taken = requested.get(name) ?? 0;
    const has = (allocatable.get(name) ?? 0) - taken;
    if (amount <= has) continue;
    const left = taken === 0 ? 'a node has' : 'DaemonSets leave of a node';
    // What a node has of memory is known between two bounds, and this is the upper one.
    const atMost = name === 'memory' ? 'at most ' : '';
    const hasInWords = has <= 0 ? 'none' : `${atMost}${amountInWords(name, has, Math.floor)}`;
    lacking.push(`a pod asks for ${amountInWords(name, amount, Math.ceil)}, and ${left} ${hasInWords}`);
  }
  return lacking.join('; ');
}
