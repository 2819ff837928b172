import { parseQuantity, quantityToMilli } from '../core';
import type { ContainerDefinition } from './pod-template';
import { asRecord, isSet, ownField } from './untrusted';

/** How many of a device a container is given: what it is limited to, or asks for; none where that cannot be read. */
export function devicesOf({ definition }: ContainerDefinition, resource: string): number {
  const { limits, requests } = asRecord(definition['resources']);
  const given = ownField(asRecord(limits), resource) ?? ownField(asRecord(requests), resource);
  if (!isSet(given)) return 0;
  const amount = typeof given === 'number' || typeof given === 'string' ? parseQuantity(String(given)) : undefined;
  return amount === undefined ? 0 : Number(quantityToMilli(amount)) / 1000;
}

/** The names of all resources that a container asks for or is limited to. */
export function resourcesNamedBy({ definition }: ContainerDefinition): readonly string[] {
  const { limits, requests } = asRecord(definition['resources']);
  return [...new Set([...Object.keys(asRecord(limits)), ...Object.keys(asRecord(requests))])];
}

/** Says whether a resource is a whole accelerator, or a slice of one. */
export function isAccelerator(resource: string): boolean {
  return (
    resource === 'nvidia.com/gpu' ||
    resource === 'nvidia.com/gpu.shared' ||
    resource === 'amd.com/gpu' ||
    resource.startsWith('nvidia.com/mig-') ||
    resource === 'aws.amazon.com/neuron' ||
    resource === 'aws.amazon.com/neuroncore'
  );
}
