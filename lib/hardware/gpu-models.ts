import type { Fact } from './fact';

/** A GPU by the name that people use for it. */
export type GpuModel =
  | 'T4'
  | 'T4G'
  | 'V100-16GB'
  | 'V100-32GB'
  | 'A10'
  | 'A10G'
  | 'L4'
  | 'L40S'
  | 'A100-40GB'
  | 'A100-80GB'
  | 'H100'
  | 'H100-NVL'
  | 'H200'
  | 'B200'
  | 'B300'
  | 'RTX-PRO-4500'
  | 'RTX-PRO-6000';

/** A profile of NVIDIA's Multi-Instance GPU, such as `1g.10gb`. */
export type MigProfile = `${number}g.${number}gb` | `${number}g.${number}gb+me`;

/** What a MIG profile gives. */
export interface MigProfileFacts {
  /** How many instances of this profile, and no other, one GPU can be cut into. */
  readonly most: number;
  /** The memory of one instance in GiB, as `nvidia-smi mig -lgip` prints it: two decimals, rounded. */
  readonly memoryGib?: Fact<number> | undefined;
}

/** What is known of a GPU: what could not be read is `undefined`. */
export interface GpuModelFacts {
  /** The name that EC2 and Karpenter's `karpenter.k8s.aws/instance-gpu-name` give it. */
  readonly ec2Name?: string | undefined;
  /** The memory in MiB that the driver reports: what a program can hope for, less than what is advertised. */
  readonly memoryMib?: Fact<number> | undefined;
  readonly computeCapability?: Fact<`${number}.${number}`> | undefined;
  /** The name that the driver reports; the label `nvidia.com/gpu.product` is made of it. */
  readonly driverName?: Fact<string> | undefined;
  /** The MIG profiles; without any, the GPU has no MIG; `undefined` where that could not be read. */
  readonly mig?: Fact<Readonly<Partial<Record<MigProfile, MigProfileFacts>>>> | undefined;
}

const smiTotals = 'https://github.com/modal-labs/modal-client/pull/2797';
const a10Thread = 'https://github.com/mayooot/detect-gpu/issues/3';
const t4Thread = 'https://github.com/zylon-ai/private-gpt/issues/1173';
const p3Thread = 'https://github.com/vantage-sh/ec2instances.info/issues/289';
const h100Thread = 'https://github.com/NVIDIA/nccl/issues/1264';
const h200Thread = 'https://github.com/sgl-project/sglang/issues/3196';
const b200Thread = 'https://github.com/NVIDIA/TensorRT-LLM/issues/10278';
const v100Thread = 'https://github.com/NVIDIA/nvidia-docker/issues/914';
const v100LargeThread = 'https://github.com/NVIDIA/nvidia-docker/issues/1076';
const h100NvlThread = 'https://github.com/akash-network/provider-configs/pull/91';
const h100NvlSlices = 'https://github.com/NVIDIA/mig-parted/pull/101';
const b200Slices = 'https://github.com/NVIDIA/mig-parted/pull/187';
const rtxSlices = 'https://github.com/bigstack-oss/cubecos/issues/312';
const b300Name = 'https://github.com/NVIDIA/cosmos-framework/pull/114';
const rtxName = 'https://github.com/zzc0721/torch-performance-test-data/issues/44';
const capabilities = 'https://developer.nvidia.com/cuda-gpus';
const legacyCapabilities = 'https://developer.nvidia.com/cuda-legacy-gpus';
const migGpus = 'https://docs.nvidia.com/datacenter/tesla/mig-user-guide/supported-gpus.html';
const kaitoAws = 'https://github.com/kaito-project/kaito/blob/056b8280b1a8/pkg/sku/aws_sku_handler.go';
const featureDiscovery =
  'https://github.com/NVIDIA/k8s-device-plugin/blob/1b826acc6af3/docs/gpu-feature-discovery/README.md';
const migConfig = 'https://github.com/NVIDIA/mig-parted/blob/bd7160f43f16/deployments/systemd/config-default.yaml';

/** NVIDIA lists the GPUs that have MIG; these are not among them. */
const noMig = { value: {}, source: migGpus, date: '2026-11-21' } as const;

const eightyGigabytes = {
  value: {
    '1g.10gb': { most: 7 },
    '1g.10gb+me': { most: 1 },
    '1g.20gb': { most: 4 },
    '2g.20gb': { most: 3 },
    '3g.40gb': { most: 2 },
    '4g.40gb': { most: 1 },
    '7g.80gb': { most: 1 },
  },
  source: migConfig,
  date: '2026-08-21',
} as const;

