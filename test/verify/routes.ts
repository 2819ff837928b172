import type { Manifest } from '../../lib/verify';
import { object, type Changes } from './manifests';
import type { Refused } from './refused';

type Fields = Readonly<Record<string, unknown>>;

/** A route in which no rule finds anything wrong. */
export function route(spec: Fields = {}, changes: Changes = {}): Manifest {
  return object('gateway.networking.k8s.io/v1', 'HTTPRoute', changes, {
    parentRefs: [{ name: 'public' }],
    hostnames: ['chat.example.com'],
    rules: [{ backendRefs: [{ name: 'chat', port: 80 }] }],
    ...spec,
  });
}

/** A route with one rule, of which something is changed. */
export function ruled(rule: Fields): Manifest {
  return route({ rules: [{ backendRefs: [{ name: 'chat', port: 80 }], ...rule }] });
}

const backed = (backend: Fields): Manifest => ruled({ backendRefs: [{ name: 'chat', port: 80, ...backend }] });
const pathed = (value: string): Manifest => ruled({ matches: [{ path: { type: 'PathPrefix', value } }] });
const timed = (request: string, backendRequest?: string): Manifest =>
  ruled({ timeouts: { request, ...(backendRequest === undefined ? {} : { backendRequest }) } });
const filtered = (...filters: readonly Fields[]): Manifest => ruled({ filters });
const parented = (...parentRefs: readonly Fields[]): Manifest => route({ parentRefs });
const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const redirect = { type: 'RequestRedirect', requestRedirect: { scheme: 'https' } };
const rewrite = { type: 'URLRewrite', urlRewrite: { hostname: 'a.b' } };
const header = { type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['x-a'] } };
const matched = (count: number): Fields => ({
  matches: many(count, (index) => ({ path: { value: `/${index}` } })),
  backendRefs: [{ name: 'chat', port: 80 }],
});

