import type { Manifest, ManifestObject } from './manifest';
import type { RequiredFields } from './required-fields';
import { asArray, asRecord, isRecord, isSet } from './untrusted';

/** What a HorizontalPodAutoscaler must say: what it scales, what it reads, and its policies where it lists any. */
export function requireOfAutoscaler({ manifest, spec }: ManifestObject, fields: RequiredFields): void {
  const target = asRecord(spec['scaleTargetRef']);
  fields.require(manifest, 'spec.scaleTargetRef.name', target['name'], 'the name of what is to be scaled');
  if (isSet(target['kind']) && target['kind'] !== 'ReplicationController')
    fields.require(
      manifest,
      'spec.scaleTargetRef.apiVersion',
      target['apiVersion'],
      'the API version of the kind, such as apps/v1',
    );
  checkMetrics(manifest, spec['metrics'], fields);
  checkBehaviour(manifest, spec['behavior'], fields);
}

/** Each kind of metric has its fields in a field of its own. */
const metricSources: ReadonlyMap<unknown, string> = new Map([
  ['ContainerResource', 'containerResource'],
  ['External', 'external'],
  ['Object', 'object'],
  ['Pods', 'pods'],
  ['Resource', 'resource'],
]);

function checkMetrics(manifest: Manifest, metrics: unknown, fields: RequiredFields): void {
  asArray(metrics).forEach((item, index) => {
    const metric = asRecord(item);
    const source = metricSources.get(metric['type']);
    if (source === undefined) return;
    const path = `spec.metrics[${index}].${source}`;
    fields.require(manifest, path, metric[source], 'what a metric of this type reads');
    const { target } = asRecord(metric[source]);
    if (!isRecord(target)) return;
    const amounts =
      source === 'pods' ? ['averageValue'] : (amountsOf.get(source) ?? ['averageUtilization', 'averageValue']);
    if (amounts.some((amount) => isSet(target[amount]))) return;
    fields.report(
      manifest,
      `${path}.target`,
      'the target says no amount that such a metric takes',
      amounts.join(' or '),
    );
  });
}

const ofOthers = ['averageValue', 'value'];
const amountsOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['external', ofOthers],
  ['object', ofOthers],
]);

/** Rules for one direction have a policy, where they list any. */
function checkBehaviour(manifest: Manifest, behaviour: unknown, fields: RequiredFields): void {
  for (const direction of ['scaleDown', 'scaleUp']) {
    const { policies } = asRecord(asRecord(behaviour)[direction]);
    if (Array.isArray(policies) && policies.length === 0)
      fields.report(
        manifest,
        `spec.behavior.${direction}.policies`,
        'the list of policies is empty',
        'a policy, or no list',
      );
  }
}
