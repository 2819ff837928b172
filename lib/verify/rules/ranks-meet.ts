import { printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { nameOf } from '../manifest';
import type { PodTemplate } from '../pod-template';
import { isAccelerator, resourcesNamedBy } from '../requested-devices';
import type { Rule } from '../rule';
import { isEmptySelector, readLabelMap, selects } from '../selector';
import { asInteger, asRecord, asString, type PlainRecord } from '../untrusted';

/** The pods of a Job that call each other by name run at once, and are found. */
export const ranksMeet: Rule = {
  name: 'ranks-meet',
  summary: 'the pods of a Job that call each other by name all run at once, and a headless Service gives them names',
  source: 'kubernetes tasks/job/job-with-pod-to-pod-communication; concepts/services-networking/dns-pod-service',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const job of inventory.ofKind('batch', 'Job')) {
      for (const template of inventory.podTemplatesOf(job)) {
        const subdomain = asString(template.pod['subdomain']);
        if (subdomain === undefined || job.spec['completionMode'] !== 'Indexed') continue;
        checkNames(template, subdomain, inventory, found);
        checkAtOnce(template, found);
      }
    }
    return found;
  },
};

function checkNames(template: PodTemplate, subdomain: string, inventory: Inventory, found: RuleFinding[]): void {
  const { owner, podPath, labels } = template;
  const wanted = { group: '', kind: 'Service', namespace: owner.namespace, name: subdomain };
  const place = { manifest: owner.manifest, path: `${podPath}.subdomain`, given: printGiven(subdomain) } as const;
  const service = inventory.tryFind(wanted);
  if (service === undefined) {
    if (inventory.locate(wanted).kind !== 'not-known') return;
    found.push({
      ...place,
      code: 'verify/not-known-reference',
      severity: 'not-known',
      message: `whether the pods have host names is not known: the app does not make ${nameOf(wanted)}, and it is not declared`,
      fix: `a Service ${subdomain} with clusterIP: None that selects the pods`,
    });
    return;
  }
  const selector = readLabelMap(service.spec['selector']);
  const isHeadless = service.spec['clusterIP'] === 'None';
  // A Job puts its own name on its pods, and their ranks: a Service may select one of them, which the others call.
  const rank = 'batch.kubernetes.io/job-completion-index';
  const wantedRank = asRecord(service.spec['selector'])[rank];
  const added = {
    'job-name': owner.name,
    'batch.kubernetes.io/job-name': owner.name,
    ...(isRankOf(owner.spec, wantedRank) ? { [rank]: wantedRank } : {}),
  };
  const isFound = selector === undefined || isEmptySelector(selector) || selects(selector, { ...labels, ...added });
  if (isHeadless && isFound) return;
  found.push({
    ...place,
    code: 'verify/no-host-names',
    severity: 'error',
    message: isHeadless
      ? `${nameOf(service)} does not select the pods, so that none of them can be called by its name`
      : `${nameOf(service)} has an address of its own, so that none of the pods can be called by its name`,
    fix: isHeadless ? `a selector of labels of the pods, such as job-name: ${owner.name}` : 'clusterIP: None in it',
  });
}

/** Whether one of the pods of an Indexed Job has this rank. */
function isRankOf(job: PlainRecord, rank: unknown): boolean {
  if (job['completionMode'] !== 'Indexed' || typeof rank !== 'string' || !/^\d+$/.test(rank)) return false;
  return Number(rank) < (asInteger(job['completions']) ?? 1);
}

function checkAtOnce({ owner, pod, podPath, containers, metadata }: PodTemplate, found: RuleFinding[]): void {
  const completions = asInteger(owner.spec['completions']) ?? 1;
  const parallelism = asInteger(owner.spec['parallelism']) ?? 1;
  if (parallelism < completions) {
    found.push({
      code: 'verify/ranks-wait',
      severity: 'warning',
      manifest: owner.manifest,
      path: 'spec.parallelism',
      given: String(parallelism),
      message: `${completions} pods call each other, and only ${parallelism} of them ${parallelism === 1 ? 'runs' : 'run'} at once, so that these wait for the others`,
      fix: `parallelism: ${completions}`,
    });
    return;
  }
  const needs = containers.some((container) => resourcesNamedBy(container).some(isAccelerator));
  const { labels, annotations } = asRecord(metadata);
  const marks = [labels, annotations, owner.metadata['labels'], owner.metadata['annotations']].map(asRecord);
  const isGang = marks.some((mark) => gangMarks.some((key) => Object.hasOwn(mark, key)));
  if (completions < 2 || !needs || isGang || !isOfDefaultScheduler(pod['schedulerName'])) return;
  found.push({
    code: 'verify/gang-not-whole',
    severity: 'warning',
    manifest: owner.manifest,
    path: podPath,
    message: `its ${completions} pods are placed one by one, so that two such Jobs may each hold accelerators that the other waits for`,
    fix: 'the label kueue.x-k8s.io/queue-name, or a scheduler that places groups',
  });
}

function isOfDefaultScheduler(name: unknown): boolean {
  return (asString(name) ?? 'default-scheduler') === 'default-scheduler';
}

/** What Kueue, coscheduling and Volcano know a group by. */
const gangMarks = [
  'kueue.x-k8s.io/queue-name',
  'scheduling.x-k8s.io/pod-group',
  'scheduling.k8s.io/group-name',
  'pod-group.scheduling.sigs.k8s.io/name',
];
