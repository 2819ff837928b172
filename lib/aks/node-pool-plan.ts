import { printGiven, type IssueDetails } from '../core';
import {
  chooseMachine,
  devicePluginLabels,
  machine as machineNamed,
  nodePool,
  nodeTaintsAndLabels,
  type Machine,
  type NodePool,
  type Taint,
} from '../hardware';
import { gpuInstances, type GpuInstanceProfile } from './gpu-instance-profile';
import { judgeGpuSoftware, sharingOf } from './gpu-software';
import { judgePool, type PoolSurroundings } from './judge-pool';
import { judgeEphemeralDisk } from './node-disk';
import type { CommonPoolProps, GpuNodePoolProps, NodePoolProps, PoolUpdate } from './node-pool-props';
import { agentPoolName, judgeStem } from './pool-name';

/** The settings of an agent pool that are known before anything is made, in the words of its API. */
export interface AgentPoolSettings {
  readonly agentPoolName: string;
  readonly mode: 'User';
  readonly osType: 'Linux';
  readonly osSKU: 'Ubuntu' | 'AzureLinux';
  readonly vmSize: string;
  readonly orchestratorVersion: string;
  readonly osDiskSizeGB: number;
  readonly osDiskType: 'Managed' | 'Ephemeral';
  readonly maxPods: number;
  readonly enableAutoScaling: boolean;
  readonly count: number;
  readonly minCount?: number | undefined;
  readonly maxCount?: number | undefined;
  readonly availabilityZones?: string[] | undefined;
  readonly scaleSetPriority?: 'Spot' | undefined;
  readonly scaleSetEvictionPolicy?: 'Delete' | 'Deallocate' | undefined;
  readonly spotMaxPrice?: number | undefined;
  readonly capacityReservationGroupID?: string | undefined;
  readonly gpuProfile?: { readonly driver: 'Install' | 'None' } | undefined;
  readonly gpuInstanceProfile?: GpuInstanceProfile | undefined;
  readonly upgradeSettings?: { readonly maxSurge: string; readonly maxUnavailable: string } | undefined;
  readonly enableNodePublicIP: false;
  readonly nodeLabels: Record<string, string>;
  readonly nodeTaints: string[];
}

/** What a pool is made of, as it is to be seen by workloads and as AKS is told. */
export interface NodePoolPlan {
  readonly pool: NodePool;
  readonly settings: AgentPoolSettings;
  /** Inputs that something else decides once the pool is there. */
  readonly ignoreChanges: readonly string[];
  readonly issues: readonly IssueDetails[];
}

const defaultMaxPods = 110;
const defaultDiskGib = 128;
const defaultGpuDiskGib = 256;

/** Decides what a pool of ordinary nodes is made of, and says all that is wrong with what was given. */
export function planNodePool(name: string, props: NodePoolProps, around: PoolSurroundings): NodePoolPlan {
  return plan(name, props, { machine: props.machine, issues: [] }, {}, around);
}

/** Decides what a pool of nodes with GPUs is made of, and says all that is wrong with what was given. */
export function planGpuNodePool(name: string, props: GpuNodePoolProps, around: PoolSurroundings): NodePoolPlan {
  const chosen = chooseGpuMachine(props);
  const { fabric, driver, devicePlugin, fractionalGpu } = props;
  const sharing = sharingOf(props, machineNamed(chosen.machine));
  const gpu = { fabric, driver: driver ?? 'node-image', devicePlugin, sharing, fractionalGpu } as const;
  const issues = [...chosen.issues, ...judgeGpuSoftware(props)];
  return plan(name, props, { machine: chosen.machine, issues }, gpu, around);
}

type Gpu = Pick<GpuNodePoolProps, 'fabric' | 'driver' | 'devicePlugin' | 'sharing' | 'fractionalGpu'>;

interface Chosen {
  readonly machine: string;
  readonly issues: readonly IssueDetails[];
}

function chooseGpuMachine({ accelerator, machine, fabric }: GpuNodePoolProps): Chosen {
  if (accelerator !== undefined) {
    const reading = chooseMachine(
      'accelerator',
      accelerator,
      'azure',
      (known) => fabric === undefined || hasFabric(known),
    );
    return 'value' in reading
      ? { machine: reading.value.instanceType, issues: [] }
      : { machine: '', issues: [reading.issue] };
  }
  const known = machineNamed(machine);
  if (known === undefined) return { machine, issues: [] };
  const issues: IssueDetails[] = [];
  if (known.accelerator === undefined) {
    issues.push({
      code: 'hardware/no-such-machine',
      property: 'machine',
      given: printGiven(machine),
      message: 'has no GPU',
      fix: 'a machine with GPUs, or a NodePool',
    });
  } else if (fabric !== undefined && !hasFabric(known)) {
    issues.push({
      code: 'clouds/no-fabric',
      property: 'machine',
      given: printGiven(machine),
      message: 'has no InfiniBand, which fabric asks for',
      fix: 'a machine whose name has an r, such as Standard_ND96isr_H100_v5, or no fabric',
    });
  }
  return { machine, issues };
}

