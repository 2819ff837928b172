import { describe, expect, test } from 'vitest';
import { nodePool, targetCluster, type NodePool } from '../../../lib/hardware';
import { verify, type Finding, type Manifest } from '../../../lib/verify';
import { podsSchedulable } from '../../../lib/verify/rules/pods-schedulable';
import { deployment, job, object, plain, workload } from '../manifests';

const general = nodePool('general', { machine: 'm7i.xlarge', nodes: { min: 1, max: 3 }, labels: { team: 'core' } });
const gpu = nodePool('gpu', {
  machine: 'g6.xlarge',
  nodes: { min: 0, max: 2 },
  zones: ['us-east-1a', 'us-east-1b'],
});

const clusterOf = (...nodePools: readonly NodePool[]) =>
  targetCluster({ name: 'prod', cloud: 'eks', region: 'us-east-1', kubernetes: '1.34', nodePools });
const elsewhere = (...nodePools: readonly NodePool[]) =>
  targetCluster({ name: 'prod', cloud: 'other', kubernetes: '1.34', nodePools });

const prod = clusterOf(general, gpu);

const find = (manifests: readonly Manifest[], cluster = prod): readonly Finding[] =>
  verify(manifests, { rules: [podsSchedulable], cluster });

const asks = (requests: object, pod: Readonly<Record<string, unknown>> = {}): Manifest =>
  deployment({ pod, container: { resources: { requests } } });
const oneGpu = { 'nvidia.com/gpu': '1' };
const tolerant = { tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }] };
const required = (...matchExpressions: readonly object[]): Readonly<Record<string, unknown>> => ({
  affinity: {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } },
  },
});

test('one node of a pool may be in any of its zones', () => {
  const pool = nodePool('one', {
    machine: 'm7i.xlarge',
    nodes: { min: 1, max: 1 },
    zones: ['us-east-1a', 'us-east-1b'],
  });
  const inZone = asks({}, { nodeSelector: { 'topology.kubernetes.io/zone': 'us-east-1b' } });
  expect(find([inZone], clusterOf(pool))).toEqual([]);
});

test('pods for Windows come to nodes that are said to have it', () => {
  const pool = nodePool('windows', {
    machine: 'm7i.xlarge',
    nodes: { min: 1, max: 1 },
    labels: { 'kubernetes.io/os': 'windows' },
  });
  expect(find([asks({}, { nodeSelector: { 'kubernetes.io/os': 'windows' } })], clusterOf(pool))).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[] }>([
  { where: 'a pod asks for little', manifests: [asks({ cpu: '1', memory: '1Gi' })] },
  { where: 'a GPU is asked for and its taint tolerated', manifests: [asks(oneGpu, tolerant)] },
  {
    where: 'labels name a pool',
    manifests: [asks({}, { nodeSelector: { 'eks.amazonaws.com/nodegroup': 'general' } })],
  },
  {
    where: 'a zone of a pool is asked for',
    manifests: [asks(oneGpu, { ...tolerant, nodeSelector: { 'topology.kubernetes.io/zone': 'us-east-1b' } })],
  },
  {
    where: 'an architecture is there',
    manifests: [asks({}, required({ key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] }))],
  },
  { where: 'EKS tolerates the taint of a GPU for whoever asks for one', manifests: [asks(oneGpu)] },
  {
    where: 'the RuntimeClass of the app tolerates a taint',
    manifests: [
      {
        ...plain('node.k8s.io/v1', 'RuntimeClass', { name: 'gpu' }),
        scheduling: { nodeSelector: { 'eks.amazonaws.com/nodegroup': 'gpu' }, tolerations: [{ operator: 'Exists' }] },
      },
      asks({ cpu: '1' }, { runtimeClassName: 'gpu' }),
    ],
  },
  { where: 'a node is named', manifests: [asks({ cpu: '999' }, { nodeName: 'big' })] },
  {
    where: 'a DaemonSet has no node',
    manifests: [workload('apps/v1', 'DaemonSet', { pod: { nodeSelector: { team: 'none' } } })],
  },
  {
    where: 'a template makes no pods',
    manifests: [
      {
        ...plain('v1', 'PodTemplate'),
        template: { spec: { containers: [{ resources: { requests: { cpu: '999' } } }] } },
      },
    ],
  },
])('finds nothing where $where', ({ manifests }) => {
  expect(find(manifests)).toEqual([]);
});

