import type { GpuModel } from './gpu-models';
import type { Architecture, Machine } from './machine';
import type { NeuronModel } from './neuron-models';

const commit = 'https://github.com/aws/karpenter-provider-aws/blob/1d927085dd81';
const table = `${commit}/website/content/en/docs/reference/instance-types.md`;
/** The last edition of the table that has the machines which EC2 no longer offers to Karpenter. */
const oldTable = `${commit}/website/content/en/v1.12/reference/instance-types.md`;
const prices = `${commit}/pkg/providers/pricing/zz_generated.pricing_aws.go`;

interface Extras {
  readonly gpus?: readonly [model: GpuModel, count: number, memoryMib: number];
  readonly neuron?: readonly [model: NeuronModel, devices: number, cores: number];
  /** Gigabytes (10^9) of local disks. */
  readonly nvme?: number;
  /** How many interfaces, and the first network card that has them: 0 unless given. */
  readonly efa?: number | readonly [interfaces: number, firstCard: number];
  readonly architecture?: Architecture;
  readonly source?: string;
}

function aws(
  instanceType: string,
  vcpu: number,
  memoryMib: number,
  maxPods: number,
  usdPerHour: number | undefined,
  { gpus, neuron, nvme, efa, architecture = 'amd64', source = table }: Extras = {},
): Machine {
  return {
    cloud: 'aws',
    instanceType,
    vcpu,
    memoryMib,
    architecture,
    ...(gpus && { accelerator: { kind: 'gpu', model: gpus[0], count: gpus[1], memoryMib: gpus[2] } }),
    ...(neuron && { accelerator: { kind: 'neuron', model: neuron[0], count: neuron[1], cores: neuron[2] } }),
    ...(nvme !== undefined && { localDisks: { kind: 'nvme', bytes: nvme * 1e9 } }),
    ...(typeof efa === 'number' && { fabric: { kind: 'efa', interfaces: efa } }),
    ...(typeof efa === 'object' && { fabric: { kind: 'efa', interfaces: efa[0], firstCard: efa[1] } }),
    maxPods,
    ...(gpus?.[1] === 0 && { fractional: true }),
    ...(usdPerHour !== undefined && {
      onDemandPrice: { usdPerHour, region: 'us-east-1', source: prices, date: '2026-07-20' },
    }),
    source,
    date: '2026-08-21',
  };
}

/**
 * The machines of AWS that this library knows: all with NVIDIA GPUs or Neuron devices, and some ordinary ones.
 *
 * Columns: name, vCPU, memory in MiB, pods by the addresses of the network interfaces (equal to nodeadm's), USD an hour
 * in us-east-1; then GPUs (model, count, MiB of each as EC2 states them), Neuron (model, devices, cores), local NVMe in
 * GB, EFA interfaces. No price: not on demand in us-east-1.
 */