function hasFabric({ fabric }: Machine): boolean {
  return fabric?.kind === 'infiniband';
}

function plan(
  name: string,
  props: CommonPoolProps,
  { machine, issues: before }: Chosen,
  gpu: Gpu,
  around: PoolSurroundings,
): NodePoolPlan {
  const facts = machineNamed(machine);
  const hasGpu = facts?.accelerator !== undefined;
  const chosen = {
    capacity: props.capacity ?? { kind: 'on-demand' as const },
    zones: [...(props.zones ?? [])].sort(),
    diskGib: props.diskGib ?? (hasGpu ? defaultGpuDiskGib : defaultDiskGib),
    maxPods: props.maxPods ?? defaultMaxPods,
  };
  const cut = cutting(gpu, facts);
  const immutable = immutableOf(props, machine, gpu, cut.profile, chosen);
  const pool = nodePool(agentPoolName(name, props.name, immutable), {
    manager: 'aks-node-pool',
    machine,
    nodes: props.nodes,
    ...chosen,
    network: around.podNetwork,
    labels: { ...pluginLabels(facts, gpu), ...props.labels },
    ...(props.taints && { taints: props.taints }),
    ...(gpu.sharing && { sharing: gpu.sharing }),
    ...(gpu.devicePlugin && { devicePlugin: gpu.devicePlugin }),
    ...(gpu.driver && { driver: { from: gpu.driver } }),
    ...(gpu.fractionalGpu && { fractionalGpu: gpu.fractionalGpu }),
  });
  const issues = [
    ...before,
    ...judgeStem(props.name),
    // A machine that could not be chosen has been told of, and so has what its name begins with.
    ...pool.issues.filter(({ property }) => property !== 'name' && !(before.length > 0 && property === 'machine')),
    ...judgePool(props, pool, facts, around),
    ...(props.disk === 'ephemeral' ? judgeEphemeralDisk(facts, chosen.diskGib) : []),
    ...cut.issues,
    ...judgeFabricZones(gpu, chosen.zones),
  ];
  const settings = settingsOf(props, pool, { ...immutable, driver: gpu.driver, profile: cut.profile }, around);
  const isAutoscaled = props.nodes.min < props.nodes.max;
  return { pool, settings, ignoreChanges: isAutoscaled && props.desired === undefined ? ['count'] : [], issues };
}

/** The operator that installs the driver brings the device plugin as well. */
function pluginLabels(
  machine: Machine | undefined,
  { sharing, driver, devicePlugin }: Gpu,
): Readonly<Record<string, string>> {
  const accelerator = machine?.accelerator?.kind === 'gpu' ? 'gpu' : undefined;
  return devicePluginLabels(accelerator, sharing, driver === 'gpu-operator' ? 'gpu-operator' : devicePlugin);
}

/** How AKS cuts the GPUs, which it does not where the GPU operator has the device plugin and its MIG manager with it. */
function cutting(
  { sharing, devicePlugin, driver }: Gpu,
  machine: Machine | undefined,
): { readonly profile: GpuInstanceProfile | undefined; readonly issues: readonly IssueDetails[] } {
  const isOperators = devicePlugin === 'gpu-operator' || driver === 'gpu-operator';
  if (sharing?.kind !== 'mig' || machine === undefined || isOperators) return { profile: undefined, issues: [] };
  const instances = gpuInstances(sharing, machine);
  return instances.issues === undefined
    ? { profile: instances.profile, issues: [] }
    : { profile: undefined, issues: instances.issues };
}

function judgeFabricZones({ fabric }: Gpu, zones: readonly string[]): readonly IssueDetails[] {
  if (fabric === undefined || zones.length < 2) return [];
  return [
    {
      code: 'clouds/fabric-zone',
      property: 'zones',
      given: printGiven(zones),
      message: 'InfiniBand does not reach from one zone to another',
      fix: `zones: ['${zones[0] ?? '1'}'], and a pool for each other zone`,
    },
  ];
}

/**
 * What of a pool cannot be changed, by which its name tells it from the one before.
 *
 * Sources: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/create-node-pools.md (vmSize, maxPods),
 * concepts-storage.md (disk size), spot-node-pool.md (priority, eviction, price), gpu-multi-instance.md (profile),
 * use-nvidia-gpu.md and aks-managed-gpu-nodes.md (driver); the API's own description of osDiskType. That zones and the
 * reservation cannot be changed is assumed.
 */
