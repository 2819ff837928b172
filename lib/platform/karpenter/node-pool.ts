import type { Construct } from 'constructs';
import { machineWithoutAccelerator } from '../../hardware';
import { KarpenterNodePool } from './karpenter-node-pool';
import { cloudOf } from './machine-cloud';
import type { NodePoolProps } from './node-pool-props';

/**
 * A pool of nodes without accelerators that Karpenter makes for pods that wait: a NodePool and its node class, to be given
 * to workloads as their placement.
 */
export class NodePool extends KarpenterNodePool {
  constructor(scope: Construct, id: string, props: NodePoolProps) {
    super(scope, id, props, () => machineWithoutAccelerator(cloudOf(props.cloud), props.machine));
  }
}