const no = (why: string): string => `no node of cluster prod can take its pods: ${why}`;
const untolerated = 'pool gpu: taint nvidia.com/gpu=present:NoSchedule is not tolerated';

describe('finds an error where', () => {
  test.each<{ what: string; manifests: readonly Manifest[]; message: string }>([
    {
      what: 'more GPUs are asked for than a node has',
      manifests: [asks({ 'nvidia.com/gpu': '2' }, tolerant)],
      message: no(
        'pool general: a pod asks for 2 nvidia.com/gpu, and a node has none. pool gpu: a pod asks for 2 nvidia.com/gpu, and a node has 1 nvidia.com/gpu',
      ),
    },
    {
      what: 'more is asked for than any node has',
      manifests: [asks({ cpu: '64', memory: '1Ti' })],
      message: no(
        `pool general: a pod asks for 64000m of cpu, and a node has 3920m of cpu; a pod asks for 1048576Mi of memory, and a node has at most 15391Mi of memory. ${untolerated}`,
      ),
    },
    {
      what: 'a pool is named that has another label',
      manifests: [asks({}, { nodeSelector: { team: 'search' } })],
      message: no(
        `pool general: its nodes have not the labels that nodeSelector or node affinity ask for. ${untolerated}`,
      ),
    },
    {
      what: 'no pool is in the zone',
      manifests: [
        asks(oneGpu, {
          ...tolerant,
          nodeSelector: { 'topology.kubernetes.io/zone': 'us-east-1c', 'eks.amazonaws.com/nodegroup': 'gpu' },
        }),
      ],
      message: no(
        'pool general: a pod asks for 1 nvidia.com/gpu, and a node has none. pool gpu: its nodes have not the labels that nodeSelector or node affinity ask for',
      ),
    },
    {
      what: 'DaemonSets leave too little',
      manifests: [
        workload('apps/v1', 'DaemonSet', { name: 'logs', container: { resources: { requests: { cpu: '1' } } } }),
        asks({ cpu: '3' }),
      ],
      message: no(
        `pool general: a pod asks for 3000m of cpu, and DaemonSets leave of a node 2920m of cpu. ${untolerated}`,
      ),
    },
  ])('$what', ({ manifests, message }) => {
    expect(find(manifests)).toEqual([
      {
        code: 'verify/unschedulable',
        severity: 'error',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: manifests.length - 1,
        path: 'spec.template.spec',
        message,
        fix: 'less to ask for, the labels and tolerations of a pool that is there, or a pool that suits',
      },
    ]);
  });

  test('a Job asks for too much', () => {
    const [finding] = find([job({ container: { resources: { requests: { cpu: '64' } } } })]);
    expect([finding?.code, finding?.path]).toEqual(['verify/unschedulable', 'spec.template.spec']);
  });
});

