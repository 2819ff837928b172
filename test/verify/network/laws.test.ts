import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayConnect, type ConnectionEnd, type ConnectionQuestion, type Manifest } from '../../../lib/verify';
import { policy } from './tables';

const runs = { numRuns: 2000 };

const label = fc.constantFrom('a', 'b', 'c');
const space = fc.constantFrom('x', 'y');
const selector = fc.oneof(
  fc.constant({}),
  label.map((pod) => ({ matchLabels: { pod } })),
  fc.record({
    matchExpressions: fc.array(
      fc.record({
        key: fc.constantFrom('pod', 'tier'),
        operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
        values: fc.subarray(['a', 'b']),
      }),
      { maxLength: 2 },
    ),
  }),
);
const block = fc.constantFrom(
  { cidr: '10.0.0.0/8' },
  { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] },
  { cidr: '0.0.0.0/0' },
  { cidr: 'fd00::/8' },
);
const peer = fc.oneof(
  fc.record(
    { podSelector: selector, namespaceSelector: space.map((ns) => ({ matchLabels: { ns } })) },
    { requiredKeys: ['podSelector'] },
  ),
  fc.record({ namespaceSelector: selector }),
  fc.record({ ipBlock: block }),
);
const port = fc.oneof(
  fc.record({ port: fc.constantFrom(80, 81, 'web') }),
  fc.record({ port: fc.constantFrom(79, 80), endPort: fc.constantFrom(80, 82) }),
  fc.record({ protocol: fc.constantFrom('TCP', 'UDP') }),
);
const rule = (side: 'from' | 'to'): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .record({ peers: fc.array(peer, { maxLength: 2 }), ports: fc.array(port, { maxLength: 2 }) })
    .map(({ peers, ports }) => ({ [side]: peers, ports }));
const policies = fc.array(
  fc
    .tuple(
      space,
      fc.record({
        podSelector: selector,
        policyTypes: fc.subarray(['Ingress', 'Egress']),
        ingress: fc.array(rule('from'), { maxLength: 2 }),
        egress: fc.array(rule('to'), { maxLength: 2 }),
      }),
    )
    .map(([namespace, spec]) => policy(namespace, spec)),
  { maxLength: 4 },
);

const pod = fc
  .record({ namespace: space, pod: label, address: fc.constantFrom('10.0.0.1', '10.1.0.1', 'fd00::1', undefined) })
  .map(({ namespace, pod, address }): ConnectionEnd => ({
    kind: 'pod',
    pod: {
      kind: 'Pod',
      metadata: { namespace, labels: { pod } },
      spec: { containers: [{ ports: [{ name: 'web', containerPort: 80 }] }] },
      status: { podIP: address },
    },
  }));
const end = fc.oneof(
  { weight: 4, arbitrary: pod },
  fc.constantFrom<ConnectionEnd[]>(
    { kind: 'outside', address: '10.1.0.1' },
    { kind: 'outside', address: 'fd00::9' },
    { kind: 'outside' },
    { kind: 'somebody' },
    { kind: 'pods', namespace: 'x', labels: { pod: 'a' } },
    { kind: 'pods', namespace: 'y' },
  ),
);
const namespaces = ['x', 'y'].map((name) => ({ kind: 'Namespace', metadata: { name, labels: { ns: name } } }));
const question: fc.Arbitrary<ConnectionQuestion> = fc.record({
  policies,
  from: end,
  to: end,
  port: fc.constantFrom(79, 80, 81),
  protocol: fc.constantFrom('TCP', 'UDP'),
  namespaces: fc.constantFrom(namespaces, []),
});

const ladder = ['no', 'not-known', 'yes'];
const height = (asked: ConnectionQuestion): number => ladder.indexOf(mayConnect(asked).kind);
const specOf = (manifest: Manifest): Record<string, unknown> => manifest['spec'] as Record<string, unknown>;

test('without policies everything passes', () => {
  fc.assert(
    fc.property(question, (asked) => {
      expect(mayConnect({ ...asked, policies: [] })).toEqual({ kind: 'yes' });
    }),
    runs,
  );
});

test('the order of policies does not count', () => {
  fc.assert(
    fc.property(question, (asked) => {
      expect(height({ ...asked, policies: [...asked.policies].reverse() })).toBe(height(asked));
    }),
    runs,
  );
});

