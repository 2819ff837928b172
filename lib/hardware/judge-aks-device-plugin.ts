import { printGiven, type IssueDetails } from '../core';
import type { AcceleratorDriver, NodePool } from './node-pool';

/**
 * Judges who installs the device plugin on nodes of AKS, and the driver: one for each.
 *
 * Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/use-nvidia-gpu.md (2026-07-02): AKS installs the
 * driver, unless told not to when the pool is made, and not the device plugin; the GPU operator brings a device plugin.
 */
export function judgeAksDevicePlugin({
  driver,
  devicePlugin,
}: {
  readonly driver?: AcceleratorDriver['from'] | undefined;
  readonly devicePlugin?: NodePool['devicePlugin'];
}): readonly IssueDetails[] {
  const at = { code: 'clouds/device-plugin-owner', property: 'devicePlugin', given: printGiven(devicePlugin) } as const;
  if (devicePlugin === 'node-image') {
    const message = 'the images of AKS have no device plugin, and nobody would install it';
    return [{ ...at, message, fix: "devicePlugin: 'gpu-operator' or 'yourself'" }];
  }
  if (driver !== 'gpu-operator' || devicePlugin !== 'yourself') return [];
  const message =
    'would be a second owner: the GPU operator installs the device plugin too, and two register the same GPUs';
  return [{ ...at, message, fix: "devicePlugin: 'gpu-operator', or driver: 'node-image'" }];
}