/** What the API server refuses of a route by the definition of the Gateway API, one object for each thing. */
export const refusedRoutes: readonly Refused[] = [
  {
    what: 'an upper-case host',
    wrong: route({ hostnames: ['Chat.example.com'] }),
    says: 'spec.hostnames[0]',
    right: route({ hostnames: ['*.example.com'] }),
  },
  {
    what: 'a host with a port',
    wrong: route({ hostnames: ['chat.example.com:443'] }),
    says: 'spec.hostnames[0]',
    right: route(),
  },
  { what: 'a host of nothing', wrong: route({ hostnames: [''] }), says: 'spec.hostnames[0]', right: route() },
  {
    what: 'seventeen hosts',
    wrong: route({ hostnames: many(17, (index) => `h${index}.example.com`) }),
    says: 'spec.hostnames: Too many',
    right: route({ hostnames: many(16, (index) => `h${index}.example.com`) }),
  },
  {
    what: 'a list of no rules',
    wrong: route({ rules: [] }),
    says: 'spec.rules',
    right: route(),
  },
  {
    what: 'seventeen rules',
    wrong: route({ rules: many(17, () => matched(1)) }),
    says: 'spec.rules: Too many',
    right: route({ rules: many(16, () => matched(1)) }),
  },
  {
    what: 'sixty-five matches in a rule',
    wrong: route({ rules: [matched(65)] }),
    says: 'matches: Too many',
    right: route({ rules: [matched(64)] }),
  },
  {
    what: 'more than 128 matches in all',
    wrong: route({ rules: [matched(64), matched(64), matched(1)] }),
    says: 'must be less than 128',
    right: route({ rules: [matched(64), matched(64)] }),
  },
  {
    what: 'thirty-three parents',
    wrong: parented(...many(33, (index) => ({ name: `g${index}` }))),
    says: 'spec.parentRefs: Too many',
    right: parented(...many(32, (index) => ({ name: `g${index}` }))),
  },
  {
    what: 'one parent twice',
    wrong: parented({ name: 'public' }, { name: 'public' }),
    says: 'sectionName',
    right: parented({ name: 'public' }, { name: 'public', namespace: 'gateways' }),
  },
  {
    what: 'a parent, and a listener of it',
    wrong: parented({ name: 'public' }, { name: 'public', sectionName: 'http' }),
    says: 'sectionName',
    right: parented({ name: 'public', sectionName: 'https' }, { name: 'public', sectionName: 'http' }),
  },
  {
    what: 'one listener twice',
    wrong: parented({ name: 'public', sectionName: 'http' }, { name: 'public', kind: 'Gateway', sectionName: 'http' }),
    says: 'sectionName',
    right: parented({ name: 'public', sectionName: 'http' }),
  },
  { what: 'a parent without a name', wrong: parented({ namespace: 'a' }), says: 'name: Required', right: route() },
  {
    what: 'a backend without a name',
    wrong: ruled({ backendRefs: [{ port: 80 }] }),
    says: 'name: Required',
    right: route(),
  },
  {
    what: 'a Service without a port',
    wrong: ruled({ backendRefs: [{ name: 'chat' }] }),
    says: 'Must have port for Service reference',
    right: ruled({ backendRefs: [{ name: 'chat', group: 'example.com', kind: 'Pool' }] }),
  },
  { what: 'a port by name', wrong: backed({ port: 'http' }), says: 'port', right: backed({}) },
  { what: 'a port of 0', wrong: backed({ port: 0 }), says: 'port', right: backed({ port: 65_535 }) },
  { what: 'a weight below 0', wrong: backed({ weight: -1 }), says: 'weight', right: backed({ weight: 1 }) },
  {
    what: 'a weight above a million',
    wrong: backed({ weight: 1_000_001 }),
    says: 'weight',
    right: backed({ weight: 1_000_000 }),
  },
  {
    what: 'seventeen backends',
    wrong: ruled({ backendRefs: many(17, (index) => ({ name: `s${index}`, port: 80 })) }),
    says: 'backendRefs: Too many',
    right: ruled({ backendRefs: many(16, (index) => ({ name: `s${index}`, port: 80 })) }),
  },
  ...['predict', '/a//b', '/a/./b', '/../b', '/a%2Fb', '/a#b', '/a/..', '/a/.', '/a b', '/модель', '/a?b', '/%zz'].map(
    (path): Refused => ({
      what: `the path ${path}`,
      wrong: pathed(path),
      says: 'path',
      right: pathed('/v1/models/a-b_c.d~e:f@g,h;i=j%20k'),
    }),
  ),
  {
    what: 'a long path',
    wrong: pathed(`/${'a'.repeat(1024)}`),
    says: 'path.value: Too long',
    right: pathed(`/${'a'.repeat(1023)}`),
  },
  ...['5', '1.5h', '1d', '100000s', '-1s', '1h1m1s1ms1h'].map((duration): Refused => ({
    what: `the time-out ${duration}`,
    wrong: timed(duration),
    says: 'timeouts.request',
    right: timed('99999h59m59s999ms'),
  })),
  {
    what: 'a request to a pod that takes longer than the whole',
    wrong: timed('1m', '61s'),
    says: 'backendRequest timeout cannot be longer than request timeout',
    right: timed('1m', '60s'),
  },
  {
    what: 'a redirect with backends',
    wrong: filtered(redirect),
    says: 'RequestRedirect filter must not be used together with backendRefs',
    right: ruled({ filters: [redirect], backendRefs: undefined }),
  },
  {
    what: 'a redirect and a rewrite',
    wrong: ruled({ filters: [redirect, rewrite], backendRefs: undefined }),
    says: 'but not both',
    right: filtered(rewrite),
  },
  {
    what: 'a filter of one type twice',
    wrong: filtered(header, header),
    says: 'filter cannot be repeated',
    right: filtered(header, rewrite),
  },
  {
    what: 'a filter without a type',
    wrong: filtered({ requestHeaderModifier: { remove: ['x-a'] } }),
    says: 'type: Required',
    right: filtered(header),
  },
  {
    what: 'a filter without what its type needs',
    wrong: filtered({ type: 'URLRewrite' }),
    says: 'urlRewrite',
    right: filtered(rewrite),
  },
  {
    what: 'a filter with what another type needs',
    wrong: filtered({ ...header, urlRewrite: { hostname: 'a.b' } }),
    says: 'filter.urlRewrite must be nil',
    right: filtered(header),
  },
  {
    what: 'a filter of a backend without what its type needs',
    wrong: backed({ filters: [{ type: 'RequestHeaderModifier' }] }),
    says: 'requestHeaderModifier',
    right: backed({ filters: [header] }),
  },
];

/** What is taken although it may look odd. */
export const takenRoutes: readonly { readonly what: string; readonly taken: Manifest }[] = [
  { what: 'nothing but a name', taken: object('gateway.networking.k8s.io/v1', 'HTTPRoute', {}, {}) },
  { what: 'no hosts', taken: route({ hostnames: [] }) },
  { what: 'a time-out that is switched off', taken: timed('0s', '10m') },
  { what: 'weights of 0', taken: backed({ weight: 0 }) },
  {
    what: 'a regular expression',
    taken: ruled({ matches: [{ path: { type: 'RegularExpression', value: 'a#//b' } }] }),
  },
  { what: 'mirrors', taken: filtered(...many(2, (index) => mirrorTo(`m${index}`))) },
];

function mirrorTo(name: string): Fields {
  return { type: 'RequestMirror', requestMirror: { backendRef: { name, port: 80 } } };
}
