import { printGiven } from '../../core';
import { asksOwnPods } from '../asks-own-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { ManifestObject } from '../manifest';
import type { Rule } from '../rule';
import { asArray, asInteger, asRecord, asString, isSet, type PlainRecord } from '../untrusted';

/** What KEDA scales by is something that its webhook takes, within a range that it can hold. */
export const scaledObjectsHold: Rule = {
  name: 'scaled-objects-hold',
  summary: 'a ScaledObject has a range that it can hold, triggers that KEDA takes, and something that can wake it',
  source:
    'kedacore/keda 2.21 apis/keda/v1alpha1/scaledobject_webhook.go, scaledobject_types.go, pkg/scalers/metrics_api_scaler.go and the CRD',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const object of inventory.ofKind('keda.sh', 'ScaledObject')) {
      checkRange(object, found);
      const triggers = asArray(object.spec['triggers']).map(asRecord);
      if (triggers.length === 0) continue;
      checkTriggers(object, triggers, found);
      if (triggers.every(isUsage)) checkUsageAlone(object, found);
      else checkOwnPodsAlone(inventory, object, triggers, found);
    }
    return found;
  },
};

/** What KEDA takes where a ScaledObject does not say. */
const mostByDefault = 100;

function checkRange({ manifest, spec }: ManifestObject, found: RuleFinding[]): void {
  const report = (field: string, given: number, message: string, fix: string): void => {
    const place = { manifest, path: `spec.${field}`, given: String(given) };
    found.push({ ...place, code: 'verify/autoscaler-range', severity: 'error', message, fix });
  };
  const least = asInteger(spec['minReplicaCount']) ?? 0;
  const most = isSet(spec['maxReplicaCount']) ? asInteger(spec['maxReplicaCount']) : mostByDefault;
  if (most !== undefined && most < 1) {
    report(
      'maxReplicaCount',
      most,
      'an autoscaler needs an upper limit of at least 1',
      'the most pods that you are ready to pay for',
    );
  } else if (most !== undefined && least > most) {
    const limit = isSet(spec['maxReplicaCount']) ? String(most) : `${most} where it is left out`;
    report(
      'minReplicaCount',
      least,
      `more than maxReplicaCount, which is ${limit}`,
      `${most} or fewer, or a greater maxReplicaCount`,
    );
  }
  const idle = asInteger(spec['idleReplicaCount']);
  // KEDA compares it with what the autoscaler that it makes has for its minimum, which is 1 at least.
  const fewest = isSet(spec['minReplicaCount']) ? Math.max(1, least) : 0;
  if (idle !== undefined && idle >= fewest) {
    report(
      'idleReplicaCount',
      idle,
      `not fewer than minReplicaCount, which is ${least}`,
      'no idleReplicaCount, or 0 with a minReplicaCount of 1 or more',
    );
  }
}

function isUsage({ type }: PlainRecord): boolean {
  return type === 'cpu' || type === 'memory';
}

function checkTriggers({ manifest }: ManifestObject, triggers: readonly PlainRecord[], found: RuleFinding[]): void {
  const names = new Set<string>();
  triggers.forEach((trigger, index) => {
    const name = asString(trigger['name']);
    if (name !== undefined && names.has(name)) {
      found.push({
        code: 'verify/invalid-trigger',
        severity: 'error',
        manifest,
        path: `spec.triggers[${index}].name`,
        given: printGiven(name),
        message: 'another trigger has this name',
        fix: 'a name of its own for each trigger, or none',
      });
    }
    if (name !== undefined) names.add(name);
    if (trigger['useCachedMetrics'] !== true || !(isUsage(trigger) || trigger['type'] === 'cron')) return;
    found.push({
      code: 'verify/invalid-trigger',
      severity: 'error',
      manifest,
      path: `spec.triggers[${index}].useCachedMetrics`,
      given: 'true',
      message: `KEDA keeps no metrics of a ${String(trigger['type'])} trigger`,
      fix: 'no useCachedMetrics',
    });
  });
}

/** KEDA takes it, and reads an error where nobody answers, which wakes nothing unless a fallback says so. */
function checkOwnPodsAlone(
  inventory: Inventory,
  object: ManifestObject,
  triggers: readonly PlainRecord[],
  found: RuleFinding[],
): void {
  const { manifest, spec } = object;
  if ((asInteger(spec['minReplicaCount']) ?? 0) !== 0 || isSet(spec['fallback'])) return;
  const asksItself = (trigger: PlainRecord): boolean => asksOwnPods(inventory, object, trigger);
  const first = triggers.findIndex(asksItself);
  if (first === -1 || !triggers.every((trigger) => isUsage(trigger) || asksItself(trigger))) return;
  found.push({
    code: 'verify/autoscaler-from-zero',
    severity: 'error',
    manifest,
    path: `spec.triggers[${first}].metadata.url`,
    given: printGiven(asRecord(asRecord(triggers[first])['metadata'])['url']),
    message: 'is answered by the pods that it scales, so that at zero nobody answers, and it never wakes',
    fix: 'the address of something outside of the pods, or minReplicaCount: 1',
  });
}

/** With triggers of cpu and memory alone, KEDA does no more than a HorizontalPodAutoscaler. */
function checkUsageAlone({ manifest, spec }: ManifestObject, found: RuleFinding[]): void {
  if ((asInteger(spec['minReplicaCount']) ?? 0) === 0) {
    found.push({
      code: 'verify/autoscaler-from-zero',
      severity: 'error',
      manifest,
      path: 'spec.minReplicaCount',
      given: isSet(spec['minReplicaCount']) ? '0' : undefined,
      message: 'without pods there is no cpu and no memory to measure, so that it never wakes, and KEDA refuses it',
      fix: '1, or a trigger for something outside of the pods',
    });
  }
  if (!isSet(spec['fallback']) || isSet(asRecord(asRecord(spec['advanced'])['scalingModifiers'])['formula'])) return;
  found.push({
    code: 'verify/fallback-without-metric',
    severity: 'error',
    manifest,
    path: 'spec.fallback',
    message: 'a fallback needs a trigger besides cpu and memory, and KEDA refuses it',
    fix: 'no fallback: the replicas stay as they are while the usage is not known',
  });
}
