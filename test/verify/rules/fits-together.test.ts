import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodePool, targetCluster, type NodePool } from '../../../lib/hardware';
import { verify, type Finding, type Manifest } from '../../../lib/verify';
import { fitsTogether } from '../../../lib/verify/rules/fits-together';
import { canPlaceAll, canStrand } from '../scheduling/every-placement';
import { podsSchedulable } from '../../../lib/verify/rules/pods-schedulable';
import { autoscaler, deployment, job, object, plain, workload } from '../manifests';

const machines = (name: string, max: number, labels: Readonly<Record<string, string>> = {}): NodePool =>
  nodePool(name, { custom: { cpu: 4, memory: '16Gi', pods: 10 }, nodes: { min: 1, max }, labels });

const clusterOf = (...nodePools: readonly NodePool[]) =>
  targetCluster({ name: 'prod', cloud: 'other', kubernetes: '1.34', nodePools });

const find = (manifests: readonly Manifest[], cluster = clusterOf(machines('general', 2))): readonly Finding[] =>
  verify(manifests, { rules: [fitsTogether], cluster });

interface Asks {
  readonly name?: string;
  readonly replicas?: number;
  readonly cpu?: string;
  readonly pod?: Readonly<Record<string, unknown>>;
  readonly spec?: Readonly<Record<string, unknown>>;
}

const stays = { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } };

function asks({ name = 'chat', replicas = 1, cpu = '1', pod = {}, spec = stays }: Asks): Manifest {
  return deployment({ name, spec: { replicas, ...spec }, pod, container: { resources: { requests: { cpu } } } });
}

const apart = (name: string): Readonly<Record<string, unknown>> => ({
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: name } } },
      ],
    },
  },
});

const daemon = (cpu: string): Manifest =>
  workload('apps/v1', 'DaemonSet', { name: 'logs', container: { resources: { requests: { cpu } } } });

test.each<{ where: string; manifests: readonly Manifest[] }>([
  { where: 'all pods have room', manifests: [asks({ replicas: 8 })] },
  {
    where: 'two fill a pool and roll by ending first',
    manifests: [asks({ replicas: 4 }), asks({ name: 'rank', replicas: 4 })],
  },
  { where: 'one pod of each has room on each node', manifests: [asks({ replicas: 2, cpu: '3', pod: apart('chat') })] },
  { where: 'a rollout finds room for one more', manifests: [asks({ replicas: 7, spec: {} })] },
  { where: 'a rollout may end a pod first', manifests: [asks({ replicas: 8, spec: {} })] },
  {
    where: 'an autoscaler has room at its most',
    manifests: [asks({ replicas: 1 }), autoscaler({ minReplicas: 1, maxReplicas: 8 })],
  },
  {
    where: 'a Job has room beside the rest',
    manifests: [
      asks({ replicas: 4 }),
      job({ name: 'train', spec: { parallelism: 4 }, container: { resources: { requests: { cpu: '1' } } } }),
    ],
  },
])('finds nothing where $where', ({ manifests }) => {
  expect(find(manifests)).toEqual([]);
});

test('asks no room for what sleeps', () => {
  const sleepers = ['a', 'b', 'c'].flatMap((name) => [
    asks({ name, cpu: '4' }),
    object(
      'keda.sh/v1alpha1',
      'ScaledObject',
      { name },
      { scaleTargetRef: { name }, minReplicaCount: 0, maxReplicaCount: 1 },
    ),
  ]);
  const ending = object(
    'v1',
    'Pod',
    { name: 'once' },
    { restartPolicy: 'Never', containers: [{ name: 'a', resources: { requests: { cpu: '4' } } }] },
  );
  expect(find([...sleepers, ending]).map(({ severity }) => severity)).toEqual(['warning']);
});

test('says nothing without a cluster, or without its pools', () => {
  const manifests = [asks({ replicas: 100 })];
  expect(verify(manifests, { rules: [fitsTogether] })).toEqual([]);
  expect(find(manifests, clusterOf())).toEqual([]);
});

const priority = (name: string, value: number): Manifest => ({
  ...plain('scheduling.k8s.io/v1', 'PriorityClass', { name }),
  value,
});
const adding = { strategy: { rollingUpdate: { maxUnavailable: 0 } } };

