import { devicePluginConfig, devicePluginConfigLabel, devicePluginConfigName, type GpuSharing } from '../../hardware';
import { resources, type ChartValues } from './chart-values';

/**
 * The values of the chart of NVIDIA's device plugin: one named configuration for each way that GPUs are cut in.
 *
 * It runs on nodes that name one of them by their label, and so never beside a second owner: pools whose image has the
 * device plugin, or whose owner is somebody else, do not have the label. It tolerates every taint, since a node that it is
 * kept from advertises no GPUs.
 *
 * @param sharings how the GPUs of the pools are cut, each once or more
 */
export function devicePluginValues(sharings: readonly (GpuSharing | undefined)[]): ChartValues {
  const whole = devicePluginConfigName(undefined);
  const configs = new Map(
    [undefined, ...sharings].map((one) => [devicePluginConfigName(one), devicePluginConfig(one)]),
  );
  return {
    config: {
      default: whole,
      map: Object.fromEntries(
        [...configs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, config]) => [name, JSON.stringify(config)]),
      ),
    },
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: devicePluginConfigLabel, operator: 'Exists' }] }],
        },
      },
    },
    tolerations: [{ operator: 'Exists' }],
    resources: resources('10m', '64Mi', '128Mi'),
  };
}
