import { printGiven, type Reading } from '../core';
import { readAccelerator, type Accelerator } from './accelerator';
import { gpuModels } from './gpu-models';
import type { Machine, MachineCloud } from './machine';
import { machines, machinesWith } from './machines';

/**
 * The cheapest machine of a cloud that has all of an accelerator, and what else is asked of it; what is wrong where
 * there is none, with the machines that come nearest. Slices of a GPU are never chosen.
 *
 * @param fits what else the machine must have, such as a fabric
 */
export function chooseMachine(
  property: string,
  accelerator: Accelerator,
  cloud: MachineCloud,
  fits: (machine: Machine) => boolean = () => true,
): Reading<Machine> {
  const read = readAccelerator(property, accelerator);
  if ('issue' in read) return read;
  const having = machinesWith(accelerator, cloud).filter(({ fractional }) => fractional !== true);
  const chosen = having.find(fits);
  if (chosen !== undefined) return { value: chosen };
  const name = cloud === 'aws' ? 'AWS' : 'Azure';
  const alike = having.length > 0 ? having : sameModel(accelerator, cloud);
  return {
    issue: {
      code: 'hardware/no-such-machine',
      property,
      given: printGiven(accelerator),
      message:
        having.length > 0
          ? `no machine of ${name} that has this has all else that is asked for`
          : `no machine of ${name} that is known has this`,
      fix:
        alike.length > 0
          ? `one of what there is: ${alike.map(describe).join(', ')}`
          : `one of the models of ${name}: ${models(accelerator, cloud).join(', ')}`,
    },
  };
}

/** Machines with the model that is asked for, in whatever number, fewest first. */
function sameModel(accelerator: Accelerator, cloud: MachineCloud): readonly Machine[] {
  const model = accelerator.kind === 'custom' ? undefined : accelerator.model;
  return machines
    .filter((known) => known.cloud === cloud && known.fractional !== true && known.accelerator !== undefined)
    .filter((known) => model !== undefined && known.accelerator?.model === model)
    .sort((left, right) => (left.accelerator?.count ?? 0) - (right.accelerator?.count ?? 0));
}

function describe({ instanceType, accelerator }: Machine): string {
  return `${instanceType} (${accelerator?.count ?? 0} × ${accelerator?.model ?? ''})`;
}

function models(accelerator: Accelerator, cloud: MachineCloud): readonly string[] {
  const kind = accelerator.kind === 'neuron' ? 'neuron' : 'gpu';
  const all = machines
    .filter((known) => known.cloud === cloud && known.fractional !== true)
    .flatMap((known) => (known.accelerator?.kind === kind ? [known.accelerator.model] : []));
  const wanted = accelerator.kind === 'mig' ? all.filter((model) => hasProfile(model, accelerator.profile)) : all;
  return [...new Set(wanted.length > 0 ? wanted : all)].sort();
}

function hasProfile(model: string, profile: string): boolean {
  return Object.entries(gpuModels).some(
    ([name, { mig }]) => name === model && mig?.value !== undefined && Object.hasOwn(mig.value, profile),
  );
}
