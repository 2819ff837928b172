import {
  labelKeyProblem,
  labelValueProblem,
  printGiven,
  readBytes,
  readCpu,
  readDuration,
  type IssueDetails,
  type Reading,
} from '../core';
import { readAccelerator } from './accelerator';
import { gpuModels } from './gpu-models';
import type { Machine } from './machine';
import { nearestMachines } from './machines';
import { machineOf, type CustomMachine, type NodePool } from './node-pool';
import { judgeSharingForm } from './judge-sharing';
import { aksReservedPrefixes, type PoolCapacity, type Taint } from './taints-and-labels';

type Pool = Omit<NodePool, 'issues'>;

/** Says all that is wrong with a pool. */
export function judgeNodePool(pool: Pool): readonly IssueDetails[] {
  const known = machineOf(pool);
  return [
    ...judgeName(pool),
    ...judgeMachine(pool, known),
    ...(pool.custom === undefined ? [] : judgeCustom(pool.custom)),
    ...judgeNodes(pool),
    ...judgeCapacity(pool.capacity),
    ...judgePods(pool),
    ...judgeLabels(pool),
    ...judgeTaints('taints', pool.taints),
    ...judgeSharing(pool, known),
  ];
}

function judgeName({ name, manager }: Pool): readonly IssueDetails[] {
  const isAks = manager === 'aks-node-pool';
  const problem = isAks ? aksNameProblem(name) : name === '' ? 'must not be empty' : labelValueProblem(name);
  if (problem === undefined) return [];
  return [
    {
      code: 'hardware/invalid-pool-name',
      property: 'name',
      given: printGiven(name),
      message: problem,
      fix: isAks ? "a name such as 'gpu1'" : "a name that can be the value of a label, such as 'gpu-1'",
    },
  ];
}

function aksNameProblem(name: string): string | undefined {
  if (/^[a-z][a-z0-9]{0,11}$/.test(name)) return undefined;
  return 'must be 1 to 12 letters a-z and digits, and start with a letter: AKS takes no other name for a node pool';
}

function judgeMachine({ machine, custom, manager, fractionalGpu }: Pool, known: Machine | undefined): IssueDetails[] {
  if ((machine === undefined) === (custom === undefined)) {
    return [
      {
        code: 'hardware/no-machine',
        property: 'machine',
        message: machine === undefined ? 'a pool needs a machine' : 'a pool has one machine: a known or a custom one',
        fix: "machine: 'g6.12xlarge', or custom: { cpu, memory, pods }",
      },
    ];
  }
  if (machine === undefined) return [];
  if (known === undefined) return [unknownMachine(machine, manager)];
  const issues: IssueDetails[] = [];
  const cloud = manager.startsWith('eks-') ? 'aws' : manager.startsWith('aks-') ? 'azure' : known.cloud;
  if (cloud !== known.cloud) {
    issues.push({
      code: 'hardware/wrong-cloud',
      property: 'machine',
      given: printGiven(machine),
      message: `is a machine of ${cloudName(known.cloud)}, and the pool's manager is ${manager}`,
      fix: `a machine of ${cloudName(cloud)}, or another manager`,
    });
  }
  if (known.fractional && fractionalGpu === undefined) issues.push(sliceOfGpu(known));
  if (fractionalGpu?.reason.trim() === '') {
    issues.push({
      code: 'core/no-reason',
      property: 'fractionalGpu',
      given: printGiven(fractionalGpu.reason),
      message: 'accepts a slice of a GPU without a reason',
      fix: 'the reason, in a sentence for the next reader',
    });
  }
  return issues;
}

function unknownMachine(machine: string, manager: Pool['manager']): IssueDetails {
  const cloud = manager.startsWith('eks-') ? 'aws' : manager.startsWith('aks-') ? 'azure' : undefined;
  const near = nearestMachines(machine, cloud).map((name) => `'${name}'`);
  return {
    code: 'hardware/unknown-machine',
    property: 'machine',
    given: printGiven(machine),
    message: 'is no machine that is known',
    fix: [...near, 'custom: { cpu, memory, pods } with what its nodes have'].join(' or '),
  };
}

