import { printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { nameOf, type ManifestObject } from '../manifest';
import type { Rule } from '../rule';
import { readLabelSelector, selects } from '../selector';
import { asArray, asRecord, asString, isSet, type PlainRecord } from '../untrusted';
import { listNames } from '../wording';

const group = 'gateway.networking.k8s.io';

/** A Gateway takes the routes that name it, and Services of other namespaces let them in. */
export const routesAttach: Rule = {
  name: 'routes-attach',
  summary: 'a listener of the Gateway takes the HTTPRoute, by namespace, kind and host, and its Services let it in',
  source: 'kubernetes-sigs/gateway-api v1: AllowedRoutes, Listener.hostname; ReferenceGrant',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const route of inventory.ofKind(group, 'HTTPRoute')) {
      const parents = asArray(route.spec['parentRefs']);
      parents.forEach((parent, index) => {
        checkParent(inventory, route, asRecord(parent), index, parents.length === 1, found);
      });
      asArray(route.spec['rules']).forEach((rule, index) => {
        asArray(asRecord(rule)['backendRefs']).forEach((backend, position) => {
          checkGrant(inventory, route, asRecord(backend), `spec.rules[${index}].backendRefs[${position}]`, found);
        });
      });
    }
    return found;
  },
};

/** Whether a listener takes a route: `true`, `undefined` where it is not known, or why it does not. */
type Taken = true | undefined | string;

function checkParent(
  inventory: Inventory,
  route: ManifestObject,
  parent: PlainRecord,
  index: number,
  isOnly: boolean,
  found: RuleFinding[],
): void {
  const { group: itsGroup = group, kind = 'Gateway' } = parent;
  const name = asString(parent['name']);
  if (itsGroup !== group || kind !== 'Gateway' || name === undefined) return;
  const namespace = asString(parent['namespace']) ?? route.namespace;
  const gateway = inventory.tryFind({ group, kind: 'Gateway', namespace, name });
  const path = `spec.parentRefs[${index}]`;
  const told = gateway === undefined ? undefined : takenBy(inventory, gateway, route, asString(parent['sectionName']));
  if (told === true || (gateway === undefined && namespace === route.namespace)) return;
  const given = printGiven(name);
  const where = route.namespace === '' ? 'the namespace that it is applied to' : `namespace ${route.namespace}`;
  const wanted = nameOf({ kind: 'Gateway', namespace, name });
  if (told === undefined) {
    found.push({
      code: 'verify/not-known-attachment',
      severity: 'not-known',
      manifest: route.manifest,
      path,
      given,
      message: `whether ${wanted} takes routes from ${where} is not known: ${gateway === undefined ? 'the app does not make it' : 'the labels of the namespace are not declared'}`,
      fix: 'nothing here: see that allowedRoutes.namespaces of a listener lets the namespace in; by default it is the own one only',
    });
    return;
  }
  found.push({
    code: 'verify/route-not-attached',
    severity: isOnly ? 'error' : 'warning',
    manifest: route.manifest,
    path,
    given,
    message: `${wanted} does not take the route: ${told}`,
    fix: 'a listener that takes it: its namespace in allowedRoutes, one of its hosts, HTTP or HTTPS',
  });
}

function takenBy(
  inventory: Inventory,
  gateway: ManifestObject,
  route: ManifestObject,
  section: string | undefined,
): Taken {
  const all = asArray(gateway.spec['listeners']).map(asRecord);
  const named = section === undefined ? all : all.filter(({ name }) => name === section);
  // What has no listeners is wrong in itself.
  if (all.length === 0) return true;
  if (named.length === 0) {
    return `it has no listener ${printGiven(section)}, only ${listNames(all.map(({ name }) => asString(name) ?? ''))}`;
  }
  const verdicts = named.map((listener) => listenerTakes(inventory, listener, gateway, route));
  if (verdicts.includes(true)) return true;
  return verdicts.includes(undefined) ? undefined : verdicts[0];
}

