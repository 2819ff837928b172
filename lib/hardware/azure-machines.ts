import type { FactSource } from './fact';
import type { GpuModel } from './gpu-models';
import type { InfiniBand, Machine } from './machine';

const documentation = 'https://github.com/MicrosoftDocs/azure-compute-docs/blob';
const sizes = 'articles/virtual-machines/sizes';

/** The pages that describe the sizes; each date is the one that the page bears. */
const pages = {
  t4: page('2bc777fdc35c', 'gpu-accelerated/ncast4v3-series.md', '2024-07-31'),
  a10: page('2bc777fdc35c', 'gpu-accelerated/nvadsa10v5-series.md', '2024-07-31'),
  ncA100: page('1827cf353b07', 'gpu-accelerated/nca100v4-series.md', '2024-07-31'),
  ncH100: page('05e75b148472', 'gpu-accelerated/ncadsh100v5-series.md', '2024-07-31'),
  ndA100: page('99ed1c2a9eb5', 'gpu-accelerated/ndasra100v4-series.md', '2024-07-31'),
  ndmA100: page('05e75b148472', 'gpu-accelerated/ndma100v4-series.md', '2024-07-31'),
  ndH100: page('02773904e1bc', 'gpu-accelerated/ndh100v5-series.md', '2025-09-02'),
  ndH200: page('3b74475c55ec', 'gpu-accelerated/nd-h200-v5-series.md', '2025-09-02'),
  dsv5: page('005f8f6e0693', 'general-purpose/dsv5-series.md', '2026-02-27'),
} as const;

const prices =
  'https://github.com/Azure/karpenter-provider-azure/blob/352646f59929/pkg/providers/pricing/zz_generated.pricing.go';

const infiniband = {
  // The page counts in GB/s and TB/s; HDR InfiniBand has 200 Gb/s.
  a100: {
    kind: 'infiniband',
    adapters: 8,
    gigabitsPerSecond: 200,
    source: 'https://learn.microsoft.com/azure/virtual-machines/nda100-v4-series',
    date: '2026-11-21',
  },
  // The r in the name says that there is RDMA; of how many adapters could not be read.
  a100Large: {
    kind: 'infiniband',
    source: 'https://github.com/MicrosoftDocs/azure-aks-docs/blob/fb060abe6a8f/articles/aks/use-amd-gpus.md',
    date: '2026-08-21',
  },
  h100: {
    kind: 'infiniband',
    adapters: 8,
    gigabitsPerSecond: 400,
    ...page('a18807c4fcf5', 'gpu-accelerated/includes/ndh100v5-series-summary.md', '2024-08-01'),
  },
  h200: {
    kind: 'infiniband',
    adapters: 8,
    gigabitsPerSecond: 400,
    ...page('a18807c4fcf5', 'gpu-accelerated/includes/nd-h200-v5-series-summary.md', '2024-09-12'),
  },
} as const;

interface Extras {
  readonly gpus?: readonly [model: GpuModel, count: number, gibibytes: number];
  /** Gibibytes of the temporary disk; the NVMe disks that some sizes also have are not stated clearly enough. */
  readonly temporary?: number;
  readonly fabric?: InfiniBand;
  readonly region?: string;
}

function page(blob: string, path: string, date: string): FactSource {
  return { source: `${documentation}/${blob}/${sizes}/${path}`, date };
}

function azure(
  instanceType: string,
  vcpu: number,
  memoryGib: number,
  usdPerHour: number,
  source: FactSource,
  { gpus, temporary, fabric, region = 'eastus' }: Extras = {},
): Machine {
  return {
    cloud: 'azure',
    instanceType,
    vcpu,
    memoryMib: memoryGib * 1024,
    architecture: 'amd64',
    ...(gpus && { accelerator: { kind: 'gpu', model: gpus[0], count: gpus[1], memoryMib: gpus[2] * 1024 } }),
    ...(temporary !== undefined && { localDisks: { kind: 'temporary', bytes: temporary * 2 ** 30 } }),
    ...(fabric && { fabric }),
    ...(gpus?.[1] === 0 && { fractional: true }),
    onDemandPrice: { usdPerHour, region, source: prices, date: '2026-06-18' },
    ...source,
  };
}

