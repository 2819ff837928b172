import { log, type Resource } from '@pulumi/pulumi';
import { targetCluster, type NodePool, type TargetCluster, type TargetClusterProps } from '../hardware';

/** The pools of a cluster as they are made, and the target that they make it. */
export class ClusterTarget {
  readonly #facts: TargetClusterProps;
  readonly #pools: NodePool[];
  #isRead = false;

  constructor(facts: TargetClusterProps) {
    this.#facts = facts;
    this.#pools = [...(facts.nodePools ?? [])];
  }

  get pools(): readonly NodePool[] {
    return [...this.#pools];
  }

  /** The cluster with all pools so far; whoever reads it too early is told of each pool that comes later. */
  read(): TargetCluster {
    this.#isRead = true;
    return targetCluster({ ...this.#facts, nodePools: [...this.#pools] });
  }

  add(pool: NodePool, cluster: Resource): void {
    if (this.#isRead) {
      const text = `node pool ${pool.name} is made after the target of the cluster was read, which lacks it: make pools first`;
      void log.warn(text, cluster);
    }
    this.#pools.push(pool);
  }
}
