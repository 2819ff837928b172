import { printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { ManifestObject } from '../manifest';
import type { Rule } from '../rule';
import { isMetricOfServer } from '../server-metrics';
import { asArray, asInteger, asRecord, asString, isSet, type PlainRecord } from '../untrusted';

/** What KEDA scales by tells something while there is no pod, and one number while there are many. */
export const triggersTell: Rule = {
  name: 'triggers-tell',
  summary:
    'a ScaledObject says whether it scales to zero, wakes by something outside its pods, and asks for one number',
  source: 'https://keda.sh/docs/2.21/scalers/prometheus/: ignoreNullValues, and a query that gives one element',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const object of inventory.ofKind('keda.sh', 'ScaledObject')) {
      const triggers = asArray(object.spec['triggers']).map(asRecord);
      if (triggers.length === 0) continue;
      checkSaid(object, triggers, found);
      checkWaking(object, triggers, found);
      triggers.forEach((trigger, index) => {
        checkQuery(object, trigger, index, found);
      });
    }
    return found;
  },
};

function checkSaid({ manifest, spec }: ManifestObject, triggers: readonly PlainRecord[], found: RuleFinding[]): void {
  // With usage alone the rule for ranges says that it cannot be.
  if (!isSet(spec['minReplicaCount']) && !triggers.every(isUsage)) {
    found.push({
      code: 'verify/scales-to-zero-unsaid',
      severity: 'warning',
      manifest,
      path: 'spec.minReplicaCount',
      message: 'left out, it is 0, and nothing says that the pods shall all be ended when they have nothing to do',
      fix: '0 or 1, whichever is meant',
    });
  }
  if (isSet(spec['maxReplicaCount'])) return;
  found.push({
    code: 'verify/no-upper-limit',
    severity: 'warning',
    manifest,
    path: 'spec.maxReplicaCount',
    message: 'left out, it is 100 pods',
    fix: 'the most pods that you are ready to pay for',
  });
}

function isUsage({ type }: PlainRecord): boolean {
  return type === 'cpu' || type === 'memory';
}

/** At zero there is no pod that tells anything: a query of what pods tell is then empty, and KEDA reads that as nothing to do. */
function checkWaking({ manifest, spec }: ManifestObject, triggers: readonly PlainRecord[], found: RuleFinding[]): void {
  if ((asInteger(spec['minReplicaCount']) ?? 0) !== 0 || triggers.every(isUsage)) return;
  const names = triggers.map((trigger) => (isUsage(trigger) ? '' : metricOfPods(trigger)));
  const index = names.findIndex((name) => name !== undefined && name !== '');
  if (names.includes(undefined) || index === -1) return;
  found.push({
    code: 'verify/autoscaler-from-zero',
    // Servers beside these may tell the same.
    severity: 'warning',
    manifest,
    path: `spec.triggers[${index}].metadata.query`,
    given: printGiven(asRecord(triggers[index]?.['metadata'])['query']),
    message: `servers tell ${names[index] ?? ''} of themselves: where no other is asked, there is nothing to read at zero, and it never wakes`,
    fix: 'minReplicaCount: 1, or a trigger for something outside of the pods, such as a gateway or a queue',
  });
}

/** The metric of a server that a query of Prometheus reads, where it reads no other. */
function metricOfPods({ type, metadata }: PlainRecord): string | undefined {
  const { query, ignoreNullValues, activationThreshold } = asRecord(metadata);
  if (type !== 'prometheus' || typeof query !== 'string' || ignoreNullValues === 'false') return undefined;
  // What is read as 0 is above it.
  if (Number(activationThreshold ?? 0) < 0) return undefined;
  // What fills in for a missing series may wake it.
  if (/\b(?:vector|absent|absent_over_time|or)\b/.test(query)) return undefined;
  const named = query.replace(/\{[^}]*\}|"[^"]*"|'[^']*'/g, '').match(/[A-Za-z_][\w:]*/g) ?? [];
  const metrics = named.filter((name) => /[_:]/.test(name) && !functions.has(name));
  const [first] = metrics;
  return first !== undefined && metrics.every((name) => isMetricOfServer(name)) ? first : undefined;
}

/** Of the functions of PromQL those with an underscore. */
const functions = new Set([
  'avg_over_time',
  'count_over_time',
  'count_values',
  'clamp_max',
  'clamp_min',
  'group_left',
  'group_right',
  'histogram_quantile',
  'last_over_time',
  'max_over_time',
  'min_over_time',
  'quantile_over_time',
  'stddev_over_time',
  'sum_over_time',
]);

/** A metric by itself is a series for each pod, and KEDA takes one element. */
function checkQuery(
  { manifest, spec }: ManifestObject,
  trigger: PlainRecord,
  index: number,
  found: RuleFinding[],
): void {
  const query = asString(asRecord(trigger['metadata'])['query']);
  if (trigger['type'] !== 'prometheus' || query === undefined) return;
  const bare = /^\s*([A-Za-z_][\w:]*)\s*(?:\{[^}]*\})?\s*$/.exec(query)?.[1];
  const most = asInteger(spec['maxReplicaCount']) ?? 100;
  if (bare === undefined || !isMetricOfServer(bare) || most < 2) return;
  found.push({
    code: 'verify/query-of-each-pod',
    // A Prometheus that scrapes a Service instead of its pods has one.
    severity: 'warning',
    manifest,
    path: `spec.triggers[${index}].metadata.query`,
    given: printGiven(query),
    message: `${bare} is a series for each pod, and KEDA refuses a query that gives more than one`,
    fix: `sum(${query.trim()}), or max or avg of it`,
  });
}
