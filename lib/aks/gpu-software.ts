import { printGiven, type IssueDetails } from '../core';
import { gpuModels, judgeAksDevicePlugin, type Accelerator, type GpuSharing, type Machine } from '../hardware';
import type { GpuNodePoolProps } from './node-pool-props';

type Props = Pick<GpuNodePoolProps, 'driver' | 'devicePlugin' | 'sharing' | 'accelerator'>;

/** Judges who installs the software of the GPUs, and how they are cut. */
export function judgeGpuSoftware({ driver, devicePlugin, sharing, accelerator }: Props): readonly IssueDetails[] {
  return [...judgeAksDevicePlugin({ driver, devicePlugin }), ...judgeAsked(accelerator, sharing)];
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
