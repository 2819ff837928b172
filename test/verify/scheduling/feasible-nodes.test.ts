import { describe, expect, it } from 'vitest';
import { feasibleNodes, type FeasibilityQuestion, type Manifest } from '../../../lib/verify';

// What each filter says of one pod and one node, in the scheduler's own words. Whether the scheduler says the same of
// thousands of others is for the suite feasible-nodes to show.

type Fields = Readonly<Record<string, unknown>>;

interface Case extends Partial<Omit<FeasibilityQuestion, 'pod' | 'nodes'>> {
  readonly what: string;
  readonly pod?: Fields;
  readonly labels?: Fields;
  readonly node?: Fields;
  readonly nodeLabels?: Fields;
  /** Left out: enough for a small pod. */
  readonly allocatable?: Fields;
  /** In the place of all that the node has. */
  readonly status?: Fields;
  /** Left out: the pod can go there. */
  readonly no?: readonly [plugin: string, reason: string];
  readonly open?: readonly [plugin: string | undefined, because: string];
}

const zone = 'topology.kubernetes.io/zone';
const host = 'kubernetes.io/hostname';

const asks = (requests: Fields): Fields => ({ containers: [{ name: 'main', resources: { requests } }] });

/** A pod that is on the node. */
function placed(spec: Fields, labels: Fields = {}, namespace = 'prod'): Manifest {
  return { kind: 'Pod', metadata: { name: 'other', namespace, labels }, spec: { nodeName: 'node', ...spec } };
}

function claim(name: string, spec: Fields, annotations: Fields = {}): Manifest {
  return { kind: 'PersistentVolumeClaim', metadata: { name, namespace: 'prod', annotations }, spec };
}

const boundTo = (volumeName: string, spec: Fields = {}): Manifest =>
  claim('data', { volumeName, ...spec }, { 'pv.kubernetes.io/bind-completed': 'yes' });

const uses = (claimName: string): Fields => ({ volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }] });

const volume = (labels: Fields, spec: Fields = {}): Manifest => ({ metadata: { name: 'disk', labels }, spec });

const storageClass = (name: string, fields: Fields): Manifest => ({ metadata: { name }, ...fields });

const waits = { provisioner: 'ebs.csi.aws.com', volumeBindingMode: 'WaitForFirstConsumer' };

const nodeTerm = (term: Fields): Fields => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } } },
});

const expression = (key: string, operator: string, ...values: readonly string[]): Fields =>
  nodeTerm({ matchExpressions: [{ key, operator, values }] });

const podTerm = (kind: 'podAffinity' | 'podAntiAffinity', term: Fields): Fields => ({
  affinity: { [kind]: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: zone, ...term }] } },
});

const ofApp = (app: string): Fields => ({ labelSelector: { matchLabels: { app } } });

const spread = (fields: Fields): Fields => ({
  topologySpreadConstraints: [
    { topologyKey: zone, maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', ...ofApp('web'), ...fields },
  ],
});

const cpu = ['NodeResourcesFit', 'Insufficient cpu'] as const;
const memory = ['NodeResourcesFit', 'Insufficient memory'] as const;
const taint = ['TaintToleration', 'node(s) had untolerated taint(s)'] as const;
const selector = ['NodeAffinity', "node(s) didn't match Pod's node affinity/selector"] as const;
const ports = ['NodePorts', "node(s) didn't have free ports for the requested pod ports"] as const;
const uneven = ['PodTopologySpread', "node(s) didn't match pod topology spread constraints"] as const;
const near = ['InterPodAffinity', "node(s) didn't match pod affinity rules"] as const;
const apart = ['InterPodAffinity', "node(s) didn't match pod anti-affinity rules"] as const;
const others = ['InterPodAffinity', "node(s) didn't satisfy existing pods anti-affinity rules"] as const;

const gpuTaint = { taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }] };

