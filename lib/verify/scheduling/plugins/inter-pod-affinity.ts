import type { NodeState } from '../node-state';
import type { PodState } from '../pod-state';
import { isMeant, isMeantByWaiting, type PodTerm } from '../pod-terms';
import type { SchedulerPlugin } from '../scheduler-plugin';
import type { SchedulerState } from '../scheduler-state';
import { isNotKnown, notKnown, rejects } from '../verdict';

/** Pods that must be near to others, or must not be. */
export const interPodAffinity: SchedulerPlugin = {
  name: 'InterPodAffinity',
  prepare(pod, state) {
    if (isNotKnown(pod.affinity)) return pod.affinity;
    const { near, apart } = pod.affinity;
    const domains = findDomains(pod, near, apart, state);
    if (domains === undefined)
      return notKnown('the labels of the namespaces that its affinity asks for are not declared');
    if (near.length === 0 && domains.withOthers.size === 0 && domains.ofOthers.size === 0) return 'passes';
    const isFirst = domains.near.size === 0 && meansAll(near, pod, state) === true;
    return (node) => {
      if (!isNearEnough(node, near, domains.near, isFirst)) return rejects("node(s) didn't match pod affinity rules");
      if (isIn(domains.withOthers, node)) return rejects("node(s) didn't match pod anti-affinity rules");
      if (isIn(domains.ofOthers, node)) return rejects("node(s) didn't satisfy existing pods anti-affinity rules");
      return 'passes';
    };
  },
};

/** Values of labels of nodes, by label: each pair is a part of the cluster. */
type Domains = Map<string, Set<string>>;

interface FoundDomains {
  /** With pods that all terms want to be near to. */
  readonly near: Domains;
  /** With pods that the pod keeps apart from. */
  readonly withOthers: Domains;
  /** With pods that keep apart from the pod. */
  readonly ofOthers: Domains;
}

/** Looks at every pod that is placed; nothing where what is not declared would decide. */
function findDomains(
  pod: PodState,
  near: readonly PodTerm[],
  apart: readonly PodTerm[],
  state: SchedulerState,
): FoundDomains | undefined {
  const found: FoundDomains = { near: new Map(), withOthers: new Map(), ofOthers: new Map() };
  const { namespaceLabels } = state;
  for (const node of state.nodes) {
    for (const other of node.pods) {
      const areAllMeant = meansAll(near, other, state);
      if (areAllMeant === undefined) return undefined;
      if (areAllMeant) for (const { topologyKey } of near) enter(found.near, node, topologyKey);
      for (const term of apart) {
        const isOther = isMeantByWaiting(term, other, namespaceLabels);
        if (isOther === undefined) return undefined;
        if (isOther) enter(found.withOthers, node, term.topologyKey);
      }
      // What a pod that runs asks for and we cannot read was read by the API server.
      if (isNotKnown(other.affinity)) return undefined;
      for (const term of other.affinity.apart) {
        const isPod = isMeant(term, pod, namespaceLabels);
        if (isPod === undefined) return undefined;
        if (isPod) enter(found.ofOthers, node, term.topologyKey);
      }
    }
  }
  return found;
}

/** Says whether a pod is one that all terms mean; no terms mean none. */
function meansAll(terms: readonly PodTerm[], pod: PodState, state: SchedulerState): boolean | undefined {
  if (terms.length === 0) return false;
  let isUndecided = false;
  for (const term of terms) {
    const isOne = isMeantByWaiting(term, pod, state.namespaceLabels);
    if (isOne === false) return false;
    if (isOne === undefined) isUndecided = true;
  }
  return isUndecided ? undefined : true;
}

/** Each term has a pod in the node's domain; or there is none in the cluster, and the pod itself would be the first. */
function isNearEnough(node: NodeState, near: readonly PodTerm[], domains: Domains, isFirst: boolean): boolean {
  const values = near.map(({ topologyKey }) => ({ topologyKey, value: node.label(topologyKey) }));
  if (values.some(({ value }) => value === undefined)) return false;
  return isFirst || values.every(({ topologyKey, value }) => domains.get(topologyKey)?.has(value ?? '') === true);
}

function isIn(domains: Domains, node: NodeState): boolean {
  for (const [topologyKey, values] of domains) {
    const value = node.label(topologyKey);
    if (value !== undefined && values.has(value)) return true;
  }
  return false;
}

function enter(domains: Domains, node: NodeState, topologyKey: string): void {
  const value = node.label(topologyKey);
  if (value === undefined) return;
  const values = domains.get(topologyKey);
  if (values === undefined) domains.set(topologyKey, new Set([value]));
  else values.add(value);
}
