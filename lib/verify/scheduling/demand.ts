import type { PodGroup } from './pod-groups';
import type { Amounts } from './pod-requests';
import { isAlwaysDeclared } from './undeclared';
import { isNotKnown } from './verdict';

/** Pods of one kind that are to have room at the same time, and the pools that can take one. */
export interface Demand {
  readonly group: PodGroup;
  readonly count: number;
  /** By their positions. */
  readonly pools: readonly number[];
  /** The most of them that one node can hold, by what they ask of each other. */
  readonly perNode: number;
}

const requested = new WeakMap<PodGroup, Amounts>();

/** What one pod takes of a node, its place among the pods included. */
export function requestsOf(group: PodGroup): Amounts {
  const known = requested.get(group);
  if (known !== undefined) return known;
  const { requests } = group.pod;
  const amounts = isNotKnown(requests) ? [] : [...requests].filter(([, amount]) => amount > 0);
  const all = new Map([...amounts, ['pods', 1] as const]);
  requested.set(group, all);
  return all;
}

/** Whether nobody said that a node has a resource, and it may have it all the same. */
export function isOpen(resource: string, each: Amounts | undefined): boolean {
  return resource !== 'pods' && !isAlwaysDeclared(resource) && each?.has(resource) !== true;
}

/** How many of some pods a node holds beside each other. */
export function howManyFit({ group, perNode }: Demand, each: Amounts | undefined): number {
  if (each === undefined) return perNode;
  const bounds = [...requestsOf(group)].map(([name, amount]) =>
    isOpen(name, each) ? perNode : Math.floor((each.get(name) ?? 0) / amount),
  );
  return Math.max(0, Math.min(perNode, ...bounds));
}
