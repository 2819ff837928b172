import { ComponentResource, type ComponentResourceOptions } from '@pulumi/pulumi';
import type { IssueDetails } from '../core';
import type {
  AcceleratorDriver,
  AksNetwork,
  GpuSharing,
  NodeCount,
  NodePool,
  PoolCapacity,
  PoolManager,
  Taint,
} from '../hardware';
import { advised } from './advised';

/** Nodes that a cloud makes and looks after, as a pool for workloads: all that is known of it is plain data. */
export abstract class CloudNodePool extends ComponentResource implements NodePool {
  declare readonly kind: 'NodePool';
  /** Its name in the cloud: that of the component, and a hash of what the cloud cannot change in place. */
  declare readonly name: string;
  declare readonly manager: PoolManager;
  declare readonly machine: string;
  declare readonly nodes: NodeCount;
  declare readonly capacity: PoolCapacity;
  declare readonly labels: Readonly<Record<string, string>>;
  declare readonly taints: readonly Taint[];
  declare readonly zones: readonly string[];
  declare readonly maxPods?: number | undefined;
  declare readonly network?: AksNetwork | undefined;
  declare readonly diskGib?: number | undefined;
  declare readonly sharing?: GpuSharing | undefined;
  declare readonly devicePlugin?: 'node-image' | 'gpu-operator' | 'yourself' | undefined;
  declare readonly driver?: AcceleratorDriver | undefined;
  declare readonly fractionalGpu?: { readonly reason: string } | undefined;
  declare readonly issues: readonly IssueDetails[];

  protected constructor(type: string, name: string, pool: NodePool, opts: ComponentResourceOptions | undefined) {
    super(type, name, {}, advised(opts));
    Object.assign(this, pool);
  }
}
