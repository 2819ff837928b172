import { printGiven, type IssueDetails } from '../core';
import type { Machine } from './machine';
import { machines } from './machines';

/** Says that a machine lacks the Elastic Fabric Adapter that a pool asks for. */
export function judgeEfa(machine: Machine): readonly IssueDetails[] {
  if (machine.fabric?.kind === 'efa') return [];
  return [
    {
      code: 'clouds/no-fabric',
      property: 'fabric',
      given: printGiven({ kind: 'efa' }),
      message: `${machine.instanceType} has no Elastic Fabric Adapter`,
      fix: `no fabric, or one of ${alikeWithFabric(machine).join(', ')}`,
    },
  ];
}

/** Machines with the same accelerator that have the fabric; all that have it, where none does. */
function alikeWithFabric({ accelerator }: Machine): readonly string[] {
  const having = machines.filter(({ cloud, fabric }) => cloud === 'aws' && fabric?.kind === 'efa');
  const alike = having.filter((other) => other.accelerator?.model === accelerator?.model);
  return (alike.length > 0 ? alike : having).map(({ instanceType }) => instanceType);
}
