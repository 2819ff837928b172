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