function sliceOfGpu({ instanceType }: Machine): IssueDetails {
  return {
    code: 'hardware/fractional-gpu',
    property: 'machine',
    given: printGiven(instanceType),
    message: 'has a slice of a GPU, which needs a driver for NVIDIA vGPU that the images of the clouds do not have',
    fix: "a machine with a whole GPU, or fractionalGpu: { reason: '…' } where the nodes have that driver",
  };
}

function judgeCustom({ cpu, memory, pods, ephemeralStorage, accelerator }: CustomMachine): IssueDetails[] {
  const issues = [
    readCpu('custom.cpu', cpu),
    readBytes('custom.memory', memory),
    ...(ephemeralStorage === undefined ? [] : [readBytes('custom.ephemeralStorage', ephemeralStorage)]),
    ...(accelerator === undefined ? [] : [readAccelerator('custom.accelerator', accelerator)]),
  ].flatMap(issueOf);
  return [...issues, ...wholeNumber('custom.pods', pods, 1, Number.POSITIVE_INFINITY)];
}

function issueOf(reading: Reading<unknown>): readonly IssueDetails[] {
  return 'issue' in reading ? [reading.issue] : [];
}

function judgeNodes({ nodes, manager, system, capacity }: Pool): readonly IssueDetails[] {
  const { min, max } = nodes;
  const isAksSystem = manager === 'aks-node-pool' && system === true;
  const issues = [
    ...wholeNumber('nodes.min', min, isAksSystem ? 1 : 0, Number.POSITIVE_INFINITY),
    ...wholeNumber('nodes.max', max, 1, Number.POSITIVE_INFINITY),
  ];
  if (issues.length === 0 && min > max) {
    issues.push({
      code: 'hardware/invalid-node-count',
      property: 'nodes.min',
      given: printGiven(min),
      message: `is more than nodes.max, ${max}`,
      fix: `min: ${max} or less, or max: ${min} or more`,
    });
  }
  if (isAksSystem && capacity.kind === 'spot') {
    issues.push({
      code: 'hardware/spot-system-pool',
      property: 'capacity',
      given: printGiven(capacity.kind),
      message: 'AKS has no system pool on spot nodes',
      fix: "capacity: { kind: 'on-demand' }, or a pool that is not for the system",
    });
  }
  return issues;
}

/** A block or a reservation is asked for as what it is: beside another capacity it would be passed over in silence. */
function judgeCapacity(capacity: PoolCapacity): readonly IssueDetails[] {
  const asked: { readonly kind: string; readonly id?: unknown; readonly type?: unknown } = capacity;
  const { kind, id, type } = asked;
  if (kind === 'reservation') return [];
  return Object.entries({ id, type }).flatMap(([key, given]): readonly IssueDetails[] =>
    given === undefined
      ? []
      : [
          {
            code: 'clouds/invalid-reservation',
            property: `capacity.${key}`,
            given: printGiven(given),
            message: `is of a reservation, and capacity of the kind ${kind} is taken from none`,
            fix: `capacity: { kind: 'reservation', id: 'cr-…', type: … }, or { kind: '${kind}' }`,
          },
        ],
  );
}

function judgePods({ maxPods, diskGib, nodeBoot, manager }: Pool): readonly IssueDetails[] {
  const isAks = manager.startsWith('aks-');
  return [
    ...(maxPods === undefined
      ? []
      : wholeNumber('maxPods', maxPods, isAks ? 10 : 1, isAks ? 250 : Number.POSITIVE_INFINITY)),
    ...(diskGib === undefined ? [] : wholeNumber('diskGib', diskGib, 1, Number.POSITIVE_INFINITY)),
    ...(nodeBoot === undefined ? [] : issueOf(readDuration('nodeBoot', nodeBoot))),
  ];
}

