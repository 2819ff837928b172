export {
  deployAfter,
  existingCluster,
  kubernetesProvider,
  type ExistingClusterArgs,
  type ImageSource,
  type PulumiCluster,
} from '../provider';
export { ChartsOnCluster, type ChartsOnClusterArgs } from './charts-on-cluster';
export type { Moves } from './moves';
