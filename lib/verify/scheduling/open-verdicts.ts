import type { TargetCluster } from '../../hardware';
import type { DeclaredNode } from './declared-node';
import { judgeNodes, type NodeFeasibility } from './feasible-nodes';
import type { NodeState } from './node-state';
import type { PodState } from './pod-state';
import { nodeAffinity } from './plugins/node-affinity';
import { nodeResourcesFit } from './plugins/node-resources-fit';
import { podTopologySpread } from './plugins/pod-topology-spread';
import { taintToleration } from './plugins/taint-toleration';
import { isAlwaysDeclared, labelsAskedFor, undeclaredLabels } from './undeclared';
import { isNotKnown } from './verdict';

/** What of the scheduler can be judged before there are other pods. */
const plugins = [taintToleration, nodeAffinity, nodeResourcesFit, podTopologySpread];

/** What can be judged of nodes whose labels are not all known. */
const pluginsWithoutLabels = [taintToleration, nodeResourcesFit];

/**
 * A verdict on each of some nodes that a declared cluster can have, for a pod that comes before all others; where what
 * its pool does not declare would decide, it is open.
 */
export function judgeDeclared(
  pod: PodState,
  nodes: readonly DeclaredNode[],
  cluster: TargetCluster,
): readonly NodeFeasibility[] {
  const state = { nodes: nodes.map(({ node }) => node) };
  const whole = judgeNodes(pod, state, plugins);
  const asked = labelsAskedFor(pod);
  const undeclared = nodes.map((one) => undeclaredLabels(asked, one, cluster)[0]);
  const withoutLabels = undeclared.some((label) => label !== undefined)
    ? judgeNodes(pod, state, pluginsWithoutLabels)
    : whole;
  return nodes.flatMap(({ node, pool }, index) => {
    const label = undeclared[index];
    const known = (label === undefined ? whole : withoutLabels)[index];
    if (known === undefined) return [];
    if (known.feasible === false) {
      const resource = known.plugin === 'NodeResourcesFit' ? undeclaredResource(pod, node) : undefined;
      return resource === undefined ? known : open(node, `whether pool ${pool.name} has ${resource} is not declared`);
    }
    return label === undefined
      ? known
      : open(node, `whether the nodes of pool ${pool.name} have label ${label} is not declared`);
  });
}

function open({ name }: NodeState, reason: string): NodeFeasibility {
  return { node: name, feasible: undefined, reason };
}

/** A resource that is all that a pod lacks on a node, and of which nobody said whether the node has it. */
function undeclaredResource({ requests }: PodState, { allocatable, requested }: NodeState): string | undefined {
  if (isNotKnown(requests) || isNotKnown(allocatable) || isNotKnown(requested)) return undefined;
  const lacking = [...requests].filter(
    ([name, amount]) => amount > (allocatable.get(name) ?? 0) - (requested.get(name) ?? 0),
  );
  const undeclared = lacking.filter(([name]) => !isAlwaysDeclared(name) && !allocatable.has(name));
  return undeclared.length === lacking.length ? undeclared[0]?.[0] : undefined;
}
