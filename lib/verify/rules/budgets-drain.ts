import { printGiven } from '../../core';
import { autoscalersOf, targetKey } from '../autoscalers';
import type { RuleFinding } from '../finding';
import { isNone, podsUp, readIntOrPercent, type IntOrPercent } from '../int-or-percent';
import type { Inventory } from '../inventory';
import { nameOf, type ManifestObject } from '../manifest';
import type { Rule } from '../rule';
import { readLabelSelector } from '../selector';
import { asInteger, isSet } from '../untrusted';
import { countOf } from '../wording';

/** A node can be drained: each budget lets some pod go. */
export const budgetsDrain: Rule = {
  name: 'budgets-drain',
  summary: 'each disruption budget lets at least one of its pods be evicted',
  source:
    'kubernetes 1.34 pkg/controller/disruption; EKS managed-node-update-behavior: PodEvictionFailure after 15 minutes',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    const budgets = inventory.ofKind('policy', 'PodDisruptionBudget');
    if (budgets.length === 0) return found;
    const fewest = new Map(autoscalersOf(inventory).map(({ target, fewest }) => [targetKey(target), fewest]));
    for (const budget of budgets) checkBudget(inventory, budget, fewest, found);
    return found;
  },
};

function checkBudget(
  inventory: Inventory,
  budget: ManifestObject,
  fewest: ReadonlyMap<string, number>,
  found: RuleFinding[],
): void {
  const { manifest, spec } = budget;
  const { minAvailable, maxUnavailable } = spec;
  if (isSet(minAvailable) && isSet(maxUnavailable)) {
    found.push({
      code: 'verify/budget-says-both',
      severity: 'error',
      manifest,
      path: 'spec',
      message: 'minAvailable and maxUnavailable are both set, and the API server refuses that',
      fix: 'maxUnavailable alone',
    });
    return;
  }
  if (spec['unhealthyPodEvictionPolicy'] !== 'AlwaysAllow') {
    found.push({
      code: 'verify/budget-keeps-unhealthy',
      severity: 'warning',
      manifest,
      path: 'spec.unhealthyPodEvictionPolicy',
      given: printGiven(spec['unhealthyPodEvictionPolicy'] ?? 'IfHealthyBudget'),
      message: 'a pod that never becomes ready keeps its node from being drained',
      fix: 'AlwaysAllow',
    });
  }
  const field = isSet(minAvailable) ? 'minAvailable' : 'maxUnavailable';
  if (!isSet(spec[field])) return;
  const limit = readIntOrPercent(spec[field]);
  const place = { severity: 'error', manifest, path: `spec.${field}`, given: printGiven(spec[field]) } as const;
  if (limit === undefined || (limit.kind === 'percent' && limit.value > 100)) {
    const message = 'neither a whole number of pods nor a percentage of them up to 100%';
    found.push({ ...place, code: 'verify/not-a-share', message, fix: 'a number such as 1, or text such as 25%' });
    return;
  }
  if (field === 'maxUnavailable' || limit.kind === 'percent') checkCountable(inventory, budget, field, found);
  const why = whyNoneMayGo(inventory, budget, field, limit, fewest);
  if (why === undefined) return;
  // Some ask for it, and drain by hand.
  found.push({
    ...place,
    severity: 'warning',
    code: 'verify/budget-blocks-drain',
    message: why,
    fix: 'maxUnavailable: 1',
  });
}

/** Shares, and what may be missing, are counted from the scale of the controllers: DaemonSets and Jobs have none, a lone Pod no controller. */
function checkCountable(inventory: Inventory, budget: ManifestObject, field: string, found: RuleFinding[]): void {
  const selector = readLabelSelector(budget.spec['selector']);
  if (selector === undefined) return;
  for (const { owner } of inventory.podsSelectedBy(selector, budget.namespace)) {
    if (!uncountable.includes(`${owner.group}/${owner.kind}`)) continue;
    found.push({
      code: 'verify/budget-cannot-count',
      severity: 'warning',
      manifest: budget.manifest,
      path: `spec.${field}`,
      given: printGiven(budget.spec[field]),
      message: `it covers ${nameOf(owner)}, whose pods Kubernetes cannot count this way, so that it lets none be evicted`,
      fix: 'minAvailable as a number of pods, or a selector of servers only',
    });
    return;
  }
}

const uncountable = ['/Pod', 'apps/DaemonSet', 'batch/CronJob', 'batch/Job'];

function whyNoneMayGo(
  inventory: Inventory,
  budget: ManifestObject,
  field: 'minAvailable' | 'maxUnavailable',
  limit: IntOrPercent,
  fewest: ReadonlyMap<string, number>,
): string | undefined {
  if (field === 'maxUnavailable') {
    return isNone(limit) ? 'none of its pods may ever be evicted, so that no drain of their nodes ends' : undefined;
  }
  if (limit.kind === 'percent' && limit.value === 100) {
    return 'all of its pods must stay, so that no drain of their nodes ends';
  }
  const total = replicasSelectedBy(inventory, budget, fewest);
  if (total === undefined || total === 0 || podsUp(limit, total) < total) return undefined;
  return `of ${countOf(total, 'replica')}, the fewest that there may be, ${podsUp(limit, total)} must stay, so that no drain of their nodes ends`;
}

/** The fewest pods that the selected controllers keep, where all of them say. */
function replicasSelectedBy(
  inventory: Inventory,
  budget: ManifestObject,
  fewest: ReadonlyMap<string, number>,
): number | undefined {
  const selector = readLabelSelector(budget.spec['selector']);
  if (selector === undefined) return undefined;
  let total = 0;
  for (const { owner } of inventory.podsSelectedBy(selector, budget.namespace)) {
    const replicas = replicasOf(owner, fewest);
    if (replicas === undefined) return undefined;
    total += replicas;
  }
  return total;
}

const scalable = ['apps/Deployment', 'apps/ReplicaSet', 'apps/StatefulSet', '/ReplicationController'];

function replicasOf(owner: ManifestObject, fewest: ReadonlyMap<string, number>): number | undefined {
  const autoscaled = fewest.get(targetKey(owner));
  if (autoscaled !== undefined) return autoscaled;
  if (!scalable.includes(`${owner.group}/${owner.kind}`)) return undefined;
  return isSet(owner.spec['replicas']) ? asInteger(owner.spec['replicas']) : 1;
}
