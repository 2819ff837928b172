import type { ComponentResourceOptions } from '@pulumi/pulumi';
import { captureStack } from '../core';
import { decidePool, NodePoolComponent } from './node-pool-component';
import { planGpuNodePool } from './node-pool-plan';
import type { GpuNodePoolProps } from './node-pool-props';

/**
 * A pool of nodes with GPUs, which keeps other pods away, and which workloads take as their placement.
 *
 * AKS installs the driver, and not the device plugin, without which no pod gets a GPU.
 *
 * @throws ConfigError before anything is made, where what is declared cannot be
 */
export class GpuNodePool extends NodePoolComponent {
  constructor(name: string, props: GpuNodePoolProps, opts?: ComponentResourceOptions) {
    super('GpuNodePool', name, decidePool('GpuNodePool', name, props, planGpuNodePool, captureStack()), opts);
  }
}
