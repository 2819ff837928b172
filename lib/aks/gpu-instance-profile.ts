import { printGiven, type IssueDetails } from '../core';
import { gpuModels, type GpuSharing, type Machine } from '../hardware';

/** What AKS calls the ways to cut the GPUs of a pool by MIG, all of them alike. */
export type GpuInstanceProfile = 'MIG1g' | 'MIG2g' | 'MIG3g' | 'MIG4g' | 'MIG7g';

const profiles: readonly GpuInstanceProfile[] = ['MIG1g', 'MIG2g', 'MIG3g', 'MIG4g', 'MIG7g'];

/** What AKS cuts the GPUs of a pool into, or why it cannot. */
export type GpuInstances =
  { readonly profile: GpuInstanceProfile; readonly issues?: undefined } | { readonly issues: readonly IssueDetails[] };

/**
 * The setting by which AKS cuts GPUs as asked: into as many instances of one profile as there can be.
 *
 * AKS names a profile by its compute slices alone, and its table has the one with the least memory for each number:
 * other profiles are for the GPU operator.
 *
 * Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/gpu-multi-instance.md (2026-05-22).
 */
export function gpuInstances(sharing: GpuSharing & { readonly kind: 'mig' }, machine: Machine): GpuInstances {
  const [cut, ...others] = Object.entries(sharing.profiles);
  if (cut === undefined || others.length > 0) return { issues: [notUniform(sharing)] };
  const [profile, count] = cut;
  const model = machine.accelerator?.kind === 'gpu' ? machine.accelerator.model : undefined;
  const known = (model === undefined ? undefined : gpuModels[model].mig?.value) ?? {};
  const facts = Object.entries(known).find(([name]) => name === profile)?.[1];
  // What the model does not have is told of where the pool itself is judged.
  if (facts === undefined) return { issues: [] };
  const slices = slicesOf(profile);
  const setting = profiles.find((name) => name === `MIG${slices}g`);
  const alike = Object.keys(known).filter((name) => slicesOf(name) === slices && !name.includes('+'));
  const smallest = alike.sort((left, right) => memoryOf(left) - memoryOf(right))[0];
  if (setting === undefined || profile !== smallest) return { issues: [notNamed(profile, smallest)] };
  return count === facts.most ? { profile: setting } : { issues: [notAll(profile, count, facts.most)] };
}

function slicesOf(profile: string): number {
  return Number(/^(\d+)g\./.exec(profile)?.[1] ?? 0);
}

function memoryOf(profile: string): number {
  return Number(/\.(\d+)gb/.exec(profile)?.[1] ?? 0);
}

const byOperator = "driver and devicePlugin 'gpu-operator', whose MIG manager cuts in every way";

function notUniform(sharing: GpuSharing & { readonly kind: 'mig' }): IssueDetails {
  return {
    code: 'aks/unsupported-sharing',
    property: 'sharing.profiles',
    given: printGiven(sharing.profiles),
    message: 'AKS cuts all GPUs of a pool into instances of one profile',
    fix: `one profile, or ${byOperator}`,
  };
}

function notNamed(profile: string, smallest: string | undefined): IssueDetails {
  return {
    code: 'aks/unsupported-sharing',
    property: 'sharing.profiles',
    given: printGiven(profile),
    message: 'AKS has no setting for this profile',
    fix: smallest === undefined ? byOperator : `'${smallest}', or ${byOperator}`,
  };
}

function notAll(profile: string, count: number, most: number): IssueDetails {
  return {
    code: 'aks/unsupported-sharing',
    property: `sharing.profiles[${JSON.stringify(profile)}]`,
    given: printGiven(count),
    message: `AKS cuts a GPU into as many instances as there can be, ${most}`,
    fix: `${most}, or ${byOperator}`,
  };
}