function wholeNumber(property: string, given: number, least: number, most: number): IssueDetails[] {
  if (Number.isSafeInteger(given) && given >= least && given <= most) return [];
  const range = Number.isFinite(most) ? `from ${least} to ${most}` : `of at least ${least}`;
  return [
    {
      code: 'hardware/invalid-node-count',
      property,
      given: printGiven(given),
      message: `must be a whole number ${range}`,
      fix: `a whole number ${range}`,
    },
  ];
}

function judgeLabels({ labels, manager }: Pool): readonly IssueDetails[] {
  return Object.entries(labels).flatMap(([key, value]): readonly IssueDetails[] => {
    const property = `labels[${JSON.stringify(key)}]`;
    const problem = labelKeyProblem(key) ?? labelValueProblem(value);
    const fix = 'a key and a value that Kubernetes takes for a label';
    if (problem !== undefined) {
      return [{ code: 'hardware/invalid-label', property, given: printGiven(value), message: problem, fix }];
    }
    const prefix = aksReservedPrefixes.find((reserved) => key.startsWith(reserved));
    if (manager !== 'aks-node-pool' || prefix === undefined) return [];
    return [
      {
        code: 'hardware/reserved-label',
        property,
        given: printGiven(value),
        message: `AKS keeps labels that begin with ${prefix} for itself`,
        fix: `a prefix of your own, such as 'example.com/${key.slice(prefix.length)}'`,
      },
    ];
  });
}

/** Judges taints that Kubernetes would refuse, which stand in a property of this name. */
export function judgeTaints(property: string, taints: readonly Taint[]): readonly IssueDetails[] {
  return taints.flatMap(({ key, value }, index): readonly IssueDetails[] => {
    const message = labelKeyProblem(key) ?? labelValueProblem(value ?? '');
    if (message === undefined) return [];
    const given = printGiven(value === undefined ? key : `${key}=${value}`);
    const fix = 'a key and a value that Kubernetes takes for a taint';
    return [{ code: 'hardware/invalid-taint', property: `${property}[${index}]`, given, message, fix }];
  });
}

function judgeSharing({ sharing }: Pool, known: Machine | undefined): readonly IssueDetails[] {
  if (sharing === undefined) return [];
  const form = judgeSharingForm(sharing);
  if (form.length > 0) return form;
  if (sharing.kind === 'time-sliced')
    return wholeNumber('sharing.replicas', sharing.replicas, 1, Number.POSITIVE_INFINITY);
  const model = known?.accelerator?.kind === 'gpu' ? known.accelerator.model : undefined;
  return Object.entries(sharing.profiles).flatMap(([profile, count]): readonly IssueDetails[] => {
    const property = `sharing.profiles[${JSON.stringify(profile)}]`;
    if (model === undefined) return wholeNumber(property, count, 1, Number.POSITIVE_INFINITY);
    const profiles: Readonly<Record<string, { readonly most: number } | undefined>> | undefined =
      gpuModels[model].mig?.value;
    if (profiles === undefined) return wholeNumber(property, count, 1, Number.POSITIVE_INFINITY);
    const facts = Object.hasOwn(profiles, profile) ? profiles[profile] : undefined;
    if (facts !== undefined) return wholeNumber(property, count, 1, facts.most);
    const names = Object.keys(profiles).map((name) => `'${name}'`);
    return [
      {
        code: 'hardware/unknown-accelerator',
        property,
        given: printGiven(profile),
        message: names.length === 0 ? `${model} has no MIG` : `is no MIG profile of ${model}`,
        fix: names.length === 0 ? "sharing: { kind: 'time-sliced', … }, or a GPU with MIG" : names.join(' or '),
      },
    ];
  });
}

function cloudName(cloud: Machine['cloud']): string {
  return cloud === 'aws' ? 'AWS' : 'Azure';
}