function listenerTakes(
  inventory: Inventory,
  listener: PlainRecord,
  gateway: ManifestObject,
  route: ManifestObject,
): Taken {
  const name = printGiven(listener['name']);
  const { protocol } = listener;
  if (protocol === 'TLS' || protocol === 'TCP' || protocol === 'UDP') return `listener ${name} is for ${protocol}`;
  const allowed = asRecord(listener['allowedRoutes']);
  if (!kindIsAllowed(allowed)) return `listener ${name} takes routes of other kinds only`;
  const host = asString(listener['hostname']);
  const hosts = asArray(route.spec['hostnames']).filter((one) => typeof one === 'string');
  if (host !== undefined && hosts.length > 0 && !hosts.some((one) => meet(one, host))) {
    return `listener ${name} is for ${host}`;
  }
  const namespaces = asRecord(allowed['namespaces']);
  const from = asString(namespaces['from']) ?? 'Same';
  if (from === 'All') return true;
  if (from === 'Same') {
    return gateway.namespace === route.namespace ? true : `listener ${name} takes those of its own namespace only`;
  }
  if (from !== 'Selector') return undefined;
  const isSelected = namespaceIsSelected(inventory, namespaces['selector'], route.namespace);
  return isSelected === false ? `listener ${name} does not select its namespace` : isSelected;
}

function kindIsAllowed(allowed: PlainRecord): boolean {
  const kinds = asArray(allowed['kinds']).map(asRecord);
  return kinds.length === 0 || kinds.some((one) => one['kind'] === 'HTTPRoute' && (one['group'] ?? group) === group);
}

const ownName = 'kubernetes.io/metadata.name';

/** The API server gives every namespace its name as a label; its other labels are known where the app makes it. */
function namespaceIsSelected(inventory: Inventory, selector: unknown, namespace: string): boolean | undefined {
  const asked = readLabelSelector(selector);
  if (asked === undefined || namespace === '') return undefined;
  const made = inventory.tryFind({ group: '', kind: 'Namespace', namespace: '', name: namespace });
  const isByName = [...asked.pairs.map(([key]) => key), ...asked.requirements.map(({ key }) => key)].every(
    (key) => key === ownName,
  );
  if (made === undefined && !isByName) return undefined;
  return selects(asked, { ...asRecord(made?.metadata['labels']), [ownName]: namespace });
}

/** Whether a host can belong to both; a wildcard stands for one label or several. */
function meet(one: string, other: string): boolean {
  if (one === other) return true;
  const [isWild, isOtherWild] = [one.startsWith('*.'), other.startsWith('*.')];
  return (isWild && other.endsWith(one.slice(1))) || (isOtherWild && one.endsWith(other.slice(1)));
}

function checkGrant(
  inventory: Inventory,
  route: ManifestObject,
  backend: PlainRecord,
  path: string,
  found: RuleFinding[],
): void {
  const namespace = asString(backend['namespace']);
  const name = asString(backend['name']);
  if (namespace === undefined || namespace === route.namespace || name === undefined) return;
  if (isSet(backend['group']) && backend['group'] !== '') return;
  const kind = asString(backend['kind']) ?? 'Service';
  for (const grant of inventory.ofKind(group, 'ReferenceGrant')) {
    if (grant.namespace === namespace && grants(grant, route.namespace, kind, name)) return;
  }
  found.push({
    code: 'verify/not-known-grant',
    severity: 'not-known',
    manifest: route.manifest,
    path,
    given: printGiven(name),
    message: `whether ${nameOf({ kind, namespace, name })} may be routed to from here is not known: no ReferenceGrant of the app says so, and without one requests are answered with 500`,
    fix: `a ReferenceGrant in namespace ${namespace}, from HTTPRoute in ${route.namespace === '' ? 'the namespace of the route' : route.namespace} to ${kind}`,
  });
}

function grants({ spec }: ManifestObject, namespace: string, kind: string, name: string): boolean {
  const from = asArray(spec['from']).map(asRecord);
  const to = asArray(spec['to']).map(asRecord);
  return (
    from.some((one) => one['group'] === group && one['kind'] === 'HTTPRoute' && one['namespace'] === namespace) &&
    to.some((one) => (one['group'] ?? '') === '' && one['kind'] === kind && (one['name'] ?? name) === name)
  );
}
