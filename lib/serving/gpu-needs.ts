import { gpuModels } from '../hardware';
import type { Notes } from '../core';
import { gpuModelOf, type Env, type PodPlacement } from '../workload';

/** What a server asks of its GPUs and of their driver. */
export interface GpuNeeds {
  /** The least compute capability, such as 7.5, and what needs it. */
  readonly computeCapability?: { readonly least: number; readonly by: string; readonly property: string } | undefined;
  /** The compute capabilities that an image was built for, where newer GPUs cannot run it either. */
  readonly builtFor?:
    | {
        readonly ranges: readonly (readonly [least: number, most: number])[];
        readonly by: string;
        readonly source: string;
        /** An image that more GPUs can run. */
        readonly instead: string;
      }
    | undefined;
  /** The least branch of NVIDIA's driver, such as 580, and what needs it. */
  readonly driver?:
    | {
        readonly least: number;
        readonly by: string;
        readonly source: string;
        /** A variable of the server with which an older driver may do. */
        readonly unlessSet?: string | undefined;
        /** What helps beside a newer driver. @default - an older image */
        readonly fix?: string | undefined;
      }
    | undefined;
}

/** Judges whether the GPUs and the driver of a pool are new enough for a server. */
export function judgeGpuNeeds(
  { computeCapability, builtFor, driver }: GpuNeeds,
  { pool, accelerator }: PodPlacement,
  env: Env,
  notes: Notes,
): void {
  const model = gpuModelOf(pool, accelerator);
  const has = model === undefined ? undefined : gpuModels[model].computeCapability?.value;
  if (model !== undefined && has !== undefined && computeCapability !== undefined) {
    const { least, by, property } = computeCapability;
    if (Number(has) < least) {
      notes.issue({
        code: 'serving/gpu-too-old',
        property,
        given: model,
        message: `${by} needs compute capability ${least.toFixed(1)}, and ${model} has ${has}`,
        fix: `a pool with newer GPUs, or what runs on ${has}`,
      });
    }
  }
  const runs = builtFor?.ranges.some(([least, most]) => Number(has) >= least && Number(has) <= most);
  if (model !== undefined && has !== undefined && builtFor !== undefined && runs === false) {
    const ranges = builtFor.ranges.map(([least, most]) =>
      [...new Set([least.toFixed(1), most.toFixed(1)])].join(' to '),
    );
    notes.issue({
      code: 'serving/gpu-not-built-for',
      property: 'runtime.image',
      given: model,
      message: `${builtFor.by} runs on compute capability ${ranges.join(', ')}, and ${model} has ${has} (${builtFor.source})`,
      fix: builtFor.instead,
    });
  }
  const branch = /^(\d+)\./.exec(pool?.driver?.version ?? '')?.[1];
  const excused = driver?.unlessSet !== undefined && env[driver.unlessSet] === '1';
  if (driver !== undefined && !excused && branch !== undefined && Number(branch) < driver.least) {
    notes.issue({
      code: 'serving/driver-too-old',
      property: 'runtime.image',
      given: `driver ${pool?.driver?.version ?? ''} of pool ${pool?.name ?? ''}`,
      message: `${driver.by} needs driver ${driver.least} or newer (${driver.source})`,
      fix: `a pool with driver ${driver.least}, or ${driver.fix ?? 'an older image'}`,
    });
  }
}

/** Warns where a server would spread a model over what are no whole GPUs of NVIDIA. */
export function judgeWholeGpus({ pool, accelerator }: PodPlacement, notes: Notes): void {
  if (accelerator === undefined || accelerator.kind === 'custom') return;
  const what =
    accelerator.kind === 'neuron'
      ? 'Neuron devices'
      : accelerator.kind === 'mig' || pool?.sharing?.kind === 'mig'
        ? 'slices of GPUs'
        : accelerator.kind === 'time-sliced' || pool?.sharing?.kind === 'time-sliced'
          ? 'shares of GPUs, which may be of one and the same,'
          : undefined;
  if (what === undefined) return;
  notes.warn({
    code: 'serving/gpus-disagree',
    property: accelerator.kind === 'gpu' ? 'gpus' : 'accelerator.count',
    given: String(accelerator.count),
    message: `a model is not spread over ${what} as over whole GPUs, and its server may not start`,
    fix: 'one of them, or a pool of whole GPUs',
  });
}
