import type { Default, IssueDetails, Notes } from '../../core';
import {
  acceleratorOf,
  architectureOf,
  devicePluginLabels,
  eksNodeImage,
  machineResources,
  nodePool,
  type Machine,
  type NodePool,
  type Taint,
} from '../../hardware';
import { aksNodeClassVersion, renderAksNodeClass } from './aks-node-class';
import { renderDisruption } from './disruption';
import { ec2NodeClassVersion, familyOf, renderEc2NodeClass } from './ec2-node-class';
import { judgePool, type JudgedProps } from './judge-pool';

type Fields = Readonly<Record<string, unknown>>;

/** All that a pool is declared with, whichever construct makes it. */
export type PoolProps = JudgedProps & { readonly fractionalGpu?: { readonly reason: string } | undefined };

/** A pool as its pods see it, and the two objects of which Karpenter makes its nodes. */
export interface PlannedPool {
  readonly pool: NodePool;
  readonly nodeClass: { readonly apiVersion: string; readonly kind: string; readonly spec: Fields };
  readonly nodePool: { readonly apiVersion: 'karpenter.sh/v1'; readonly kind: 'NodePool'; readonly spec: Fields };
  /** What is wrong with it. */
  readonly issues: readonly IssueDetails[];
}

/**
 * Decides what Karpenter is told of a pool.
 *
 * Labels and taints are derived once, by `nodePool`: what pods ask for and what nodes get are taken from there.
 */
export function planPool(name: string, props: PoolProps, machine: Machine, notes: Notes): PlannedPool {
  const hasAccelerator = machine.accelerator !== undefined;
  const localDisks = localDisksOf(props, machine);
  const diskGib = notes.choose(props.diskGib, diskDefault(props.cloud, hasAccelerator));
  const maxPods = props.cloud === 'aks' ? notes.choose(props.maxPods, aksPods) : props.maxPods;
  const pool = declarePool(name, props, machine, {
    maxPods,
    diskGib: (localDisks === 'raid0' ? localGib(machine) : undefined) ?? diskGib,
  });
  const nodeClass = nodeClassOf(props, machine, { localDisks, diskGib, maxPods, capacity: pool.capacity }, notes);
  const { disruption, ...lifetime } = renderDisruption(props.disruption, hasAccelerator, notes);
  const group = nodeClass.apiVersion.slice(0, nodeClass.apiVersion.indexOf('/'));
  const template = {
    ...(Object.keys(pool.labels).length > 0 && { metadata: { labels: { ...pool.labels } } }),
    spec: {
      nodeClassRef: { group, kind: nodeClass.kind, name },
      requirements: requirementsOf(pool, props),
      ...(pool.taints.length > 0 && { taints: pool.taints.map(taintFields) }),
      ...(props.startupTaints !== undefined && { startupTaints: props.startupTaints.map(taintFields) }),
      ...lifetime,
    },
  };
  const spec = {
    template,
    disruption,
    limits: limitsOf(pool, machine, notes),
    ...(props.weight !== undefined && { weight: props.weight }),
  };
  return {
    pool: { ...pool, issues: [] },
    nodeClass,
    nodePool: { apiVersion: 'karpenter.sh/v1', kind: 'NodePool', spec },
    issues: [
      ...judgePool(name, props, machine, localDisks),
      // A name that is none is told of in the words of the object that has it.
      ...pool.issues.filter(({ property }) => property !== 'name'),
    ],
  };
}

function declarePool(
  name: string,
  props: PoolProps,
  machine: Machine,
  decided: Pick<NodePool, 'maxPods' | 'diskGib'>,
): NodePool {
  const image = props.cloud === 'eks' ? eksNodeImage(familyOf(props.image), machine) : undefined;
  const hasAccelerator = machine.accelerator !== undefined;
  const driver = props.driver ?? (hasAccelerator ? 'node-image' : undefined);
  const devicePlugin =
    image?.devicePlugin === true ? 'node-image' : driver === 'gpu-operator' ? 'gpu-operator' : props.devicePlugin;
  const { labels, taints, zones, capacity, nodeBoot, fractionalGpu, nodes } = props;
  return nodePool(name, {
    machine: machine.instanceType,
    manager: props.cloud === 'eks' ? 'eks-karpenter' : 'aks-karpenter',
    nodes: { min: 0, max: nodes.max },
    capacity,
    labels: {
      ...devicePluginLabels(acceleratorOf({ machine: machine.instanceType }), undefined, devicePlugin),
      ...labels,
    },
    taints,
    zones,
    nodeBoot,
    fractionalGpu,
    ...decided,
    devicePlugin,
    ...(driver !== undefined && { driver: { from: driver } }),
  });
}

