import { printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Manifest, ManifestObject } from '../manifest';
import type { Rule } from '../rule';
import { asArray, asInteger, asRecord, asString, isSet, type PlainRecord } from '../untrusted';

/** HTTPRoutes are ones that the API server takes, and every rule of them answers. */
export const httpRoutesValid: Rule = {
  name: 'http-routes-valid',
  summary: 'HTTPRoutes keep to what the Gateway API takes, and none of their rules answers with 500 alone',
  source:
    'kubernetes-sigs/gateway-api HTTPRoute v1: limits, patterns and CEL rules of its CustomResourceDefinition, and what it says of backendRefs',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const route of inventory.ofKind('gateway.networking.k8s.io', 'HTTPRoute')) checkRoute(route, found);
    return found;
  },
};

const hostname = /^(?:\*\.)?[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const pathCharacters = /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/;
const oddPath = /\/\/|\/\.\.?(?:\/|$)|%2[fF]|#/;
const duration = /^(?:[0-9]{1,5}(?:h|m|s|ms)){1,4}$/;
const durationPart = /([0-9]+)(h|ms|m|s)/g;

const milliseconds: ReadonlyMap<string, number> = new Map([
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
]);

function checkRoute({ manifest, spec }: ManifestObject, found: RuleFinding[]): void {
  checkCount(manifest, 'spec.hostnames', spec['hostnames'], 16, found);
  asArray(spec['hostnames']).forEach((host, index) => {
    if (typeof host === 'string' && host.length <= 253 && hostname.test(host)) return;
    const message = 'not a DNS name in lower case, without scheme, port or path';
    refuse(manifest, `spec.hostnames[${index}]`, message, "a host such as 'models.example.com'", found, host);
  });
  checkCount(manifest, 'spec.parentRefs', spec['parentRefs'], 32, found);
  checkParents(manifest, asArray(spec['parentRefs']), found);
  const rules = asArray(spec['rules']);
  if (Array.isArray(spec['rules']) && rules.length === 0) {
    refuse(manifest, 'spec.rules', 'there must be a rule where rules are listed', 'a rule, or no rules at all', found);
  }
  checkCount(manifest, 'spec.rules', spec['rules'], 16, found);
  let matches = 0;
  for (let index = 0; index < rules.length; index += 1) {
    const rule = asRecord(rules[index]);
    matches += asArray(rule['matches']).length;
    checkRule(manifest, `spec.rules[${index}]`, rule, found);
  }
  if (matches <= 128) return;
  refuse(manifest, 'spec.rules', `${matches} matches in all, and 128 are allowed`, 'several routes', found);
}

/** Two references to one Gateway must name two listeners of it. */
function checkParents(manifest: Manifest, parents: readonly unknown[], found: RuleFinding[]): void {
  if (parents.length === 0) return;
  const sections = new Map<string, Set<string>>();
  parents.forEach((item, index) => {
    const parent = asRecord(item);
    const path = `spec.parentRefs[${index}]`;
    const name = asString(parent['name']);
    if (name === undefined) refuse(manifest, `${path}.name`, 'no parent is named', 'the name of a Gateway', found);
    const { group = 'gateway.networking.k8s.io', kind = 'Gateway', namespace = '' } = parent;
    const section = asString(parent['sectionName']) ?? '';
    const key = JSON.stringify([group, kind, namespace, name]);
    const others = sections.get(key);
    if (others === undefined) {
      sections.set(key, new Set([section]));
      return;
    }
    if (others.has(section) || section === '' || others.has('')) {
      const message = 'another parentRef is the same Gateway, and the two do not name two listeners of it';
      refuse(manifest, path, message, 'a sectionName of its own in each of them, or one parentRef', found, name);
    }
    others.add(section);
  });
}

function checkRule(manifest: Manifest, path: string, rule: PlainRecord, found: RuleFinding[]): void {
  checkCount(manifest, `${path}.matches`, rule['matches'], 64, found);
  asArray(rule['matches']).forEach((match, index) => {
    checkPath(manifest, `${path}.matches[${index}].path.value`, asRecord(asRecord(match)['path']), found);
  });
  const filters = asArray(rule['filters']);
  const backends = asArray(rule['backendRefs']);
  checkFilters(manifest, `${path}.filters`, filters, found);
  checkCount(manifest, `${path}.backendRefs`, rule['backendRefs'], 16, found);
  backends.forEach((item, index) => {
    const backend = asRecord(item);
    checkBackend(manifest, `${path}.backendRefs[${index}]`, backend, found);
    checkFilters(manifest, `${path}.backendRefs[${index}].filters`, asArray(backend['filters']), found);
  });
  if (backends.length > 0 && filters.some((filter) => asRecord(filter)['type'] === 'RequestRedirect')) {
    const message = 'a rule that redirects has no backends';
    refuse(manifest, `${path}.backendRefs`, message, 'the redirect, or backendRefs', found);
  }
  if (isSet(rule['timeouts'])) checkTimeouts(manifest, `${path}.timeouts`, asRecord(rule['timeouts']), found);
  checkAnswers(manifest, path, backends, filters, found);
}

function checkPath(manifest: Manifest, path: string, { type, value }: PlainRecord, found: RuleFinding[]): void {
  if (type === 'RegularExpression' || typeof value !== 'string') return;
  const odd = oddPath.exec(value)?.[0];
  let problem: string | undefined;
  if (!value.startsWith('/')) problem = 'must start with a slash';
  else if (value.length > 1024) problem = `has ${value.length} characters, and 1024 are allowed`;
  else if (odd !== undefined) problem = `must not contain ${printGiven(odd)}`;
  else if (!pathCharacters.test(value)) problem = 'has characters that stand in no path; write them as %20 and so on';
  if (problem === undefined) return;
  found.push({
    code: 'verify/invalid-path',
    severity: 'error',
    manifest,
    path,
    given: printGiven(value),
    message: problem,
    fix: "a path such as '/predict'",
  });
}

function checkBackend(manifest: Manifest, path: string, backend: PlainRecord, found: RuleFinding[]): void {
  const { name, port, weight, group = '', kind = 'Service' } = backend;
  if (asString(name) === undefined)
    refuse(manifest, `${path}.name`, 'no backend is named', 'the name of a Service', found);
  if (!isSet(port)) {
    if (group === '' && kind === 'Service') {
      refuse(manifest, `${path}.port`, 'a Service needs the number of a port', 'the number of a port of it', found);
    }
  } else if (!isWithin(port, 1, 65_535)) {
    refuse(manifest, `${path}.port`, 'not the number of a port', 'a number from 1 to 65535, not a name', found, port);
  }
  if (isSet(weight) && !isWithin(weight, 0, 1_000_000)) {
    refuse(manifest, `${path}.weight`, 'not a weight', 'a whole number from 0 to 1000000', found, weight);
  }
}

/** The field of a filter that its type needs, and that no other type may have. */
const filterFields: ReadonlyMap<unknown, string> = new Map([
  ['CORS', 'cors'],
  ['ExtensionRef', 'extensionRef'],
  ['RequestHeaderModifier', 'requestHeaderModifier'],
  ['RequestMirror', 'requestMirror'],
  ['RequestRedirect', 'requestRedirect'],
  ['ResponseHeaderModifier', 'responseHeaderModifier'],
  ['URLRewrite', 'urlRewrite'],
]);
const repeatable = new Set<unknown>(['ExtensionRef', 'RequestMirror']);

function checkFilters(manifest: Manifest, path: string, filters: readonly unknown[], found: RuleFinding[]): void {
  if (filters.length === 0) return;
  checkCount(manifest, path, filters, 16, found);
  const types: unknown[] = [];
  filters.forEach((item, index) => {
    const filter = asRecord(item);
    const { type } = filter;
    const place = `${path}[${index}]`;
    const own = filterFields.get(type);
    if (!isSet(type)) refuse(manifest, `${place}.type`, 'the filter has no type', 'the type, as RequestMirror', found);
    if (own !== undefined) checkFilterFields(manifest, place, filter, own, found);
    if (types.includes(type) && own !== undefined && !repeatable.has(type)) {
      refuse(manifest, `${place}.type`, 'another filter is of this type', 'one filter of that type', found, type);
    }
    types.push(type);
  });
  if (!types.includes('RequestRedirect') || !types.includes('URLRewrite')) return;
  refuse(manifest, path, 'a request is redirected or rewritten, not both', 'one of the two filters', found);
}

function checkFilterFields(
  manifest: Manifest,
  path: string,
  filter: PlainRecord,
  own: string,
  found: RuleFinding[],
): void {
  if (!isSet(filter[own])) {
    refuse(manifest, `${path}.${own}`, 'the type of the filter needs it', own, found, filter['type']);
  }
  for (const field of filterFields.values()) {
    if (field === own || !isSet(filter[field])) continue;
    refuse(manifest, `${path}.${field}`, 'the filter is of another type', own, found, filter['type']);
  }
}

function checkTimeouts(manifest: Manifest, path: string, timeouts: PlainRecord, found: RuleFinding[]): void {
  const read = (field: 'request' | 'backendRequest'): number | undefined => {
    const given = timeouts[field];
    if (!isSet(given)) return undefined;
    if (typeof given === 'string' && duration.test(given)) return readDuration(given);
    const message = 'not a duration as the Gateway API has it: whole numbers with h, m, s or ms';
    refuse(manifest, `${path}.${field}`, message, "a duration such as '10m' or '1h30m'", found, given);
    return undefined;
  };
  const request = read('request');
  const backendRequest = read('backendRequest');
  if (request === undefined || backendRequest === undefined || request === 0 || backendRequest <= request) return;
  const message = `one request to a pod may not take longer than the whole, which is ${printGiven(timeouts['request'])}`;
  const fix = 'no more than timeouts.request';
  refuse(manifest, `${path}.backendRequest`, message, fix, found, timeouts['backendRequest']);
}

function readDuration(text: string): number {
  let sum = 0;
  for (const [, count, unit = ''] of text.matchAll(durationPart)) sum += Number(count) * (milliseconds.get(unit) ?? 0);
  return sum;
}

function checkAnswers(
  manifest: Manifest,
  path: string,
  backends: readonly unknown[],
  filters: readonly unknown[],
  found: RuleFinding[],
): void {
  // A filter may answer by itself.
  if (filters.length > 0 || !backends.every((backend) => asRecord(backend)['weight'] === 0)) return;
  const isEmpty = backends.length === 0;
  found.push({
    code: 'verify/route-answers-nothing',
    severity: 'warning',
    manifest,
    path: `${path}.backendRefs`,
    message: `${isEmpty ? 'the rule has no backends' : 'every backend has the weight 0'}, and every request that it takes is answered with 500`,
    fix: isEmpty ? 'a Service with its port' : 'a weight above 0 for one of them',
  });
}

function checkCount(manifest: Manifest, path: string, list: unknown, most: number, found: RuleFinding[]): void {
  const { length } = asArray(list);
  if (length > most) refuse(manifest, path, `${length} of them, and ${most} are allowed`, 'several routes', found);
}

function isWithin(value: unknown, least: number, most: number): boolean {
  const number = asInteger(value);
  return number !== undefined && number >= least && number <= most;
}

function refuse(
  manifest: Manifest,
  path: string,
  message: string,
  fix: string,
  found: RuleFinding[],
  given?: unknown,
): void {
  const shown = isSet(given) ? { given: printGiven(given) } : {};
  found.push({ code: 'verify/route-refused', severity: 'error', manifest, path, ...shown, message, fix });
}
