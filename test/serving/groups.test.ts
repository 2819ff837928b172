import { App, Chart } from 'cdk8s';
import {
  defineRuntime,
  existingClaim,
  models,
  ModelService,
  nodePool,
  targetCluster,
  unpinned,
  type AccessMode,
  type CustomResourceKind,
  type IssueDetails,
  type Model,
  type ModelServiceProps,
  type NodePool,
  type ServerDescription,
  type VllmProps,
} from 'modelyard';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planGpus } from '../../lib/serving/runtimes/parallelism';
import { Notes } from '../../lib/core';
import { image, least, OneService, resources, type Manifest } from './one-service';

const h100 = nodePool('h100', { machine: 'p5.48xlarge', nodes: { min: 0, max: 5 } });
const small = nodePool('small', { machine: 'p5.48xlarge', nodes: { min: 0, max: 4 } });
const lonely = nodePool('lonely', { machine: 'p5.48xlarge', nodes: { min: 0, max: 1 } });
const groups: CustomResourceKind = { group: 'leaderworkerset.x-k8s.io', kind: 'LeaderWorkerSet', versions: ['v1'] };

const onClaim = (...accessModes: AccessMode[]): Model => ({
  source: { kind: 'claim', claim: existingClaim('weights', { accessModes }) },
  architecture: models.llama31_405b,
});

function vllm(props: Partial<VllmProps> = {}): VllmProps {
  return {
    kind: 'vllm',
    image: unpinned('vllm/vllm-openai:v0.33.0', 'a test'),
    tensorParallel: 8,
    pipelineParallel: 2,
    nodes: 2,
    contextLength: 8192,
    ...props,
  };
}

/** A model on two nodes with eight GPUs each, but for what is said otherwise. */
function served(
  props: Partial<ModelServiceProps> = {},
  use?: (built: OneService['service']) => void,
  customResources: readonly CustomResourceKind[] | undefined = [groups],
): OneService {
  const nodePools: readonly NodePool[] = [h100, small, lonely];
  const cluster = targetCluster({ name: 'production', cloud: 'eks', kubernetes: '1.34', nodePools, customResources });
  const all = { resources: undefined, runtime: vllm(), model: onClaim('ReadOnlyMany'), placement: h100, ...props };
  return new OneService(all, use, cluster);
}

const two = { scaling: { kind: 'fixed', replicas: 2 } } as const;

function specOf(built: OneService): Manifest {
  return built.one('LeaderWorkerSet').spec;
}

function templates(built: OneService): { readonly leader: Manifest; readonly worker: Manifest } {
  const { leaderTemplate, workerTemplate } = specOf(built).leaderWorkerTemplate;
  return { leader: leaderTemplate, worker: workerTemplate };
}

const serverOf = (template: Manifest): Manifest => template.spec.containers[0];

function found(issues: readonly IssueDetails[]): IssueDetails[] {
  return issues.map(({ code, property, given, message, fix }) => ({ code, property, given, message, fix }));
}

const component = 'app.kubernetes.io/component';
const all = {
  matchLabels: { 'app.kubernetes.io/instance': 'chat' },
  matchExpressions: [{ key: component, operator: 'In', values: ['server', 'worker'] }],
};

