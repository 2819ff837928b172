import { printGiven, readRange, type IssueDetails } from '../core';
import type { Machine, NodePool } from '../hardware';
import type { PoolCluster } from './pool-cluster';
import type { CommonPoolProps } from './node-pool-props';

/** Limits of AKS. Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/create-node-pools.md (2026-07-13). */
const mostNodes = 1000;

/** What of a cluster decides whether a pool can be. */
export type PoolSurroundings = Pick<
  PoolCluster,
  'kubernetes' | 'podNetwork' | 'podAddresses' | 'nodePools' | 'machineZones'
> & { readonly nodeAddresses?: string | undefined };

/** Judges what AKS alone asks of a pool; what Kubernetes and every cloud ask is judged on the pool itself. */
export function judgePool(
  props: CommonPoolProps,
  pool: Pick<NodePool, 'name' | 'nodes'>,
  machine: Machine | undefined,
  around: PoolSurroundings,
): readonly IssueDetails[] {
  return [
    ...judgeSize(props),
    ...judgeCapacity(props),
    ...judgeZones(props.zones, machine, around.machineZones),
    ...judgeUpdate(props),
    ...judgeRoom(pool, around),
  ];
}

function judgeSize({ nodes, desired }: CommonPoolProps): readonly IssueDetails[] {
  const issues: IssueDetails[] = [];
  const bad = { code: 'clouds/invalid-size' } as const;
  if (nodes.max > mostNodes) {
    issues.push({
      ...bad,
      property: 'nodes.max',
      given: printGiven(nodes.max),
      message: `a pool of AKS has ${mostNodes} nodes at most`,
      fix: `max: ${mostNodes}, and another pool`,
    });
  }
  const isWithin = desired === undefined || (Number.isInteger(desired) && desired >= nodes.min && desired <= nodes.max);
  if (!isWithin) {
    issues.push({
      ...bad,
      property: 'desired',
      given: printGiven(desired),
      message: `must be a whole number from nodes.min, ${nodes.min}, to nodes.max, ${nodes.max}`,
      fix: `desired: ${nodes.min}, or none`,
    });
  }
  return issues;
}

function judgeCapacity({ capacity, spot }: CommonPoolProps): readonly IssueDetails[] {
  const issues: IssueDetails[] = [];
  if (spot !== undefined && capacity?.kind !== 'spot') {
    issues.push({
      code: 'clouds/invalid-reservation',
      property: 'spot',
      given: printGiven(spot),
      message: `is for spot nodes, and the capacity of the pool is ${capacity?.kind ?? 'on-demand'}`,
      fix: "capacity: { kind: 'spot' }, or no spot",
    });
  }
  const price = spot?.maxPrice;
  if (price !== undefined && !(price > 0 && Number(price.toFixed(5)) === price)) {
    issues.push({
      code: 'clouds/invalid-size',
      property: 'spot.maxPrice',
      given: printGiven(price),
      message: 'must be above zero, in USD an hour with up to five decimals',
      fix: 'such a price, or none for up to the price on demand',
    });
  }
  if (capacity?.kind !== 'reservation') return issues;
  const isGroup =
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/capacityReservationGroups\/[^/]+$/i;
  if (capacity.id === undefined || !isGroup.test(capacity.id)) {
    issues.push({
      code: 'clouds/invalid-reservation',
      property: 'capacity.id',
      ...(capacity.id !== undefined && { given: printGiven(capacity.id) }),
      message:
        capacity.id === undefined
          ? 'a reservation needs the id of its group'
          : 'is no id of a capacity reservation group',
      fix: '/subscriptions/…/resourceGroups/…/providers/Microsoft.Compute/capacityReservationGroups/…',
    });
  }
  if (capacity.type !== undefined) {
    issues.push({
      code: 'clouds/invalid-reservation',
      property: 'capacity.type',
      given: printGiven(capacity.type),
      message: 'is a kind of reservation of AWS',
      fix: 'no type',
    });
  }
  return issues;
}

