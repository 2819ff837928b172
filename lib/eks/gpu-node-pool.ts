import type { ComponentResourceOptions } from '@pulumi/pulumi';
import { machineWithAccelerator, type Machine } from '../hardware';
import { decidePool, NodePoolComponent } from './node-pool-component';
import type { GpuNodePoolProps } from './node-pool-props';

/**
 * A pool of nodes with GPUs or Neuron devices: a managed node group, to be given to workloads as their placement.
 *
 * The image of the nodes has the driver. The taint keeps pods away that need no accelerator, and the tags of the
 * autoscaling group let the cluster autoscaler raise it from zero.
 *
 * @throws ConfigError before anything is made, where no machine has the accelerator, or the zones, the sizes or the
 *   reservation cannot be
 */
export class GpuNodePool extends NodePoolComponent {
  constructor(name: string, props: GpuNodePoolProps, opts?: ComponentResourceOptions) {
    const fits = ({ fabric }: Machine): boolean => props.fabric === undefined || fabric?.kind === 'efa';
    super(
      'GpuNodePool',
      name,
      decidePool('GpuNodePool', name, props, () => machineWithAccelerator('aws', props, fits)),
      opts,
    );
  }
}