describe('a model on two nodes', () => {
  it('is a LeaderWorkerSet in the place of a Deployment, under a name that is not the Service’s', () => {
    const built = served(two);
    expect(built.issues).toEqual([]);
    expect(built.warnings).toEqual([]);
    expect(built.all().map(({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.name}`)).toEqual([
      'v1 ServiceAccount chat',
      'v1 Service chat',
      'leaderworkerset.x-k8s.io/v1 LeaderWorkerSet chat-group',
      'policy/v1 PodDisruptionBudget chat',
    ]);
    const { leaderWorkerTemplate, ...spec } = specOf(built);
    expect(spec).toEqual({
      replicas: 2,
      rolloutStrategy: {
        type: 'RollingUpdate',
        rollingUpdateConfiguration: { partition: 0, maxSurge: 0, maxUnavailable: 1 },
      },
      startupPolicy: 'LeaderCreated',
      networkConfig: { subdomainPolicy: 'Shared' },
    });
    expect(leaderWorkerTemplate).toMatchObject({ size: 2, restartPolicy: 'RecreateGroupOnPodRestart' });
  });

  it('has a leader that is the server, and workers that have no head', () => {
    const { leader, worker } = templates(served());
    const command = [
      'vllm',
      'serve',
      '/models',
      '--served-model-name=chat',
      '--max-model-len=8192',
      '--tensor-parallel-size=8',
      '--pipeline-parallel-size=2',
      '--nnodes=2',
      '--node-rank=$(LWS_WORKER_INDEX)',
      '--master-addr=$(LWS_LEADER_ADDRESS)',
      '--shutdown-timeout=120',
    ];
    expect(serverOf(leader).command).toEqual(command);
    expect(serverOf(worker).command).toEqual([...command, '--headless']);
    expect(leader.metadata.labels[component]).toBe('server');
    expect(worker.metadata.labels).toEqual({ ...leader.metadata.labels, [component]: 'worker' });
    expect(leader.metadata.annotations).toMatchObject({ 'prometheus.io/scrape': 'true' });
    expect(worker.metadata.annotations).toBeUndefined();
  });

  it('has pods that are alike but for what is said of them', () => {
    const { leader, worker } = templates(served({ podAnnotations: { team: 'a' } }));
    const { topologySpreadConstraints, containers, ...pod } = leader.spec;
    const { command, ports, startupProbe, readinessProbe, livenessProbe, lifecycle, ...server } = containers[0];
    expect(Object.keys({ command, ports, startupProbe, readinessProbe, livenessProbe, lifecycle })).toHaveLength(6);
    expect(topologySpreadConstraints).toHaveLength(2);
    // Until the leader has finished what is under way: 15 s of sleep, and 120 s for requests.
    expect(worker.spec).toEqual({
      ...pod,
      containers: [
        { ...server, command: serverOf(worker).command, lifecycle: { preStop: { sleep: { seconds: 135 } } } },
      ],
    });
    expect(worker.metadata.annotations).toEqual({ team: 'a' });
    expect(serverOf(worker).resources.limits['nvidia.com/gpu']).toBe('8');
    expect(serverOf(worker).volumeMounts.map(({ mountPath }: Manifest) => mountPath)).toEqual(
      expect.arrayContaining(['/models', '/dev/shm']),
    );
  });

  it('has shared memory with one GPU a pod, too', () => {
    const runtime = vllm({ tensorParallel: 1, pipelineParallel: 2 });
    const model = { ...onClaim('ReadOnlyMany'), architecture: models.llama31_8b };
    for (const template of Object.values(templates(served({ runtime, model })))) {
      expect(template.spec.volumes).toContainEqual({
        name: 'dev-shm',
        emptyDir: { medium: 'Memory', sizeLimit: '2Gi' },
      });
    }
  });

  it('gives arguments of the user to every pod, and every pod to the user’s last word', () => {
    const built = served({
      args: ['--seed=1'],
      transformPod: (template) => ({ ...template, spec: { ...template.spec, schedulerName: 'gang' } }),
    });
    for (const template of Object.values(templates(built))) {
      expect(serverOf(template).args).toEqual(['--seed=1']);
      expect(template.spec.schedulerName).toBe('gang');
    }
  });

  it('has no two pods of a group on one node, and a group in one zone where that has room', () => {
    for (const { spec } of Object.values(templates(served()))) {
      const term = { labelSelector: all, matchLabelKeys: ['leaderworkerset.sigs.k8s.io/group-key'] };
      expect(spec.affinity).toEqual({
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [{ ...term, topologyKey: 'kubernetes.io/hostname' }],
        },
        podAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 100, podAffinityTerm: { ...term, topologyKey: 'topology.kubernetes.io/zone' } },
          ],
        },
      });
    }
  });

  it('gets requests at its leaders only', () => {
    expect(served().one('Service').spec.selector).toEqual({
      'app.kubernetes.io/instance': 'chat',
      [component]: 'server',
    });
  });

  it('opens nothing but its own pods to each other, once it is isolated', () => {
    expect(served().all('NetworkPolicy')).toEqual([]);
    const built = served({}, (service) => service.allowFrom({ kind: 'namespace', name: 'web' }));
    const policies = built.all('NetworkPolicy').map(({ metadata, spec }) => [metadata.name, spec]);
    expect(policies).toEqual([
      [
        'chat',
        {
          podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'chat', [component]: 'server' } },
          policyTypes: ['Ingress'],
          ingress: [
            {
              from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'web' } } }],
              ports: [{ protocol: 'TCP', port: 'http' }],
            },
          ],
        },
      ],
      ['chat-group', { podSelector: all, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: all }] }] }],
    ]);
  });

  it.each([
    [undefined, 1],
    [2, 3],
    [0, 0],
    ['25%', '25%'],
  ] as const)('counts pods in its budget, of which %j replicas may be away: %j', (maxUnavailable, pods) => {
    const disruptionBudget = { kind: 'max-unavailable', maxUnavailable } as const;
    expect(served({ ...two, disruptionBudget }).one('PodDisruptionBudget').spec).toEqual({
      selector: all,
      maxUnavailable: pods,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    });
  });

  it('leaves its replicas to an autoscaler, which counts groups', () => {
    const built = served({
      scaling: { kind: 'autoscale', min: 1, max: 2, on: [{ kind: 'pods-metric', metric: 'waiting', perReplica: 2 }] },
    });
    expect(built.issues).toEqual([]);
    expect(specOf(built).replicas).toBeUndefined();
    expect(built.one('HorizontalPodAutoscaler').spec.scaleTargetRef).toEqual({
      apiVersion: 'leaderworkerset.x-k8s.io/v1',
      kind: 'LeaderWorkerSet',
      name: 'chat-group',
    });
  });

  it('says of what it decides why, and whence', () => {
    const fields = served().decisions.filter(({ field }) => /^(LeaderWorkerSet|worker|pod affinity)/.test(field));
    expect(fields.map(({ field, value }) => [field, value])).toEqual([
      ['LeaderWorkerSet spec.replicas', 1],
      ['pod affinity', ['kubernetes.io/hostname', 'topology.kubernetes.io/zone']],
      ['worker containers server probes', null],
      ['worker containers server lifecycle.preStop.sleep', '135s'],
      ['LeaderWorkerSet spec.leaderWorkerTemplate.restartPolicy', 'RecreateGroupOnPodRestart'],
      ['LeaderWorkerSet spec.rolloutStrategy.rollingUpdateConfiguration.maxSurge', 0],
      ['LeaderWorkerSet spec.rolloutStrategy.rollingUpdateConfiguration.maxUnavailable', 1],
    ]);
    for (const { field, reason, source, override } of fields) {
      expect([reason, override].every((text) => text !== '')).toBe(true);
      if (field !== 'LeaderWorkerSet spec.replicas') expect(source, field).toBeDefined();
    }
  });

  it('fits on the GPUs of all its pods, and not on those of one', () => {
    expect(served().issues).toEqual([]);
    const alone = served({ runtime: vllm({ pipelineParallel: 1, nodes: 1 }) });
    expect(alone.issues.map(({ code }) => code)).toEqual(['serving/does-not-start']);
    const half = served({ runtime: vllm({ tensorParallel: 4 }) });
    expect(half.issues.map(({ code }) => code)).toEqual(['serving/does-not-start']);
  });
});

describe('one node', () => {
  it.each([undefined, 1])('is a Deployment: %j', (nodes) => {
    const built = served({ runtime: vllm({ pipelineParallel: 1, nodes }), model: model8b });
    expect(built.issues).toEqual([]);
    expect(built.all('LeaderWorkerSet')).toEqual([]);
    expect(built.server.command).not.toContain('--nnodes=1');
  });

  const model8b: Model = { ...onClaim('ReadOnlyMany'), architecture: models.llama31_8b };
});

describe('degrees', () => {
  it('follow from nodes and the GPUs of each: each node has its own layers', () => {
    const built = served({ runtime: vllm({ tensorParallel: undefined, pipelineParallel: undefined }), gpus: 8 });
    expect(built.issues).toEqual([]);
    expect(serverOf(templates(built).leader).command).toEqual(
      expect.arrayContaining(['--tensor-parallel-size=8', '--pipeline-parallel-size=2']),
    );
    expect(built.decisions).toContainEqual({
      field: 'pipeline parallelism',
      value: 2,
      reason: 'each node has its own part of the layers, so that little goes over the network between them',
      source: 'https://docs.vllm.ai/en/stable/serving/parallelism_scaling.html',
      override: 'runtime.pipelineParallel',
    });
  });

  it('share their GPUs out evenly, or are told that they do not', () => {
    const degree = fc.integer({ min: 1, max: 16 });
    fc.assert(
      fc.property(degree, degree, degree, degree, (tensorParallel, pipelineParallel, dataParallel, nodes) => {
        const notes = new Notes();
        const { gpus } = planGpus({ tensorParallel, pipelineParallel, dataParallel, nodes }, undefined, notes);
        const together = tensorParallel * pipelineParallel * dataParallel;
        expect(notes.issues.map(({ code }) => code)).toEqual(
          gpus * nodes === together ? [] : ['serving/invalid-group'],
        );
        expect(Number.isInteger(gpus)).toBe(true);
        expect(gpus * nodes).toBeGreaterThanOrEqual(together);
      }),
      { numRuns: 1000 },
    );
  });
});

/** A server of the user's own, on as many pods as it says. */
const ownGroup = defineRuntime<number>({
  name: 'own',
  describe: (size): ServerDescription => ({
    image,
    command: ['serve', '--rank=$(LWS_WORKER_INDEX)'],
    group: { size, worker: { command: ['join'], args: ['$(LWS_LEADER_ADDRESS)'] } },
    ports: [{ name: 'http', port: 8080 }],
    health: { port: 'http', started: '/', ready: '/', alive: '/' },
    startsWithin: '1m',
    drain: '0s',
    user: { user: 1000, group: 1000, reason: 'a test' },
    writable: [],
  }),
});

describe('a runtime of one’s own', () => {
  it('says how many pods it needs, and what those run that do not answer', () => {
    const built = new OneService({
      runtime: ownGroup(3),
      args: ['--more'],
      rollout: { kind: 'rolling', preStopSleep: '0s' },
    });
    expect(built.issues).toEqual([]);
    expect(specOf(built).leaderWorkerTemplate.size).toBe(3);
    const { leader, worker } = templates(built);
    expect(serverOf(leader)).toMatchObject({ command: ['serve', '--rank=$(LWS_WORKER_INDEX)'], args: ['--more'] });
    expect(serverOf(worker)).toMatchObject({ command: ['join'], args: ['$(LWS_LEADER_ADDRESS)', '--more'] });
    // Nothing is under way that a worker would wait for.
    expect(serverOf(worker).lifecycle).toBeUndefined();
  });

  it('is a Deployment with one pod', () => {
    expect(new OneService({ runtime: ownGroup(1) }).all('LeaderWorkerSet')).toEqual([]);
  });
});

describe('names', () => {
  it('of groups are cut so that their StatefulSets have room for the number of the group', () => {
    const built = new OneService({ runtime: ownGroup(2), names: { leaderWorkerSet: 'a-group' } });
    expect(built.one('LeaderWorkerSet').metadata.name).toBe('a-group');
    expect(built.service.names.instance).toBe('chat');
    const names = (id: string): unknown => new ModelService(new Chart(new App(), 'models'), id, least).names;
    expect(names('a'.repeat(38))).toMatchObject({
      instance: 'a'.repeat(38),
      leaderWorkerSet: `${'a'.repeat(38)}-group`,
    });
    expect(names('a'.repeat(39))).toMatchObject({
      instance: 'a'.repeat(39),
      leaderWorkerSet: expect.stringMatching(/^a{29}-[0-9a-v]{8}-group$/),
    });
  });
});

describe('rollouts of groups', () => {
  const configuration = (built: OneService): unknown => specOf(built).rolloutStrategy.rollingUpdateConfiguration;

  it.each([
    [{}, 0, 1],
    [{ maxSurge: 1 }, 1, 0],
    [{ maxSurge: '50%' }, '50%', 0],
    [{ maxUnavailable: 2 }, 0, 2],
    [{ maxUnavailable: 0 }, 1, 0],
    [{ maxSurge: 1, maxUnavailable: 1 }, 1, 1],
  ] as const)('%j is a surge of %j and %j away', (shares, maxSurge, maxUnavailable) => {
    const built = served({ rollout: { kind: 'rolling', ...shares } });
    expect(built.issues).toEqual([]);
    expect(configuration(built)).toEqual({ partition: 0, maxSurge, maxUnavailable });
  });
});

const issues: readonly (readonly [what: string, issue: IssueDetails, build: () => OneService])[] = [
  [
    'nodes that are no number',
    {
      code: 'serving/invalid-group',
      property: 'runtime.nodes',
      given: '1.5',
      message: 'is not a whole number of nodes, 1 or more',
      fix: 'runtime.nodes: 2',
    },
    () => served({ runtime: vllm({ nodes: 1.5, pipelineParallel: 1 }), model: small8b }),
  ],
  [
    'a group of no pods',
    {
      code: 'serving/invalid-group',
      property: 'runtime.group.size',
      given: '0',
      message: 'is not a whole number of nodes, 1 or more',
      fix: 'runtime.group.size: 2',
    },
    () => new OneService({ runtime: ownGroup(0) }),
  ],
  [
    'GPUs that do not divide',
    {
      code: 'serving/invalid-group',
      property: 'runtime.nodes',
      given: '3',
      message:
        'tensorParallel 8 × pipelineParallel 2 × dataParallel 1 take 16 GPUs, which do not divide evenly among 3 nodes',
      fix: 'nodes: 1 or 2 or 4 or 8 or 16, or degrees whose product 3 divides',
    },
    () => served({ runtime: vllm({ nodes: 3 }) }),
  ],
  [
    'nodes for a server that computes on CPUs',
    {
      code: 'serving/gpus-disagree',
      property: 'runtime.nodes',
      given: '2',
      message: 'spreads a model over GPUs, and the server computes on CPUs',
      fix: "no nodes, or device: 'gpu'",
    },
    () =>
      served({
        runtime: vllm({ device: 'cpu', tensorParallel: 1, pipelineParallel: 1 }),
        model: onAny,
        placement: undefined,
        resources,
      }),
  ],
  [
    'other GPUs than a pod takes',
    {
      code: 'serving/gpus-disagree',
      property: 'gpus',
      given: '4',
      message: 'tensorParallel 8 × pipelineParallel 2 × dataParallel 1 take 16, 8 on each of 2 nodes',
      fix: 'gpus: 8, or no gpus: they follow from the runtime',
    },
    () => served({ gpus: 4, model: onAny }),
  ],
  [
    'a release that knows no nodes',
    {
      code: 'serving/unknown-flag',
      property: 'runtime',
      given: '--nnodes',
      message: 'vLLM 0.10.2 does not know it: it came after 0.10.2 (https://pypi.org/project/vllm/0.11.2/)',
      fix: 'vLLM 0.11.2, or no --nnodes',
    },
    () => served({ runtime: vllm({ image: unpinned('vllm/vllm-openai:v0.10.2', 'a test') }) }),
  ],
  [
    'nodes with fewer GPUs',
    {
      code: 'workload/no-room-on-node',
      property: 'placement',
      given: 'pool h100 of p5.48xlarge',
      message: 'no pod fits there: each of its nodes has 8 nvidia.com/gpu',
      fix: 'a pool with larger nodes, or less of what the server asks for',
    },
    () => served({ runtime: vllm({ tensorParallel: 16, pipelineParallel: 4 }), model: onAny }),
  ],
  [
    'a cluster without the kind',
    {
      code: 'serving/no-groups',
      property: 'runtime',
      given: undefined,
      message:
        'the cluster production does not know LeaderWorkerSet, by which a model runs on several nodes: it is not among its customResources',
      fix: 'LeaderWorkerSet 0.6.0 or later in the cluster, and among its customResources; or a model on one node',
    },
    () => served({}, undefined, []),
  ],
  [
    'a cluster with another version of it',
    {
      code: 'serving/no-groups',
      property: 'runtime',
      given: undefined,
      message: 'the cluster production serves LeaderWorkerSet as v1alpha1 only, and not as v1',
      fix: 'LeaderWorkerSet 0.6.0 or later in the cluster, and among its customResources; or a model on one node',
    },
    () => served({}, undefined, [{ ...groups, versions: ['v1alpha1'] }]),
  ],
  [
    'the name of the Service',
    {
      code: 'serving/second-service',
      property: 'names',
      given: '"chat"',
      message: 'a LeaderWorkerSet makes a headless Service of its own name, and the Service has that name',
      fix: 'another name for one of leaderWorkerSet and service, or nothing',
    },
    () => served({ names: { leaderWorkerSet: 'chat' } }),
  ],
  [
    'a name that starts with a digit',
    {
      code: 'core/invalid-name',
      property: 'names.leaderWorkerSet',
      given: '"1st"',
      message: 'must start with a letter',
      fix: "names: { leaderWorkerSet: 'chat-group' }, or nothing",
    },
    () => served({ names: { leaderWorkerSet: '1st' } }),
  ],
  [
    'a name that is too long for its StatefulSets',
    {
      code: 'core/invalid-name',
      property: 'names.leaderWorkerSet',
      given: `"${'x'.repeat(45)}"`,
      message: 'must be no more than 44 characters, and has 45: its StatefulSets add the number of the group',
      fix: "names: { leaderWorkerSet: 'chat-group' }, or nothing",
    },
    () => served({ names: { leaderWorkerSet: 'x'.repeat(45) } }),
  ],
  [
    'a claim for one node',
    {
      code: 'serving/claim-not-shared',
      property: 'runtime',
      given: '2 pods on nodes of their own',
      message: 'claim weights is ReadWriteOnce: pods on a second node cannot mount it',
      fix: "a claim with accessModes: ['ReadOnlyMany'] or ['ReadWriteMany'], or a model on one node",
    },
    () => served({ model: onClaim('ReadWriteOnce') }),
  ],
  [
    'a claim for one pod',
    {
      code: 'serving/claim-not-shared',
      property: 'runtime',
      given: '2 pods on nodes of their own',
      message: 'claim weights is ReadWriteOncePod: only one pod can mount it',
      fix: "a claim with accessModes: ['ReadOnlyMany'] or ['ReadWriteMany'], or a model on one node",
    },
    () => served({ model: onClaim('ReadWriteOncePod') }),
  ],
  [
    'more groups than a pool has room for',
    {
      code: 'serving/pool-too-small',
      property: 'scaling',
      given: 'up to 3 replicas of 2 pods, each on a node of its own',
      message: 'pool h100 has room for 2: 1 pods on each of 5 nodes at most',
      fix: '2 replicas, or nodes: { max: 6 } for pool h100',
    },
    () => served({ scaling: { kind: 'fixed', replicas: 3 } }),
  ],
  [
    'fewer nodes than a group has pods, though one has GPUs for all',
    {
      code: 'serving/pool-too-small',
      property: 'placement',
      given: '2 pods, each on a node of its own',
      message: 'pool lonely has 1 nodes at most',
      fix: 'nodes: { max: 2 } for pool lonely',
    },
    () => served({ placement: lonely, runtime: vllm({ tensorParallel: 4 }), model: onAny }),
  ],
  [
    'a surge for which a full pool has no room',
    {
      code: 'serving/pool-stops-rollout',
      property: 'rollout.maxSurge',
      given: '1',
      message: '2 replicas fill pool small, so that a new pod would wait for ever for the place of an old one',
      fix: 'maxSurge: 0 with maxUnavailable: 1, or a larger pool',
    },
    () => served({ ...two, placement: small, rollout: { kind: 'rolling', maxSurge: 1 } }),
  ],
  [
    'to recreate groups',
    {
      code: 'serving/no-such-rollout',
      property: 'rollout.kind',
      given: '"recreate"',
      message: 'a LeaderWorkerSet, which runs a model on several nodes, knows rolling updates only',
      fix: "rollout: { kind: 'rolling', maxSurge: 0, maxUnavailable: 1 }",
    },
    () => served({ rollout: { kind: 'recreate' } }),
  ],
  [
    'to wait before a group counts',
    {
      code: 'serving/no-such-rollout',
      property: 'rollout.readyFor',
      given: '"10s"',
      message: 'a LeaderWorkerSet, which runs a model on several nodes, counts a group as soon as it is ready',
      fix: 'no readyFor',
    },
    () => served({ rollout: { kind: 'rolling', readyFor: '10s' } }),
  ],
  [
    'a deadline',
    {
      code: 'serving/no-such-rollout',
      property: 'rollout.deadline',
      given: '"1h"',
      message: 'a LeaderWorkerSet, which runs a model on several nodes, never reports a rollout as failed',
      fix: 'no deadline',
    },
    () => served({ rollout: { kind: 'rolling', deadline: '1h' } }),
  ],
  [
    'a share of more than all',
    {
      code: 'serving/no-such-rollout',
      property: 'rollout.maxSurge',
      given: '"150%"',
      message: 'a LeaderWorkerSet, which runs a model on several nodes, takes no more than 100%',
      fix: "maxSurge: '100%'",
    },
    () => served({ rollout: { kind: 'rolling', maxSurge: '150%' } }),
  ],
  [
    'a share that is none of its replicas',
    {
      code: 'serving/no-such-rollout',
      property: 'rollout.maxUnavailable',
      given: '"40%"',
      message:
        'of 2 replicas it is none, rounded down: without a surge no version would follow another, and a LeaderWorkerSet, which runs a model on several nodes, is refused',
      fix: 'maxUnavailable: 1',
    },
    () => served({ ...two, rollout: { kind: 'rolling', maxUnavailable: '40%' } }),
  ],
];

const onAny: Model = { source: onClaim('ReadOnlyMany').source };
const small8b: Model = { ...onClaim('ReadOnlyMany'), architecture: models.llama31_8b };

describe('an issue says what, where, and what to write instead:', () => {
  it.each(issues.map(([what, issue, build]) => ({ what, issue, build })))('$what', ({ issue, build }) => {
    const built = build();
    expect(found(built.issues)).toContainEqual(issue);
  });

  it.each(issues.map(([what, issue, build]) => ({ what, issue, build })))('$what: that alone', ({ issue, build }) => {
    const others = build().issues.filter(({ code }) => code !== issue.code && code !== 'serving/does-not-start');
    expect(others).toEqual([]);
  });

  it('and none where what the cluster knows is not declared', () => {
    expect(served({}, undefined, undefined).issues).toEqual([]);
  });
});

it('needs no GPUs to be a group', () => {
  expect(new OneService({ runtime: ownGroup(2), resources }).issues).toEqual([]);
  expect(new OneService({ runtime: ownGroup(2), resources, placement: lonely }).issues.map(({ code }) => code)).toEqual(
    ['serving/pool-too-small'],
  );
});