function judgeZones(
  zones: readonly string[] | undefined,
  machine: Machine | undefined,
  machineZones: PoolSurroundings['machineZones'],
): readonly IssueDetails[] {
  if (zones === undefined) return [];
  const bad = { code: 'clouds/invalid-zones' } as const;
  if (zones.length === 0) {
    return [
      {
        ...bad,
        property: 'zones',
        given: '[]',
        message: 'leaves no zone',
        fix: 'at least one zone, or no zones at all',
      },
    ];
  }
  const offered = machine === undefined ? undefined : machineZones?.[machine.instanceType];
  return zones.flatMap((zone, index): readonly IssueDetails[] => {
    const at = { property: `zones[${index}]`, given: printGiven(zone) };
    if (!/^[1-9]$/.test(zone)) {
      return [{ ...at, ...bad, message: 'is no number of a zone of a region', fix: "'1', '2' or '3'" }];
    }
    if (zones.indexOf(zone) !== index) return [{ ...at, ...bad, message: 'is there twice', fix: 'each zone once' }];
    if (offered === undefined || offered.includes(zone)) return [];
    const message = `does not have ${machine?.instanceType ?? ''}, by machineZones of the cluster`;
    return [{ ...at, code: 'clouds/not-offered', message, fix: offered.join(' or ') || 'another machine' }];
  });
}

function judgeUpdate({ update, capacity }: CommonPoolProps): readonly IssueDetails[] {
  if (update === undefined) return [];
  if (capacity?.kind === 'spot') {
    return [
      {
        code: 'clouds/invalid-size',
        property: 'update',
        given: printGiven(update),
        message: 'AKS renews spot nodes in one way only, without nodes that come first',
        fix: 'no update',
      },
    ];
  }
  return Object.entries(update).flatMap(([name, given]: [string, number]): readonly IssueDetails[] => {
    const most = name.endsWith('Percentage') ? 100 : mostNodes;
    if (Number.isInteger(given) && given >= 1 && given <= most) return [];
    const message = `must be a whole number from 1 to ${most}`;
    return [
      { code: 'clouds/invalid-size', property: `update.${name}`, given: printGiven(given), message, fix: `${name}: 1` },
    ];
  });
}

/**
 * Judges whether all nodes that the pools may have find addresses: one each of the subnet, and in an overlay a /24 each
 * for their pods.
 *
 * Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/concepts-network-azure-cni-overlay.md (2026-07-31):
 * Azure keeps five addresses of each subnet, and a node is given a /24.
 */
function judgeRoom(
  { name, nodes }: Pick<NodePool, 'name' | 'nodes'>,
  { nodePools, nodeAddresses, podAddresses, podNetwork }: PoolSurroundings,
): readonly IssueDetails[] {
  const others = nodePools.filter((pool) => pool.name !== name).reduce((sum, pool) => sum + pool.nodes.max, 0);
  const all = others + nodes.max;
  const inSubnet = readRange(nodeAddresses);
  const inOverlay = podNetwork === 'azure-cni-overlay' ? readRange(podAddresses) : undefined;
  const room = [
    ...(inSubnet === undefined
      ? []
      : [{ most: 2 ** (32 - inSubnet.length) - 5, of: `the subnet ${nodeAddresses ?? ''}` }]),
    ...(inOverlay === undefined
      ? []
      : [{ most: 2 ** (24 - inOverlay.length), of: `the pods' range ${podAddresses ?? ''}` }]),
  ];
  return room
    .filter(({ most }) => all > most)
    .map(({ most, of }) => ({
      code: 'aks/no-addresses-left' as const,
      property: 'nodes.max',
      given: printGiven(nodes.max),
      message: `all pools together may have ${all} nodes, and ${of} has addresses for ${most}`,
      fix: most > others ? `max: ${most - others} or less, or a larger range` : 'a larger range',
    }));
}
