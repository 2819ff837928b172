import type { ComponentResourceOptions } from '@pulumi/pulumi';
import { machineWithoutAccelerator } from '../hardware';
import { decidePool, NodePoolComponent } from './node-pool-component';
import type { NodePoolProps } from './node-pool-props';

/**
 * A pool of nodes without accelerators: a managed node group, to be given to workloads as their placement.
 *
 * @throws ConfigError before anything is made, where the machine, the zones or the sizes cannot be
 */
export class NodePool extends NodePoolComponent {
  constructor(name: string, props: NodePoolProps, opts?: ComponentResourceOptions) {
    super(
      'NodePool',
      name,
      decidePool('NodePool', name, props, () => machineWithoutAccelerator('aws', props.machine)),
      opts,
    );
  }
}
