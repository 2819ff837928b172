import { log, type Resource } from '@pulumi/pulumi';
import { targetCluster, type NodePool, type TargetCluster, type TargetClusterProps } from '../hardware';

/** A cluster as plain data, which grows with each pool that is made for it. */
export class DeclaredTarget {
  readonly #cluster: TargetClusterProps;
  readonly #pools: NodePool[];
  #isRead = false;

  constructor(cluster: TargetClusterProps) {
    this.#cluster = cluster;
    this.#pools = [...(cluster.nodePools ?? [])];
  }

  get pools(): readonly NodePool[] {
    return [...this.#pools];
  }

  /** The cluster with the pools that there are by now. */
  read(): TargetCluster {
    this.#isRead = true;
    return targetCluster({ ...this.#cluster, nodePools: this.pools });
  }

  /** Adds a pool, and says aloud where somebody has looked already, who will not know of it. */
  add(pool: NodePool, cluster: Resource): void {
    this.#pools.push(pool);
    if (!this.#isRead) return;
    void log.warn(`charts that were made before the pool ${pool.name} do not know of it: make pools first`, cluster);
  }
}