export const awsMachines: readonly Machine[] = [
  aws('p3.2xlarge', 8, 62_464, 58, 3.06, { gpus: ['V100-16GB', 1, 16_384], source: oldTable }),
  aws('p3.8xlarge', 32, 249_856, 234, 12.24, { gpus: ['V100-16GB', 4, 16_384], source: oldTable }),
  aws('p3.16xlarge', 64, 499_712, 234, 24.48, { gpus: ['V100-16GB', 8, 16_384], source: oldTable }),
  aws('g4dn.xlarge', 4, 16_384, 29, 0.526, { gpus: ['T4', 1, 16_384], nvme: 125 }),
  aws('g4dn.2xlarge', 8, 32_768, 29, 0.752, { gpus: ['T4', 1, 16_384], nvme: 225 }),
  aws('g4dn.4xlarge', 16, 65_536, 29, 1.204, { gpus: ['T4', 1, 16_384], nvme: 225 }),
  aws('g4dn.8xlarge', 32, 131_072, 58, 2.176, { gpus: ['T4', 1, 16_384], nvme: 900, efa: 1 }),
  aws('g4dn.12xlarge', 48, 196_608, 234, 3.912, { gpus: ['T4', 4, 16_384], nvme: 900, efa: 1 }),
  aws('g4dn.16xlarge', 64, 262_144, 58, 4.352, { gpus: ['T4', 1, 16_384], nvme: 900, efa: 1 }),
  aws('g4dn.metal', 96, 393_216, 737, 7.824, { gpus: ['T4', 8, 16_384], nvme: 1800, efa: 1 }),
  aws('g5.xlarge', 4, 16_384, 58, 1.006, { gpus: ['A10G', 1, 22_888], nvme: 250 }),
  aws('g5.2xlarge', 8, 32_768, 58, 1.212, { gpus: ['A10G', 1, 22_888], nvme: 450 }),
  aws('g5.4xlarge', 16, 65_536, 234, 1.624, { gpus: ['A10G', 1, 22_888], nvme: 600 }),
  aws('g5.8xlarge', 32, 131_072, 234, 2.448, { gpus: ['A10G', 1, 22_888], nvme: 900, efa: 1 }),
  aws('g5.12xlarge', 48, 196_608, 737, 5.672, { gpus: ['A10G', 4, 22_888], nvme: 3800, efa: 1 }),
  aws('g5.16xlarge', 64, 262_144, 234, 4.096, { gpus: ['A10G', 1, 22_888], nvme: 1900, efa: 1 }),
  aws('g5.24xlarge', 96, 393_216, 737, 8.144, { gpus: ['A10G', 4, 22_888], nvme: 3800, efa: 1 }),
  aws('g5.48xlarge', 192, 786_432, 345, 16.288, { gpus: ['A10G', 8, 22_888], nvme: 7600, efa: 1 }),
  aws('g5g.xlarge', 4, 8192, 58, 0.42, { gpus: ['T4G', 1, 16_384], architecture: 'arm64' }),
  aws('g5g.2xlarge', 8, 16_384, 58, 0.556, { gpus: ['T4G', 1, 16_384], architecture: 'arm64' }),
  aws('g5g.4xlarge', 16, 32_768, 234, 0.828, { gpus: ['T4G', 1, 16_384], architecture: 'arm64' }),
  aws('g5g.8xlarge', 32, 65_536, 234, 1.372, { gpus: ['T4G', 1, 16_384], architecture: 'arm64' }),
  aws('g5g.16xlarge', 64, 131_072, 737, 2.744, { gpus: ['T4G', 2, 16_384], architecture: 'arm64' }),
  aws('g5g.metal', 64, 131_072, 737, 2.744, { gpus: ['T4G', 2, 16_384], architecture: 'arm64' }),
  aws('g6.xlarge', 4, 16_384, 58, 0.8048, { gpus: ['L4', 1, 22_888], nvme: 250 }),
  aws('g6.2xlarge', 8, 32_768, 58, 0.9776, { gpus: ['L4', 1, 22_888], nvme: 450 }),
  aws('g6.4xlarge', 16, 65_536, 234, 1.3232, { gpus: ['L4', 1, 22_888], nvme: 600 }),
  aws('g6.8xlarge', 32, 131_072, 234, 2.0144, { gpus: ['L4', 1, 22_888], nvme: 900, efa: 1 }),
  aws('g6.12xlarge', 48, 196_608, 234, 4.6016, { gpus: ['L4', 4, 22_888], nvme: 3760, efa: 1 }),
  aws('g6.16xlarge', 64, 262_144, 737, 3.3968, { gpus: ['L4', 1, 22_888], nvme: 1880, efa: 1 }),
  aws('g6.24xlarge', 96, 393_216, 737, 6.6752, { gpus: ['L4', 4, 22_888], nvme: 3760, efa: 1 }),
  aws('g6.48xlarge', 192, 786_432, 737, 13.3504, { gpus: ['L4', 8, 22_888], nvme: 7520, efa: 1 }),
  aws('g6e.xlarge', 4, 32_768, 58, 1.861, { gpus: ['L40S', 1, 45_776], nvme: 250 }),
  aws('g6e.2xlarge', 8, 65_536, 58, 2.24208, { gpus: ['L40S', 1, 45_776], nvme: 450 }),
  aws('g6e.4xlarge', 16, 131_072, 234, 3.00424, { gpus: ['L40S', 1, 45_776], nvme: 600 }),
  aws('g6e.8xlarge', 32, 262_144, 234, 4.52856, { gpus: ['L40S', 1, 45_776], nvme: 900, efa: 1 }),
  aws('g6e.12xlarge', 48, 393_216, 292, 10.49264, { gpus: ['L40S', 4, 45_776], nvme: 3800, efa: 1 }),
  aws('g6e.16xlarge', 64, 524_288, 737, 7.57719, { gpus: ['L40S', 1, 45_776], nvme: 1900, efa: 1 }),
  aws('g6e.24xlarge', 96, 786_432, 492, 15.06559, { gpus: ['L40S', 4, 45_776], nvme: 3800, efa: 2 }),
  aws('g6e.48xlarge', 192, 1_572_864, 492, 30.13118, { gpus: ['L40S', 8, 45_776], nvme: 7600, efa: 4 }),
  aws('g6f.large', 2, 8192, 20, 0.202, { gpus: ['L4', 0, 2861], nvme: 100 }),
  aws('g6f.xlarge', 4, 16_384, 58, 0.2375, { gpus: ['L4', 0, 2861], nvme: 100 }),
  aws('g6f.2xlarge', 8, 32_768, 58, 0.475, { gpus: ['L4', 0, 5722], nvme: 200 }),
  aws('g6f.4xlarge', 16, 65_536, 234, 0.95, { gpus: ['L4', 0, 11_444], nvme: 450 }),
  aws('gr6.4xlarge', 16, 131_072, 234, 1.5392, { gpus: ['L4', 1, 22_888], nvme: 600 }),
  aws('gr6.8xlarge', 32, 262_144, 234, 2.4464, { gpus: ['L4', 1, 22_888], nvme: 900, efa: 1 }),
  aws('gr6f.4xlarge', 16, 131_072, 234, 1.066, { gpus: ['L4', 0, 11_444], nvme: 450 }),
  aws('g7.2xlarge', 8, 32_768, 254, 2.52, { gpus: ['RTX-PRO-4500', 1, 32_768], nvme: 440 }),
  aws('g7.4xlarge', 16, 65_536, 506, 3.04208, { gpus: ['RTX-PRO-4500', 1, 32_768], nvme: 875 }),
  aws('g7.8xlarge', 32, 131_072, 632, 4.08624, { gpus: ['RTX-PRO-4500', 1, 32_768], nvme: 930, efa: 1 }),
  aws('g7.12xlarge', 48, 196_608, 758, 7.12832, { gpus: ['RTX-PRO-4500', 2, 32_768], nvme: 1900, efa: 1 }),
  aws('g7.24xlarge', 96, 393_216, 1514, 14.25664, { gpus: ['RTX-PRO-4500', 4, 32_768], nvme: 3800, efa: 1 }),
  aws('g7.48xlarge', 192, 786_432, 758, 28.51328, { gpus: ['RTX-PRO-4500', 8, 32_768], nvme: 7600, efa: 2 }),
  aws('g7e.2xlarge', 8, 65_536, 254, 3.36312, { gpus: ['RTX-PRO-6000', 1, 98_304], nvme: 1900 }),
  aws('g7e.4xlarge', 16, 131_072, 506, 3.99816, { gpus: ['RTX-PRO-6000', 1, 98_304], nvme: 1900 }),
  aws('g7e.8xlarge', 32, 262_144, 506, 5.26824, { gpus: ['RTX-PRO-6000', 1, 98_304], nvme: 1900, efa: 1 }),
  aws('g7e.12xlarge', 48, 524_288, 632, 8.28608, { gpus: ['RTX-PRO-6000', 2, 98_304], nvme: 3800, efa: 1 }),
  aws('g7e.24xlarge', 96, 1_048_576, 632, 16.57216, { gpus: ['RTX-PRO-6000', 4, 98_304], nvme: 7600, efa: 2 }),
  aws('g7e.48xlarge', 192, 2_097_152, 632, 33.14432, { gpus: ['RTX-PRO-6000', 8, 98_304], nvme: 15_200, efa: 4 }),
  aws('p3dn.24xlarge', 96, 786_432, 737, 31.212, { gpus: ['V100-32GB', 8, 32_768], nvme: 1800, efa: 1 }),
  aws('p4d.24xlarge', 96, 1_179_648, 737, 21.957642, { gpus: ['A100-40GB', 8, 40_960], nvme: 8000, efa: 4 }),
  aws('p4de.24xlarge', 96, 1_179_648, 737, 27.44705, { gpus: ['A100-80GB', 8, 81_920], nvme: 8000, efa: 4 }),
  aws('p5.4xlarge', 16, 262_144, 118, 6.88, { gpus: ['H100', 1, 81_920], nvme: 3800, efa: 1 }),
  aws('p5.48xlarge', 192, 2_097_152, 100, 55.04, { gpus: ['H100', 8, 81_920], nvme: 30_400, efa: 32 }),
  aws('p5e.48xlarge', 192, 2_097_152, 100, undefined, { gpus: ['H200', 8, 144_384], nvme: 30_400, efa: 32 }),
  aws('p5en.48xlarge', 192, 2_097_152, 198, 63.296, { gpus: ['H200', 8, 144_384], nvme: 30_400, efa: 16 }),
  aws('p6-b200.48xlarge', 192, 2_097_152, 198, 113.9328, { gpus: ['B200', 8, 183_359], nvme: 30_400, efa: 8 }),
  // 17 network cards, of which the first has ENA alone: aws/aws-parallelcluster issue 7143 and, as it was mended, pull
  // request 7210 (read 2026-11-22).
  aws('p6-b300.48xlarge', 192, 4_194_304, 198, 142.416, { gpus: ['B300', 8, 275_040], nvme: 30_400, efa: [16, 1] }),
  aws('inf1.xlarge', 4, 8192, 38, 0.228, { neuron: ['Inferentia', 1, 4] }),
  aws('inf1.2xlarge', 8, 16_384, 38, 0.362, { neuron: ['Inferentia', 1, 4] }),
  aws('inf1.6xlarge', 24, 49_152, 234, 1.18, { neuron: ['Inferentia', 4, 16] }),
  aws('inf1.24xlarge', 96, 196_608, 321, 4.721, { neuron: ['Inferentia', 16, 64], efa: 1 }),
  aws('inf2.xlarge', 4, 16_384, 58, 0.7582, { neuron: ['Inferentia2', 1, 2] }),
  aws('inf2.8xlarge', 32, 131_072, 234, 1.96786, { neuron: ['Inferentia2', 1, 2] }),
  aws('inf2.24xlarge', 96, 393_216, 737, 6.49063, { neuron: ['Inferentia2', 6, 12] }),
  aws('inf2.48xlarge', 192, 786_432, 737, 12.98127, { neuron: ['Inferentia2', 12, 24] }),
  aws('trn1.2xlarge', 8, 32_768, 58, 1.34375, { neuron: ['Trainium', 1, 2], nvme: 474 }),
  aws('trn1.32xlarge', 128, 524_288, 247, 21.5, { neuron: ['Trainium', 16, 32], nvme: 7600, efa: 8 }),
  aws('trn1n.32xlarge', 128, 524_288, 247, 24.78, { neuron: ['Trainium', 16, 32], nvme: 7600, efa: 16 }),
  aws('trn2.48xlarge', 192, 2_097_152, 100, undefined, { neuron: ['Trainium2', 16, 128], nvme: 7600, efa: 16 }),

  aws('m6i.large', 2, 8192, 29, 0.096),
  aws('m6i.xlarge', 4, 16_384, 58, 0.192),
  aws('m6i.2xlarge', 8, 32_768, 58, 0.384),
  aws('m6i.4xlarge', 16, 65_536, 234, 0.768),
  aws('m7i.large', 2, 8192, 29, 0.1008),
  aws('m7i.xlarge', 4, 16_384, 58, 0.2016),
  aws('m7i.2xlarge', 8, 32_768, 58, 0.4032),
  aws('m7i.4xlarge', 16, 65_536, 234, 0.8064),
  aws('c7i.large', 2, 4096, 29, 0.08925),
  aws('c7i.xlarge', 4, 8192, 58, 0.1785),
  aws('c7i.2xlarge', 8, 16_384, 58, 0.357),
  aws('c7i.4xlarge', 16, 32_768, 234, 0.714),
  aws('r7i.large', 2, 16_384, 29, 0.1323),
  aws('r7i.xlarge', 4, 32_768, 58, 0.2646),
  aws('r7i.2xlarge', 8, 65_536, 58, 0.5292),
  aws('r7i.4xlarge', 16, 131_072, 234, 1.0584),
];
