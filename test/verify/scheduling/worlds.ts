import fc from 'fast-check';
import type { Manifest } from '../../../lib/verify';
import { apps, containerNamed, features, namespaces, zones, type Draft, type Feature } from './features';

/** A pod that asks to be placed, and what of it the scheduler looks at. */
export interface Probe {
  readonly pod: Manifest;
  readonly features: readonly Feature[];
}

/** Nodes, the pods on them, and pods that ask to be placed there. */
export interface World {
  readonly nodes: readonly Manifest[];
  readonly pods: readonly Manifest[];
  readonly probes: readonly Probe[];
}

/** Names that a run gives, so that it meets nothing of another one. */
export interface Names {
  readonly node: (index: number) => string;
  readonly namespace: (name: string) => string;
}

/** A value in all but one of so many cases. */
const maybe = <T>(value: fc.Arbitrary<T>, oneOf: number): fc.Arbitrary<T | undefined> =>
  fc.option(value, { freq: oneOf, nil: undefined });

const node = fc.record({
  zone: maybe(fc.constantFrom(...zones), 12),
  arch: fc.constantFrom('amd64', 'amd64', 'arm64'),
  pool: maybe(fc.constantFrom('cpu', 'gpu'), 4),
  generation: maybe(fc.constantFrom('1', '5', '12', 'x', '3'), 3),
  spare: maybe(fc.constantFrom('yes', 'no'), 2),
  taints: fc.constantFrom(
    [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }],
    [{ key: 'drained', value: '', effect: 'NoExecute' }],
    [
      { key: 'better-not', value: 'x', effect: 'PreferNoSchedule' },
      { key: 'drained', value: '', effect: 'NoExecute' },
    ],
    [{ key: 'better-not', value: 'x', effect: 'PreferNoSchedule' }],
  ),
  isTainted: fc.nat(2).map((one) => one === 0),
  isUnschedulable: fc.nat(4).map((one) => one === 0),
  cpu: fc.constantFrom('2', '3900m', '8'),
  memory: fc.constantFrom('4Gi', '7Gi', '16Gi'),
  gpus: maybe(fc.constantFrom('0', '1', '4', '4'), 4),
  storage: fc.constantFrom('20Gi', '100Gi'),
  hugePages: maybe(fc.constantFrom('0', '256Mi', '1Gi', '1Gi'), 4),
  pods: fc.constantFrom('2', '4', '110', '110', '110'),
});

const placed = fc.record({
  node: fc.nat(6),
  namespace: fc.constantFrom('first', 'first', 'second'),
  app: fc.constantFrom(...apps),
  version: maybe(fc.constantFrom('1', '2'), 4),
  cpu: fc.constantFrom('100m', '500m', '1'),
  memory: fc.constantFrom('128Mi', '1Gi'),
  gpus: maybe(fc.constantFrom('1'), 2),
  port: maybe(
    fc.record({
      hostPort: fc.constantFrom(8080, 8080, 9090),
      protocol: fc.constantFrom('TCP', 'TCP', 'UDP'),
      hostIP: fc.constantFrom('', '', '10.0.0.1'),
    }),
    4,
  ),
  apartFrom: maybe(
    fc.record({
      app: fc.constantFrom(...apps),
      topologyKey: fc.constantFrom('topology.kubernetes.io/zone', 'kubernetes.io/hostname'),
      scope: fc.constantFrom<object>({}, { namespaceSelector: { matchLabels: { 'modelyard-team': 'first' } } }),
    }),
    3,
  ),
  hasExclusive: fc.nat(5).map((one) => one === 0),
});

const drawn = (feature: Feature): fc.Arbitrary<{ readonly feature: Feature; readonly add: (draft: Draft) => void }> =>
  feature.addition.map((add) => ({ feature, add }));

/** Of two features at most: of many at once, one takes all nodes out before the others are looked at. */
const probeWith = (feature: Feature) =>
  fc.record({
    app: maybe(fc.constantFrom(...apps), 4),
    version: maybe(fc.constantFrom('1', '2'), 4),
    toleratesAll: fc.nat(3).map((one) => one > 0),
    first: drawn(feature),
    second: maybe(fc.constantFrom(...features).chain(drawn), 2),
  });

