import type { Inventory } from './inventory';
import { groupOf, type ManifestObject } from './manifest';
import { serviceOf } from './named-hosts';
import { isEmptySelector, readLabelMap } from './selector';
import { asRecord, asString, type PlainRecord } from './untrusted';

/**
 * Says whether a trigger of a ScaledObject surely asks nobody but the pods that it scales, so that at zero nobody
 * answers: its address is that of a Service which selects those pods and no others of the app.
 *
 * Source: kedacore/keda 2.21 pkg/scalers/metrics_api_scaler.go.
 */
export function asksOwnPods(inventory: Inventory, { namespace, spec }: ManifestObject, trigger: PlainRecord): boolean {
  if (trigger['type'] !== 'metrics-api') return false;
  const url = asString(asRecord(trigger['metadata'])['url']) ?? '';
  const [, host] = /^https?:\/\/(?:[^/@?#]*@)?([a-z0-9.-]+)(?:[:/?#]|$)/.exec(url) ?? [];
  // KEDA asks, from a namespace of its own: a name alone is that of a Service there.
  if (host?.includes('.') !== true) return false;
  const service = inventory.tryFind({ group: '', kind: 'Service', ...serviceOf(host, namespace) });
  if (service?.namespace !== namespace || service.spec['type'] === 'ExternalName') return false;
  const selector = readLabelMap(service.spec['selector']);
  if (selector === undefined || isEmptySelector(selector)) return false;
  const target = asRecord(spec['scaleTargetRef']);
  const owner = inventory.tryFind({
    group: groupOf(asString(target['apiVersion']) ?? 'apps/v1'),
    kind: asString(target['kind']) ?? 'Deployment',
    namespace,
    name: asString(target['name']) ?? '',
  });
  let count = 0;
  for (const template of inventory.podsSelectedBy(selector, namespace)) {
    if (template.owner !== owner) return false;
    count += 1;
  }
  return count > 0;
}
