import { nameProblem, printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { ManifestObject } from '../manifest';
import type { Rule } from '../rule';
import { asArray, asInteger, asRecord, asString, isRecord, isSet, type PlainRecord } from '../untrusted';

/** What JobSet makes has names that it takes, and its policies name Jobs that it has. */
export const jobSetsValid: Rule = {
  name: 'job-sets-valid',
  summary: 'the Jobs and pods of a JobSet get names that can be, and its policies name Jobs that it has',
  source: 'kubernetes-sigs/jobset 08dfbdfd pkg/webhooks/jobset_webhook.go, pkg/util/placement/placement.go',
  check(inventory: Inventory): readonly RuleFinding[] {
    return inventory.ofKind('jobset.x-k8s.io', 'JobSet').flatMap((jobSet) => {
      const judgement = new JobSetJudgement(jobSet);
      judgement.checkNames();
      judgement.checkPolicies();
      judgement.checkCoordinator();
      return judgement.found;
    });
  },
};

interface ReplicatedJob {
  readonly name: string;
  readonly replicas: number;
  /** How many pods each of its Jobs has, by their indexes; nothing where they have none. */
  readonly completions: number | undefined;
  readonly definition: PlainRecord;
  readonly path: string;
}

class JobSetJudgement {
  readonly found: RuleFinding[] = [];
  private readonly jobs: readonly ReplicatedJob[];
  private readonly jobSet: ManifestObject;

  constructor(jobSet: ManifestObject) {
    this.jobSet = jobSet;
    this.jobs = asArray(jobSet.spec['replicatedJobs']).map((item, index) => {
      const definition = asRecord(item);
      const job = asRecord(asRecord(definition['template'])['spec']);
      return {
        name: asString(definition['name']) ?? '',
        replicas: asInteger(definition['replicas']) ?? 1,
        completions: (job['completionMode'] ?? 'Indexed') === 'Indexed' ? asInteger(job['completions']) : undefined,
        definition,
        path: `spec.replicatedJobs[${index}]`,
      };
    });
  }

  checkNames(): void {
    const { name: own, spec } = this.jobSet;
    const { subdomain } = asRecord(spec['network']);
    if (asString(subdomain) !== undefined) this.checkName('spec.network.subdomain', String(subdomain), 'its Service');
    for (const { name, replicas, completions, definition, path } of this.jobs) {
      const { groupName } = definition;
      if (asString(groupName) !== undefined) this.checkName(`${path}.groupName`, String(groupName), 'its group');
      if (own === '' || name === '') continue;
      // The last has the longest name.
      const job = `${own}-${name}-${replicas - 1}`;
      const isTaken = this.checkName(`${path}.name`, job, 'one of its Jobs');
      // The names of pods end with five letters of chance.
      if (isTaken && completions !== undefined)
        this.checkName(`${path}.name`, `${job}-${completions - 1}-abcde`, 'one of its pods');
    }
  }

  checkPolicies(): void {
    const { spec } = this.jobSet;
    this.checkTargets(spec['successPolicy'], 'spec.successPolicy');
    const seen = new Set<string>();
    asArray(asRecord(spec['failurePolicy'])['rules']).forEach((rule, index) => {
      const path = `spec.failurePolicy.rules[${index}]`;
      this.checkTargets(rule, path);
      const { name, onJobFailureReasons } = asRecord(rule);
      const given = asString(name);
      if (given !== undefined && seen.has(given)) {
        this.refuse(`${path}.name`, given, 'another rule has this name', 'a name of its own');
      } else if (given !== undefined && (given.length > 128 || !ruleName.test(given))) {
        const form = 'letters, digits, _, comma and colon, from a letter to a letter, digit or _, 128 at most';
        this.refuse(`${path}.name`, given, 'the name of a rule is of another form', form);
      }
      if (given !== undefined) seen.add(given);
      asArray(onJobFailureReasons).forEach((reason, at) => {
        if (typeof reason !== 'string' || reasons.includes(reason)) return;
        const place = `${path}.onJobFailureReasons[${at}]`;
        this.refuse(place, reason, 'no Job fails for this reason', reasons.join(', '));
      });
    });
    this.jobs.forEach(({ definition, path }, index) => {
      const before = this.jobs.slice(0, index).map(({ name }) => name);
      asArray(definition['dependsOn']).forEach((item, at) => {
        const { name } = asRecord(item);
        if (typeof name !== 'string' || before.includes(name)) return;
        const place = `${path}.dependsOn[${at}].name`;
        const fix = before.length === 0 ? 'nothing here: it is the first' : before.join(' or ');
        this.refuse(place, name, 'it may wait only for one that stands before it', fix);
      });
    });
  }

  checkCoordinator(): void {
    const { coordinator } = this.jobSet.spec;
    if (!isRecord(coordinator)) return;
    const { replicatedJob, jobIndex = 0, podIndex = 0 } = coordinator;
    const job = this.jobs.find(({ name }) => name === replicatedJob);
    if (job === undefined) {
      if (typeof replicatedJob === 'string') this.refuseTarget('spec.coordinator.replicatedJob', replicatedJob);
    } else if (job.completions === undefined) {
      const message = `the Jobs of ${job.name} have no indexes, or do not say how many`;
      this.refuse('spec.coordinator', undefined, message, 'completionMode: Indexed and completions in their template');
    } else {
      this.checkIndex('spec.coordinator.jobIndex', jobIndex, job.replicas);
      this.checkIndex('spec.coordinator.podIndex', podIndex, job.completions);
    }
  }

  private checkIndex(path: string, given: unknown, count: number): void {
    const index = asInteger(given);
    if (index === undefined || (index >= 0 && index < count)) return;
    this.refuse(path, given, `there are ${count}, counted from 0`, `${count - 1} at most`);
  }

  private checkTargets(policy: unknown, path: string): void {
    asArray(asRecord(policy)['targetReplicatedJobs']).forEach((target, index) => {
      if (typeof target !== 'string' || this.jobs.some(({ name }) => name === target)) return;
      this.refuseTarget(`${path}.targetReplicatedJobs[${index}]`, target);
    });
  }

  private refuseTarget(path: string, target: string): void {
    this.refuse(path, target, 'no replicated Job has this name', this.jobs.map(({ name }) => name).join(' or '));
  }

  /** Says whether a name is one that JobSet takes. */
  private checkName(path: string, name: string, whose: string): boolean {
    // A DNS-1035 label, as of a Service.
    const problem = nameProblem('Service', name);
    if (problem === undefined) return true;
    this.refuse(path, name, `the name of ${whose} ${problem}`, 'shorter names of lower-case letters, digits and -');
    return false;
  }

  private refuse(path: string, given: unknown, message: string, fix: string): void {
    this.found.push({
      code: 'verify/job-set-refused',
      severity: 'error',
      manifest: this.jobSet.manifest,
      path,
      ...(isSet(given) && { given: printGiven(given) }),
      message,
      fix,
    });
  }
}

const ruleName = /^[A-Za-z](?:[A-Za-z0-9_,:]*[A-Za-z0-9_])?$/;

const reasons = [
  'BackoffLimitExceeded',
  'DeadlineExceeded',
  'FailedIndexes',
  'MaxFailedIndexesExceeded',
  'PodFailurePolicy',
];
