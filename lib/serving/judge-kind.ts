import type { Notes } from '../core';
import type { TargetCluster } from '../hardware';

/** A kind of custom resource that a service would need, and the prop that asks for it. */
export interface NeededKind {
  readonly group: string;
  readonly kind: string;
  readonly property: string;
  readonly fix: string;
}

/** Notes a kind that the cluster certainly lacks. What nobody declared is not known, and `verify` says so. */
export function judgeKind(cluster: TargetCluster | undefined, needed: NeededKind, notes: Notes): void {
  const { group, kind, property, fix } = needed;
  if (cluster?.customResources === undefined) return;
  if (cluster.customResources.some((known) => known.group === group && known.kind === kind)) return;
  notes.issue({
    code: 'serving/unknown-kind',
    property,
    message: `cluster ${cluster.name} does not know the kind ${kind} of ${group}: its custom resources are declared without it`,
    fix,
  });
}
