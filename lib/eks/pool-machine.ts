import { nearestNames, printGiven, type IssueDetails, type Reading } from '../core';
import { chooseMachine, machine, machines, type Machine } from '../hardware';
import type { GpuNodePoolProps, PoolAccelerator } from './node-pool-props';

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

/** Wider than the props: a program in JavaScript can give both, or neither. */
interface AskedMachine {
  readonly accelerator?: PoolAccelerator | undefined;
  readonly machine?: string | undefined;
  readonly fabric?: GpuNodePoolProps['fabric'];
}

/** The machine of a pool with accelerators: the one that is named, or the cheapest that has what is asked for. */
export function machineWithAccelerator(props: GpuNodePoolProps): Reading<Machine> {
  const { accelerator, machine: name, fabric }: AskedMachine = props;
  if (accelerator !== undefined && name === undefined) {
    const fits = (one: Machine): boolean => fabric === undefined || one.fabric?.kind === 'efa';
    return chooseMachine('accelerator', accelerator, 'aws', fits);
  }
  if (name === undefined || accelerator !== undefined) return { issue: notOne };
  const read = namedMachine(name);
  if ('issue' in read || read.value.accelerator !== undefined) return read;
  return {
    issue: {
      code: 'hardware/no-such-machine',
      property: 'machine',
      given: printGiven(name),
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
