export { migResource, readAccelerator, resourceOf, type Accelerator, type ExtendedResource } from './accelerator';
export { aksAllocatable, aksReservedCpuMilli, type AksAllocatableOptions, type AksNetwork } from './aks-allocatable';
export type { Allocatable, AllocatableOptions, AmountRange } from './allocatable';
export { bindCluster, clusterOf } from './bound-cluster';
export { chooseMachine } from './choose-machine';
export { nodePool } from './declare-node-pool';
export { targetCluster } from './declare-target-cluster';
export {
  devicePluginConfig,
  devicePluginConfigLabel,
  devicePluginConfigName,
  devicePluginLabels,
  type DevicePluginConfig,
} from './device-plugin-config';
export {
  eksAllocatable,
  eksReservedCpuMilli,
  eksReservedMemoryMib,
  eniMaxPods,
  type EksAllocatableOptions,
} from './eks-allocatable';
export {
  eksNodeImage,
  judgeDevicePluginOwner,
  noEksImage,
  type EksImageFamily,
  type EksNodeImage,
} from './eks-node-image';
export type { Fact, FactSource } from './fact';
export {
  gpuModelNames,
  gpuModels,
  isGpuModel,
  productLabel,
  type GpuModel,
  type GpuModelFacts,
  type MigProfile,
  type MigProfileFacts,
} from './gpu-models';
export { judgeAksDevicePlugin } from './judge-aks-device-plugin';
export { judgeAwsReservation } from './judge-aws-reservation';
export { judgeEfa } from './judge-efa';
export { judgeTaints } from './judge-node-pool';
export { judgeSharingForm } from './judge-sharing';
export { minorVersion, type KubernetesVersion } from './kubernetes-version';
export type {
  Architecture,
  Fabric,
  InfiniBand,
  LocalDisks,
  Machine,
  MachineAccelerator,
  MachineCloud,
  MachinePrice,
} from './machine';
export { machineResources, type GpuSharing } from './machine-resources';
export { acceleratorMemory, hasAccelerator, machine, machines, machinesWith, nearestMachines } from './machines';
export {
  isNeuronModel,
  neuronModelNames,
  neuronModels,
  type NeuronModel,
  type NeuronModelFacts,
} from './neuron-models';
export {
  acceleratorOf,
  architectureOf,
  machineOf,
  nodeBootSeconds,
  nodeTaintsAndLabels,
  type AcceleratorDriver,
  type CustomMachine,
  type NodeCount,
  type NodePool,
  type NodePoolProps,
} from './node-pool';
export { nodePoolAllocatable } from './node-pool-allocatable';
export {
  loadTargetCluster,
  parseTargetCluster,
  targetClusterSchema,
  type ParsedTargetCluster,
} from './parse-target-cluster';
export { machineWithAccelerator, machineWithoutAccelerator, type AskedMachine } from './pool-machine';
export {
  automaticTaintsAndLabels,
  defaultTaintsAndLabels,
  type PoolCapacity,
  type PoolFacts,
  type PoolManager,
  type Taint,
  type TaintsAndLabels,
} from './taints-and-labels';
export type {
  AddOns,
  ClusterCloud,
  ControllerPods,
  CustomResourceKind,
  ServiceAddress,
  InstalledFacts,
  StorageClassFacts,
  TargetCluster,
  TargetClusterProps,
} from './target-cluster';
