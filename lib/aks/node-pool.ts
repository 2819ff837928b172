import type { ComponentResourceOptions } from '@pulumi/pulumi';
import { captureStack } from '../core';
import { decidePool, NodePoolComponent } from './node-pool-component';
import { planNodePool } from './node-pool-plan';
import type { NodePoolProps } from './node-pool-props';

/**
 * A pool of nodes of one machine: a separate agent pool, which the autoscaler takes from none to as many as it may have.
 *
 * @throws ConfigError before anything is made, where what is declared cannot be
 */
export class NodePool extends NodePoolComponent {
  constructor(name: string, props: NodePoolProps, opts?: ComponentResourceOptions) {
    super('NodePool', name, decidePool('NodePool', name, props, planNodePool, captureStack()), opts);
  }
}
