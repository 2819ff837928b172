import { asInteger, asRecord, asString, type Manifest } from '../verify';
import { identityOf, keyOf } from './identity';

/** How many pods an autoscaler of the app may leave, and how many it may start. */
export interface ScaledRange {
  readonly least: number;
  readonly most: number;
}

/** What the autoscalers of an app scale, by the identity of their targets. */
export function scaledTargets(objects: readonly Manifest[]): ReadonlyMap<string, ScaledRange> {
  const scaled = new Map<string, ScaledRange>();
  for (const object of objects) {
    const range = rangeOf(object);
    if (range === undefined) continue;
    const spec = asRecord(object['spec']);
    const target = asRecord(spec['scaleTargetRef']);
    // What KEDA takes where they are left out.
    const apiVersion = asString(target['apiVersion']) ?? 'apps/v1';
    const kind = asString(target['kind']) ?? 'Deployment';
    const { namespace } = identityOf(object);
    scaled.set(keyOf({ apiVersion, kind, namespace, name: asString(target['name']) ?? '' }), range);
  }
  return scaled;
}

function rangeOf(object: Manifest): ScaledRange | undefined {
  const { group, kind } = identityOf(object);
  const spec = asRecord(object['spec']);
  switch (`${group}/${kind}`) {
    case 'autoscaling/HorizontalPodAutoscaler':
      return { least: asInteger(spec['minReplicas']) ?? 1, most: asInteger(spec['maxReplicas']) ?? 1 };
    case 'keda.sh/ScaledObject':
      return { least: asInteger(spec['minReplicaCount']) ?? 0, most: asInteger(spec['maxReplicaCount']) ?? 100 };
    case 'http.keda.sh/HTTPScaledObject': {
      const { min, max } = asRecord(spec['replicas']);
      return { least: asInteger(min) ?? 0, most: asInteger(max) ?? 100 };
    }
    default:
      return undefined;
  }
}
