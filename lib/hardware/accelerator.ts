import { nearestNames, printGiven, type IssueDetails, type Reading } from '../core';
import { gpuModelNames, gpuModels, isGpuModel, type GpuModel, type MigProfile } from './gpu-models';

import { isNeuronModel, neuronModelNames, type NeuronModel } from './neuron-models';

/** What a container asks of the accelerators of its node. */
export type Accelerator =
  | {
      /** Whole GPUs; or the instances of a node that is cut by MIG with the strategy `single`, which calls them GPUs. */
      readonly kind: 'gpu';
      readonly model?: GpuModel | undefined;
      readonly count: number;
    }
  | {
      /** Instances of a GPU that is cut by MIG, with the strategy `mixed`. */
      readonly kind: 'mig';
      readonly profile: MigProfile;
      readonly count: number;
      readonly model?: GpuModel | undefined;
    }
  | {
      /** Shares of a GPU that takes turns, under the name of `renameByDefault`: memory is not kept apart. */
      readonly kind: 'time-sliced';
      readonly model?: GpuModel | undefined;
      readonly count: number;
    }
  | {
      /** Neuron devices or cores; a pod takes one of the two kinds. */
      readonly kind: 'neuron';
      readonly model?: NeuronModel | undefined;
      readonly count: number;
      readonly unit: 'device' | 'core';
    }
  | {
      /** Any other extended resource, by the name that its device plugin gives it. */
      readonly kind: 'custom';
      readonly resource: `${string}/${string}`;
      readonly count: number;
    };

/** An extended resource of Kubernetes, and how much of it. */
export interface ExtendedResource {
  readonly name: string;
  /** A whole number: Kubernetes knows no parts of an extended resource. */
  readonly amount: number;
}

/** The extended resource by which a container asks for an accelerator. */
export function resourceOf(accelerator: Accelerator): ExtendedResource {
  return { name: resourceName(accelerator), amount: accelerator.count };
}

/**
 * The extended resource of an accelerator, or what is wrong with it: a count that is no whole number above zero, an
 * unknown model, or a MIG profile that the model does not have.
 */
export function readAccelerator(property: string, accelerator: Accelerator): Reading<ExtendedResource> {
  const issue =
    countIssue(property, accelerator.count) ?? modelIssue(property, accelerator) ?? kindIssue(property, accelerator);
  return issue === undefined ? { value: resourceOf(accelerator) } : { issue };
}

/** The extended resource of the instances of a MIG profile, with the strategy `mixed`. */
export function migResource(profile: string): string {
  // A label may hold no plus, so the device plugin writes a full stop.
  return `nvidia.com/mig-${profile.replaceAll('+', '.')}`;
}

function resourceName(accelerator: Accelerator): string {
  switch (accelerator.kind) {
    case 'gpu':
      return 'nvidia.com/gpu';
    case 'mig':
      return migResource(accelerator.profile);
    case 'time-sliced':
      return 'nvidia.com/gpu.shared';
    case 'neuron':
      return accelerator.unit === 'device' ? 'aws.amazon.com/neuron' : 'aws.amazon.com/neuroncore';
    case 'custom':
      return accelerator.resource;
  }
}

function countIssue(property: string, count: number): IssueDetails | undefined {
  if (Number.isSafeInteger(count) && count > 0) return undefined;
  const rounded = Math.max(1, Math.ceil(count));
  return {
    code: 'hardware/invalid-accelerator',
    property: `${property}.count`,
    given: printGiven(count),
    message: 'must be a whole number above zero: Kubernetes gives out no parts of an accelerator',
    fix: `count: ${Number.isSafeInteger(rounded) ? rounded : 1}`,
  };
}

function modelIssue(property: string, accelerator: Accelerator): IssueDetails | undefined {
  const model: string | undefined = accelerator.kind === 'custom' ? undefined : accelerator.model;
  if (model === undefined) return undefined;
  const isNeuron = accelerator.kind === 'neuron';
  if (isNeuron ? isNeuronModel(model) : isGpuModel(model)) return undefined;
  return {
    code: 'hardware/unknown-accelerator',
    property: `${property}.model`,
    given: printGiven(model),
    message: isNeuron ? 'is no Neuron device that is known' : 'is no GPU that is known',
    fix: oneOf(model, isNeuron ? neuronModelNames : gpuModelNames),
  };
}

function kindIssue(property: string, accelerator: Accelerator): IssueDetails | undefined {
  if (accelerator.kind === 'mig') return profileIssue(property, accelerator.profile, accelerator.model);
  if (accelerator.kind !== 'custom' || /^[^/\s]+\/[^/\s]+$/.test(accelerator.resource)) return undefined;
  return {
    code: 'hardware/invalid-accelerator',
    property: `${property}.resource`,
    given: printGiven(accelerator.resource),
    message: 'must be a domain, a / and a name',
    fix: "the resource that the device plugin registers, such as 'example.com/device'",
  };
}

function profileIssue(property: string, profile: string, model: GpuModel | undefined): IssueDetails | undefined {
  const profiles = model === undefined ? everyProfile : gpuModels[model].mig?.value;
  // A profile of a GPU whose profiles could not be read may be right.
  if (profiles === undefined || Object.hasOwn(profiles, profile)) return undefined;
  const names = Object.keys(profiles);
  return {
    code: 'hardware/unknown-accelerator',
    property: `${property}.profile`,
    given: printGiven(profile),
    message:
      names.length === 0 ? `${model ?? 'the GPU'} has no MIG` : `is no MIG profile of ${model ?? 'any known GPU'}`,
    fix: names.length === 0 ? "kind: 'gpu' or 'time-sliced', or a GPU with MIG, such as 'H100'" : oneOf(profile, names),
  };
}

const everyProfile: Readonly<Record<string, unknown>> = Object.fromEntries(
  gpuModelNames.flatMap((model) => Object.entries(gpuModels[model].mig?.value ?? {})),
);

function oneOf(given: string, names: readonly string[]): string {
  const near = nearestNames(given, names);
  return (near.length === 0 ? names : near).map((name) => `'${name}'`).join(' or ');
}
