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
  InstalledAddOns,
  KedaSettings,
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
export { ExistingCluster } from './existing-cluster';
export { GpuNodePool } from './gpu-node-pool';
export { Network } from './network';
export type { ClusterNetwork, NetworkProps, NodeSubnet } from './network-props';
export { NodePool } from './node-pool';
export type { NodePoolComponent } from './node-pool-component';
export type {
  GpuNodePoolProps,
  NodeImage,
  NodeImageFamily,
  NodePoolProps,
  PoolAccelerator,
  PoolUpdate,
} from './node-pool-props';
export type { PoolCluster } from './pool-cluster';