/**
 * The GPUs of the machines that this library knows.
 *
 * Memory is what the driver reports, read from printed output of `nvidia-smi`, because what is advertised is more (a
 * T4 of 16 GB has 15,360 MiB). It changes a little with the driver; where the driver's figure could not be read, the
 * machine has the cloud's.
 */
export const gpuModels: Readonly<Record<GpuModel, GpuModelFacts>> = {
  T4: {
    ec2Name: 't4',
    memoryMib: { value: 15_360, source: t4Thread, date: '2023-11-06' },
    computeCapability: { value: '7.5', source: featureDiscovery, date: '2026-08-19' },
    driverName: { value: 'Tesla T4', source: t4Thread, date: '2023-11-06' },
    mig: noMig,
  },
  T4G: { ec2Name: 't4g', mig: noMig },
  'V100-16GB': {
    ec2Name: 'v100',
    memoryMib: { value: 16_152, source: p3Thread, date: '2017-10-26' },
    computeCapability: { value: '7.0', source: legacyCapabilities, date: '2026-11-21' },
    driverName: { value: 'Tesla V100-SXM2-16GB', source: v100Thread, date: '2026-11-21' },
    mig: noMig,
  },
  'V100-32GB': {
    ec2Name: 'v100',
    computeCapability: { value: '7.0', source: legacyCapabilities, date: '2026-11-21' },
    driverName: { value: 'Tesla V100-SXM2-32GB', source: v100LargeThread, date: '2026-11-21' },
    mig: noMig,
  },
  A10: {
    memoryMib: { value: 23_028, source: a10Thread, date: '2025-04-22' },
    computeCapability: { value: '8.6', source: capabilities, date: '2026-11-21' },
    driverName: { value: 'NVIDIA A10', source: a10Thread, date: '2025-04-22' },
    mig: noMig,
  },
  A10G: {
    ec2Name: 'a10g',
    computeCapability: { value: '8.6', source: kaitoAws, date: '2026-08-21' },
    mig: noMig,
  },
  L4: {
    ec2Name: 'l4',
    memoryMib: { value: 23_034, source: smiTotals, date: '2025-01-23' },
    computeCapability: { value: '8.9', source: capabilities, date: '2026-11-21' },
    mig: noMig,
  },
  L40S: {
    ec2Name: 'l40s',
    memoryMib: { value: 46_068, source: smiTotals, date: '2025-01-23' },
    computeCapability: { value: '8.9', source: capabilities, date: '2026-11-21' },
    mig: noMig,
  },
  'A100-40GB': {
    ec2Name: 'a100',
    memoryMib: { value: 40_960, source: smiTotals, date: '2025-01-23' },
    computeCapability: { value: '8.0', source: migGpus, date: '2026-11-21' },
    mig: {
      value: {
        '1g.5gb': { most: 7 },
        '1g.5gb+me': { most: 1 },
        '1g.10gb': { most: 4 },
        '2g.10gb': { most: 3 },
        '3g.20gb': { most: 2 },
        '4g.20gb': { most: 1 },
        '7g.40gb': { most: 1 },
      },
      source: migConfig,
      date: '2026-08-21',
    },
  },
  'A100-80GB': {
    ec2Name: 'a100',
    memoryMib: { value: 81_920, source: smiTotals, date: '2025-01-23' },
    computeCapability: { value: '8.0', source: migGpus, date: '2026-11-21' },
    mig: eightyGigabytes,
  },
  H100: {
    ec2Name: 'h100',
    memoryMib: { value: 81_559, source: h100Thread, date: '2026-11-21' },
    computeCapability: { value: '9.0', source: capabilities, date: '2026-11-21' },
    driverName: { value: 'NVIDIA H100 80GB HBM3', source: h100Thread, date: '2026-11-21' },
    mig: eightyGigabytes,
  },
  'H100-NVL': {
    computeCapability: { value: '9.0', source: capabilities, date: '2026-11-21' },
    driverName: { value: 'NVIDIA H100 NVL', source: h100NvlThread, date: '2026-06-18' },
    mig: {
      value: {
        '1g.12gb': { most: 7, memoryGib: { value: 10.75, source: h100NvlSlices, date: '2024-07-25' } },
        '1g.12gb+me': { most: 1 },
        '1g.24gb': { most: 4 },
        '2g.24gb': { most: 3, memoryGib: { value: 21.62, source: h100NvlSlices, date: '2024-07-25' } },
        '3g.47gb': { most: 2, memoryGib: { value: 46.38, source: h100NvlSlices, date: '2024-07-25' } },
        '4g.47gb': { most: 1 },
        '7g.94gb': { most: 1 },
      },
      source: migConfig,
      date: '2026-08-21',
    },
  },
  H200: {
    ec2Name: 'h200',
    memoryMib: { value: 143_771, source: h200Thread, date: '2025-01-30' },
    computeCapability: { value: '9.0', source: capabilities, date: '2026-11-21' },
    driverName: { value: 'NVIDIA H200', source: h200Thread, date: '2025-01-30' },
    mig: {
      value: {
        '1g.18gb': { most: 7 },
        '1g.18gb+me': { most: 1 },
        '1g.35gb': { most: 4 },
        '2g.35gb': { most: 3 },
        '3g.71gb': { most: 2 },
        '4g.71gb': { most: 1 },
        '7g.141gb': { most: 1 },
      },
      source: migConfig,
      date: '2026-08-21',
    },
  },
  B200: {
    ec2Name: 'b200',
    memoryMib: { value: 183_359, source: b200Thread, date: '2025-12-24' },
    computeCapability: { value: '10.0', source: capabilities, date: '2026-11-21' },
    driverName: { value: 'NVIDIA B200', source: b200Thread, date: '2025-12-24' },
    mig: {
      value: {
        // An earlier driver printed 22.00 for it.
        '1g.23gb': { most: 7, memoryGib: { value: 20.5, source: b200Slices, date: '2025-03-20' } },
        '1g.23gb+me': { most: 1, memoryGib: { value: 20.5, source: b200Slices, date: '2025-03-20' } },
        '1g.45gb': { most: 4, memoryGib: { value: 44.25, source: b200Slices, date: '2025-03-20' } },
        '2g.45gb': { most: 3, memoryGib: { value: 44.25, source: b200Slices, date: '2025-03-20' } },
        '3g.90gb': { most: 2 },
        '4g.90gb': { most: 1 },
        '7g.180gb': { most: 1 },
      },
      source: migConfig,
      date: '2026-08-21',
    },
  },
  B300: {
    ec2Name: 'b300',
    computeCapability: { value: '10.3', source: capabilities, date: '2026-11-21' },
    driverName: { value: 'NVIDIA B300 SXM6 AC', source: b300Name, date: '2026-07-16' },
    mig: {
      value: {
        '1g.34gb': { most: 7 },
        '1g.34gb+me': { most: 1 },
        '1g.67gb': { most: 4 },
        '2g.67gb': { most: 3 },
        '3g.135gb': { most: 2 },
        '4g.135gb': { most: 1 },
        '7g.269gb': { most: 1 },
      },
      source: migConfig,
      date: '2026-08-21',
    },
  },
  'RTX-PRO-4500': {
    ec2Name: 'rtx-pro-4500',
    computeCapability: { value: '12.0', source: capabilities, date: '2026-11-21' },
  },
  'RTX-PRO-6000': {
    ec2Name: 'rtx-pro-server-6000',
    computeCapability: { value: '12.0', source: capabilities, date: '2026-11-21' },
    driverName: { value: 'NVIDIA RTX PRO 6000 Blackwell Server Edition', source: rtxName, date: '2025-10-05' },
    mig: {
      value: {
        // Another driver printed 23.62 for it.
        '1g.24gb': { most: 4, memoryGib: { value: 23.12, source: rtxSlices, date: '2026-01-14' } },
        '1g.24gb+me': { most: 1, memoryGib: { value: 23.12, source: rtxSlices, date: '2026-01-14' } },
        '2g.48gb': { most: 2 },
        '4g.96gb': { most: 1 },
      },
      source: migConfig,
      date: '2026-08-21',
    },
  },
};

/** The names of all GPUs that this library knows. */
export const gpuModelNames: readonly GpuModel[] = Object.keys(gpuModels).filter(isGpuModel);

/** Says whether a text is the name of a GPU that this library knows. */
export function isGpuModel(name: string): name is GpuModel {
  return Object.hasOwn(gpuModels, name);
}

/**
 * The label `nvidia.com/gpu.product` that GPU feature discovery gives a node with this GPU, where the driver's name is
 * known: blanks become hyphens. Sharing adds `-SHARED`, and a single MIG strategy `-MIG-` and the profile.
 */
export function productLabel(model: GpuModel): string | undefined {
  return gpuModels[model].driverName?.value.replaceAll(' ', '-');
}
