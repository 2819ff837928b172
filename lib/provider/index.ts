export { awaitedBy, deployAfter } from './deploy-after';
export type { ImageSource } from './image-source';
export { existingCluster, kubernetesProvider, type ExistingClusterArgs } from './kubernetes-provider';
export type { PulumiCluster } from './pulumi-cluster';
export { warn } from './warn';