function immutableOf(
  { spot, disk }: CommonPoolProps,
  machine: string,
  { driver }: Gpu,
  profile: GpuInstanceProfile | undefined,
  chosen: Pick<NodePool, 'capacity' | 'zones' | 'diskGib' | 'maxPods'>,
): Readonly<Record<string, unknown>> {
  const { capacity } = chosen;
  return {
    vmSize: machine,
    osDiskSizeGB: chosen.diskGib,
    osDiskType: disk === 'ephemeral' ? 'Ephemeral' : undefined,
    maxPods: chosen.maxPods,
    availabilityZones: chosen.zones.length === 0 ? undefined : chosen.zones,
    scaleSetPriority: capacity.kind === 'spot' ? 'Spot' : undefined,
    scaleSetEvictionPolicy: spot?.evicted === 'deallocate' ? 'Deallocate' : undefined,
    spotMaxPrice: spot?.maxPrice,
    capacityReservationGroupID: capacity.kind === 'reservation' ? capacity.id : undefined,
    driver: driver === undefined || driver === 'node-image' ? undefined : 'None',
    gpuInstanceProfile: profile,
  };
}

function settingsOf(
  props: CommonPoolProps,
  pool: NodePool,
  gpu: { readonly driver?: Gpu['driver']; readonly profile: GpuInstanceProfile | undefined },
  { kubernetes }: PoolSurroundings,
): AgentPoolSettings {
  const { min, max } = pool.nodes;
  const isAutoscaled = min < max;
  return {
    agentPoolName: pool.name,
    mode: 'User',
    osType: 'Linux',
    osSKU: props.image?.family === 'azure-linux' ? 'AzureLinux' : 'Ubuntu',
    vmSize: pool.machine ?? '',
    orchestratorVersion: kubernetes,
    osDiskSizeGB: pool.diskGib ?? defaultDiskGib,
    osDiskType: props.disk === 'ephemeral' ? 'Ephemeral' : 'Managed',
    maxPods: pool.maxPods ?? defaultMaxPods,
    enableAutoScaling: isAutoscaled,
    count: props.desired ?? min,
    ...(isAutoscaled && { minCount: min, maxCount: max }),
    ...(pool.zones.length > 0 && { availabilityZones: [...pool.zones] }),
    ...capacitySettings(props, pool),
    ...(gpu.driver && { gpuProfile: { driver: gpu.driver === 'node-image' ? 'Install' : 'None' } }),
    ...(gpu.profile && { gpuInstanceProfile: gpu.profile }),
    ...(pool.capacity.kind !== 'spot' && { upgradeSettings: upgradeSettings(props.update, pool) }),
    enableNodePublicIP: false,
    nodeLabels: { ...pool.labels },
    // With those that AKS would add: what it tells later is then what it was told.
    nodeTaints: nodeTaintsAndLabels(pool).taints.map(printTaint),
  };
}

function capacitySettings({ spot }: CommonPoolProps, { capacity }: NodePool): Partial<AgentPoolSettings> {
  switch (capacity.kind) {
    case 'on-demand':
      return {};
    case 'spot':
      return {
        scaleSetPriority: 'Spot',
        scaleSetEvictionPolicy: spot?.evicted === 'deallocate' ? 'Deallocate' : 'Delete',
        spotMaxPrice: spot?.maxPrice ?? -1,
      };
    case 'reservation':
      return capacity.id === undefined ? {} : { capacityReservationGroupID: capacity.id };
  }
}

function upgradeSettings(
  update: PoolUpdate | undefined,
  { machine }: NodePool,
): { readonly maxSurge: string; readonly maxUnavailable: string } {
  // A spare machine with accelerators is seldom to be had, and needs quota of its own.
  const isScarce = machineNamed(machine ?? '')?.accelerator !== undefined;
  const how = update ?? (isScarce ? { maxUnavailable: 1 } : { maxSurge: 1 });
  if ('maxSurge' in how) return { maxSurge: String(how.maxSurge), maxUnavailable: '0' };
  if ('maxSurgePercentage' in how) return { maxSurge: `${how.maxSurgePercentage}%`, maxUnavailable: '0' };
  if ('maxUnavailable' in how) return { maxSurge: '0', maxUnavailable: String(how.maxUnavailable) };
  return { maxSurge: '0', maxUnavailable: `${how.maxUnavailablePercentage}%` };
}

/** As the API writes a taint, such as `nvidia.com/gpu=present:NoSchedule`. */
export function printTaint({ key, value, effect }: Taint): string {
  return value === undefined ? `${key}:${effect}` : `${key}=${value}:${effect}`;
}
