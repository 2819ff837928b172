import type { MachineCloud } from '../../hardware';
import type { NodePoolProps } from './node-pool-props';

/** Whose machines the nodes of a pool are. */
export function cloudOf(cloud: NodePoolProps['cloud']): MachineCloud {
  return cloud === 'aks' ? 'azure' : 'aws';
}
