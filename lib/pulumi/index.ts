export { ChartsOnCluster, type ChartsOnClusterArgs } from './charts-on-cluster';
export { existingCluster, kubernetesProvider, type ExistingClusterArgs } from './kubernetes-provider';
export type { Moves } from './moves';
export type { PulumiCluster } from './pulumi-cluster';
