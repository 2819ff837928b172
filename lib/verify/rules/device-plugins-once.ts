import type { NodePool } from '../../hardware';
import { devicePluginsOf, gpuOperatorOf, type DevicePlugin } from '../device-plugins';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { nameOf } from '../manifest';
import type { Rule } from '../rule';

/** The GPUs of a node are offered once. */
export const devicePluginsOnce: Rule = {
  name: 'device-plugins-once',
  summary: 'no node has two device plugins for its GPUs: of its image, of an operator, or of the app',
  source:
    'kubernetes 1.34 pkg/kubelet/cm/devicemanager/manager.go PluginConnected: the last takes the place of the one before; NVIDIA/gpu-operator a22dbf67 api/nvidia/v1 DevicePluginSpec',
  check(inventory: Inventory): readonly RuleFinding[] {
    const plugins = devicePluginsOf(inventory);
    const operator = gpuOperatorOf(inventory);
    return plugins.flatMap((plugin, index): readonly RuleFinding[] => {
      const { owner, podPath } = plugin.template;
      const other = operator === undefined ? otherOf(plugin, plugins.slice(0, index)) : nameOf(operator);
      if (other === undefined) return [];
      return [
        {
          code: 'verify/two-device-plugins',
          // Nodes may be kept from one of them by hand.
          severity: 'warning',
          manifest: owner.manifest,
          path: podPath,
          message: `${other} offers the same GPUs, and the kubelet goes by the device plugin that comes last`,
          fix: 'one of the two: a nodeSelector for other nodes, or no device plugin of your own',
        },
      ];
    });
  },
};

/** What else serves a pool on whose nodes a plugin runs. */
function otherOf({ pools }: DevicePlugin, before: readonly DevicePlugin[]): string | undefined {
  for (const { pool, taint } of pools) {
    if (taint !== undefined) continue;
    const given = givenTo(pool);
    if (given !== undefined) return given;
    const first = before.find((one) => one.pools.some((reached) => reached.pool === pool && !reached.taint));
    if (first !== undefined) return `${nameOf(first.template.owner)} on pool ${pool.name}`;
  }
  return undefined;
}

function givenTo({ name, devicePlugin }: NodePool): string | undefined {
  switch (devicePlugin) {
    case 'node-image':
      return `the image of the nodes of pool ${name}`;
    case 'gpu-operator':
      return `the GPU operator on pool ${name}`;
    case 'yourself':
    case undefined:
      return undefined;
  }
}
