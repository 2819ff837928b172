import { devicePluginsOf, gpuOperatorOf } from '../device-plugins';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Rule } from '../rule';
import { formatTaint } from '../scheduling/taints';

/** The device plugin of an app runs on the nodes whose GPUs it is to offer. */
export const devicePluginsReach: Rule = {
  name: 'device-plugins-reach',
  summary: 'a device plugin tolerates the taints of the pools with GPUs that it is for',
  source:
    'NVIDIA/k8s-device-plugin 1b826acc deployments/helm/nvidia-device-plugin/values.yaml: tolerations; https://learn.microsoft.com/azure/aks/use-nvidia-gpu',
  check(inventory: Inventory): readonly RuleFinding[] {
    const plugins = devicePluginsOf(inventory);
    if (gpuOperatorOf(inventory) !== undefined) return [];
    const served = new Set(plugins.flatMap(({ pools }) => pools.flatMap(({ pool, taint }) => (taint ? [] : [pool]))));
    return plugins.flatMap(({ template: { owner, podPath }, pools }) =>
      pools.flatMap(({ pool, taint }): readonly RuleFinding[] => {
        const byOthers = pool.devicePlugin === 'node-image' || pool.devicePlugin === 'gpu-operator';
        if (taint === undefined || served.has(pool) || byOthers) return [];
        return [
          {
            code: 'verify/device-plugin-kept-away',
            // Another app may have one for this pool.
            severity: 'warning',
            manifest: owner.manifest,
            path: `${podPath}.tolerations`,
            message: `the device plugin does not tolerate taint ${formatTaint(taint)} of pool ${pool.name}, so that its nodes offer no nvidia.com/gpu`,
            fix: `{ key: '${taint.key}', operator: 'Exists', effect: '${taint.effect}' }, or a nodeSelector for the other pools`,
          },
        ];
      }),
    );
  },
};
