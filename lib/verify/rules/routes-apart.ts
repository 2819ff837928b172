import type { RuleFinding } from '../finding';
import { entriesOf, type IngressEntries } from '../ingress-entries';
import type { Inventory } from '../inventory';
import { nameOf, type ManifestObject } from '../manifest';
import type { Rule } from '../rule';
import { asArray, asRecord, asString, type PlainRecord } from '../untrusted';

/** A request that an Ingress or an HTTPRoute takes is taken by no other one. */
export const routesApart: Rule = {
  name: 'routes-apart',
  summary: 'no two rules of Ingresses of one class, or of HTTPRoutes of one Gateway, take the same requests',
  source:
    'kubernetes networking/v1 says nothing of equal paths; ingress-nginx how-it-works: the oldest rule wins, and its webhook refuses the later one; gateway-api HTTPRouteRule.matches: the oldest route wins',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    const listeners = new Map<string, Map<string, ManifestObject>>();
    for (const ingress of inventory.ofKind('networking.k8s.io', 'Ingress')) {
      if (isCanary(ingress) || inventory.isRepeated(ingress)) continue;
      checkIngress(ingress, entriesOf(ingress, inventory), listeners, found);
    }
    const takers = new Map<string, ManifestObject>();
    for (const route of inventory.ofKind('gateway.networking.k8s.io', 'HTTPRoute')) {
      if (!inventory.isRepeated(route)) checkRoute(route, takers, found);
    }
    return found;
  },
};

function checkIngress(
  ingress: ManifestObject,
  { shared, doors }: IngressEntries,
  listeners: Map<string, Map<string, ManifestObject>>,
  found: RuleFinding[],
): void {
  const { manifest, spec } = ingress;
  asArray(spec['rules']).forEach((item, index) => {
    const rule = asRecord(item);
    const host = asString(rule['host']) ?? '';
    asArray(asRecord(rule['http'])['paths']).forEach((entry, position) => {
      const { path, pathType } = asRecord(entry);
      const text = asString(path) ?? '/';
      // The last slash of a prefix makes no difference.
      const plain = pathType === 'Prefix' && text.length > 1 ? text.replace(/\/$/, '') : text;
      const key = JSON.stringify([shared, host, pathType, plain]);
      const takers = listeners.get(key) ?? new Map<string, ManifestObject>();
      const taker = takerAt(doors, takers);
      listeners.set(key, takers);
      for (const door of doors ?? [anyDoor]) if (!takers.has(door)) takers.set(door, ingress);
      if (taker === undefined) return;
      found.push({
        code: 'verify/duplicate-route',
        severity: 'warning',
        manifest,
        path: `spec.rules[${index}].http.paths[${position}]`,
        given: `${host === '' ? '*' : host}${text}`,
        message: `${taker === ingress ? 'another rule of it' : nameOf(taker)} takes the same requests, and which of them gets any is up to the controller`,
        fix: 'another host or path for one of them',
      });
    });
  });
}

/** Stands for all doors. */
const anyDoor = '';

/** The first that takes requests at one of these doors. */
function takerAt(
  doors: readonly string[] | undefined,
  takers: ReadonlyMap<string, ManifestObject>,
): ManifestObject | undefined {
  if (doors === undefined) return takers.values().next().value;
  const door = [anyDoor, ...doors].find((one) => takers.has(one));
  return door === undefined ? undefined : takers.get(door);
}

/** Every match of every rule, on every host and every listener. */
function checkRoute(route: ManifestObject, takers: Map<string, ManifestObject>, found: RuleFinding[]): void {
  const { manifest, spec, namespace } = route;
  const parents = asArray(spec['parentRefs']).map((parent) => parentOf(asRecord(parent), namespace));
  const hosts = asArray(spec['hostnames']);
  const places = parents.flatMap((parent) => (hosts.length === 0 ? [''] : hosts).map((host) => ({ parent, host })));
  asArray(spec['rules']).forEach((item, index) => {
    const matches = asArray(asRecord(item)['matches']);
    (matches.length === 0 ? everything : matches).forEach((match, position) => {
      const wanted = matchOf(asRecord(match));
      const path = `spec.rules[${index}]${matches.length === 0 ? '' : `.matches[${position}]`}`;
      for (const { parent, host } of places) {
        const key = JSON.stringify([parent, host, wanted]);
        const taker = takers.get(key);
        if (taker === undefined) {
          takers.set(key, route);
          continue;
        }
        found.push({
          code: 'verify/duplicate-route',
          severity: 'warning',
          manifest,
          path,
          given: `${asString(host) ?? '*'}${wanted[1]}`,
          message: `${taker === route ? 'an earlier rule of it takes the same requests, so that this one' : `${nameOf(taker)} takes the same requests, and of the two the route that is younger`} gets none`,
          fix: 'another host or path for one of them, or both backends in one rule with their weights',
        });
        return;
      }
    });
  });
}

const everything: readonly unknown[] = [{}];

function parentOf(parent: PlainRecord, own: string): readonly unknown[] {
  const { name, namespace = own, sectionName = '', port = 0, kind = 'Gateway' } = parent;
  return [kind, namespace, name, sectionName, port];
}

/** A match with what the API server fills in. */
function matchOf({
  path,
  method = '',
  headers = [],
  queryParams = [],
}: PlainRecord): readonly [unknown, string, ...unknown[]] {
  const { type = 'PathPrefix', value } = asRecord(path);
  const text = asString(value) ?? '/';
  // The last slash of a prefix makes no difference.
  const plain = type === 'PathPrefix' && text.length > 1 ? text.replace(/\/$/, '') : text;
  return [type, plain, method, headers, queryParams];
}

/** A canary of ingress-nginx shares the host and path of what it stands in for. */
function isCanary({ metadata }: ManifestObject): boolean {
  return asRecord(metadata['annotations'])['nginx.ingress.kubernetes.io/canary'] === 'true';
}
