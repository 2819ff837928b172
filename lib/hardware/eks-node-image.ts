import { printGiven, type IssueDetails } from '../core';
import type { Architecture, Machine } from './machine';
import { acceleratorOf, type NodePool } from './node-pool';

/** What nodes of EKS boot: Amazon Linux 2023, or Bottlerocket, whose image for GPUs has the device plugin in it. */
export type EksImageFamily = 'al2023' | 'bottlerocket';

/** What an image brings: its type in the API of EKS, and what of the accelerators' software is in it. */
export interface EksNodeImage {
  readonly amiType: string;
  /** The root disk, and the one that images and pods live on, where that is another. */
  readonly disks: { readonly root: string; readonly data?: string };
  /** Whether the driver is in the image. */
  readonly driver: boolean;
  /** Whether the device plugin is in the image. */
  readonly devicePlugin: boolean;
}

type Kind = 'none' | 'gpu' | 'neuron';

/**
 * The images that EKS has for its nodes.
 *
 * Sources: AWS CloudFormation template reference, AWS::EKS::Nodegroup, AmiType (read 2026-11-22); Amazon EKS user guide,
 * ml-eks-optimized-ami and ml-eks-k8s-device-plugin (read 2026-11-22): the image of Amazon Linux 2023 for NVIDIA has
 * driver and container toolkit and no device plugin, that of Bottlerocket has all three. Disks: Amazon Linux has one, which
 * EKS names /dev/xvda; Bottlerocket keeps its system on /dev/xvda and images and pods on /dev/xvdb
 * (bottlerocket-os/bottlerocket, README.md). Karpenter looks for images of the same families and kinds:
 * aws/karpenter-provider-aws@1d927085, pkg/providers/amifamily/al2023.go and bottlerocket.go (read 2026-11-22).
 */
const amiTypes: Readonly<
  Record<EksImageFamily, Readonly<Record<Architecture, Readonly<Partial<Record<Kind, string>>>>>>
> = {
  al2023: {
    amd64: { none: 'AL2023_x86_64_STANDARD', gpu: 'AL2023_x86_64_NVIDIA', neuron: 'AL2023_x86_64_NEURON' },
    arm64: { none: 'AL2023_ARM_64_STANDARD', gpu: 'AL2023_ARM_64_NVIDIA' },
  },
  bottlerocket: {
    amd64: { none: 'BOTTLEROCKET_x86_64', gpu: 'BOTTLEROCKET_x86_64_NVIDIA' },
    arm64: { none: 'BOTTLEROCKET_ARM_64', gpu: 'BOTTLEROCKET_ARM_64_NVIDIA' },
  },
};

/** The image of a family for a machine; `undefined` where the family has none. */
export function eksNodeImage(family: EksImageFamily, machine: Machine): EksNodeImage | undefined {
  const kind = acceleratorOf({ machine: machine.instanceType }) ?? 'none';
  const amiType = amiTypes[family][machine.architecture][kind];
  if (amiType === undefined) return undefined;
  return {
    amiType,
    disks: family === 'al2023' ? { root: '/dev/xvda' } : { root: '/dev/xvda', data: '/dev/xvdb' },
    driver: kind !== 'none',
    devicePlugin: kind === 'gpu' && family === 'bottlerocket',
  };
}

/** Says that a family has no image for a machine. */
export function noEksImage(family: EksImageFamily, machine: Machine): IssueDetails {
  return {
    code: 'eks/unsupported-image',
    property: 'image.family',
    given: printGiven(family),
    message: `has no image for ${machine.instanceType}, which is ${machine.architecture} with ${acceleratorOf({ machine: machine.instanceType }) ?? 'no'} accelerators`,
    fix: family === 'bottlerocket' ? "family: 'al2023', or another machine" : 'another machine',
  };
}

/** Judges who installs the device plugin: exactly one, the image where that has it. */
export function judgeDevicePluginOwner(
  image: EksNodeImage,
  given: NodePool['devicePlugin'],
  family: EksImageFamily,
): readonly IssueDetails[] {
  if (given === undefined || (given === 'node-image') === image.devicePlugin) return [];
  const at = { code: 'clouds/device-plugin-owner', property: 'devicePlugin', given: printGiven(given) } as const;
  return image.devicePlugin
    ? [
        {
          ...at,
          message: `would be a second owner: the image of ${family} has the device plugin, and two register the same GPUs`,
          fix: "devicePlugin: 'node-image', or image: { family: 'al2023' }",
        },
      ]
    : [
        {
          ...at,
          message: `the image of ${family} for this machine has no device plugin, and nobody would install it`,
          fix: "devicePlugin: 'gpu-operator' or 'yourself', or image: { family: 'bottlerocket' }",
        },
      ];
}
