import { printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { ManifestObject } from '../manifest';
import type { Rule } from '../rule';
import { asRecord, asString } from '../untrusted';
import { listedInCluster } from '../cluster-lists';
import { listNames } from '../wording';

/** What waits in a queue of Kueue waits in one that there is, and leaves its start to Kueue. */
export const queuesAdmit: Rule = {
  name: 'queues-admit',
  summary: 'what waits in a queue of Kueue names one of its namespace, and leaves its start to Kueue',
  source: 'kubernetes-sigs/kueue ff69552e: site/content/en/docs/tasks/run, LocalQueue; its webhook suspends each Job',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const object of inventory.objects) {
      const queue = asString(asRecord(object.metadata['labels'])[queueLabel]);
      if (queue === undefined) continue;
      checkQueue(object, queue, inventory, found);
      if (object.group !== 'batch' || object.kind !== 'Job' || object.spec['suspend'] !== false) continue;
      found.push({
        code: 'verify/started-twice',
        severity: 'warning',
        manifest: object.manifest,
        path: 'spec.suspend',
        given: 'false',
        message: 'Kueue suspends a Job until there is room for it, and each deployment would start it at once',
        fix: 'no suspend',
      });
    }
    return found;
  },
};

const queueLabel = 'kueue.x-k8s.io/queue-name';

function checkQueue(object: ManifestObject, queue: string, inventory: Inventory, found: RuleFinding[]): void {
  const wanted = { group: 'kueue.x-k8s.io', kind: 'LocalQueue', namespace: object.namespace, name: queue };
  if (inventory.locate(wanted).kind !== 'not-known') return;
  const { cluster } = inventory;
  const names = listedInCluster(wanted, cluster);
  if (names?.includes(queue) === true) return;
  const place = {
    manifest: object.manifest,
    path: `metadata.labels["${queueLabel}"]`,
    given: printGiven(queue),
  } as const;
  const where = object.namespace === '' ? 'its namespace' : `namespace ${object.namespace}`;
  if (names === undefined) {
    found.push({
      ...place,
      code: 'verify/not-known-reference',
      severity: 'not-known',
      message: `whether there is a LocalQueue ${queue} in ${where} is not known: the app does not make it, and the queues of the cluster are not declared`,
      fix: 'addOns.kueue.queues in the description of the cluster',
    });
    return;
  }
  found.push({
    ...place,
    code: 'verify/not-in-cluster',
    severity: 'error',
    message: `cluster ${cluster?.name ?? ''} has no such LocalQueue in ${where}${names.length === 0 ? '' : `, only ${listNames(names)}`}, so that it never starts`,
    fix: names.length === 0 ? 'a LocalQueue in that namespace' : 'one of these, or a LocalQueue of that name',
  });
}
