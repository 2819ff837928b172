import type { Inventory, Wanted } from './inventory';
import { groupOf, type ManifestObject } from './manifest';
import { asInteger, asRecord, asString } from './untrusted';

/** An object that sets the number of another object's replicas. */
export interface Autoscaler {
  readonly object: ManifestObject;
  readonly target: Wanted;
  /** The fewest pods that it leaves while the target runs at all. */
  readonly fewest: number;
  /** As many stay when nothing is asked of the target: none where it scales to zero. */
  readonly atRest: number;
  /** The most pods that it makes; nothing where it does not say so. */
  readonly most: number | undefined;
}

/** The autoscalers of an app, HorizontalPodAutoscalers and what KEDA and its HTTP add-on scale by, in the order of the documents. */
export function autoscalersOf(inventory: Inventory): readonly Autoscaler[] {
  const autoscalers: Autoscaler[] = [];
  for (const object of inventory.ofKind('autoscaling', 'HorizontalPodAutoscaler')) {
    const target = targetOf(object, '', '');
    const fewest = asInteger(object.spec['minReplicas']) ?? 1;
    const most = asInteger(object.spec['maxReplicas']);
    if (target !== undefined) autoscalers.push({ object, target, fewest: Math.max(1, fewest), atRest: fewest, most });
  }
  for (const object of inventory.ofKind('keda.sh', 'ScaledObject')) {
    const target = targetOf(object, 'apps/v1', 'Deployment');
    const fewest = asInteger(object.spec['minReplicaCount']) ?? 0;
    const most = asInteger(object.spec['maxReplicaCount']) ?? mostUnlessGiven;
    if (target !== undefined) autoscalers.push({ object, target, fewest: Math.max(1, fewest), atRest: fewest, most });
  }
  for (const object of inventory.ofKind('http.keda.sh', 'HTTPScaledObject')) {
    // From each of them the add-on makes a ScaledObject, unless it is told not to.
    if (asRecord(object.metadata['annotations'])[skipsScaledObject] === 'true') continue;
    const target = targetOf(object, 'apps/v1', 'Deployment');
    const replicas = asRecord(object.spec['replicas']);
    const fewest = asInteger(replicas['min']) ?? 0;
    const most = asInteger(replicas['max']) ?? mostUnlessGiven;
    if (target !== undefined) autoscalers.push({ object, target, fewest: Math.max(1, fewest), atRest: fewest, most });
  }
  return autoscalers.sort((left, right) => left.object.order - right.object.order);
}

/** Of KEDA and its HTTP add-on alike. Source: kedacore/keda, apis/keda/v1alpha1/scaledobject_types.go, and http-add-on, its CRD. */
const mostUnlessGiven = 100;

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
