import { printGiven, type IssueDetails } from '../core';
import type { PoolCapacity } from './taints-and-labels';

/** Judges what a pool of AWS says of the reservation that its nodes are taken from: all of it has to be known. */
export function judgeAwsReservation({
  id,
  type,
}: Extract<PoolCapacity, { readonly kind: 'reservation' }>): readonly IssueDetails[] {
  const issues: IssueDetails[] = [];
  if (id === undefined || !/^cr-[0-9a-f]{8,17}$/.test(id)) {
    issues.push({
      code: 'clouds/invalid-reservation',
      property: 'capacity.id',
      ...(id !== undefined && { given: printGiven(id) }),
      message: id === undefined ? 'is missing: nodes could not be taken from it' : 'is no id of a reservation',
      fix: "id: 'cr-…', as EC2 names it",
    });
  }
  if (type === undefined) {
    issues.push({
      code: 'clouds/invalid-reservation',
      property: 'capacity.type',
      message: 'is missing: a block is asked for in another way than a reservation that stays',
      fix: "type: 'capacity-block' or 'on-demand'",
    });
  }
  return issues;
}
