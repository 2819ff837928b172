import { printGiven, type IssueDetails } from '../core';
import { judgeAwsReservation, judgeEfa, type PoolCapacity } from '../hardware';
import type { NodeSubnet } from './network-props';
import type { PoolFacts } from './pool-facts';

/** Says all that is wrong with what a pool is declared with, but for what `nodePool` judges. */
export function judgePool(
  name: string,
  facts: PoolFacts,
  subnets: readonly NodeSubnet[],
  localDisks: 'raid0' | 'unused',
  diskGib: number,
): readonly IssueDetails[] {
  return [
    ...judgeName(name),
    ...judgeSizes(facts, diskGib),
    ...judgeReservation(facts.capacity, subnets),
    ...judgeFabric(facts, subnets),
    ...judgeLocalDisks(facts, localDisks),
  ];
}

/** Source: EKS API, CreateNodegroup: letters, digits, - and _; the last eight of 63 are our hash. */
function judgeName(name: string): readonly IssueDetails[] {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,53}$/.test(name)) return [];
  return [
    {
      code: 'clouds/invalid-name',
      property: 'name',
      given: printGiven(name),
      message:
        'must be 1 to 54 letters, digits, - and _, and start with a letter or digit, as the name of a node group',
      fix: "a name such as 'gpu-l4'",
    },
  ];
}

function judgeSizes({ desired, nodes, update }: PoolFacts, diskGib: number): readonly IssueDetails[] {
  const size = (property: string, given: number, range: string): IssueDetails => ({
    code: 'clouds/invalid-size',
    property,
    given: printGiven(given),
    message: `must be a whole number ${range}`,
    fix: `${property}: a whole number ${range}`,
  });
  const isWhole = (value: number, least: number, most: number): boolean =>
    Number.isSafeInteger(value) && value >= least && value <= most;
  const [updated, most] =
    update === undefined
      ? [1, 100]
      : 'maxUnavailable' in update
        ? [update.maxUnavailable, 100]
        : [update.maxUnavailablePercentage, 100];
  return [
    ...(desired === undefined || isWhole(desired, nodes.min, nodes.max)
      ? []
      : [size('desired', desired, `from nodes.min, ${nodes.min}, to nodes.max, ${nodes.max}`)]),
    ...(isWhole(updated, 1, most) ? [] : [size('update', updated, `from 1 to ${most}`)]),
    // EKS gives nodes 20 unless told (EKS API, CreateNodegroup, diskSize); that their image fits in no less is assumed.
    ...(isWhole(diskGib, 20, 16_384) ? [] : [size('diskGib', diskGib, 'from 20 to 16384, the largest disk of EBS')]),
  ];
}

function judgeReservation(capacity: PoolCapacity | undefined, subnets: readonly NodeSubnet[]): readonly IssueDetails[] {
  if (capacity?.kind !== 'reservation') return [];
  const issues = [...judgeAwsReservation(capacity)];
  if (new Set(subnets.map(({ zone, id }) => zone ?? id)).size > 1) {
    issues.push({
      code: 'clouds/invalid-zones',
      property: 'zones',
      message: 'a reservation is of one zone, and nodes in any other would not be of it',
      fix: 'zones: [the zone of the reservation]',
    });
  }
  return issues;
}

function judgeFabric({ fabric, machine }: PoolFacts, subnets: readonly NodeSubnet[]): readonly IssueDetails[] {
  if (fabric === undefined) return [];
  const issues = [...judgeEfa(machine)];
  if (new Set(subnets.map(({ zone, id }) => zone ?? id)).size > 1) {
    issues.push({
      code: 'clouds/fabric-zone',
      property: 'zones',
      message: 'nodes are connected by a fabric within one zone only, and these would be in several',
      fix: oneOf(subnets),
    });
  }
  return issues;
}

/** One of the zones that the nodes would be in, where these have names. */
function oneOf(subnets: readonly NodeSubnet[]): string {
  const zones = [...new Set(subnets.flatMap(({ zone }) => zone ?? []))].map((zone) => `zones: ['${zone}']`);
  return zones.length > 0
    ? zones.join(' or ')
    : 'zones: [one zone that has the machine], and zones by name in the network';
}

function judgeLocalDisks({ machine, image }: PoolFacts, localDisks: 'raid0' | 'unused'): readonly IssueDetails[] {
  if (localDisks === 'unused') return [];
  const at = { code: 'eks/unsupported-image', property: 'localDisks', given: printGiven(localDisks) } as const;
  if (machine.localDisks === undefined) {
    return [{ ...at, message: `${machine.instanceType} has no disks of its own`, fix: "localDisks: 'unused'" }];
  }
  if (image?.family !== 'bottlerocket') return [];
  const message = 'Bottlerocket joins no local disks by a setting that this library knows';
  return [{ ...at, message, fix: "localDisks: 'unused', or image: { family: 'al2023' }" }];
}
