import { describe, expect, test } from 'vitest';
import { mayConnect, type ConnectionEnd, type Manifest } from '../../../lib/verify';
import { policy, tables } from './tables';

const ports = [
  { name: 'web', containerPort: 80 },
  { name: 'admin', containerPort: 81, protocol: 'TCP' },
  { name: 'names', containerPort: 53, protocol: 'UDP' },
];

function pod(name: string, labels: object, addresses: readonly string[], spec: object = {}): Manifest {
  const [namespace, own] = name.split('/');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: own, namespace, labels },
    spec: {
      initContainers: [
        { ports: [{ name: 'early', containerPort: 7000 }] },
        { restartPolicy: 'Always', ports: [{ name: 'side', containerPort: 7001 }] },
      ],
      containers: [{ ports }],
      ...spec,
    },
    status: { podIP: addresses[0], podIPs: addresses.map((ip) => ({ ip })) },
  };
}

const inThree = ['x', 'y', 'z', 'u'].flatMap((namespace, row) =>
  ['a', 'b', 'c'].map((name, column) =>
    pod(`${namespace}/${name}`, { pod: name, ...(name === 'c' ? { odd: 'yes' } : {}) }, [
      `10.${row + 1}.0.${column + 1}`,
    ]),
  ),
);
const others = [
  pod('x/host', { on: 'node' }, [], { hostNetwork: true }),
  pod('x/other', {}, ['10.1.0.9'], { containers: [{ ports: [{ name: 'web', containerPort: 8080 }] }] }),
  pod('dual/a', { pod: 'a' }, ['10.4.0.1', 'fd00:4::1']),
  pod('dual/b', { pod: 'b' }, ['10.4.0.2', 'fd00:4::2']),
];
const pods = new Map<string, Manifest>(
  [...inThree, ...others].map((one) => {
    const { name, namespace } = one.metadata as { name: string; namespace: string };
    return [`${namespace}/${name}`, one] as const;
  }),
);
// The labels of namespace u are not declared.
const namespaces = ['x', 'y', 'z', 'dual'].map((name) => ({
  kind: 'Namespace',
  metadata: { name, labels: { ns: name } },
}));

function endOf(text: string): ConnectionEnd {
  const found = pods.get(text);
  if (found !== undefined) return { kind: 'pod', pod: found };
  if (text === 'node') return { kind: 'node' };
  if (text === '?') return { kind: 'somebody' };
  if (text === 'outside') return { kind: 'outside' };
  const [, namespace, key, value] = /^\{([a-z]*)(?:,(\w+)=(\w+))?\}$/.exec(text) ?? [];
  if (namespace === undefined) return { kind: 'outside', address: text };
  return { kind: 'pods', namespace, labels: key === undefined ? undefined : { [key]: value ?? '' } };
}

interface Row {
  readonly row: string;
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly verdict: string;
}

function readRows(rows: string): readonly Row[] {
  return rows
    .trim()
    .split('\n')
    .map((line) => {
      const row = line.trim();
      const [, from = '', to = '', port, protocol = 'TCP', verdict = ''] =
        /^(\S+) -> (\S+):(\d+)(?:\/(\w+))? (yes|no|not-known)$/.exec(row) ?? [];
      if (protocol !== 'TCP' && protocol !== 'UDP' && protocol !== 'SCTP') throw new Error(row);
      return { row, from, to, port: Number(port), protocol, verdict };
    });
}

const read = tables.map(({ what, policies, rows }) => ({ what, policies, rows: readRows(rows) }));

describe.each(read)('$what', ({ policies, rows }) => {
  test.each(rows)('$row', ({ from, to, port, protocol, verdict }) => {
    const connection = mayConnect({ policies, from: endOf(from), to: endOf(to), port, protocol, namespaces });
    expect(connection.kind).toBe(verdict);
  });
});

test('the table is long enough, and has every verdict many times', () => {
  const verdicts = read.flatMap(({ rows }) => rows.map(({ verdict }) => verdict));
  const counts = Object.fromEntries(
    ['yes', 'no', 'not-known'].map((kind) => [kind, verdicts.filter((verdict) => verdict === kind).length]),
  );
  console.log(`${verdicts.length} cases of ${read.length} sets of policies: ${JSON.stringify(counts)}`);
  expect(verdicts.length).toBeGreaterThanOrEqual(150);
  expect(counts['yes']).toBeGreaterThanOrEqual(50);
  expect(counts['no']).toBeGreaterThanOrEqual(50);
  expect(counts['not-known']).toBeGreaterThanOrEqual(20);
  expect(read.every(({ rows }) => new Set(rows.map(({ row }) => row)).size === rows.length)).toBe(true);
});

describe('says why', () => {
  const closed = policy('x', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  const own = policy('x', { podSelector: { matchLabels: { pod: 'a' } }, ingress: [{ ports: [{ port: 81 }] }] });
  const elsewhere = policy('y', { podSelector: {} });

  test('which policies stop it, at which end', () => {
    const policies = [elsewhere, closed, own];
    expect(mayConnect({ policies, from: endOf('z/a'), to: endOf('x/a'), port: 80 })).toEqual({
      kind: 'no',
      stops: [{ direction: 'ingress', policies: [closed, own] }],
    });
    expect(mayConnect({ policies, from: endOf('x/b'), to: endOf('x/a'), port: 80 })).toEqual({
      kind: 'no',
      stops: [
        { direction: 'egress', policies: [closed] },
        { direction: 'ingress', policies: [closed, own] },
      ],
    });
  });

  test.each([
    ['the label ns of namespace u is not declared', { namespaceSelector: { matchLabels: { ns: 'u' } } }, 'u/a'],
    [
      'the label app of the pods in namespace y is not declared',
      { namespaceSelector: {}, podSelector: { matchLabels: { app: 'a' } } },
      '{y}',
    ],
    ['the address of the pods in namespace y is not declared', { ipBlock: { cidr: '10.0.0.0/8' } }, '{y}'],
    ['the address outside is not declared', { ipBlock: { cidr: '10.0.0.0/8' } }, 'outside'],
    ['who connects is not declared', { podSelector: {} }, '?'],
    ['the API server refuses the policy', {}, 'y/a'],
    ['how pods on the network of their node are governed is up to the network plugin', { podSelector: {} }, 'x/host'],
    ['whether the policy and the pods are in one namespace is not declared', { podSelector: {} }, '{}'],
  ])('not known, because %s', (because, peer, from) => {
    const policies = [policy('x', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [peer] }] })];
    expect(mayConnect({ policies, from: endOf(from), to: endOf('x/a'), port: 80 })).toEqual({
      kind: 'not-known',
      because,
    });
  });

  test('where it depends on the family of addresses', () => {
    const ingress = [{ from: [{ ipBlock: { cidr: '10.4.0.0/16' } }] }];
    const policies = [policy('dual', { podSelector: {}, policyTypes: ['Ingress'], ingress })];
    expect(mayConnect({ policies, from: endOf('dual/a'), to: endOf('dual/b'), port: 80 })).toEqual({
      kind: 'not-known',
      because: 'it depends on the family of addresses that is used',
    });
  });

  test('where an address is none', () => {
    const ask = (): unknown => mayConnect({ policies: [], from: endOf('10.0.0'), to: endOf('x/a'), port: 80 });
    expect(ask).toThrow(new RangeError('"10.0.0" is not an IPv4 or IPv6 address'));
  });
});
