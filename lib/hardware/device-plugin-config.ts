import type { GpuSharing } from './machine-resources';
import type { NodePool } from './node-pool';
import type { PoolFacts } from './taints-and-labels';

/** The label of a node by which NVIDIA's device plugin finds the configuration that is meant for it. */
export const devicePluginConfigLabel = 'nvidia.com/device-plugin.config';

/** A configuration of NVIDIA's device plugin, in its own words. */
export interface DevicePluginConfig {
  readonly version: 'v1';
  readonly flags: { readonly migStrategy: 'none' | 'mixed' | 'single' };
  readonly sharing?:
    | {
        readonly timeSlicing: {
          readonly renameByDefault: boolean;
          readonly resources: readonly { readonly name: string; readonly replicas: number }[];
        };
      }
    | undefined;
}

/** The name of the configuration for GPUs that are cut so: the same for all pools that share theirs alike. */
export function devicePluginConfigName(sharing: GpuSharing | undefined): string {
  switch (sharing?.kind) {
    case undefined:
      return 'whole';
    case 'mig':
      return `mig-${sharing.strategy}`;
    case 'time-sliced':
      return `time-sliced-${sharing.replicas}${sharing.renamed ? '-renamed' : ''}`;
  }
}

/**
 * What the device plugin has to be told for a node to advertise what its pool declares.
 *
 * Instances of MIG are cut by somebody else: the plugin only advertises those that it finds. Source:
 * https://github.com/NVIDIA/k8s-device-plugin/blob/v0.20.0/README.md, read 2026-11-22.
 */
export function devicePluginConfig(sharing: GpuSharing | undefined): DevicePluginConfig {
  const version = 'v1';
  switch (sharing?.kind) {
    case undefined:
      return { version, flags: { migStrategy: 'none' } };
    case 'mig':
      return { version, flags: { migStrategy: sharing.strategy } };
    case 'time-sliced':
      return {
        version,
        flags: { migStrategy: 'none' },
        sharing: {
          timeSlicing: {
            renameByDefault: sharing.renamed,
            resources: [{ name: 'nvidia.com/gpu', replicas: sharing.replicas }],
          },
        },
      };
  }
}

/**
 * The label of nodes whose device plugin is the add-on of their cluster: none where another owner is named, so that each
 * pool has one.
 */
export function devicePluginLabels(
  accelerator: PoolFacts['accelerator'],
  sharing: GpuSharing | undefined,
  owner: NodePool['devicePlugin'],
): Readonly<Record<string, string>> {
  if (accelerator !== 'gpu' || owner !== undefined) return {};
  return { [devicePluginConfigLabel]: devicePluginConfigName(sharing) };
}
