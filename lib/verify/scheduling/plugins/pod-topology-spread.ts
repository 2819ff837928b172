import { isEmptySelector, selects, type Selector } from '../../selector';
import { asArray, asInteger, asRecord, asString } from '../../untrusted';
import { isSelected, type NodeSelection } from '../node-selection';
import type { NodeState } from '../node-state';
import type { PodState } from '../pod-state';
import { readWithKeys } from '../pod-terms';
import type { SchedulerPlugin } from '../scheduler-plugin';
import { toleratesAll } from '../taints';
import { isNotKnown, notKnown, rejects } from '../verdict';

/** How evenly the pods of a selector must lie over the values of a label of nodes. */
interface Spread {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  /** Left out: it selects no pod. */
  readonly selector: Selector | undefined;
  readonly honoursAffinity: boolean;
  readonly honoursTaints: boolean;
}

/** A spread, and how many of the pods lie in each domain. */
interface Counted extends Spread {
  readonly pods: ReadonlyMap<string, number>;
  /** As many lie in the emptiest domain, or none where there are too few domains. */
  readonly least: number;
  /** 1 where the pod itself is of those that are counted. */
  readonly self: number;
}

const notEven = "node(s) didn't match pod topology spread constraints";

/** Pods lie evenly over zones, hosts, or what else a label of nodes tells apart. */
export const podTopologySpread: SchedulerPlugin = {
  name: 'PodTopologySpread',
  prepare(pod, { nodes }) {
    const spreads = readSpreads(pod);
    if (spreads === undefined) return notKnown('a label selector of its topology spread constraints cannot be read');
    if (spreads.length === 0) return 'passes';
    if (isNotKnown(pod.selection)) return pod.selection;
    const counted = countIn(spreads, pod, pod.selection, nodes);
    return (node) => {
      for (const { topologyKey, pods, least, self, maxSkew } of counted) {
        const domain = node.label(topologyKey);
        if (domain === undefined) return rejects(`${notEven} (missing required label)`);
        if ((pods.get(domain) ?? 0) + self - least > maxSkew) return rejects(notEven);
      }
      return 'passes';
    };
  },
};

function readSpreads(pod: PodState): readonly Spread[] | undefined {
  const spreads: Spread[] = [];
  for (const item of asArray(pod.spec['topologySpreadConstraints'])) {
    const constraint = asRecord(item);
    if (constraint['whenUnsatisfiable'] !== 'DoNotSchedule') continue;
    const selector = readWithKeys(constraint, pod.labels);
    if (selector === 'malformed') return undefined;
    spreads.push({
      topologyKey: asString(constraint['topologyKey']) ?? '',
      maxSkew: asInteger(constraint['maxSkew']) ?? 1,
      minDomains: asInteger(constraint['minDomains']) ?? 1,
      selector,
      honoursAffinity: constraint['nodeAffinityPolicy'] !== 'Ignore',
      honoursTaints: constraint['nodeTaintsPolicy'] === 'Honor',
    });
  }
  return spreads;
}

function countIn(
  spreads: readonly Spread[],
  pod: PodState,
  selection: NodeSelection,
  nodes: readonly NodeState[],
): readonly Counted[] {
  // A node that lacks the label of one constraint counts for none of them.
  const labelled = nodes.filter((node) => spreads.every(({ topologyKey }) => node.label(topologyKey) !== undefined));
  return spreads.map((spread) => {
    const pods = new Map<string, number>();
    for (const node of labelled) {
      if (spread.honoursAffinity && !isSelected(selection, node)) continue;
      if (spread.honoursTaints && !toleratesAll(pod.tolerations, node.taints)) continue;
      const domain = node.label(spread.topologyKey) ?? '';
      pods.set(domain, (pods.get(domain) ?? 0) + countOn(node, spread.selector, pod.namespace));
    }
    const { selector, minDomains } = spread;
    const least = pods.size < minDomains ? 0 : Math.min(...pods.values());
    return { ...spread, pods, least, self: selector !== undefined && selects(selector, pod.labels) ? 1 : 0 };
  });
}

function countOn(node: NodeState, selector: Selector | undefined, namespace: string): number {
  // The scheduler counts no pod for a selector without conditions.
  if (selector === undefined || isEmptySelector(selector)) return 0;
  return node.pods.filter(
    (other) => !other.isTerminating && other.namespace === namespace && selects(selector, other.labels),
  ).length;
}
