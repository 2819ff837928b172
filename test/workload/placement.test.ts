import { Chart } from 'cdk8s';
import {
  App,
  bindCluster,
  decisionsOf,
  ModelService,
  nodePool,
  targetCluster,
  unpinned,
  type ModelServiceProps,
  type NodePool,
  type PodSpec,
} from 'modelyard';
import { describe, expect, it } from 'vitest';
import { issuesOf, warningsOf } from '../../lib/core';

const l4 = nodePool('l4', { machine: 'g6.12xlarge', nodes: { min: 0, max: 2 } });
const l40s = nodePool('l40s', { machine: 'g6e.2xlarge', nodes: { min: 0, max: 4 } });
const spot = nodePool('spot', { machine: 'g6.xlarge', nodes: { min: 0, max: 4 }, capacity: { kind: 'spot' } });
const general = nodePool('general', { machine: 'm7i.xlarge', nodes: { min: 1, max: 3 } });
const system = nodePool('system', { machine: 'm7i.large', nodes: { min: 1, max: 3 }, system: true });
const t4 = nodePool('t4', {
  machine: 'Standard_NC4as_T4_v3',
  nodes: { min: 0, max: 4 },
  capacity: { kind: 'spot' },
  taints: [{ key: 'sku', value: 'gpu', effect: 'NoSchedule' }],
});
const onPremises = nodePool('a100', {
  custom: { cpu: 64, memory: '512Gi', pods: 110, accelerator: { kind: 'mig', profile: '1g.5gb', count: 14 } },
  nodes: { min: 2, max: 2 },
  labels: { 'example.com/rack': 'a100' },
});

function npu(name: string, labels: Readonly<Record<string, string>> = { 'example.com/pool': name }): NodePool {
  const accelerator = { kind: 'custom', resource: 'example.com/npu', count: 4 } as const;
  return nodePool(name, {
    custom: { cpu: 64, memory: '512Gi', pods: 110, accelerator },
    nodes: { min: 2, max: 2 },
    labels,
  });
}

/** A service made for a cluster of these pools, or for none. */
function served(
  props: Partial<ModelServiceProps>,
  pools?: readonly NodePool[],
  cloud: 'eks' | 'aks' = 'eks',
): ModelService {
  const app = new App();
  const chart = new Chart(app, 'models');
  if (pools !== undefined) {
    bindCluster(chart, targetCluster({ name: 'production', cloud, kubernetes: '1.34', nodePools: pools }));
  }
  return new ModelService(chart, 'detector', {
    runtime: { kind: 'http', image: unpinned('myuser/detector:v1', 'a test'), port: 8000, healthPath: '/health' },
    resources: { cpu: 1, memory: '4Gi' },
    ...props,
  });
}

interface DeploymentObject {
  readonly kind: string;
  readonly spec: { readonly strategy: unknown; readonly template: { readonly spec: PodSpec } };
}

function specOf(service: ModelService): { readonly pod: PodSpec; readonly strategy: unknown } {
  const objects: readonly DeploymentObject[] = Chart.of(service).toJson();
  const deployment = objects.find(({ kind }) => kind === 'Deployment');
  if (deployment === undefined) throw new Error('there is no Deployment');
  return { pod: deployment.spec.template.spec, strategy: deployment.spec.strategy };
}

const messages = (service: ModelService): unknown =>
  issuesOf(service).map(({ code, property, given, message, fix }) => ({ code, property, given, message, fix }));