interface NodeClassDecisions {
  readonly localDisks: 'raid0' | 'unused';
  readonly diskGib: number;
  readonly maxPods: number | undefined;
  readonly capacity: NodePool['capacity'];
}

function nodeClassOf(
  props: PoolProps,
  machine: Machine,
  { localDisks, diskGib, maxPods, capacity }: NodeClassDecisions,
  notes: Notes,
): PlannedPool['nodeClass'] {
  if (props.cloud === 'eks') {
    const spec = renderEc2NodeClass({ props, machine, capacity, diskGib, localDisks }, notes);
    return { apiVersion: ec2NodeClassVersion, kind: 'EC2NodeClass', spec };
  }
  const driver = props.driver ?? 'node-image';
  const spec = renderAksNodeClass({ props, machine, driver, diskGib, maxPods: maxPods ?? aksPods.value }, notes);
  return { apiVersion: aksNodeClassVersion, kind: 'AKSNodeClass', spec };
}

/** What every node of the pool is, in labels that Karpenter knows before there is one. */
function requirementsOf(pool: NodePool, { region }: Pick<PoolProps, 'region'>): readonly Fields[] {
  const { machine = '', capacity, zones, manager } = pool;
  const zoneLabels = manager === 'eks-karpenter' ? zones : zones.map((zone) => `${region ?? ''}-${zone}`);
  return [
    is('node.kubernetes.io/instance-type', [machine]),
    is('kubernetes.io/arch', [architectureOf(pool) ?? 'amd64']),
    is('kubernetes.io/os', ['linux']),
    is('karpenter.sh/capacity-type', [capacity.kind === 'reservation' ? 'reserved' : capacity.kind]),
    ...(zones.length === 0 ? [] : [is('topology.kubernetes.io/zone', zoneLabels)]),
  ];
}

function is(key: string, values: readonly string[]): Fields {
  return { key, operator: 'In', values };
}

/**
 * How much there may be of the pool: all its nodes, and what they have.
 *
 * Karpenter holds them against what it made and is about to make, and so against nodes that replace others too: a full pool
 * renews none before another goes. Source: karpenter 1.14.1, pkg/controllers/provisioning/scheduling/scheduler.go.
 */
function limitsOf({ nodes }: NodePool, machine: Machine, notes: Notes): Readonly<Record<string, string>> {
  notes.decide({
    field: 'NodePool spec.limits',
    value: `${nodes.max} nodes`,
    reason: 'without limits Karpenter makes nodes for whatever waits, and nothing but the quota of the cloud ends it',
    source: 'https://karpenter.sh/docs/concepts/nodepools/#speclimits',
    override: 'nodes.max',
  });
  const each = { nodes: 1, cpu: machine.vcpu, ...machineResources(machine) };
  return Object.fromEntries(Object.entries(each).map(([resource, amount]) => [resource, String(amount * nodes.max)]));
}

/** Without a value where that is empty, which Kubernetes takes for the same and the definition of a NodePool refuses. */
function taintFields({ key, value, effect }: Taint): Fields {
  return { key, ...(value !== undefined && value !== '' && { value }), effect };
}

function localDisksOf(props: PoolProps, { localDisks }: Machine): 'raid0' | 'unused' {
  if (props.cloud === 'aks') return 'unused';
  return props.localDisks ?? (localDisks?.kind === 'nvme' ? 'raid0' : 'unused');
}

function localGib({ localDisks }: Machine): number | undefined {
  return localDisks && Math.floor(localDisks.bytes / 2 ** 30);
}

/** The same as pools of the clouds' own have. */
const disks = {
  eks: { field: 'EC2NodeClass spec.blockDeviceMappings[].ebs.volumeSize', plain: 100, accelerated: 200 },
  aks: { field: 'AKSNodeClass spec.osDiskSizeGB', plain: 128, accelerated: 256 },
} as const;

function diskDefault(cloud: 'eks' | 'aks', hasAccelerator: boolean): Default<number> {
  const { field, plain, accelerated } = disks[cloud];
  return {
    field,
    value: hasAccelerator ? accelerated : plain,
    reason: hasAccelerator
      ? 'images with CUDA and a framework take 10 GB and more, and there is more than one release of each on a node'
      : 'large enough for the system, a few images and logs',
    override: 'diskGib',
  };
}

const aksPods = {
  field: 'AKSNodeClass spec.maxPods',
  value: 110,
  reason:
    'AKS keeps memory for each pod that there could be, and without a number the network of the cluster decides it',
  source:
    'https://github.com/Azure/karpenter-provider-azure/blob/352646f59929/pkg/apis/v1beta1/aksnodeclass.go (read 2026-11-22)',
  override: 'maxPods',
} as const;
