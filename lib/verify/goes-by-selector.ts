import { autoscalersOf, targetKey } from './autoscalers';
import type { Inventory } from './inventory';
import type { ManifestObject } from './manifest';
import { asArray, asRecord, isSet, type PlainRecord } from './untrusted';

/**
 * The autoscalers that go by what pods with the labels of their target tell, or by how many these are, by target.
 *
 * Whose pods they are an autoscaler does not ask: kubernetes 1.34 pkg/controller/podautoscaler/replica_calculator.go
 * lists pods by the selector of the scale, but for external and object metrics that are shared out among replicas.
 */
export function scalersBySelector(inventory: Inventory): ReadonlyMap<string, ManifestObject> {
  const scalers = autoscalersOf(inventory).filter(({ object }) => goesBySelector(object));
  return new Map(scalers.map(({ object, target }) => [targetKey(target), object]));
}

function goesBySelector({ kind, spec }: ManifestObject): boolean {
  switch (kind) {
    case 'HorizontalPodAutoscaler':
      // It goes by CPU where it is told nothing.
      return asArray(spec['metrics']).length === 0 || asArray(spec['metrics']).map(asRecord).some(countsPods);
    case 'ScaledObject':
      return asArray(spec['triggers'])
        .map(asRecord)
        .some(({ type, metricType }) => type === 'cpu' || type === 'memory' || metricType === 'Value');
    default:
      return false;
  }
}

function countsPods({ type, external, object }: PlainRecord): boolean {
  if (type !== 'External' && type !== 'Object') return true;
  const { target } = asRecord(type === 'External' ? external : object);
  return isSet(asRecord(target)['value']);
}