describe('a pod comes to its pool', () => {
  it.each<[string, NodePool, Partial<ModelServiceProps>, Partial<PodSpec>, Record<string, string>]>([
    [
      'of EKS',
      l4,
      { gpus: 2 },
      {
        nodeSelector: { 'kubernetes.io/arch': 'amd64', 'eks.amazonaws.com/nodegroup': 'l4' },
        tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }],
      },
      { 'nvidia.com/gpu': '2' },
    ],
    [
      'of AKS, on spot and with a taint of its own',
      t4,
      { gpus: 1 },
      {
        nodeSelector: { 'kubernetes.io/arch': 'amd64', 'kubernetes.azure.com/agentpool': 't4' },
        tolerations: [
          { key: 'sku', operator: 'Exists' },
          { key: 'kubernetes.azure.com/scalesetpriority', operator: 'Exists' },
        ],
      },
      { 'nvidia.com/gpu': '1' },
    ],
    [
      'that was declared, by its own labels',
      onPremises,
      { accelerator: { kind: 'mig', profile: '1g.5gb', count: 3 } },
      {
        nodeSelector: { 'kubernetes.io/arch': 'amd64', 'example.com/rack': 'a100', 'nvidia.com/gpu.present': 'true' },
        tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }],
      },
      { 'nvidia.com/mig-1g.5gb': '3' },
    ],
    [
      'without accelerators',
      general,
      {},
      {
        nodeSelector: { 'kubernetes.io/arch': 'amd64', 'eks.amazonaws.com/nodegroup': 'general' },
        tolerations: undefined,
      },
      {},
    ],
  ])('%s', (_what, pool, props, expected, extended) => {
    const service = served({ ...props, placement: pool });
    expect(issuesOf(service)).toEqual([]);
    const { pod } = specOf(service);
    expect({ nodeSelector: pod.nodeSelector, tolerations: pod.tolerations }).toEqual(expected);
    expect(pod.containers[0]?.resources?.limits).toEqual({ memory: '4Gi', ...extended });
  });

  it('gets accelerators where no pool is known, and tolerates the taint of their device plugin', () => {
    const { pod } = specOf(served({ gpus: 1 }));
    expect(pod.nodeSelector).toBeUndefined();
    expect(pod.tolerations).toEqual([{ key: 'nvidia.com/gpu', operator: 'Exists' }]);
    expect(specOf(served({})).pod.tolerations).toBeUndefined();
  });

  it('may write to its root file system where it has a GPU, since the container toolkit does', () => {
    const readOnly = (props: Partial<ModelServiceProps>): unknown =>
      specOf(served(props)).pod.containers[0]?.securityContext?.readOnlyRootFilesystem;
    expect(readOnly({ gpus: 1 })).toBe(false);
    expect(readOnly({ gpus: 1, security: { rootFilesystem: { kind: 'read-only' } } })).toBe(true);
    expect(readOnly({ accelerator: { kind: 'neuron', unit: 'device', count: 1 } })).toBe(true);
    expect(readOnly({})).toBe(true);
  });

  it('shares memory where it has several accelerators, or where it is told', () => {
    const shared = (props: Partial<ModelServiceProps>): unknown =>
      specOf(served(props)).pod.volumes?.find(({ name }) => name === 'dev-shm')?.emptyDir;
    expect(shared({ gpus: 2 })).toEqual({ medium: 'Memory', sizeLimit: '2Gi' });
    expect(shared({ gpus: 1 })).toBeUndefined();
    expect(shared({ sharedMemory: '1Gi' })).toEqual({ medium: 'Memory', sizeLimit: '1Gi' });
    const own = {
      name: 'own',
      from: { kind: 'empty', medium: 'memory', sizeLimit: '512Mi' },
      mountPath: '/dev/shm',
    } as const;
    expect(shared({ gpus: 2, volumes: [own] })).toBeUndefined();
  });
});

