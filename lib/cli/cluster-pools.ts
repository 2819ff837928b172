import { labelValueProblem, parseQuantity, quantityToInteger, quantityToMilli } from '../core';
import {
  isGpuModel,
  machine as machineOf,
  nodePool,
  nodePoolAllocatable,
  nodeTaintsAndLabels,
  type Accelerator,
  type CustomMachine,
  type NodePool,
  type NodePoolProps,
  type Taint,
} from '../hardware';
import { leastOf, type ClusterNode } from './cluster-node';

/** Pools as nodes tell of them, and what they do not tell. */
export interface FoundPools {
  readonly pools: readonly NodePool[];
  readonly notes: readonly string[];
}

/** What the pools of a cluster share. */
export interface PoolSurroundings {
  readonly region: string | undefined;
  readonly kubernetes: string;
}

/**
 * Tells pools from nodes: by the labels that managed node groups, node pools and Karpenter set, and by machine; other nodes by machine,
 * labels and taints.
 *
 * A pool is told to have as many nodes as there are: how many an autoscaler may add, objects do not say.
 */
export function poolsOf(nodes: readonly ClusterNode[], surroundings: PoolSurroundings): FoundPools {
  const groups = [...grouped(nodes, groupOf).values()];
  const isShared = (pool: string | undefined): boolean =>
    pool !== undefined && groups.filter(([first]) => first?.pool === pool).length > 1;
  const names = new Set<string>();
  const notes: string[] = [];
  const pools = groups.map((group) => {
    const asOwn = isShared(group[0]?.pool);
    const name = freeName(nameOf(group, asOwn), names);
    return poolOf(
      name,
      asOwn ? group.map((node) => ({ ...node, manager: 'other' as const })) : group,
      surroundings,
      notes,
    );
  });
  return { pools, notes };
}

/** What nodes of one pool have in common. */
function groupOf({ manager, pool, instanceType, labels, taints, allocatable }: ClusterNode): string {
  if (pool !== undefined) return JSON.stringify([manager, pool, instanceType]);
  const own = Object.entries(labels).filter(([key]) => !isOfOneNode(key));
  const { cpu, memory } = allocatable;
  return JSON.stringify([instanceType ?? [cpu, memory], own.sort(), taints]);
}

function grouped<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}

function nameOf([first]: readonly ClusterNode[], isShared: boolean): string {
  const { pool, instanceType = 'nodes' } = first ?? {};
  if (pool === undefined) return instanceType;
  return isShared ? `${pool}-${instanceType}` : pool;
}

function freeName(wanted: string, names: Set<string>): string {
  const base = labelValueProblem(wanted) === undefined && wanted !== '' ? wanted : 'nodes';
  let name = base;
  for (let count = 2; names.has(name); count += 1) name = `${base}-${count}`;
  names.add(name);
  return name;
}

function poolOf(
  name: string,
  nodes: readonly ClusterNode[],
  surroundings: PoolSurroundings,
  notes: string[],
): NodePool {
  const [first] = nodes;
  if (first === undefined) throw new RangeError('a group has a node');
  const { manager, capacity } = first;
  const common = {
    nodes: { min: nodes.length, max: nodes.length },
    manager,
    capacity,
    zones: zonesOf(nodes, surroundings.region),
    ...(first.labels['kubernetes.azure.com/mode'] === 'system' && manager === 'aks-node-pool' && { system: true }),
  };
  const left = leastOf(nodes);
  const accelerator = acceleratorOf(left, first, notes);
  const custom = customMachine(left, first, accelerator);
  const known = machineIn(name, nodes, { ...common, taints: [] }, surroundings, accelerator);
  if (
    known === undefined &&
    first.instanceType !== undefined &&
    machineOf(first.instanceType) !== undefined &&
    manager !== 'other'
  ) {
    notes.push(
      `pool ${name}: its nodes have other room for pods than is known of ${first.instanceType}, and are described as they are`,
    );
  }
  const size: NodePoolProps = { ...common, ...(known ?? { custom }) };
  const taints = commonTaints(nodes);
  const plain = nodePool(name, { ...size, taints, labels: {} });
  const automatic = nodeTaintsAndLabels({ ...plain, labels: {}, taints: [] }, surroundings.region);
  const labels = ownLabels(nodes, automatic.labels, manager === 'aks-node-pool');
  return nodePool(name, {
    ...size,
    // A pool with GPUs is taken to have this label unless another value says that it has not.
    labels: { ...labels, ...(lacksGpuLabel(plain, nodes) && { [gpuPresent]: 'false' }) },
    taints: taints.filter(
      ({ key, effect }) => !automatic.taints.some((other) => other.key === key && other.effect === effect),
    ),
  });
}

const gpuPresent = 'nvidia.com/gpu.present';

function lacksGpuLabel({ labels }: NodePool, nodes: readonly ClusterNode[]): boolean {
  return Object.hasOwn(labels, gpuPresent) && nodes.some((node) => node.labels[gpuPresent] === undefined);
}

/** The machine of nodes, if what is known of it is what they have. */
function machineIn(
  name: string,
  nodes: readonly ClusterNode[],
  common: Omit<NodePoolProps, 'machine' | 'custom'>,
  { kubernetes }: PoolSurroundings,
  accelerator: Accelerator | undefined,
): { readonly machine: string; readonly maxPods: number } | undefined {
  const [first] = nodes;
  if (first?.instanceType === undefined || machineOf(first.instanceType) === undefined) return undefined;
  const maxPods = integerOf(first.allocatable['pods']);
  const pool = nodePool(name, { ...common, machine: first.instanceType, maxPods });
  const expected = pool.issues.length === 0 ? nodePoolAllocatable(pool, kubernetes) : undefined;
  if (expected === undefined) return undefined;
  const fits = nodes.every(({ allocatable }) => {
    const memory = integerOf(allocatable['memory']) / 2 ** 20;
    const { atLeast, atMost } = expected.memoryMib;
    return (
      milliOf(allocatable['cpu']) === expected.cpuMilli &&
      memory >= atLeast &&
      memory <= atMost &&
      integerOf(allocatable['pods']) === maxPods
    );
  });
  const extended = Object.values(expected.extended).reduce((sum, amount) => sum + amount, 0);
  return fits && extended === (accelerator?.count ?? 0) ? { machine: first.instanceType, maxPods } : undefined;
}

