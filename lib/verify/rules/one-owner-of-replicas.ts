import { printGiven } from '../../core';
import { autoscalersOf, targetKey, type Autoscaler } from '../autoscalers';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { nameOf } from '../manifest';
import type { Rule } from '../rule';
import { asArray, asInteger, asRecord, isSet } from '../untrusted';

/** Exactly one thing sets a number of replicas. */
export const oneOwnerOfReplicas: Rule = {
  name: 'one-owner-of-replicas',
  summary: 'an autoscaler alone sets the replicas of its target, within a range that it can hold',
  source: 'pulumi-kubernetes#2491; KEDA 2.21 admission webhooks; kubernetes 1.34 pkg/apis/autoscaling/validation',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    const owners = new Map<string, Autoscaler>();
    for (const autoscaler of autoscalersOf(inventory)) {
      if (inventory.isRepeated(autoscaler.object)) continue;
      checkRange(autoscaler, found);
      const key = targetKey(autoscaler.target);
      const owner = owners.get(key);
      if (owner === undefined) {
        owners.set(key, autoscaler);
        checkTarget(inventory, autoscaler, found);
      } else if (!takesOver(owner, autoscaler) && !takesOver(autoscaler, owner)) {
        found.push(rivals(owner, autoscaler));
      }
    }
    return found;
  },
};

function checkTarget(inventory: Inventory, { object, target }: Autoscaler, found: RuleFinding[]): void {
  const scaled = inventory.tryFind(target);
  if (scaled === undefined || !isSet(scaled.spec['replicas'])) return;
  found.push({
    code: 'verify/replicas-owned-twice',
    // It runs, until the next deployment takes the replicas away that the load asked for.
    severity: 'error',
    manifest: scaled.manifest,
    path: 'spec.replicas',
    given: printGiven(scaled.spec['replicas']),
    message: `${nameOf(object)} sets the replicas too, and each deployment would undo what it did`,
    fix: 'no replicas here: the autoscaler starts from 1',
  });
}

function rivals(owner: Autoscaler, { object, target }: Autoscaler): RuleFinding {
  return {
    code: 'verify/two-autoscalers',
    severity: 'error',
    manifest: object.manifest,
    path: 'spec.scaleTargetRef',
    message: `${nameOf(owner.object)} scales ${nameOf(target)} too, and each undoes what the other does`,
    fix: 'one autoscaler for this target, with the metrics of both',
  };
}

/** A ScaledObject may be told to adopt the HorizontalPodAutoscaler that was there before it. */
function takesOver({ object }: Autoscaler, other: Autoscaler): boolean {
  if (object.kind !== 'ScaledObject' || other.object.kind !== 'HorizontalPodAutoscaler') return false;
  const annotations = asRecord(object.metadata['annotations']);
  const { name } = asRecord(asRecord(object.spec['advanced'])['horizontalPodAutoscalerConfig']);
  // KEDA adopts the one that it is told the name of.
  return annotations['scaledobject.keda.sh/transfer-hpa-ownership'] === 'true' && name === other.object.name;
}

function checkRange({ object }: Autoscaler, found: RuleFinding[]): void {
  if (object.kind !== 'HorizontalPodAutoscaler') return;
  const { manifest, spec } = object;
  const least = isSet(spec['minReplicas']) ? asInteger(spec['minReplicas']) : 1;
  const most = asInteger(spec['maxReplicas']) ?? (isSet(spec['maxReplicas']) ? undefined : 0);
  if (most !== undefined && most < 1) {
    const path = 'spec.maxReplicas';
    const message = 'an autoscaler needs an upper limit of at least 1';
    const fix = 'the most pods that you are ready to pay for';
    found.push({
      code: 'verify/autoscaler-range',
      severity: 'error',
      manifest,
      path,
      given: String(most),
      message,
      fix,
    });
  } else if (most !== undefined && least !== undefined && least > most) {
    found.push({
      code: 'verify/autoscaler-range',
      severity: 'error',
      manifest,
      path: 'spec.minReplicas',
      given: String(least),
      message: `more than maxReplicas, which is ${most}`,
      fix: `${most} or fewer, or a greater maxReplicas`,
    });
  }
  if (least === 0) checkFromZero(object, found);
}

function checkFromZero({ manifest, spec }: Autoscaler['object'], found: RuleFinding[]): void {
  const place = { manifest, path: 'spec.minReplicas', given: '0' };
  const types = asArray(spec['metrics']).map((metric) => asRecord(metric)['type']);
  if (types.includes('Object') || types.includes('External')) {
    found.push({
      ...place,
      code: 'verify/not-known-scale-to-zero',
      severity: 'not-known',
      message:
        'whether the cluster lets a HorizontalPodAutoscaler scale to zero is not known: the alpha feature HPAScaleToZero is not declared',
      fix: '1, or a ScaledObject of KEDA',
    });
    return;
  }
  found.push({
    ...place,
    code: 'verify/autoscaler-from-zero',
    severity: 'error',
    message: 'without pods there is nothing to measure, so that it never wakes, and the API server refuses it',
    fix: '1, or a ScaledObject of KEDA with a metric from outside the pods',
  });
}