describe('any pool', () => {
  const pools = [system, spot, l40s, l4, general, npu('npu-b'), npu('npu-a')];
  const large = nodePool('l40s-large', { machine: 'g6e.12xlarge', nodes: { min: 0, max: 4 } });

  it.each<[string, Partial<ModelServiceProps>, string, string]>([
    [
      'that costs least a pod, though a node on spot would cost less',
      { gpus: 1 },
      'l4',
      'of l4, l40s it costs least: 1.15 USD an hour for each pod, on demand in us-east-1; spot passed over, since nodes on spot are taken away at short notice',
    ],
    [
      'that has the GPU which is wanted',
      { accelerator: { kind: 'gpu', model: 'L40S', count: 1 } },
      'l40s',
      'the only pool of production that has what a pod asks for',
    ],
    [
      'on spot where that is wanted',
      { gpus: 1, placement: { kind: 'any-pool', capacity: 'spot' } },
      'spot',
      'the only pool of production that has what a pod asks for',
    ],
    [
      'and never that of the system',
      { placement: { kind: 'any-pool' }, resources: { cpu: 1, memory: '1Gi' } },
      'general',
      'of general, l40s, l4, npu-a, npu-b it costs least: 0.20 USD an hour for each node, on demand in us-east-1; no price is known of npu-a, npu-b; spot passed over, since nodes on spot are taken away at short notice',
    ],
    [
      'that has room for all replicas, though another costs less',
      { gpus: 1, scaling: { kind: 'fixed', replicas: 9 }, placement: { kind: 'any-pool', capacity: 'on-demand' } },
      'l40s-large',
      'the only pool of production that has what a pod asks for',
    ],
    [
      'that comes first where no price is known',
      { accelerator: { kind: 'custom', resource: 'example.com/npu', count: 1 } },
      'npu-a',
      'no price is known of npu-a, npu-b, and its name comes first',
    ],
  ])('is the one %s', (_what, props, name, reason) => {
    const service = served(props, name === 'l40s-large' ? [...pools, large] : pools);
    expect(issuesOf(service)).toEqual([]);
    expect(decisionsOf(service).find(({ field }) => field === 'node pool')).toMatchObject({ value: name, reason });
    expect(Object.values(specOf(service).pod.nodeSelector ?? {})).toContain(name);
  });

  it('is an issue that names each with what it lacks, where there is none', () => {
    expect(messages(served({ gpus: 8 }, pools))).toEqual([
      {
        code: 'workload/no-pool',
        property: 'placement',
        given: "{ kind: 'any-pool' }",
        message:
          'no pool of cluster production can take a pod: system, it is for the pods of the system; spot, each of its nodes has 1 nvidia.com/gpu; l40s, each of its nodes has 1 nvidia.com/gpu; l4, each of its nodes has 4 nvidia.com/gpu; general, its nodes have no nvidia.com/gpu; npu-b, its nodes have no nvidia.com/gpu; npu-a, its nodes have no nvidia.com/gpu',
        fix: 'a pool that has what the server asks for, or less to ask for',
      },
    ]);
  });

  it('is an issue where no target cluster is declared', () => {
    expect(messages(served({ placement: { kind: 'any-pool' } }))).toEqual([
      {
        code: 'workload/no-target',
        property: 'placement',
        given: "{ kind: 'any-pool' }",
        message: 'no target cluster is declared whose pools could be looked through',
        fix: 'new App({ cluster: targetCluster({ … }) }), or a node pool as the placement',
      },
    ]);
  });
});

