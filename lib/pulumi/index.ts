export { ChartsOnCluster, type ChartsOnClusterArgs } from './charts-on-cluster';
export { deployAfter } from './deploy-after';
export { existingCluster, kubernetesProvider, type ExistingClusterArgs } from './kubernetes-provider';
export type { ImageSource } from './image-sources';
export type { Moves } from './moves';
export type { PulumiCluster } from './pulumi-cluster';
