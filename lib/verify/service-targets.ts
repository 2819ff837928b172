import type { Inventory } from './inventory';
import type { ManifestObject } from './manifest';
import type { PodTemplate } from './pod-template';
import { isEmptySelector, readLabelMap } from './selector';
import { asArray, asInteger, asRecord, asString, isSet, type PlainRecord } from './untrusted';

/** Pods behind a Service, and the port of theirs that one of its own leads to. */
export interface ServiceTarget {
  readonly template: PodTemplate;
  readonly port: { readonly number: number; readonly protocol: string };
}

/** Enough to tell: where every pod of an app has the same labels, looking at all of them for each Service is quadratic. */
const mostPodsLookedAt = 100;

/** Finds the port of a Service by number or name, and protocol; by nothing where it has one only. */
export function portOfService(
  { spec }: ManifestObject,
  wanted: number | string | undefined,
  protocol = 'TCP',
): PlainRecord | undefined {
  const ports = asArray(spec['ports']).map(asRecord);
  if (wanted === undefined && ports.length > 1) return undefined;
  const field = typeof wanted === 'string' ? 'name' : 'port';
  return ports.find(
    (port) => (wanted === undefined || port[field] === wanted) && (asString(port['protocol']) ?? 'TCP') === protocol,
  );
}

/** The pods of the app that a port of a Service leads to; none where it cannot be told. */
export function targetsOf(inventory: Inventory, service: ManifestObject, port: PlainRecord): readonly ServiceTarget[] {
  const { spec, namespace } = service;
  const selector = readLabelMap(spec['selector']);
  if (selector === undefined || isEmptySelector(selector) || spec['type'] === 'ExternalName') return [];
  // Without an address of its own nothing stands between the port that is asked for and the pods.
  const isHeadless = spec['clusterIP'] === 'None';
  const wanted = isSet(port['targetPort']) && !isHeadless ? port['targetPort'] : port['port'];
  const protocol = asString(port['protocol']) ?? 'TCP';
  const targets: ServiceTarget[] = [];
  let looked = 0;
  for (const template of inventory.podsSelectedBy(selector, namespace)) {
    looked += 1;
    if (looked > mostPodsLookedAt) break;
    // A Job's pods may well share the labels of a server, without serving.
    if (template.origin === 'custom' || template.owner.group === 'batch') continue;
    const number = typeof wanted === 'string' ? numberOf(template, wanted, protocol) : asInteger(wanted);
    if (number !== undefined) targets.push({ template, port: { number, protocol } });
  }
  return targets;
}

function numberOf({ containers }: PodTemplate, name: string, protocol: string): number | undefined {
  for (const { role, definition } of containers) {
    if (role === 'init') continue;
    for (const item of asArray(definition['ports'])) {
      const port = asRecord(item);
      if (port['name'] === name && (asString(port['protocol']) ?? 'TCP') === protocol) {
        return asInteger(port['containerPort']);
      }
    }
  }
  return undefined;
}