test('says nothing besides of pods that no node takes', () => {
  const codes = (manifests: readonly Manifest[]): readonly string[] =>
    verify(manifests, { rules: [podsSchedulable, fitsTogether], cluster: clusterOf(machines('general', 2)) }).map(
      ({ code }) => code,
    );
  const nowhere = asks({ name: 'big', cpu: '5' });
  expect(codes([nowhere])).toEqual(['verify/unschedulable']);
  expect(codes([asks({ replicas: 8 }), nowhere])).toEqual(['verify/unschedulable']);
  const open = asks({ name: 'open', pod: { schedulerName: 'volcano' } });
  expect(codes([open])).toEqual(['verify/not-known-schedulable', 'verify/not-known-room-together']);
});

const together = 'fewer replicas, less for each to ask for, or larger pools';

describe('finds', () => {
  test.each<{
    what: string;
    manifests: readonly Manifest[];
    cluster?: ReturnType<typeof clusterOf>;
    found: readonly unknown[];
  }>([
    {
      what: 'an error where two ask together for more than there is',
      manifests: [asks({ replicas: 5 }), asks({ name: 'rank', replicas: 4 })],
      found: [
        'verify/no-room-together',
        'error',
        'rank',
        'not all pods have room at once: Deployment chat (5), Deployment rank (4) ask for 9000m of cpu, and pool general can have 8000m of cpu',
        together,
      ],
    },
    {
      what: 'an error where pieces of nodes do not add up',
      manifests: [asks({ replicas: 3, cpu: '3' })],
      found: [
        'verify/no-room-together',
        'error',
        'chat',
        'not all pods have room at once: Deployment chat (3) ask for 9000m of cpu, and pool general can have 8000m of cpu',
        together,
      ],
    },
    {
      what: 'an error where each needs a node',
      manifests: [asks({ replicas: 2, cpu: '2100m' }), asks({ name: 'rank', cpu: '2500m' })],
      found: [
        'verify/no-room-together',
        'error',
        'rank',
        'not all pods have room at once: Deployment chat (2), Deployment rank (1) need a node each, 3 in all, and pool general can have 2',
        together,
      ],
    },
    {
      what: 'an error where too many keep apart',
      manifests: [asks({ replicas: 3, pod: apart('chat') })],
      found: [
        'verify/no-room-together',
        'error',
        'chat',
        'not all pods have room at once: Deployment chat (3) are 3 pods, and pool general can hold 2 of them',
        together,
      ],
    },
    {
      what: 'an error where DaemonSets leave too little',
      manifests: [daemon('1'), asks({ replicas: 7 })],
      found: [
        'verify/no-room-together',
        'error',
        'chat',
        'not all pods have room at once: Deployment chat (7) ask for 7000m of cpu, and pool general can have 6000m of cpu',
        together,
      ],
    },
    {
      what: 'an error where one pool is too small for those that can go nowhere else',
      manifests: [asks({ replicas: 5, pod: { nodeSelector: { disk: 'fast' } } }), asks({ name: 'rank', replicas: 9 })],
      cluster: clusterOf(machines('general', 9), machines('fast', 1, { disk: 'fast' })),
      found: [
        'verify/no-room-together',
        'error',
        'chat',
        'not all pods have room at once: Deployment chat (5) ask for 5000m of cpu, and pool fast can have 4000m of cpu',
        together,
      ],
    },
    {
      what: 'a warning where all autoscalers at their most have no room',
      manifests: [asks({ replicas: 1 }), autoscaler({ minReplicas: 1, maxReplicas: 9 })],
      found: [
        'verify/no-room-together',
        'warning',
        'chat',
        'not all pods have room at once when autoscalers are at their most and Jobs run: Deployment chat (9) ask for 9000m of cpu, and pool general can have 8000m of cpu',
        'lower maxima, larger pools, or nothing where that never comes at the same time',
      ],
    },
    {
      what: 'an error where a rollout waits for room',
      manifests: [
        asks({ replicas: 4, spec: { strategy: { rollingUpdate: { maxUnavailable: 0 } } } }),
        asks({ name: 'rank', replicas: 4 }),
      ],
      found: [
        'verify/no-room-to-roll',
        'error',
        'chat',
        'a rollout adds a pod before it ends one, and that waits for ever: Deployment chat (5), Deployment rank (4) ask for 9000m of cpu, and pool general can have 8000m of cpu',
        'maxSurge: 0 with maxUnavailable: 1, or a larger pool',
      ],
    },
    {
      what: 'an error where pods fit by what they ask for together, and in no arrangement',
      manifests: [
        asks({ replicas: 2, cpu: '1500m' }),
        asks({ name: 'rank', replicas: 2, cpu: '1800m' }),
        asks({ name: 'big', cpu: '1300m' }),
      ],
      found: [
        'verify/no-room-together',
        'error',
        'big',
        'not all pods have room at once: Deployment chat (2), Deployment rank (2), Deployment big (1) are 5 pods, which pool general with 2 nodes cannot hold however they are placed',
        together,
      ],
    },
    {
      what: 'that it is not known where the scheduler has to choose well',
      manifests: [asks({ replicas: 2 }), asks({ name: 'rank', cpu: '4' })],
      found: [
        'verify/not-known-room-together',
        'not-known',
        'chat',
        'whether cluster prod has room for all pods at once is not known: all have room if the scheduler places them well, but it may spread small ones so that none is left for a large one',
        'more nodes at most for the pool, or a pool of its own for what is large',
      ],
    },
    {
      what: 'that it is not known where small pods may take the only pool of others',
      manifests: [asks({ replicas: 9 }), asks({ name: 'rank', replicas: 4, pod: { nodeSelector: { disk: 'fast' } } })],
      cluster: clusterOf(machines('fast', 1, { disk: 'fast' }), machines('general', 3)),
      found: [
        'verify/not-known-room-together',
        'not-known',
        'chat',
        'whether cluster prod has room for all pods at once is not known: all have room if the scheduler places them well, but it may spread small ones so that none is left for a large one',
        'more nodes at most for the pool, or a pool of its own for what is large',
      ],
    },
    {
      what: 'that it is not known where other pods decide',
      manifests: [asks({ replicas: 2, pod: apart('rank') }), asks({ name: 'rank' })],
      found: [
        'verify/not-known-room-together',
        'not-known',
        'chat',
        'whether cluster prod has room for all pods at once is not known: no assignment was found, and nothing shows that there is none',
        'nothing here: compare what all pods ask for with what the pools have',
      ],
    },
    {
      what: 'which pods wait where priorities differ',
      manifests: [
        priority('low', 1),
        priority('high', 1000),
        asks({ replicas: 5, pod: { priorityClassName: 'low' } }),
        asks({ name: 'rank', replicas: 4, pod: { priorityClassName: 'high' } }),
      ],
      found: [
        'verify/no-room-together',
        'error',
        'rank',
        'not all pods have room at once: Deployment chat (5), Deployment rank (4) ask for 9000m of cpu, and pool general can have 8000m of cpu; of lower priority, and so those that wait: Deployment chat',
        together,
      ],
    },
    {
      what: 'that some wait where priorities are not declared',
      manifests: [
        asks({ replicas: 5 }),
        asks({ name: 'rank', replicas: 4, pod: { priorityClassName: 'system-node-critical' } }),
      ],
      found: [
        'verify/no-room-together',
        'error',
        'rank',
        'not all pods have room at once: Deployment chat (5), Deployment rank (4) ask for 9000m of cpu, and pool general can have 8000m of cpu; which of them wait, their priorities say, which are not declared',
        together,
      ],
    },
    {
      what: 'no error where those that wait only hold a place for others',
      manifests: [
        priority('place', -10),
        asks({ replicas: 8 }),
        asks({ name: 'holder', replicas: 1, pod: { priorityClassName: 'place' } }),
      ],
      found: [
        'verify/no-room-together',
        'warning',
        'holder',
        'not all pods have room at once, and those of a priority below 0 wait: Deployment chat (8), Deployment holder (1) ask for 9000m of cpu, and pool general can have 8000m of cpu',
        'larger pools, or nothing where they only hold a place',
      ],
    },
    {
      what: 'an error where others have no room without those that hold a place either',
      manifests: [
        priority('place', -10),
        asks({ replicas: 9 }),
        asks({ name: 'holder', replicas: 1, pod: { priorityClassName: 'place' } }),
      ],
      found: [
        'verify/no-room-together',
        'error',
        'holder',
        'not all pods have room at once: Deployment chat (9), Deployment holder (1) ask for 10000m of cpu, and pool general can have 8000m of cpu; which of them wait, their priorities say, which are not declared',
        together,
      ],
    },
    {
      what: 'a warning where a rollout puts out pods of lower priority',
      manifests: [
        { ...priority('low', 1), globalDefault: true },
        priority('high', 1000),
        asks({ replicas: 4, spec: adding, pod: { priorityClassName: 'high' } }),
        asks({ name: 'rank', replicas: 4 }),
      ],
      found: [
        'verify/no-room-to-roll',
        'warning',
        'chat',
        'a rollout adds a pod before it ends one, and that puts out pods of lower priority: Deployment chat (5), Deployment rank (4) ask for 9000m of cpu, and pool general can have 8000m of cpu',
        'maxSurge: 0 with maxUnavailable: 1, or a larger pool',
      ],
    },
    {
      what: 'an error where a rollout has the higher priority and puts out nobody',
      manifests: [
        priority('low', 1),
        { ...priority('high', 1000), preemptionPolicy: 'Never' },
        asks({ replicas: 4, spec: adding, pod: { priorityClassName: 'high' } }),
        asks({ name: 'rank', replicas: 4, pod: { priorityClassName: 'low' } }),
      ],
      found: [
        'verify/no-room-to-roll',
        'error',
        'chat',
        'a rollout adds a pod before it ends one, and that waits for ever: Deployment chat (5), Deployment rank (4) ask for 9000m of cpu, and pool general can have 8000m of cpu',
        'maxSurge: 0 with maxUnavailable: 1, or a larger pool',
      ],
    },
    {
      what: 'that it is not known where a rollout may put out others',
      manifests: [
        asks({ replicas: 4, spec: adding, pod: { priorityClassName: 'elsewhere' } }),
        asks({ name: 'rank', replicas: 4 }),
      ],
      found: [
        'verify/not-known-room-to-roll',
        'not-known',
        'chat',
        'whether a rollout, which adds a pod before it ends one, waits for ever is not known: the scheduler makes room where priorities differ, and they are not declared: Deployment chat (5), Deployment rank (4) ask for 9000m of cpu, and pool general can have 8000m of cpu',
        'maxSurge: 0 with maxUnavailable: 1, or a larger pool, or the PriorityClasses in the app',
      ],
    },
    {
      what: 'an error where a rollout has the lower priority',
      manifests: [
        priority('low', 1),
        priority('high', 1000),
        asks({ replicas: 4, spec: adding, pod: { priorityClassName: 'low' } }),
        asks({ name: 'rank', replicas: 4, pod: { priorityClassName: 'high' } }),
      ],
      found: [
        'verify/no-room-to-roll',
        'error',
        'chat',
        'a rollout adds a pod before it ends one, and that waits for ever: Deployment chat (5), Deployment rank (4) ask for 9000m of cpu, and pool general can have 8000m of cpu',
        'maxSurge: 0 with maxUnavailable: 1, or a larger pool',
      ],
    },
  ])('$what', ({ manifests, cluster, found }) => {
    const [first, ...rest] = find(manifests, cluster);
    expect([first?.code, first?.severity, first?.object.name, first?.message, first?.fix]).toEqual(found);
    expect(rest).toEqual([]);
  });

  test('where all pods of groups are more than there are nodes', () => {
    const group = object(
      'leaderworkerset.x-k8s.io/v1',
      'LeaderWorkerSet',
      {},
      {
        replicas: 2,
        leaderWorkerTemplate: {
          size: 4,
          workerTemplate: { spec: { containers: [{ name: 'a', resources: { requests: { cpu: '3' } } }] } },
        },
      },
    );
    const [finding] = find([group], clusterOf(machines('general', 7)));
    expect(finding?.message).toBe(
      'not all pods have room at once: LeaderWorkerSet chat (8) are 8 pods, and pool general can hold 7 of them',
    );
  });
});

test('says yes where no way to place pods leaves one without room, no where each does, and else that it is not known', () => {
  const kinds = fc.array(
    fc.record({ milli: fc.integer({ min: 300, max: 4000 }), replicas: fc.integer({ min: 1, max: 3 }) }),
    { minLength: 1, maxLength: 3 },
  );
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(kinds, fc.integer({ min: 1, max: 4 }), (drawn, count) => {
      const manifests = drawn.map(({ milli, replicas }, index) =>
        asks({ name: `a${index}`, replicas, cpu: `${milli}m` }),
      );
      const pods = drawn.flatMap(({ milli, replicas }) => Array.from({ length: replicas }, () => [milli]));
      const nodes = Array.from({ length: count }, () => [4000]);
      const truth = !canStrand(nodes, pods) ? 'yes' : canPlaceAll(nodes, pods) ? 'not-known' : 'error';
      const [finding] = find(manifests, clusterOf(machines('general', count)));
      seen.set(truth, (seen.get(truth) ?? 0) + 1);
      expect(finding?.severity ?? 'yes').toBe(truth);
    }),
    { numRuns: 1000 },
  );
  expect([...seen].filter(([, times]) => times >= 20).map(([verdict]) => verdict)).toHaveLength(3);
});
