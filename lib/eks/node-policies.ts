/** A policy that AWS keeps for what nodes do. */
export type NodePolicy = 'AmazonEKSWorkerNodePolicy' | 'AmazonEC2ContainerRegistryPullOnly' | 'AmazonEKS_CNI_Policy';

/**
 * What every node may do: join its cluster, and pull images.
 *
 * Source: Amazon EKS user guide, create-node-role.
 */
export const nodePolicies: readonly NodePolicy[] = ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly'];
