import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import {
  lateProps,
  Notes,
  recordNotes,
  recordSource,
  type Duration,
  type IssueDetails,
  type Reading,
} from '../../core';
import {
  nodePool,
  type Accelerator,
  type AcceleratorDriver,
  type CustomMachine,
  type Machine,
  type NodeCount,
  type NodePool,
  type PoolCapacity,
  type PoolManager,
  type Taint,
} from '../../hardware';
import { derivedName, memberLabels, requiredLabels } from '../../workload';
import { planPool, type PoolProps } from './plan-node-pool';

/**
 * Nodes that Karpenter makes, as a pool for workloads: all that is known of it is plain data.
 *
 * What is wrong with it is an issue of this construct, and so is not told again by whoever uses the pool.
 */
export abstract class KarpenterNodePool extends Construct implements NodePool {
  declare readonly kind: 'NodePool';
  /** The name of the NodePool and of its node class, and the value of `karpenter.sh/nodepool` on its nodes. */
  declare readonly name: string;
  declare readonly manager: PoolManager;
  declare readonly machine?: string | undefined;
  /** Stands in where no machine could be chosen, which is an issue. */
  declare readonly custom?: CustomMachine | undefined;
  declare readonly nodes: NodeCount;
  declare readonly capacity: PoolCapacity;
  declare readonly labels: Readonly<Record<string, string>>;
  declare readonly taints: readonly Taint[];
  declare readonly zones: readonly string[];
  declare readonly maxPods?: number | undefined;
  declare readonly diskGib?: number | undefined;
  declare readonly nodeBoot?: Duration | undefined;
  declare readonly devicePlugin?: 'node-image' | 'gpu-operator' | 'yourself' | undefined;
  declare readonly driver?: AcceleratorDriver | undefined;
  declare readonly fractionalGpu?: { readonly reason: string } | undefined;
  declare readonly issues: readonly IssueDetails[];

  readonly #plain: NodePool;

  protected constructor(
    scope: Construct,
    id: string,
    props: PoolProps & { readonly accelerator?: Accelerator | undefined },
    choose: () => Reading<Machine>,
  ) {
    super(scope, id);
    recordSource(this);
    const notes = new Notes();
    const name = props.name ?? derivedName(this, longestName);
    const late = lateProps(props, handedOn);
    for (const issue of late) notes.issue(issue);
    const chosen = late.length > 0 ? undefined : choose();
    this.#plain =
      chosen !== undefined && 'value' in chosen
        ? this.make(name, props, chosen.value, notes)
        : standIn(name, props.cloud, late.length > 0 ? undefined : props.accelerator);
    if (chosen !== undefined && 'issue' in chosen) notes.issue(chosen.issue);
    Object.assign(this, this.#plain);
    recordNotes(this, notes);
  }

  /** The pool as plain data, which a file can hold. */
  toJSON(): NodePool {
    return this.#plain;
  }

  private make(name: string, props: PoolProps, machine: Machine, notes: Notes): NodePool {
    const { pool, nodeClass, nodePool: made, issues } = planPool(name, props, machine, notes);
    for (const issue of issues) notes.issue(issue);
    const metadata = { name, labels: memberLabels(Chart.of(this).node.id, requiredLabels(this, notes)) };
    new ApiObject(this, 'NodeClass', { ...nodeClass, metadata });
    new ApiObject(this, 'Resource', { ...made, metadata });
    return pool;
  }
}

/** That of a label's value, which nodes carry. */
const longestName = 63;

/** What may be known as late as deployment, where Pulumi deploys the chart. */
const handedOn = [
  'cluster',
  'role',
  'placementGroup',
  'subnet',
  'subnets[].id',
  'subnets[].tags.*',
  'securityGroups[].id',
  'securityGroups[].tags.*',
];

/** Nodes with room for all that could be placed on them: that there are none like it is told once, of the pool. */
function standIn(name: string, cloud: PoolProps['cloud'], accelerator: Accelerator | undefined): NodePool {
  const manager = cloud === 'aks' ? 'aks-karpenter' : 'eks-karpenter';
  const custom = { cpu: 1_000_000, memory: '1Pi', pods: 1000, accelerator } as const;
  return { ...nodePool(name, { custom, manager, nodes: { min: 0, max: 1_000_000 } }), issues: [] };
}