describe('says that it is not known', () => {
  const unknown = nodePool('bare', { custom: { cpu: 64, memory: '256Gi', pods: 110 }, nodes: { min: 1, max: 1 } });
  const foreign = nodePool('foreign', { machine: 'm7i.xlarge', nodes: { min: 1, max: 1 }, manager: 'other' });

  test.each<{ what: string; manifest: Manifest; cluster?: ReturnType<typeof clusterOf>; because: string }>([
    {
      what: 'without pools',
      manifest: asks({}),
      cluster: clusterOf(),
      because: 'no node pool of cluster prod is declared',
    },
    {
      what: 'where a label may be set by what nobody declared',
      manifest: asks(oneGpu, { ...tolerant, nodeSelector: { 'nvidia.com/gpu.product': 'L4' } }),
      because: 'whether the nodes of pool gpu have label nvidia.com/gpu.product is not declared',
    },
    {
      what: 'where a resource may be there that nobody declared',
      manifest: asks({ 'rdma/hca': '1' }),
      cluster: clusterOf(unknown),
      because: 'whether pool bare has rdma/hca is not declared',
    },
    {
      what: 'where the zones of a pool are not declared',
      manifest: asks({}, { nodeSelector: { 'topology.kubernetes.io/zone': 'us-east-1a' } }),
      cluster: clusterOf(general),
      because: 'whether the nodes of pool general have label topology.kubernetes.io/zone is not declared',
    },
    {
      what: 'where nobody knows what a node has',
      manifest: asks({ cpu: '1' }),
      cluster: clusterOf(foreign),
      because: 'what of node foreign-0 can be allocated is not declared',
    },
    {
      what: 'where all pools that are declared are tainted',
      manifest: asks({ cpu: '1' }),
      cluster: clusterOf(gpu),
      because: 'the pools that are declared of cluster prod are not all it has: each is tainted',
    },
    {
      what: 'where the name of a node is asked for',
      manifest: asks({}, { nodeSelector: { 'kubernetes.io/hostname': 'ip-10-0-1-7' } }),
      because: 'whether the nodes of pool general have label kubernetes.io/hostname is not declared',
    },
    {
      what: 'where one pool has a label by itself that another may have',
      manifest: asks({}, { nodeSelector: { 'node.kubernetes.io/instance-type': 'r8i.16xlarge' } }),
      cluster: clusterOf(
        general,
        nodePool('new', {
          custom: { cpu: 64, memory: '512Gi', pods: 110 },
          nodes: { min: 1, max: 1 },
          manager: 'eks-managed-node-group',
        }),
      ),
      because: 'whether the nodes of pool new have label node.kubernetes.io/instance-type is not declared',
    },
    {
      what: 'where nobody knows what the RuntimeClass adds',
      manifest: asks({ 'nvidia.com/gpu': '1' }, { runtimeClassName: 'kata', nodeSelector: { team: 'search' } }),
      because: 'what RuntimeClass kata adds to them is not declared',
    },
    {
      what: 'where Kueue has a say',
      manifest: deployment({
        metadata: { labels: { 'kueue.x-k8s.io/queue-name': 'batch' } },
        pod: { nodeSelector: { team: 'search' } },
      }),
      because: 'what Kueue adds to them for their queue is not declared',
    },
    {
      what: 'where the cluster may tolerate the taint of a GPU',
      manifest: asks(oneGpu),
      cluster: elsewhere(general, gpu),
      because: 'whether the cluster adds tolerations for the resources that they ask for is not declared',
    },
    {
      what: 'where nobody said what there is of a network',
      manifest: asks({ 'nvidia.com/hostdev': '1' }, tolerant),
      because: 'whether pool general has nvidia.com/hostdev is not declared',
    },
    {
      what: 'where nobody said what there is of a disk',
      manifest: asks({ 'ephemeral-storage': '5Gi' }),
      cluster: clusterOf(unknown),
      because: 'whether pool bare has ephemeral-storage is not declared',
    },
    {
      what: 'where devices are claimed',
      manifest: asks({}, { resourceClaims: [{ name: 'gpu' }] }),
      because: 'the devices that their resource claims may have are not declared',
    },
    {
      what: 'where a gate is to be lifted',
      manifest: asks({}, { schedulingGates: [{ name: 'kueue' }] }),
      because: 'they wait for somebody to lift their scheduling gates',
    },
    {
      what: 'where another scheduler places the pods',
      manifest: asks({}, { schedulerName: 'volcano' }),
      because: 'volcano places them',
    },
    {
      what: 'between what a node has at least and at most',
      manifest: asks({ memory: '14900Mi' }),
      because: 'what its nodes have for pods is known between two bounds only',
    },
  ])('$what', ({ manifest, cluster, because }) => {
    expect(find([manifest], cluster)).toEqual([
      {
        code: 'verify/not-known-schedulable',
        severity: 'not-known',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
        path: 'spec.template.spec',
        message: `whether a node has room for its pods is not known: ${because}`,
        fix: 'nothing here: compare its requests, node selector and tolerations with the nodes',
      },
    ]);
  });

  test('where DaemonSets find no room themselves', () => {
    const daemons = ['a', 'b'].map((name) =>
      workload('apps/v1', 'DaemonSet', { name, container: { resources: { requests: { cpu: '3' } } } }),
    );
    const [finding, ...rest] = find([...daemons, asks({ cpu: '500m' })]);
    expect([finding?.code, rest]).toEqual(['verify/not-known-schedulable', []]);
  });

  test('without a cluster, of every pod', () => {
    const findings = verify([deployment(), object('v1', 'Pod', {}, { containers: [] })], { rules: [podsSchedulable] });
    expect(findings.map(({ path, message }) => [path, message])).toEqual([
      ['spec.template.spec', 'whether a node has room for its pods is not known: no target cluster is declared'],
      ['spec', 'whether a node has room for its pods is not known: no target cluster is declared'],
    ]);
  });
});
