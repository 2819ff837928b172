import type { NodePool } from '../../hardware';
import type { NodeState } from './node-state';

/** A node that a pool of a declared cluster can have. */
export interface DeclaredNode {
  readonly pool: NodePool;
  readonly node: NodeState;
}