const cases: readonly Case[] = [
  { what: 'a pod that asks for nothing' },
  { what: 'as much CPU as there is', pod: asks({ cpu: '4' }) },
  { what: 'more CPU than there is', pod: asks({ cpu: '4001m' }), no: cpu },
  { what: 'more than is left', pod: asks({ cpu: '2' }), pods: [placed(asks({ cpu: '2100m' }))], no: cpu },
  {
    what: 'room of pods that have ended',
    pod: asks({ cpu: '4' }),
    pods: [{ ...placed(asks({ cpu: '4' })), status: { phase: 'Succeeded' } }],
  },
  { what: 'limits only', pod: { containers: [{ resources: { limits: { cpu: '5', memory: '1Gi' } } }] }, no: cpu },
  {
    what: 'a request below its limit',
    pod: { containers: [{ resources: { requests: { cpu: '1' }, limits: { cpu: '5' } } }] },
  },
  {
    what: 'two containers together',
    pod: {
      containers: [{ resources: { requests: { memory: '5Gi' } } }, { resources: { requests: { memory: '4Gi' } } }],
    },
    no: memory,
  },
  {
    what: 'the largest init container',
    pod: { ...asks({ cpu: '1' }), initContainers: [{ resources: { requests: { cpu: '5' } } }] },
    no: cpu,
  },
  {
    what: 'an init container beside the sidecar before it',
    pod: {
      ...asks({}),
      initContainers: [
        { restartPolicy: 'Always', resources: { requests: { cpu: '2' } } },
        { resources: { requests: { cpu: '3' } } },
      ],
    },
    no: cpu,
  },
  {
    what: 'an init container before the sidecar',
    pod: {
      ...asks({}),
      initContainers: [
        { resources: { requests: { cpu: '3' } } },
        { restartPolicy: 'Always', resources: { requests: { cpu: '2' } } },
      ],
    },
  },
  {
    what: 'what the pod asks for as a whole',
    pod: { ...asks({ cpu: '1' }), resources: { requests: { cpu: '5' } } },
    no: cpu,
  },
  {
    what: 'a limit of the pod where no container asks',
    pod: { ...asks({}), resources: { limits: { cpu: '5' } } },
    no: cpu,
  },
  {
    what: 'a limit of the pod where a container asks',
    pod: { ...asks({ cpu: '1' }), resources: { limits: { cpu: '5' } } },
  },
  { what: 'overhead', pod: { ...asks({ cpu: '3' }), overhead: { cpu: '1001m' } }, no: cpu },
  {
    what: 'a GPU where there is none',
    pod: { containers: [{ resources: { limits: { 'nvidia.com/gpu': '1' } } }] },
    no: ['NodeResourcesFit', 'Insufficient nvidia.com/gpu'],
  },
  {
    what: 'two amounts that do not fit',
    pod: asks({ cpu: '9', memory: '90Gi' }),
    no: ['NodeResourcesFit', 'Insufficient cpu, Insufficient memory'],
  },
  {
    what: 'one pod too many',
    allocatable: { pods: '1' },
    pods: [placed({})],
    no: ['NodeResourcesFit', 'Too many pods'],
  },
  {
    what: 'a node of which nothing is said',
    status: {},
    open: ['NodeResourcesFit', 'what of node node can be allocated is not declared'],
  },
  {
    what: 'an amount that is none',
    pod: asks({ cpu: 'four' }),
    open: ['NodeResourcesFit', 'the amount of cpu is no quantity'],
  },

  { what: 'a taint', node: gpuTaint, no: taint },
  {
    what: 'a taint that is tolerated by key',
    node: gpuTaint,
    pod: { tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }] },
  },
  {
    what: 'a taint that is tolerated with another value',
    node: gpuTaint,
    pod: { tolerations: [{ key: 'nvidia.com/gpu', value: 'yes' }] },
    no: taint,
  },
  { what: 'a taint that only asks to be avoided', node: { taints: [{ key: 'x', effect: 'PreferNoSchedule' }] } },
  {
    what: 'a node that is not ready',
    node: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }] },
  },
  { what: 'a cordoned node', node: { unschedulable: true }, no: ['NodeUnschedulable', 'node(s) were unschedulable'] },
  {
    what: 'a cordoned node that is tolerated',
    node: { unschedulable: true },
    pod: { tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }] },
  },
  {
    what: 'another node by name',
    pod: { nodeName: 'elsewhere' },
    no: ['NodeName', "node(s) didn't match the requested node name"],
  },
  {
    what: 'gates',
    pod: { schedulingGates: [{ name: 'kueue' }] },
    no: ['SchedulingGates', 'waiting for scheduling gates'],
  },

  { what: 'a label that is there', nodeLabels: { pool: 'gpu' }, pod: { nodeSelector: { pool: 'gpu' } } },
  { what: 'a label that is not', pod: { nodeSelector: { pool: 'gpu' } }, no: selector },
  { what: 'In', nodeLabels: { pool: 'a' }, pod: expression('pool', 'In', 'a', 'b') },
  { what: 'NotIn without the label', pod: expression('pool', 'NotIn', 'a') },
  { what: 'Exists', pod: expression('pool', 'Exists'), no: selector },
  { what: 'DoesNotExist', nodeLabels: { pool: '' }, pod: expression('pool', 'DoesNotExist'), no: selector },
  { what: 'Gt', nodeLabels: { age: '11' }, pod: expression('age', 'Gt', '4') },
  { what: 'Gt of the same', nodeLabels: { age: '4' }, pod: expression('age', 'Gt', '4'), no: selector },
  { what: 'Lt of no number', nodeLabels: { age: 'old' }, pod: expression('age', 'Lt', '4'), no: selector },
  { what: 'a term that asks for nothing', pod: nodeTerm({}), no: selector },
  {
    what: 'the name of the node',
    pod: nodeTerm({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node'] }] }),
  },
  {
    what: 'the name of another node',
    node: gpuTaint,
    pod: nodeTerm({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['other'] }] }),
    no: ['NodeAffinity', "node(s) didn't satisfy plugin(s) [NodeAffinity]"],
  },
  {
    what: 'two names at once',
    pod: nodeTerm({
      matchFields: ['node', 'other'].map((name) => ({ key: 'metadata.name', operator: 'In', values: [name] })),
    }),
    no: ['NodeAffinity', 'pod affinity terms conflict'],
  },

  {
    what: 'a port that is taken',
    pod: { containers: [{ ports: [{ hostPort: 80 }] }] },
    pods: [placed({ containers: [{ ports: [{ hostPort: 80 }] }] })],
    no: ports,
  },
  {
    what: 'the same port for UDP',
    pod: { containers: [{ ports: [{ hostPort: 80, protocol: 'UDP' }] }] },
    pods: [placed({ containers: [{ ports: [{ hostPort: 80 }] }] })],
  },
  {
    what: 'the same port at another address',
    pod: { containers: [{ ports: [{ hostPort: 80, hostIP: '10.0.0.1' }] }] },
    pods: [placed({ containers: [{ ports: [{ hostPort: 80, hostIP: '10.0.0.2' }] }] })],
  },
  {
    what: 'a port of the network of the node',
    pod: { hostNetwork: true, containers: [{ ports: [{ containerPort: 80 }] }] },
    pods: [placed({ containers: [{ ports: [{ hostPort: 80 }] }] })],
    no: ports,
  },

  {
    what: 'one pod more in the fullest zone',
    nodeLabels: { [zone]: 'a' },
    labels: { app: 'web' },
    pod: spread({}),
    pods: [placed({}, { app: 'web' })],
  },
  {
    what: 'spread over more domains than there are',
    nodeLabels: { [zone]: 'a' },
    labels: { app: 'web' },
    pod: spread({ minDomains: 2 }),
    pods: [placed({}, { app: 'web' })],
    no: uneven,
  },
  {
    what: 'pods that are going',
    nodeLabels: { [zone]: 'a' },
    labels: { app: 'web' },
    pod: spread({ minDomains: 2 }),
    pods: [
      {
        ...placed({}),
        metadata: { namespace: 'prod', labels: { app: 'web' }, deletionTimestamp: '2026-11-21T00:00:00Z' },
      },
    ],
  },
  {
    what: 'pods of another version',
    nodeLabels: { [zone]: 'a' },
    labels: { app: 'web', v: '2' },
    pod: spread({ minDomains: 2, matchLabelKeys: ['v'] }),
    pods: [placed({}, { app: 'web', v: '1' })],
  },
  {
    what: 'no zone to spread over',
    pod: spread({}),
    no: ['PodTopologySpread', `${uneven[1]} (missing required label)`],
  },
  { what: 'spread that is only wished for', pod: spread({ whenUnsatisfiable: 'ScheduleAnyway' }) },

  {
    what: 'near to a pod',
    nodeLabels: { [zone]: 'a' },
    pod: podTerm('podAffinity', ofApp('db')),
    pods: [placed({}, { app: 'db' })],
  },
  { what: 'near to no pod', nodeLabels: { [zone]: 'a' }, pod: podTerm('podAffinity', ofApp('db')), no: near },
  {
    what: 'near to itself, the first',
    nodeLabels: { [zone]: 'a' },
    labels: { app: 'db' },
    pod: podTerm('podAffinity', ofApp('db')),
  },
  {
    what: 'near to a pod of another namespace',
    nodeLabels: { [zone]: 'a' },
    pod: podTerm('podAffinity', ofApp('db')),
    pods: [placed({}, { app: 'db' }, 'other')],
    no: near,
  },
  {
    what: 'apart from a pod',
    nodeLabels: { [zone]: 'a' },
    pod: podTerm('podAntiAffinity', ofApp('db')),
    pods: [placed({}, { app: 'db' })],
    no: apart,
  },
  {
    what: 'a pod that keeps apart',
    nodeLabels: { [zone]: 'a' },
    labels: { app: 'web' },
    pods: [placed(podTerm('podAntiAffinity', ofApp('web')))],
    no: others,
  },
  {
    what: 'namespaces by labels that are not declared',
    nodeLabels: { [zone]: 'a' },
    pod: podTerm('podAntiAffinity', { ...ofApp('db'), namespaceSelector: { matchLabels: { team: 'x' } } }),
    pods: [placed({}, { app: 'db' })],
    open: ['InterPodAffinity', 'the labels of the namespaces that its affinity asks for are not declared'],
  },
  {
    what: 'namespaces by labels',
    nodeLabels: { [zone]: 'a' },
    pod: podTerm('podAntiAffinity', { ...ofApp('db'), namespaceSelector: { matchLabels: { team: 'x' } } }),
    pods: [placed({}, { app: 'db' })],
    namespaces: [{ metadata: { name: 'prod', labels: { team: 'y' } } }],
  },
  {
    what: 'a selector that cannot be read',
    pod: podTerm('podAntiAffinity', { labelSelector: { matchExpressions: [{}] } }),
    open: ['InterPodAffinity', 'a label selector of its affinity cannot be read'],
  },

  {
    what: 'a claim that nobody has declared',
    pod: uses('data'),
    open: ['VolumeRestrictions', 'the claim data is not declared'],
  },
  {
    what: 'a claim that is not there',
    pod: uses('data'),
    claims: [],
    no: ['VolumeRestrictions', 'persistentvolumeclaim "data" not found'],
  },
  {
    what: 'a volume in this zone',
    nodeLabels: { [zone]: 'a' },
    pod: uses('data'),
    claims: [boundTo('disk')],
    volumes: [volume({ [zone]: 'a__b' })],
  },
  {
    what: 'a volume in another zone',
    nodeLabels: { [zone]: 'c' },
    pod: uses('data'),
    claims: [boundTo('disk')],
    volumes: [volume({ [zone]: 'a__b' })],
    no: ['VolumeZone', 'node(s) had no available volume zone'],
  },
  {
    what: 'a volume that nobody has declared',
    pod: uses('data'),
    claims: [boundTo('disk')],
    open: ['VolumeBinding', 'the volume disk is not declared'],
  },
  {
    what: 'a volume that this node does not reach',
    pod: uses('data'),
    claims: [boundTo('disk')],
    volumes: [
      volume(
        {},
        {
          nodeAffinity: {
            required: { nodeSelectorTerms: [{ matchExpressions: [{ key: host, operator: 'In', values: ['far'] }] }] },
          },
        },
      ),
    ],
    no: ['VolumeBinding', "node(s) didn't match PersistentVolume's node affinity"],
  },
  {
    what: 'a claim for one pod that another has',
    pod: uses('data'),
    claims: [boundTo('disk', { accessModes: ['ReadWriteOncePod'] })],
    volumes: [volume({})],
    pods: [placed(uses('data'))],
    no: [
      'VolumeRestrictions',
      'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
    ],
  },
  {
    what: 'a claim that should have a volume',
    pod: uses('data'),
    claims: [claim('data', { storageClassName: 'now' })],
    volumes: [],
    storageClasses: [storageClass('now', { volumeBindingMode: 'Immediate' })],
    no: ['VolumeBinding', 'pod has unbound immediate PersistentVolumeClaims'],
  },
  {
    what: 'a claim that waits for its pod',
    pod: uses('data'),
    claims: [claim('data', { storageClassName: 'waits' })],
    volumes: [],
    storageClasses: [storageClass('waits', waits)],
  },
  {
    what: 'a claim that cannot be made here',
    nodeLabels: { [zone]: 'c' },
    pod: uses('data'),
    claims: [claim('data', { storageClassName: 'waits' })],
    volumes: [],
    storageClasses: [
      storageClass('waits', {
        ...waits,
        allowedTopologies: [{ matchLabelExpressions: [{ key: zone, values: ['a'] }] }],
      }),
    ],
    no: ['VolumeBinding', "node(s) didn't find available persistent volumes to bind"],
  },
  {
    what: 'a class that nobody has declared',
    pod: uses('data'),
    claims: [claim('data', { storageClassName: 'waits' })],
    volumes: [],
    open: ['VolumeBinding', 'the storage class waits is not declared'],
  },

  {
    what: 'devices that are claimed',
    pod: { resourceClaims: [{ name: 'gpu' }] },
    open: ['DynamicResources', 'the devices that its resource claims may have are not declared'],
  },
  {
    what: 'a scheduler of its own',
    pod: { schedulerName: 'volcano' },
    open: [undefined, 'how volcano places pods is not known'],
  },
  { what: 'a doubt, and then a no', pod: { ...uses('data'), ...podTerm('podAffinity', ofApp('db')) }, no: near },
];

