import type { Notes } from '../core';
import type { TopologySpreadConstraint } from './pod-template';

/** Spreads pods over zones and nodes as far as there is room: a preference, since a full zone must not stop a rollout. */
export function spreadPods(selector: Readonly<Record<string, string>>, notes: Notes): TopologySpreadConstraint[] {
  notes.decide({
    field: 'pod topologySpreadConstraints',
    value: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'],
    reason: 'the loss of one zone or node then costs only its share of the replicas',
    source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/',
    override: 'transformPod',
  });
  return ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: selector },
    // Counts each version of the pods by itself; otherwise a rollout packs the new ones where the old ones are not.
    matchLabelKeys: ['pod-template-hash'],
    // Nodes that the pods may not use are no place that lacks them.
    nodeTaintsPolicy: 'Honor',
  }));
}
