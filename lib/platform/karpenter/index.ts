export { GpuNodePool } from './gpu-node-pool';
export { KarpenterNodePool } from './karpenter-node-pool';
export { NodePool } from './node-pool';
export type {
  AksNodes,
  CommonPoolProps,
  Disruption,
  DisruptionBudget,
  Ec2Image,
  Ec2Nodes,
  Ec2Selector,
  GpuNodePoolProps,
  NodePoolProps,
  PoolAccelerator,
} from './node-pool-props';
