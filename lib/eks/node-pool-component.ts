import type { ComponentResourceOptions, Output } from '@pulumi/pulumi';
import { CloudNodePool } from '../clouds';
import {
  captureStack,
  deferredProperties,
  refusal,
  refuse,
  withSourceLine,
  type CapturedStack,
  type Reading,
} from '../core';
import { judgeSharingForm, type Machine } from '../hardware';
import { makeNodeGroup } from './node-group';
import { deferrableOfNetwork } from './network-props';
import type { GpuNodePoolProps, NodePoolProps } from './node-pool-props';
import type { PoolCluster } from './pool-cluster';
import type { PoolFacts } from './pool-facts';
import { planPool, type PlannedPool } from './pool-plan';

/** A pool that was judged, and its cluster. */
export interface DecidedPool extends PlannedPool {
  readonly cluster: PoolCluster;
  /** What it is called in the program, with the line of it. */
  readonly madeAs: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What may hold a deferred value. */
const passesThrough = [
  ...['clusterName', 'securityGroupId', 'nodeRoleArn'].map((name) => `cluster.${name}`),
  ...deferrableOfNetwork('cluster.network'),
];

/** Decides a pool, or raises what is wrong with it, before any of it is made. */
export function decidePool(
  kind: string,
  name: string,
  props: NodePoolProps | GpuNodePoolProps,
  choose: () => Reading<Machine>,
  stack: CapturedStack = captureStack(),
): DecidedPool {
  const path = `eks.${kind} ${name}`;
  const { cluster, tags, ...given } = props;
  refuse(path, deferredProperties(props, passesThrough), stack);
  const chosen = choose();
  if ('issue' in chosen) throw refusal(path, [chosen.issue], stack);
  const machine = chosen.value;
  const facts: PoolFacts = { ...given, machine };
  // All that is planned follows from it.
  refuse(path, judgeSharingForm(facts.sharing), stack);
  const planned = planPool(name, facts, cluster);
  refuse(path, planned.issues, stack);
  return { ...planned, cluster, madeAs: withSourceLine(path, stack), tags: tags ?? {} };
}

/** The nodes of a managed node group, as a pool for workloads. */
export abstract class NodePoolComponent extends CloudNodePool {
  /** The name of the node group once there is one: what depends on the nodes can wait for it. */
  declare readonly nodeGroupName: Output<string>;

  protected constructor(kind: string, name: string, decided: DecidedPool, opts?: ComponentResourceOptions) {
    super(`modelyard:eks:${kind}`, name, decided.pool, opts);
    this.nodeGroupName = makeNodeGroup(this, name, decided.group, decided.cluster, decided.tags).nodeGroupName;
    decided.cluster.addPool(decided.pool, decided.madeAs);
    this.registerOutputs({ nodeGroupName: this.nodeGroupName });
  }
}