describe('a pool that cannot take a pod', () => {
  it.each<[string, Partial<ModelServiceProps>, readonly NodePool[] | undefined, unknown]>([
    [
      'for want of GPUs',
      { placement: l40s, gpus: 2 },
      undefined,
      {
        code: 'workload/no-room-on-node',
        property: 'placement',
        given: 'pool l40s of g6e.2xlarge',
        message: 'no pod fits there: each of its nodes has 1 nvidia.com/gpu',
        fix: 'a pool of g4dn.12xlarge, g6.12xlarge, g5.12xlarge, or less of what the server asks for',
      },
    ],
    [
      'for want of processor time',
      { placement: spot, gpus: 1, resources: { cpu: 4, memory: '1Gi' } },
      undefined,
      {
        code: 'workload/no-room-on-node',
        property: 'placement',
        given: 'pool spot of g6.xlarge',
        message: 'no pod fits there: each of its nodes has 3920m of processor time for pods, and a pod asks for 4000m',
        fix: 'a pool of g4dn.2xlarge, g6.2xlarge, g4dn.4xlarge, or less of what the server asks for',
      },
    ],
    [
      'for want of processor time for a sidecar',
      {
        placement: l40s,
        gpus: 1,
        resources: { cpu: 7, memory: '1Gi' },
        sidecars: [{ name: 'log', image: unpinned('myuser/log:v1', 'a test'), resources: { cpu: 4, memory: '1Gi' } }],
      },
      undefined,
      {
        code: 'workload/no-room-on-node',
        property: 'placement',
        given: 'pool l40s of g6e.2xlarge',
        message: 'no pod fits there: each of its nodes has 7910m of processor time for pods, and a pod asks for 11000m',
        fix: 'a pool of g4dn.4xlarge, g6.4xlarge, gr6.4xlarge, or less of what the server asks for',
      },
    ],
    [
      'for the processor time of all replicas',
      {
        placement: nodePool('one', { machine: 'g6.12xlarge', nodes: { min: 0, max: 1 } }),
        gpus: 1,
        resources: { cpu: 20, memory: '8Gi' },
        scaling: { kind: 'fixed', replicas: 3 },
      },
      undefined,
      {
        code: 'serving/pool-too-small',
        property: 'scaling',
        given: 'up to 3 replicas',
        message: 'pool one has room for 2: 2 on each of 1 nodes at most',
        fix: '2 replicas, or nodes: { max: 2 } for pool one',
      },
    ],
    [
      'in another cluster',
      { placement: l40s },
      [l4],
      {
        code: 'workload/pool-elsewhere',
        property: 'placement',
        given: '"l40s"',
        message: 'cluster production has no such node pool',
        fix: 'one of its pools: l4',
      },
    ],
    [
      'for all replicas',
      { placement: l4, gpus: 4, scaling: { kind: 'fixed', replicas: 3 } },
      undefined,
      {
        code: 'serving/pool-too-small',
        property: 'scaling',
        given: 'up to 3 replicas',
        message: 'pool l4 has room for 2: 1 on each of 2 nodes at most',
        fix: '2 replicas, or nodes: { max: 3 } for pool l4',
      },
    ],
    [
      'while it is full and a rollout wants more',
      { placement: l4, gpus: 4, scaling: { kind: 'fixed', replicas: 2 }, rollout: { kind: 'rolling', maxSurge: 1 } },
      undefined,
      {
        code: 'serving/pool-stops-rollout',
        property: 'rollout.maxSurge',
        given: '1',
        message: '2 replicas fill pool l4, so that a new pod would wait for ever for the place of an old one',
        fix: 'maxSurge: 0 with maxUnavailable: 1, or a larger pool',
      },
    ],
    [
      'since what it gets is said twice',
      { gpus: 1, accelerator: { kind: 'gpu', count: 1 } },
      undefined,
      {
        code: 'workload/accelerator-twice',
        property: 'gpus',
        given: '1',
        message: 'accelerator says already what the server gets',
        fix: 'gpus for whole GPUs, or accelerator',
      },
    ],
    [
      'alone, since its nodes are labelled like those of another',
      { placement: npu('npu', { rack: 'one' }) },
      [npu('npu', { rack: 'one' }), npu('other', { rack: 'one', row: 'two' }), npu('third', { rack: 'three' })],
      {
        code: 'workload/pool-not-named',
        property: 'placement',
        given: '"npu"',
        message: 'no label tells its nodes from those of other, where the pod might land as well',
        fix: "nodePool('npu', { labels: { 'example.com/pool': 'npu' }, … }), with a label that its nodes really have",
      },
    ],
    [
      'alone, since its nodes have no label and nobody knows which others there are',
      { placement: npu('npu', { 'nvidia.com/gpu.present': 'true' }) },
      undefined,
      {
        code: 'workload/pool-not-named',
        property: 'placement',
        given: '"npu"',
        message: 'no label tells its nodes from any others, where the pod might land as well',
        fix: "nodePool('npu', { labels: { 'example.com/pool': 'npu' }, … }), with a label that its nodes really have",
      },
    ],
    [
      'of half a GPU',
      { gpus: 0.5 },
      undefined,
      {
        code: 'hardware/invalid-accelerator',
        property: 'gpus',
        given: '0.5',
        message: 'must be a whole number above zero: Kubernetes gives out no parts of an accelerator',
        fix: 'count: 1',
      },
    ],
  ])('%s', (_what, props, pools, issue) => {
    expect(messages(served(props, pools))).toEqual([issue]);
  });

  it('only warns of a rollout in a pool that an autoscaler fills at the highest load', () => {
    const service = served({
      placement: l4,
      gpus: 4,
      scaling: { kind: 'autoscale', min: 1, max: 2, on: [{ kind: 'cpu', target: '50%' }] },
      rollout: { kind: 'rolling' },
    });
    expect(issuesOf(service)).toEqual([]);
    expect(warningsOf(service).map(({ code }) => code)).toContain('serving/pool-stops-rollout');
  });
});

it('a pool without labels takes pods where its cluster has no other', () => {
  expect(issuesOf(served({ placement: npu('npu', {}) }, [npu('npu', {})]))).toEqual([]);
});

it('a full pool is rolled pod by pod', () => {
  const full = served({ placement: l4, gpus: 4, scaling: { kind: 'fixed', replicas: 2 } });
  expect(specOf(full).strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } });
  const half = served({ placement: l4, gpus: 2, scaling: { kind: 'fixed', replicas: 2 } });
  expect(specOf(half).strategy).toEqual({
    type: 'RollingUpdate',
    rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 },
  });
});

it('what is wrong with a cluster is an issue of the scope that is bound to it', () => {
  const app = new App({ cluster: targetCluster({ name: 'production', cloud: 'eks', kubernetes: 'new' as '1.34' }) });
  expect(issuesOf(app).map(({ code, property }) => [code, property])).toEqual([
    ['hardware/invalid-target', 'cluster.kubernetes'],
  ]);
});
