import type { Construct } from 'constructs';
import { machineWithAccelerator, type Machine } from '../../hardware';
import { KarpenterNodePool } from './karpenter-node-pool';
import { cloudOf } from './machine-cloud';
import type { GpuNodePoolProps } from './node-pool-props';

/**
 * A pool of nodes with GPUs or Neuron devices that Karpenter makes for pods that wait: a NodePool and its node class, to be
 * given to workloads as their placement.
 *
 * Pods that need no accelerator are kept away by a taint. There are no nodes until a pod asks for one, and none is left some
 * minutes after the last pod has gone. A node counts as ready once its device plugin runs, which somebody has to install.
 */
export class GpuNodePool extends KarpenterNodePool {
  constructor(scope: Construct, id: string, props: GpuNodePoolProps) {
    const wantsEfa = 'fabric' in props && props.fabric !== undefined;
    const fits = ({ fabric }: Machine): boolean => !wantsEfa || fabric?.kind === 'efa';
    super(scope, id, props, () => machineWithAccelerator(cloudOf(props.cloud), props, fits));
  }
}
