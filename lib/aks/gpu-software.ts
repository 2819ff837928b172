import { printGiven, type IssueDetails } from '../core';
import { gpuModels, type Accelerator, type GpuSharing, type Machine } from '../hardware';
import type { GpuNodePoolProps } from './node-pool-props';

type Props = Pick<GpuNodePoolProps, 'driver' | 'devicePlugin' | 'sharing' | 'accelerator'>;

/**
 * Judges who installs the software of the GPUs: one for each part.
 *
 * Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/use-nvidia-gpu.md (2026-07-02): AKS installs the
 * driver, unless told not to when the pool is made, and not the device plugin; the GPU operator brings a device plugin.
 */
export function judgeGpuSoftware({ driver, devicePlugin, sharing, accelerator }: Props): readonly IssueDetails[] {
  const issues: IssueDetails[] = [];
  const plugin: string | undefined = devicePlugin;
  if (plugin === 'node-image') {
    issues.push({
      code: 'clouds/device-plugin-owner',
      property: 'devicePlugin',
      given: printGiven(plugin),
      message: 'the images of AKS have no device plugin, and nobody would install it',
      fix: "devicePlugin: 'gpu-operator' or 'yourself'",
    });
  }
  if (driver === 'gpu-operator' && devicePlugin === 'yourself') {
    issues.push({
      code: 'clouds/device-plugin-owner',
      property: 'devicePlugin',
      given: printGiven(devicePlugin),
      message:
        'would be a second owner: the GPU operator installs the device plugin too, and two register the same GPUs',
      fix: "devicePlugin: 'gpu-operator', or driver: 'node-image'",
    });
  }
  return [...issues, ...judgeAsked(accelerator, sharing)];
}

/** What is asked for and how the GPUs are cut must go together: a GPU cut by MIG cannot take turns as well. */
function judgeAsked(accelerator: Accelerator | undefined, sharing: GpuSharing | undefined): readonly IssueDetails[] {
  const asked = accelerator?.kind;
  if (asked !== 'mig' && asked !== 'time-sliced') return [];
  if (sharing?.kind === asked || (asked === 'mig' && sharing === undefined)) return [];
  return [
    {
      code: 'aks/unsupported-sharing',
      property: 'sharing',
      ...(sharing !== undefined && { given: printGiven(sharing.kind) }),
      message:
        asked === 'mig'
          ? 'instances of MIG are asked for, and a GPU that takes turns has none'
          : 'shares of GPUs that take turns are asked for, and nothing says into how many a GPU is cut',
      fix: asked === 'mig' ? "no sharing, or sharing: { kind: 'mig', … }" : "sharing: { kind: 'time-sliced', … }",
    },
  ];
}

/** How the GPUs are cut: as said, or into instances of the profile that is asked for, as many as there can be. */
export function sharingOf({ sharing, accelerator }: Props, machine: Machine | undefined): GpuSharing | undefined {
  if (sharing !== undefined || accelerator?.kind !== 'mig') return sharing;
  const model = machine?.accelerator?.kind === 'gpu' ? machine.accelerator.model : undefined;
  const known = model === undefined ? {} : (gpuModels[model].mig?.value ?? {});
  const most = Object.entries(known).find(([name]) => name === accelerator.profile)?.[1]?.most ?? 1;
  return { kind: 'mig', strategy: 'mixed', profiles: { [accelerator.profile]: most } };
}
