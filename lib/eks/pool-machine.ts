import { nearestNames, printGiven, type IssueDetails, type Reading } from '../core';
import { chooseMachine, machine, machines, type Machine } from '../hardware';
import type { GpuNodePoolProps } from './node-pool-props';

/** The machine of a pool by its name, or what is wrong with that. */
export function namedMachine(name: string): Reading<Machine> {
  const known = machine(name);
  if (known === undefined) return { issue: unknown(name) };
  if (known.cloud === 'aws') return { value: known };
  return {
    issue: {
      code: 'hardware/wrong-cloud',
      property: 'machine',
      given: printGiven(name),
      message: 'is a machine of Azure',
      fix: 'a machine of AWS',
    },
  };
}

/** The machine of a pool with accelerators: the one that is named, or the cheapest that has what is asked for. */
export function machineWithAccelerator(props: GpuNodePoolProps): Reading<Machine> {
  const { accelerator, fabric } = props;
  if (accelerator !== undefined && props.machine === undefined) {
    const fits = (one: Machine): boolean => fabric === undefined || one.fabric?.kind === 'efa';
    return chooseMachine('accelerator', accelerator, 'aws', fits);
  }
  if (props.machine === undefined || accelerator !== undefined) return { issue: notOne };
  const read = namedMachine(props.machine);
  if ('issue' in read || read.value.accelerator !== undefined) return read;
  return {
    issue: {
      code: 'hardware/no-such-machine',
      property: 'machine',
      given: printGiven(props.machine),
      message: 'has no accelerator',
      fix: 'a NodePool, or a machine that has one, such as g6.xlarge',
    },
  };
}

const notOne: IssueDetails = {
  code: 'hardware/no-machine',
  property: 'machine',
  message: 'a pool has one machine: by its name, or by the accelerator that it shall have',
  fix: "machine: 'g6.12xlarge', or accelerator: { kind: 'gpu', model: 'L4', count: 4 }",
};

function unknown(name: string): IssueDetails {
  const names = machines.filter(({ cloud }) => cloud === 'aws').map(({ instanceType }) => instanceType);
  const near = nearestNames(name, names);
  return {
    code: 'hardware/unknown-machine',
    property: 'machine',
    given: printGiven(name),
    message: 'is no machine of AWS that is known',
    fix: (near.length > 0 ? near : names).map((one) => `'${one}'`).join(' or '),
  };
}
