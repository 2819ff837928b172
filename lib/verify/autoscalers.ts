import type { Inventory, Wanted } from './inventory';
import { groupOf, type ManifestObject } from './manifest';
import { asInteger, asRecord, asString } from './untrusted';

/** An object that sets the number of another object's replicas. */
export interface Autoscaler {
  readonly object: ManifestObject;
  readonly target: Wanted;
  /** The fewest pods that it leaves while the target runs at all. */
  readonly fewest: number;
}

/** The autoscalers of an app, HorizontalPodAutoscalers and what KEDA and its HTTP add-on scale by, in the order of the documents. */
export function autoscalersOf(inventory: Inventory): readonly Autoscaler[] {
  const autoscalers: Autoscaler[] = [];
  for (const object of inventory.ofKind('autoscaling', 'HorizontalPodAutoscaler')) {
    const target = targetOf(object, '', '');
    const fewest = asInteger(object.spec['minReplicas']) ?? 1;
    if (target !== undefined) autoscalers.push({ object, target, fewest: Math.max(1, fewest) });
  }
  for (const object of inventory.ofKind('keda.sh', 'ScaledObject')) {
    const target = targetOf(object, 'apps/v1', 'Deployment');
    const fewest = asInteger(object.spec['minReplicaCount']) ?? 0;
    if (target !== undefined) autoscalers.push({ object, target, fewest: Math.max(1, fewest) });
  }
  for (const object of inventory.ofKind('http.keda.sh', 'HTTPScaledObject')) {
    // From each of them the add-on makes a ScaledObject, unless it is told not to.
    if (asRecord(object.metadata['annotations'])[skipsScaledObject] === 'true') continue;
    const target = targetOf(object, 'apps/v1', 'Deployment');
    const fewest = asInteger(asRecord(object.spec['replicas'])['min']) ?? 0;
    if (target !== undefined) autoscalers.push({ object, target, fewest: Math.max(1, fewest) });
  }
  return autoscalers.sort((left, right) => left.object.order - right.object.order);
}

const skipsScaledObject = 'httpscaledobject.keda.sh/skip-scaledobject-creation';

/** A key that is the same for the same target. */
export function targetKey({ group, kind, namespace, name }: Wanted): string {
  return `${group}/${kind}/${namespace}/${name}`;
}

function targetOf(object: ManifestObject, defaultVersion: string, defaultKind: string): Wanted | undefined {
  const reference = asRecord(object.spec['scaleTargetRef']);
  const kind = asString(reference['kind']) ?? defaultKind;
  const name = asString(reference['name']);
  if (kind === '' || name === undefined) return undefined;
  const group = groupOf(asString(reference['apiVersion']) ?? defaultVersion);
  return { group, kind, namespace: object.namespace, name };
}
