import type { Input, Resource } from '@pulumi/pulumi';
import type { KubernetesVersion, NodePool, TargetCluster } from '../hardware';

/** What every pool needs of the cluster that it is made for, in whichever cloud. */
export interface CloudCluster {
  readonly clusterName: Input<string>;
  readonly kubernetes: KubernetesVersion;
  /** What has to be there before a node, and to stay until the last one is gone. */
  readonly neededByNodes: readonly Resource[];
  readonly machineZones?: Readonly<Record<string, readonly string[]>> | undefined;
  /** The cluster with all pools that were made for it so far. */
  readonly target: TargetCluster;
  /**
   * Takes note of a pool that was made for it; each pool does that by itself.
   *
   * @param madeAs what the pool is called in the program, and the line of it: `eks.NodePool cpu (index.ts:12)`
   * @param nodes what add-ons and charts are deployed after, and are gone before; they do not wait for the pool unless given
   */
  addPool(pool: NodePool, madeAs?: string, nodes?: Resource): void;
}
