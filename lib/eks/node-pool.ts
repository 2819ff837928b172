import type { ComponentResourceOptions } from '@pulumi/pulumi';
import { decidePool, NodePoolComponent } from './node-pool-component';
import type { NodePoolProps } from './node-pool-props';
import { namedMachine } from './pool-machine';

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
      decidePool('NodePool', name, props, () => namedMachine(props.machine)),
      opts,
    );
  }
}
