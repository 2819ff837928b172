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
export type { AddOnsProps, Autoscaler } from './add-ons-props';
export { Cluster } from './cluster';
export type {
  AccessEntry,
  AddOnVersions,
  AuditLogs,
  ClusterAccess,
  ClusterEndpoint,
  ClusterProps,
  ExistingClusterProps,
  LogRetentionDays,
  ManagedAddOn,
  SecretsEncryption,
  SystemPool,
} from './cluster-props';
export type { StorageEncryption } from './encryption-key';
export { ExistingCluster } from './existing-cluster';
export { GpuNodePool } from './gpu-node-pool';
export type { KarpenterNodes } from './karpenter';
export { Network } from './network';
export type { ClusterNetwork, NetworkProps, NodeSubnet } from './network-props';
export { NodePool } from './node-pool';
export type { NodePolicy } from './node-policies';
export type { NodePoolComponent } from './node-pool-component';
export type {
  GpuNodePoolProps,
  NodeImage,
  NodeImageFamily,
  NodePoolProps,
  PoolAccelerator,
  PoolUpdate,
} from './node-pool-props';
export { ObjectStore } from './object-store';
export type { ObjectStoreProps } from './object-store-props';
export type { PodIdentity } from './pod-identity';
export type { PoolCluster } from './pool-cluster';
export { Registry, type RegistryProps } from './registry';