/** Draws worlds with so many probes each, the features of which take turns from the given one on. */
export function worldsOf(probes: number, from: number, names: Names): fc.Arbitrary<World> {
  const turns = Array.from({ length: probes }, (_, index) => features[(from + index) % features.length]);
  return fc
    .record({
      nodes: fc.array(node, { minLength: 4, maxLength: 7 }),
      pods: fc.array(placed, { minLength: 2, maxLength: 9 }),
      probes: fc.tuple(...turns.flatMap((feature) => (feature === undefined ? [] : [probeWith(feature)]))),
    })
    .map((drawn) => ({
      nodes: drawn.nodes.map((one, index) => nodeOf(one, index, names)),
      pods: drawn.pods.map((one, index) => podOf(one, index, drawn.nodes.length, names)),
      probes: drawn.probes.map((one, index) => probeOf(one, index, names)),
    }));
}

type Drawn<A> = A extends fc.Arbitrary<infer T> ? T : never;

function given(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).flatMap(([name, one]) => (one === undefined ? [] : [[name, one]])));
}

function nodeOf(drawn: Drawn<typeof node>, index: number, { node: nameOf }: Names): Manifest {
  const { zone, arch, pool, generation, spare, taints, isTainted, isUnschedulable } = drawn;
  const name = nameOf(index);
  const allocatable = given({
    cpu: drawn.cpu,
    memory: drawn.memory,
    pods: drawn.pods,
    'ephemeral-storage': drawn.storage,
    'nvidia.com/gpu': drawn.gpus,
    'hugepages-2Mi': drawn.hugePages,
  });
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: given({
        'kubernetes.io/hostname': name,
        'kubernetes.io/arch': arch,
        'topology.kubernetes.io/zone': zone,
        pool,
        generation,
        spare,
      }),
    },
    spec: { taints: isTainted ? taints : [], unschedulable: isUnschedulable },
    status: { capacity: allocatable, allocatable, conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

function podOf(drawn: Drawn<typeof placed>, index: number, nodes: number, names: Names): Manifest {
  const { app, version, cpu, memory, gpus, port, apartFrom, hasExclusive } = drawn;
  const container = containerNamed('main');
  container.resources = { requests: { cpu, memory }, limits: given({ 'nvidia.com/gpu': gpus }) };
  if (port !== undefined) container.ports = [{ ...port, containerPort: port.hostPort }];
  const antiAffinity =
    apartFrom === undefined
      ? {}
      : {
          affinity: {
            podAntiAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: [
                {
                  topologyKey: apartFrom.topologyKey,
                  labelSelector: { matchLabels: { app: apartFrom.app } },
                  ...apartFrom.scope,
                },
              ],
            },
          },
        };
  const volumes =
    hasExclusive && drawn.namespace === 'first'
      ? { volumes: [{ name: 'exclusive', persistentVolumeClaim: { claimName: 'exclusive' } }] }
      : {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `placed-${index}`, namespace: names.namespace(drawn.namespace), labels: given({ app, version }) },
    spec: {
      // On whatever node: what drives pods away is not what is asked here.
      tolerations: [{ operator: 'Exists' }],
      nodeName: names.node(drawn.node % nodes),
      containers: [container],
      ...antiAffinity,
      ...volumes,
    },
  };
}

function probeOf(probe: Drawn<ReturnType<typeof probeWith>>, index: number, names: Names): Probe {
  const draft: Draft = {
    metadata: { labels: given({ app: probe.app, version: probe.version }) },
    spec: { containers: [containerNamed('main')], initContainers: [] },
  };
  const { first, second } = probe;
  const chosen = second === undefined || second.feature === first.feature ? [first] : [first, second];
  for (const { add } of chosen) add(draft);
  if (probe.toleratesAll) draft.spec['tolerations'] ??= [{ operator: 'Exists' }];
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `probe-${index}`, namespace: names.namespace('first'), labels: draft.metadata.labels },
    spec: draft.spec,
  };
  return { pod: named(pod, names), features: chosen.map(({ feature }) => feature) };
}

/** Puts the names of the run where features could only say which of them they mean. */
function named(pod: Manifest, names: Names): Manifest {
  const text = JSON.stringify(pod)
    .replace(/NODE-(\d+)/g, (_, index: string) => names.node(Number(index)))
    .replace(new RegExp(`NAMESPACE-(${namespaces.join('|')})`, 'g'), (_, name: string) => names.namespace(name));
  return JSON.parse(text) as Manifest;
}
