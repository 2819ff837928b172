export type {
  AccessPolicy,
  AddOnCluster,
  AddOnInstall,
  AddOnName,
  AddOnSettings,
  ChartValue,
  ChartValues,
  CloudCluster,
  CloudNodePool,
  CommonAddOns,
  DeclaredFacts,
  ExternalSecretsSettings,
  GatewaySettings,
  IdentityCluster,
  ImageRegistry,
  InstalledAddOns,
  KedaSettings,
  WhenDestroyed,
  WorkloadAccount,
  WorkloadIdentities,
} from '../clouds';
export { AddOns } from './add-ons';
export type { AddOnsProps } from './add-ons-props';
export { Cluster } from './cluster';
export type {
  AccessEntry,
  AuditLogs,
  AutomaticUpgrades,
  ClusterAccess,
  ClusterEndpoint,
  ClusterProps,
  CreatorType,
  ExistingClusterProps,
  PrincipalType,
  SecretsEncryption,
  SystemPool,
} from './cluster-props';
export { ExistingCluster } from './existing-cluster';
export { GpuNodePool } from './gpu-node-pool';
export type { KubeconfigLogin } from './kubeconfig';
export { Network } from './network';
export type { ClusterNetwork, NetworkEgress, NetworkProps, NetworkSubnet } from './network-props';
export { NodePool } from './node-pool';
export type { NodePoolComponent } from './node-pool-component';
export type {
  CommonPoolProps,
  GpuNodePoolProps,
  NodeImage,
  NodeImageFamily,
  NodePoolProps,
  PoolUpdate,
  SpotNodes,
} from './node-pool-props';
export { ObjectStore } from './object-store';
export type { ObjectStoreProps, StorageEncryption } from './object-store-props';
export type { PoolCluster } from './pool-cluster';
export type { ImageSource } from '../provider';
export { Registry, type PullingCluster, type RegistryProps } from './registry';
export type { WorkloadCluster, WorkloadIdentity } from './workload-identity';
