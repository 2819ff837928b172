import type { IConstruct } from 'constructs';
import { recordIssue } from '../core';
import type { TargetCluster } from './target-cluster';

// Kept on the node under a registered symbol, so that two copies of the library see the same target.
const key: unique symbol = Symbol.for('modelyard.target');

interface Bound {
  [key]?: TargetCluster | undefined;
}

/**
 * Binds a scope to the cluster that it is made for: everything below looks it up there.
 *
 * `App({ cluster })` binds a whole app. A chart that is bound by itself goes to its own cluster. What is wrong with the
 * cluster is an issue of the scope.
 *
 * Bind before you make what belongs there: a construct looks its cluster up while it is made.
 */
export function bindCluster(scope: IConstruct, cluster: TargetCluster): void {
  const node: typeof scope.node & Bound = scope.node;
  node[key] = cluster;
  for (const issue of cluster.issues) recordIssue(scope, { ...issue, property: `cluster.${issue.property ?? ''}` });
}

/** The cluster that a construct is made for: that of the nearest scope which is bound to one. */
export function clusterOf(construct: IConstruct): TargetCluster | undefined {
  const node: typeof construct.node & Bound = construct.node;
  return node[key] ?? (node.scope === undefined ? undefined : clusterOf(node.scope));
}
