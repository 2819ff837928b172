import { nearestNames, printGiven, type IssueDetails, type Reading } from '../core';
import type { Accelerator } from './accelerator';
import { chooseMachine } from './choose-machine';
import type { Machine, MachineCloud } from './machine';
import { machine as machineNamed, machines } from './machines';

/** The machine of a pool by its name, or what is wrong with that. */
function namedMachine(cloud: MachineCloud, name: string): Reading<Machine> {
  const known = machineNamed(name);
  if (known === undefined) return { issue: unknown(cloud, name) };
  if (known.cloud === cloud) return { value: known };
  return {
    issue: {
      code: 'hardware/wrong-cloud',
      property: 'machine',
      given: printGiven(name),
      message: `is a machine of ${names[known.cloud]}`,
      fix: `a machine of ${names[cloud]}`,
    },
  };
}

/** The machine of a pool without accelerators: pods that need none would be kept away from one that has some. */
export function machineWithoutAccelerator(cloud: MachineCloud, name: string): Reading<Machine> {
  const read = namedMachine(cloud, name);
  if ('issue' in read || read.value.accelerator === undefined) return read;
  return {
    issue: {
      code: 'hardware/no-such-machine',
      property: 'machine',
      given: printGiven(name),
      message: 'has accelerators, and this pool is for pods that need none',
      fix: `a GpuNodePool, or a machine without, such as ${plain[cloud]}`,
    },
  };
}

/** What a pool with accelerators is asked for: wider than its props, as a program in JavaScript can give both, or neither. */
export interface AskedMachine {
  readonly accelerator?: Accelerator | undefined;
  readonly machine?: string | undefined;
}

/**
 * The machine of a pool with accelerators: the one that is named, or the cheapest that has what is asked for.
 *
 * @param fits what else one that is chosen must have, such as a fabric
 */
export function machineWithAccelerator(
  cloud: MachineCloud,
  { accelerator, machine: name }: AskedMachine,
  fits?: (machine: Machine) => boolean,
): Reading<Machine> {
  if (accelerator !== undefined && name === undefined) return chooseMachine('accelerator', accelerator, cloud, fits);
  if (name === undefined || accelerator !== undefined) return { issue: notOne(cloud) };
  const read = namedMachine(cloud, name);
  if ('issue' in read || read.value.accelerator !== undefined) return read;
  return {
    issue: {
      code: 'hardware/no-such-machine',
      property: 'machine',
      given: printGiven(name),
      message: 'has no accelerator',
      fix: `a NodePool, or a machine that has one, such as ${smallest[cloud]}`,
    },
  };
}

function notOne(cloud: MachineCloud): IssueDetails {
  return {
    code: 'hardware/no-machine',
    property: 'machine',
    message: 'a pool has one machine: by its name, or by the accelerator that it shall have',
    fix: `machine: '${several[cloud].machine}', or accelerator: { kind: 'gpu', model: '${several[cloud].model}', count: 4 }`,
  };
}

function unknown(cloud: MachineCloud, name: string): IssueDetails {
  const all = machines.filter((known) => known.cloud === cloud).map(({ instanceType }) => instanceType);
  const near = nearestNames(name, all);
  return {
    code: 'hardware/unknown-machine',
    property: 'machine',
    given: printGiven(name),
    message: `is no machine of ${names[cloud]} that is known`,
    fix: (near.length > 0 ? near : all).map((one) => `'${one}'`).join(' or '),
  };
}

const names = { aws: 'AWS', azure: 'Azure' } as const;
const plain = { aws: 'm7i.large', azure: 'Standard_D4s_v5' } as const;
const smallest = { aws: 'g6.xlarge', azure: 'Standard_NC4as_T4_v3' } as const;
const several = {
  aws: { machine: 'g6.12xlarge', model: 'L4' },
  azure: { machine: 'Standard_NC64as_T4_v3', model: 'T4' },
} as const;
