import type { NodeState } from '../node-state';
import type { Amounts } from '../pod-requests';
import type { SchedulerPlugin } from '../scheduler-plugin';
import { isNotKnown, rejects, type Verdict } from '../verdict';

/** What the pods on a node ask for together is no more than the node can allocate. */
export const nodeResourcesFit: SchedulerPlugin = {
  name: 'NodeResourcesFit',
  prepare({ requests }) {
    if (isNotKnown(requests)) return requests;
    return (node) => fit(requests, node);
  },
};

function fit(requests: Amounts, node: NodeState): Verdict {
  const { allocatable, requested } = node;
  if (isNotKnown(allocatable)) return allocatable;
  if (isNotKnown(requested)) return requested;
  const reasons: string[] = [];
  if (node.pods.length >= (allocatable.get('pods') ?? 0)) reasons.push('Too many pods');
  for (const [name, amount] of requests) {
    if (amount === 0 || !isCounted(name)) continue;
    const free = (allocatable.get(name) ?? 0) - (requested.get(name) ?? 0);
    if (amount > free) reasons.push(`Insufficient ${name}`);
  }
  const [first, ...more] = reasons;
  return first === undefined ? 'passes' : rejects(first, ...more);
}

/** The scheduler counts names without a domain only where Kubernetes knows them. */
function isCounted(name: string): boolean {
  return (
    name.includes('/') ||
    name === 'cpu' ||
    name === 'memory' ||
    name === 'ephemeral-storage' ||
    /^(hugepages|attachable-volumes)-/.test(name)
  );
}