/**
 * The machines of Azure that this library knows: those with NVIDIA GPUs that AKS runs, and some ordinary ones.
 *
 * Columns: name, vCPU, memory in GiB, USD an hour in eastus, page; then GPUs (model, count, GiB of each as advertised),
 * GiB of the temporary disk, what connects the machines.
 */
export const azureMachines: readonly Machine[] = [
  azure('Standard_NC4as_T4_v3', 4, 28, 0.526, pages.t4, { gpus: ['T4', 1, 16], temporary: 176 }),
  azure('Standard_NC8as_T4_v3', 8, 56, 0.752, pages.t4, { gpus: ['T4', 1, 16], temporary: 352 }),
  azure('Standard_NC16as_T4_v3', 16, 110, 1.204, pages.t4, { gpus: ['T4', 1, 16], temporary: 352 }),
  azure('Standard_NC64as_T4_v3', 64, 440, 4.352, pages.t4, { gpus: ['T4', 4, 16], temporary: 2816 }),
  azure('Standard_NV6ads_A10_v5', 6, 55, 0.454, pages.a10, { gpus: ['A10', 0, 4], temporary: 180 }),
  azure('Standard_NV12ads_A10_v5', 12, 110, 0.908, pages.a10, { gpus: ['A10', 0, 8], temporary: 360 }),
  azure('Standard_NV18ads_A10_v5', 18, 220, 1.6, pages.a10, { gpus: ['A10', 0, 12], temporary: 720 }),
  azure('Standard_NV36ads_A10_v5', 36, 440, 3.2, pages.a10, { gpus: ['A10', 1, 24], temporary: 1440 }),
  azure('Standard_NV36adms_A10_v5', 36, 880, 4.52, pages.a10, { gpus: ['A10', 1, 24], temporary: 2880 }),
  azure('Standard_NV72ads_A10_v5', 72, 880, 6.52, pages.a10, { gpus: ['A10', 2, 24], temporary: 2880 }),
  azure('Standard_NC24ads_A100_v4', 24, 220, 3.673, pages.ncA100, { gpus: ['A100-80GB', 1, 80], temporary: 64 }),
  azure('Standard_NC48ads_A100_v4', 48, 440, 7.346, pages.ncA100, { gpus: ['A100-80GB', 2, 80], temporary: 128 }),
  azure('Standard_NC96ads_A100_v4', 96, 880, 14.692, pages.ncA100, { gpus: ['A100-80GB', 4, 80], temporary: 256 }),
  azure('Standard_NC40ads_H100_v5', 40, 320, 6.98, pages.ncH100, { gpus: ['H100-NVL', 1, 94], temporary: 3576 }),
  azure('Standard_NC80adis_H100_v5', 80, 640, 13.96, pages.ncH100, { gpus: ['H100-NVL', 2, 94], temporary: 7152 }),
  azure('Standard_ND96asr_v4', 96, 900, 27.197, pages.ndA100, {
    gpus: ['A100-40GB', 8, 40],
    temporary: 6000,
    fabric: infiniband.a100,
  }),
  azure('Standard_ND96amsr_A100_v4', 96, 1900, 32.77, pages.ndmA100, {
    gpus: ['A100-80GB', 8, 80],
    temporary: 6400,
    fabric: infiniband.a100Large,
  }),
  azure('Standard_ND96isr_H100_v5', 96, 1900, 98.32, pages.ndH100, {
    gpus: ['H100', 8, 80],
    temporary: 1024,
    fabric: infiniband.h100,
  }),
  azure('Standard_ND96isr_H200_v5', 96, 1850, 84.8, pages.ndH200, {
    gpus: ['H200', 8, 141],
    temporary: 1024,
    fabric: infiniband.h200,
    region: 'eastus2',
  }),
  azure('Standard_D2s_v5', 2, 8, 0.096, pages.dsv5),
  azure('Standard_D4s_v5', 4, 16, 0.192, pages.dsv5),
  azure('Standard_D8s_v5', 8, 32, 0.384, pages.dsv5),
  azure('Standard_D16s_v5', 16, 64, 0.768, pages.dsv5),
];
