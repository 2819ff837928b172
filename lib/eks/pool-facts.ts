import type { Machine } from '../hardware';
import type { ClusterNetwork } from './network-props';
import type { GpuNodePoolProps } from './node-pool-props';
import type { PoolCluster } from './pool-cluster';

/** All that a pool is declared with, whichever component declares it, with the machine that was chosen. */
export type PoolFacts = Omit<GpuNodePoolProps, 'cluster' | 'machine' | 'accelerator' | 'tags'> & {
  readonly machine: Machine;
};

/** What a pool needs to know of its cluster before anything is made. */
export type PoolPlace = Pick<PoolCluster, 'kubernetes' | 'machineZones'> & { readonly network: ClusterNetwork };