describe('feasibleNodes', () => {
  it.each(cases)('$what', ({ pod, labels, node, nodeLabels, allocatable, status, no, open, ...cluster }: Case) => {
    const [answer] = feasibleNodes({
      ...cluster,
      pod: { metadata: { name: 'pod', namespace: 'prod', labels: { ...labels } }, spec: { ...pod } },
      nodes: [
        {
          metadata: { name: 'node', labels: { [host]: 'node', ...nodeLabels } },
          spec: { ...node },
          status: status ?? { allocatable: { cpu: '4', memory: '8Gi', pods: '110', ...allocatable } },
        },
      ],
    });
    if (no !== undefined) expect(answer).toEqual({ node: 'node', feasible: false, plugin: no[0], reason: no[1] });
    else if (open !== undefined) {
      const plugin = open[0] === undefined ? {} : { plugin: open[0] };
      expect(answer).toEqual({ node: 'node', feasible: undefined, ...plugin, reason: open[1] });
    } else expect(answer).toEqual({ node: 'node', feasible: true });
  });

  it('looks at every node, in the order given', () => {
    const nodes = ['b', 'a'].map((name) => ({
      metadata: { name },
      status: { allocatable: { cpu: name === 'a' ? '1' : '8', pods: '9' } },
    }));
    const pod = { metadata: { name: 'pod' }, spec: asks({ cpu: '2' }) };
    expect(feasibleNodes({ pod, nodes }).map(({ node, feasible }) => [node, feasible])).toEqual([
      ['b', true],
      ['a', false],
    ]);
  });

  it('knows the taint that cordoning brings, which spread over nodes by their taints counts', () => {
    const node = (name: string, spec: Fields): Manifest => ({
      metadata: { name, labels: { [host]: name } },
      spec,
      status: { allocatable: { cpu: '4', pods: '9' } },
    });
    const pod = {
      metadata: { name: 'pod', namespace: 'prod', labels: { app: 'web' } },
      spec: spread({ topologyKey: host, nodeTaintsPolicy: 'Honor' }),
    };
    const taints = [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }];
    for (const cordoned of [{ unschedulable: true }, { unschedulable: true, taints }]) {
      const nodes = [node('node', {}), node('cordoned', cordoned)];
      // Were the empty node counted, it would have to be filled first.
      const [answer] = feasibleNodes({ pod, nodes, pods: [placed({}, { app: 'web' })] });
      expect(answer).toEqual({ node: 'node', feasible: true });
    }
  });
});