test('a rule more takes nothing away', () => {
  fc.assert(
    fc.property(question, rule('from'), rule('to'), fc.nat(), (asked, ingress, egress, which) => {
      const policies = asked.policies.map((one, index) => {
        if (index !== which % asked.policies.length) return one;
        const spec = specOf(one);
        // Egress rules bring a direction along where none is said.
        const policyTypes = (spec['policyTypes'] as unknown[]).length > 0 ? spec['policyTypes'] : ['Ingress'];
        const more = (field: string, added: unknown): unknown => [...(spec[field] as unknown[]), added];
        return {
          ...one,
          spec: { ...spec, policyTypes, ingress: more('ingress', ingress), egress: more('egress', egress) },
        };
      });
      const before = asked.policies.map((one, index) => ({
        ...one,
        spec: { ...specOf(one), policyTypes: specOf(policies[index] ?? one)['policyTypes'] },
      }));
      expect(height({ ...asked, policies })).toBeGreaterThanOrEqual(height({ ...asked, policies: before }));
    }),
    runs,
  );
});

test('a policy that lets everything through opens what it selects, and one that lets nothing through opens nothing', () => {
  fc.assert(
    fc.property(question, (asked) => {
      const all = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] };
      const open = ['x', 'y'].map((namespace) => policy(namespace, { ...all, ingress: [{}], egress: [{}] }));
      expect(height({ ...asked, policies: [...asked.policies, ...open] })).toBe(2);
      const closed = ['x', 'y'].map((namespace) => policy(namespace, all));
      expect(height({ ...asked, policies: [...asked.policies, ...closed] })).toBeLessThanOrEqual(height(asked));
    }),
    runs,
  );
});

test('a policy of another namespace changes nothing', () => {
  fc.assert(
    fc.property(question, policies, (asked, others) => {
      const elsewhere = others.map((one) => ({ ...one, metadata: { name: 'a', namespace: 'z' } }));
      expect(mayConnect({ ...asked, policies: [...elsewhere, ...asked.policies] })).toEqual(mayConnect(asked));
    }),
    runs,
  );
});

test('policies for one direction have no say in the other', () => {
  fc.assert(
    fc.property(question, (asked) => {
      const only = (type: string): Manifest[] =>
        asked.policies.map((one) => ({ ...one, spec: { ...specOf(one), policyTypes: [type] } }));
      const [into, out] = [
        height({ ...asked, policies: only('Ingress') }),
        height({ ...asked, policies: only('Egress') }),
      ];
      expect(height({ ...asked, policies: [...only('Ingress'), ...only('Egress')] })).toBe(Math.min(into, out));
    }),
    runs,
  );
});

test('to know more turns neither yes nor no into anything else', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(question, pod, pod, (asked, from, to) => {
      const less = (end: ConnectionEnd): ConnectionEnd => {
        if (end.kind !== 'pod') return end;
        const { namespace } = end.pod.metadata as { namespace: string };
        return { kind: 'pods', namespace };
      };
      const known = mayConnect({ ...asked, from, to, namespaces });
      const guessed = mayConnect({ ...asked, from: less(from), to: less(to), namespaces: [] });
      if (guessed.kind !== 'not-known') expect(known.kind).toBe(guessed.kind);
      const anybody = mayConnect({ ...asked, from: { kind: 'somebody' }, to, namespaces });
      if (anybody.kind === 'no') expect(known.kind).toBe('no');
      seen.set(guessed.kind, (seen.get(guessed.kind) ?? 0) + 1);
    }),
    runs,
  );
  // The law says nothing where nothing is ever known.
  expect(seen.get('yes')).toBeGreaterThan(100);
  expect(seen.get('no')).toBeGreaterThan(50);
});

test('the policies that are named stop a connection by themselves', () => {
  fc.assert(
    fc.property(question, (asked) => {
      const connection = mayConnect(asked);
      if (connection.kind !== 'no') return;
      for (const { policies: stopping } of connection.stops) {
        expect(stopping.length).toBeGreaterThan(0);
        expect(mayConnect({ ...asked, policies: stopping }).kind).toBe('no');
      }
    }),
    runs,
  );
});
