import { targetKey } from '../autoscalers';
import type { RuleFinding } from '../finding';
import { scalersBySelector } from '../goes-by-selector';
import type { Inventory } from '../inventory';
import { nameOf, type ManifestObject } from '../manifest';
import type { PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import {
  asksForAddedLabel,
  isEmptySelector,
  readLabelMap,
  readLabelSelector,
  selects,
  type Selector,
} from '../selector';
import { isSet } from '../untrusted';

const controllers = ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'];

/** Controllers, Services, budgets and policies select the pods they are meant for, and no other's. */
export const selectorsMatch: Rule = {
  name: 'selectors-match',
  summary: "controllers select their own pods and no other's; Services, budgets and policies select some",
  source:
    'kubernetes 1.34 pkg/apis/apps/validation; pkg/registry/core/pod/storage/eviction.go: more than one PodDisruptionBudget; pkg/controller/podautoscaler/replica_calculator.go',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    const selectors = new Map<ManifestObject, Selector>();
    for (const kind of controllers) {
      for (const object of inventory.ofKind('apps', kind)) checkOwnPods(inventory, object, selectors, found);
    }
    const scalers = scalersBySelector(inventory);
    for (const [object, selector] of selectors) {
      checkOverlap(inventory, object, selector, selectors, found);
      const scaler = scalers.get(targetKey(object));
      if (scaler !== undefined) checkScaledPods(inventory, object, selector, selectors, scaler, found);
    }
    checkSelectors(inventory, found);
    return found;
  },
};

function checkOwnPods(
  inventory: Inventory,
  object: ManifestObject,
  selectors: Map<ManifestObject, Selector>,
  found: RuleFinding[],
): void {
  const { manifest, spec, kind } = object;
  const place = {
    code: 'verify/selector-misses-own-pods',
    severity: 'error',
    manifest,
    path: 'spec.selector',
  } as const;
  if (!isSet(spec['selector'])) {
    found.push({
      ...place,
      message: `a ${kind} needs a selector`,
      fix: 'matchLabels, with labels of its pod template',
    });
    return;
  }
  const selector = readLabelSelector(spec['selector']);
  if (selector === undefined) return;
  if (isEmptySelector(selector)) {
    const message = `the selector is empty, which the API server refuses for a ${kind}`;
    found.push({ ...place, message, fix: 'matchLabels, with labels of its pod template' });
    return;
  }
  const template = inventory.podTemplatesOf(object)[0];
  if (template === undefined) return;
  if (selects(selector, template.labels)) {
    selectors.set(object, selector);
    return;
  }
  found.push({
    ...place,
    message: `the labels of its own pod template do not match the selector`,
    fix: 'the same labels in spec.selector and spec.template.metadata.labels',
  });
}

function checkOverlap(
  inventory: Inventory,
  object: ManifestObject,
  selector: Selector,
  selectors: ReadonlyMap<ManifestObject, Selector>,
  found: RuleFinding[],
): void {
  const own = inventory.podTemplatesOf(object)[0];
  if (own === undefined) return;
  for (const { owner } of inventory.podsSelectedBy(selector, object.namespace)) {
    // The later of the two is reported; one rival is enough, and keeps this linear where all share their labels.
    if (owner.order >= object.order) return;
    const theirs = selectors.get(owner);
    if (theirs === undefined || !selects(theirs, own.labels)) continue;
    if (inventory.isRepeated(object)) return;
    found.push({
      code: 'verify/selectors-overlap',
      // Controllers know their own pods by an owner reference; what goes by the selector alone does not.
      severity: 'warning',
      manifest: object.manifest,
      path: 'spec.selector',
      message: `it selects the pods of ${nameOf(owner)}, which selects its pods, so that autoscalers and budgets take those of one for those of the other`,
      fix: 'a label that only its own pods have, such as app.kubernetes.io/instance',
    });
    return;
  }
}

/** An autoscaler takes all pods that the selector of its target selects for those of its target. */
function checkScaledPods(
  inventory: Inventory,
  object: ManifestObject,
  selector: Selector,
  selectors: ReadonlyMap<ManifestObject, Selector>,
  scaler: ManifestObject,
  found: RuleFinding[],
): void {
  const own = inventory.podTemplatesOf(object)[0];
  if (own === undefined || inventory.isRepeated(object)) return;
  for (const { owner, origin } of inventory.podsSelectedBy(selector, object.namespace)) {
    if (origin === 'custom' || nameOf(owner) === nameOf(object)) continue;
    const theirs = selectors.get(owner);
    // Where they select each other's, that is said.
    if (theirs !== undefined && selects(theirs, own.labels)) return;
    found.push({
      code: 'verify/selectors-overlap',
      severity: 'warning',
      manifest: object.manifest,
      path: 'spec.selector',
      message: `it selects the pods of ${nameOf(owner)} too, and ${nameOf(scaler)} counts them and their usage among its own`,
      fix: 'a label that only its own pods have, such as app.kubernetes.io/instance',
    });
    return;
  }
}

function checkSelectors(inventory: Inventory, found: RuleFinding[]): void {
  for (const service of inventory.ofKind('', 'Service')) {
    const selector = readLabelMap(service.spec['selector']);
    if (selector === undefined || isEmptySelector(selector) || service.spec['type'] === 'ExternalName') continue;
    checkSelectsSome(inventory, service, selector, 'spec.selector', found);
  }
  for (const policy of inventory.ofKind('networking.k8s.io', 'NetworkPolicy')) {
    const selector = readLabelSelector(policy.spec['podSelector']);
    if (selector === undefined || isEmptySelector(selector)) continue;
    checkSelectsSome(inventory, policy, selector, 'spec.podSelector', found);
  }
  checkBudgets(inventory, found);
}

function checkBudgets(inventory: Inventory, found: RuleFinding[]): void {
  const covered = new Map<PodTemplate, ManifestObject>();
  for (const budget of inventory.ofKind('policy', 'PodDisruptionBudget')) {
    const selector = readLabelSelector(budget.spec['selector']);
    if (selector === undefined || inventory.isRepeated(budget)) continue;
    checkSelectsSome(inventory, budget, selector, 'spec.selector', found);
    for (const pods of inventory.podsSelectedBy(selector, budget.namespace)) {
      const other = covered.get(pods);
      covered.set(pods, other ?? budget);
      if (other === undefined || pods.origin === 'custom') continue;
      found.push({
        code: 'verify/two-budgets',
        severity: 'error',
        manifest: budget.manifest,
        path: 'spec.selector',
        message: `${nameOf(other)} covers the pods of ${nameOf(pods.owner)} too, and a pod with two budgets can never be evicted`,
        fix: 'one budget for these pods',
      });
      break;
    }
  }
}

function checkSelectsSome(
  inventory: Inventory,
  object: ManifestObject,
  selector: Selector,
  path: string,
  found: RuleFinding[],
): void {
  for (const _ of inventory.podsSelectedBy(selector, object.namespace)) return;
  if (asksForAddedLabel(selector)) return;
  found.push({
    code: 'verify/selects-no-pods',
    severity: 'warning',
    manifest: object.manifest,
    path,
    message: 'no pod that the app makes in this namespace has these labels',
    fix: 'labels of the pods that are meant',
  });
}