function customMachine(
  left: Readonly<Record<string, string>>,
  { labels }: ClusterNode,
  accelerator: Accelerator | undefined,
): CustomMachine {
  const disk = left['ephemeral-storage'];
  return {
    cpu: `${milliOf(left['cpu'])}m`,
    memory: `${Math.floor(integerOf(left['memory']) / 1024)}Ki`,
    pods: Math.max(1, integerOf(left['pods'])),
    ...(disk !== undefined && { ephemeralStorage: `${Math.floor(integerOf(disk) / 1024)}Ki` }),
    ...(labels['kubernetes.io/arch'] === 'arm64' && { architecture: 'arm64' }),
    ...(accelerator && { accelerator }),
  };
}

/** The accelerators that nodes advertise: those that the library knows first. */
function acceleratorOf(
  left: Readonly<Record<string, string>>,
  { name, instanceType }: ClusterNode,
  notes: string[],
): Accelerator | undefined {
  const known = instanceType === undefined ? undefined : machineOf(instanceType)?.accelerator;
  const model = known?.kind === 'gpu' && isGpuModel(known.model) ? { model: known.model } : {};
  const found = Object.entries(left).flatMap(([resource, amount]): readonly Accelerator[] => {
    const count = integerOf(amount);
    const slash = resource.indexOf('/');
    if (count === 0 || slash === -1 || resource.startsWith('kubernetes.io/')) return [];
    const [, profile] = /^nvidia\.com\/mig-(\d+g\.\d+gb.*)$/.exec(resource) ?? [];
    if (resource === 'nvidia.com/gpu') return [{ kind: 'gpu', count, ...model }];
    if (resource === 'nvidia.com/gpu.shared') return [{ kind: 'time-sliced', count, ...model }];
    if (resource === 'aws.amazon.com/neuron') return [{ kind: 'neuron', unit: 'device', count }];
    if (resource === 'aws.amazon.com/neuroncore') return [{ kind: 'neuron', unit: 'core', count }];
    // Whether it is a profile that is known is judged when the pool is.
    if (profile !== undefined) return [{ kind: 'mig', profile: profile as MigName, count, ...model }];
    return [{ kind: 'custom', resource: `${resource.slice(0, slash)}/${resource.slice(slash + 1)}`, count }];
  });
  const order = ['gpu', 'mig', 'time-sliced', 'neuron', 'custom'];
  const [first, ...others] = found.sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
  if (others.length > 0)
    notes.push(`node ${name}: only the first of its ${found.length} extended resources is described`);
  return first;
}

type MigName = Extract<Accelerator, { readonly kind: 'mig' }>['profile'];

/** The zones of nodes as their pool is given them: AKS is given numbers, and labels nodes with the region before them. */
function zonesOf(nodes: readonly ClusterNode[], region: string | undefined): readonly string[] {
  const zones = nodes.flatMap(({ zone, manager }) => {
    if (zone === undefined || zone === '') return [];
    if (manager !== 'aks-node-pool') return [zone];
    const number = region !== undefined && zone.startsWith(`${region}-`) ? zone.slice(region.length + 1) : zone;
    // Nodes that are in no zone are numbered as well.
    return number === '0' ? [] : [number];
  });
  return [...new Set(zones)].sort();
}

function commonTaints([first, ...others]: readonly ClusterNode[]): readonly Taint[] {
  return (first?.taints ?? []).filter((taint) =>
    others.every(({ taints }) => taints.some((other) => JSON.stringify(other) === JSON.stringify(taint))),
  );
}

/** The labels that all nodes have, without those that their cloud sets anyway or that tell one node from another. */
function ownLabels(
  [first, ...others]: readonly ClusterNode[],
  automatic: Readonly<Record<string, string>>,
  isAks: boolean,
): Readonly<Record<string, string>> {
  const entries = Object.entries(first?.labels ?? {}).filter(
    ([key, value]) =>
      !isOfOneNode(key) &&
      automatic[key] !== value &&
      // AKS keeps these for itself, so that no pool can be given them.
      !(isAks && /^(?:kubernetes\.azure\.com|kubernetes\.io)\//.test(key)) &&
      others.every(({ labels }) => labels[key] === value),
  );
  return Object.fromEntries(entries);
}

/** Says whether a label tells one node from others of its pool, or where it stands, which zones say. */
function isOfOneNode(key: string): boolean {
  return (
    key === 'kubernetes.io/hostname' ||
    /^(?:beta\.kubernetes\.io|failure-domain\.beta\.kubernetes\.io)\//.test(key) ||
    /^topology\.[^/]+\/(?:zone|region|zone-id)$/.test(key)
  );
}

function integerOf(amount: string | undefined): number {
  const quantity = amount === undefined ? undefined : parseQuantity(amount);
  return quantity === undefined ? 0 : Number(quantityToInteger(quantity));
}

function milliOf(amount: string | undefined): number {
  const quantity = amount === undefined ? undefined : parseQuantity(amount);
  return quantity === undefined ? 0 : Number(quantityToMilli(quantity));
}
