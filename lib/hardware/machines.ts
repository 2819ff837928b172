import { nearestNames } from '../core';
import type { Accelerator } from './accelerator';
import { awsMachines } from './aws-machines';
import { azureMachines } from './azure-machines';
import { gpuModels, type GpuModel } from './gpu-models';
import type { Machine, MachineCloud } from './machine';
import { neuronModels } from './neuron-models';

/** Every machine that this library knows. */
export const machines: readonly Machine[] = [...awsMachines, ...azureMachines];

const byName: ReadonlyMap<string, Machine> = new Map(machines.map((machine) => [machine.instanceType, machine]));

/** The machine of that name, or `undefined` where none is known. */
export function machine(instanceType: string): Machine | undefined {
  return byName.get(instanceType);
}

/** The names of known machines that come nearest to one that is not known, best first. */
export function nearestMachines(instanceType: string, cloud?: MachineCloud): readonly string[] {
  const names = machines.filter((known) => cloud === undefined || known.cloud === cloud);
  return nearestNames(
    instanceType,
    names.map((known) => known.instanceType),
  );
}

/**
 * The machines of a cloud that have all of an accelerator, cheapest first and those without a known price last.
 *
 * Slices of a GPU are no GPU. What a machine can be cut into counts as had: MIG and time slicing are settings.
 */
export function machinesWith(accelerator: Accelerator, cloud: MachineCloud): readonly Machine[] {
  return machines.filter((known) => known.cloud === cloud && hasAccelerator(known, accelerator)).sort(byPrice);
}

/** Says whether a machine has all of an accelerator. */
export function hasAccelerator({ accelerator: has }: Machine, wanted: Accelerator): boolean {
  if (has === undefined || wanted.kind === 'custom') return false;
  if (wanted.model !== undefined && wanted.model !== has.model) return false;
  switch (wanted.kind) {
    case 'gpu':
      return has.kind === 'gpu' && has.count >= wanted.count;
    case 'mig':
      return has.kind === 'gpu' && has.count * mostInstances(has.model, wanted.profile) >= wanted.count;
    case 'time-sliced':
      // Into how many shares a GPU is cut is set on the node, without a limit of the GPU.
      return has.kind === 'gpu' && has.count > 0;
    case 'neuron':
      return has.kind === 'neuron' && (wanted.unit === 'device' ? has.count : has.cores) >= wanted.count;
  }
}

/**
 * The memory of one accelerator of a machine in MiB, and who states it: the driver where that could be read, else the
 * cloud; `undefined` where neither could be.
 */
export function acceleratorMemory({
  accelerator,
}: Machine): { readonly mib: number; readonly from: 'driver' | 'cloud' } | undefined {
  if (accelerator === undefined) return undefined;
  if (accelerator.kind === 'neuron') {
    const advertised = neuronModels[accelerator.model].memoryMib;
    return advertised && { mib: advertised.value, from: 'cloud' };
  }
  const driver = accelerator.count === 0 ? undefined : gpuModels[accelerator.model].memoryMib?.value;
  return driver === undefined ? { mib: accelerator.memoryMib, from: 'cloud' } : { mib: driver, from: 'driver' };
}

function mostInstances(model: GpuModel, profile: string): number {
  const profiles: Readonly<Record<string, { readonly most: number } | undefined>> = gpuModels[model].mig?.value ?? {};
  return Object.hasOwn(profiles, profile) ? (profiles[profile]?.most ?? 0) : 0;
}

function byPrice(left: Machine, right: Machine): number {
  const prices = [left, right].map(({ onDemandPrice }) => onDemandPrice?.usdPerHour ?? Number.MAX_VALUE);
  return (prices[0] ?? 0) - (prices[1] ?? 0);
}
