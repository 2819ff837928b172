import type { Deferrable } from '../../core';
import type { AddOnRelease } from '../add-on-charts';

/** A value of a chart: what YAML can hold, some of it known only at deployment. */
export type ChartValue =
  | Deferrable<string>
  | number
  | boolean
  | null
  | readonly ChartValue[]
  | { readonly [name: string]: ChartValue | undefined };

/** The values of a chart, by their names in it. */
export interface ChartValues {
  readonly [name: string]: ChartValue | undefined;
}

/** The values for a version of a chart. */
export type ValuesOfRelease = (release: AddOnRelease) => ChartValues;

/**
 * Lets a controller run on the nodes that are for the system, which the clusters of this library taint so.
 *
 * It may run on others too: a cluster that exists may have no such nodes.
 */
export const onSystemNodes: readonly ChartValue[] = [
  { key: 'CriticalAddonsOnly', operator: 'Exists', effect: 'NoSchedule' },
];

/** What a container asks for, and the memory that it may have: none is given a limit of its processor time. */
export function resources(cpu: string, memory: string, limit: string): ChartValue {
  return { requests: { cpu, memory }, limits: { memory: limit } };
}

/** Values with others on top: objects are merged name by name, and everything else is replaced. */
export function mergeValues(values: ChartValues, given: ChartValues | undefined): ChartValues {
  if (given === undefined) return values;
  const merged: Record<string, ChartValue | undefined> = { ...values };
  for (const [name, value] of Object.entries(given)) {
    const before = merged[name];
    merged[name] = isValues(before) && isValues(value) ? mergeValues(before, value) : value;
  }
  return merged;
}

/** Whether a value is an object of others; what is deferred has a class of its own. */
function isValues(value: ChartValue | undefined): value is ChartValues {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
