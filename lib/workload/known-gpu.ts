import { acceleratorMemory, gpuModels, machineOf, type MigProfileFacts, type NodePool } from '../hardware';
import type { PodPlacement } from './placement';

/** One GPU, or a slice of one, that a pod gets, as far as its memory goes. */
export interface KnownGpu {
  /** In a sentence: `one L4`. */
  readonly name: string;
  /** As the driver reports it. */
  readonly memoryBytes: number;
  readonly computeCapability?: number;
}

/** The GPU of a placement as far as its memory goes; `undefined` where that is not known. */
export function knownGpu({ pool, accelerator }: PodPlacement): KnownGpu | undefined {
  const model = gpuModelOf(pool, accelerator);
  if (accelerator === undefined || model === undefined) return undefined;
  // Shares of a GPU that takes turns divide its time and not its memory: nobody knows what the others take of it.
  if (accelerator.kind === 'time-sliced' || pool?.sharing?.kind === 'time-sliced') return undefined;
  const { memoryMib, computeCapability, mig } = gpuModels[model];
  const capability = computeCapability && { computeCapability: Number(computeCapability.value) };
  const known = (name: string, memoryBytes: number | undefined): KnownGpu | undefined =>
    memoryBytes === undefined ? undefined : { name, memoryBytes, ...capability };
  const profile = profileOf(pool, accelerator);
  if (profile !== undefined) {
    const profiles: Readonly<Record<string, MigProfileFacts | undefined>> = mig?.value ?? {};
    const memoryGib = profiles[profile]?.memoryGib?.value;
    return known(`a slice ${profile} of ${model}`, memoryGib === undefined ? undefined : memoryGib * 2 ** 30);
  }
  const machine = pool && machineOf(pool);
  const mib = memoryMib?.value ?? (machine && acceleratorMemory(machine)?.mib);
  return known(`one ${model}`, mib === undefined ? undefined : mib * 2 ** 20);
}

/** The slice of a GPU that a pod gets: with MIG's strategy `single` slices go by the name of whole GPUs. */
function profileOf(
  pool: PodPlacement['pool'],
  accelerator: NonNullable<PodPlacement['accelerator']>,
): string | undefined {
  if (accelerator.kind === 'mig') return accelerator.profile;
  return pool?.sharing?.kind === 'mig' ? Object.keys(pool.sharing.profiles)[0] : undefined;
}

/** The GPU that a pod gets, where it is known. */
export function gpuModelOf(
  pool: NodePool | undefined,
  accelerator: PodPlacement['accelerator'],
): keyof typeof gpuModels | undefined {
  if (accelerator === undefined || accelerator.kind === 'neuron' || accelerator.kind === 'custom') return undefined;
  if (accelerator.model !== undefined) return accelerator.model;
  const machine = pool && machineOf(pool)?.accelerator;
  if (machine?.kind === 'gpu') return machine.model;
  const custom = pool?.custom?.accelerator;
  return custom === undefined || custom.kind === 'neuron' || custom.kind === 'custom' ? undefined : custom.model;
}
