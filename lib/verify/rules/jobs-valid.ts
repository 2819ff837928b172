import { nameProblem, printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { ManifestObject } from '../manifest';
import type { Rule } from '../rule';
import { asArray, asInteger, asRecord, asString, isRecord, isSet, type PlainRecord } from '../untrusted';
import { listNames } from '../wording';

/** Jobs count, index and end in ways that the API server takes. */
export const jobsValid: Rule = {
  name: 'jobs-valid',
  summary: 'Jobs count their pods, and end on failure or success, in ways that the API server takes',
  source: 'kubernetes 1.34 pkg/apis/batch/validation: validateJobSpec, validatePodFailurePolicy, validateSuccessPolicy',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const job of inventory.ofKind('batch', 'Job')) {
      checkJob(new Job(job, job.spec, 'spec'), found);
      checkHostNames(job, job.spec, 0, found);
    }
    for (const cronJob of inventory.ofKind('batch', 'CronJob')) {
      const spec = asRecord(asRecord(cronJob.spec['jobTemplate'])['spec']);
      checkJob(new Job(cronJob, spec, 'spec.jobTemplate.spec'), found);
      checkHostNames(cronJob, spec, addedByCronJob, found);
    }
    return found;
  },
};

/** A dash and the minute of the start, which a CronJob puts after its name. */
const addedByCronJob = 11;

const most = {
  parallelism: 100_000,
  failureRules: 20,
  successRules: 20,
  exitCodes: 255,
  conditions: 20,
} as const;

/** A Job, or what a CronJob makes Jobs of. */
class Job {
  readonly spec: PlainRecord;
  readonly isIndexed: boolean;
  /** Whether a CronJob makes Jobs of it. */
  readonly isTemplate: boolean;
  private readonly owner: ManifestObject;
  private readonly path: string;

  constructor(owner: ManifestObject, spec: PlainRecord, path: string) {
    this.owner = owner;
    this.spec = spec;
    this.path = path;
    this.isTemplate = owner.kind !== 'Job';
    this.isIndexed = spec['completionMode'] === 'Indexed';
  }

  refused(field: string, given: unknown, message: string, fix: string): RuleFinding {
    return {
      code: 'verify/job-refused',
      severity: 'error',
      manifest: this.owner.manifest,
      path: `${this.path}.${field}`,
      ...(isSet(given) && !isRecord(given) ? { given: printGiven(given) } : {}),
      message,
      fix,
    };
  }
}

function checkJob(job: Job, found: RuleFinding[]): void {
  const { spec, isIndexed } = job;
  if (isIndexed) checkIndexed(job, found);
  else checkPlain(job, found);
  if (isRecord(spec['podFailurePolicy'])) checkFailurePolicy(job, spec['podFailurePolicy'], found);
  if (isIndexed && isRecord(spec['successPolicy'])) checkSuccessPolicy(job, spec['successPolicy'], found);
}

function checkIndexed(job: Job, found: RuleFinding[]): void {
  const { completions, parallelism, maxFailedIndexes, backoffLimitPerIndex } = job.spec;
  // The API server counts one where neither is said, but not in the template of a CronJob.
  if (!isSet(completions) && (isSet(parallelism) || job.isTemplate)) {
    found.push(job.refused('completions', undefined, 'an Indexed Job says how many indexes there are', 'a number'));
  }
  if ((asInteger(parallelism) ?? 0) > most.parallelism) {
    const message = 'an Indexed Job runs no more than 100000 pods at once';
    found.push(job.refused('parallelism', parallelism, message, '100000 or fewer'));
  }
  const failed = asInteger(maxFailedIndexes);
  if (failed === undefined) return;
  if (!isSet(backoffLimitPerIndex)) {
    const message = 'indexes fail on their own only with a limit for each of them';
    found.push(job.refused('maxFailedIndexes', failed, message, 'a backoffLimitPerIndex too'));
  }
  const total = asInteger(completions);
  if (total !== undefined && failed > total) {
    const message = `more than there are indexes, which is ${total}`;
    found.push(job.refused('maxFailedIndexes', failed, message, `${total} or fewer`));
  }
}

/** What only indexes have. */
const ofIndexes = ['backoffLimitPerIndex', 'maxFailedIndexes', 'successPolicy'];

function checkPlain(job: Job, found: RuleFinding[]): void {
  for (const field of ofIndexes) {
    const given = job.spec[field];
    if (!isSet(given)) continue;
    found.push(job.refused(field, given, 'only an Indexed Job has it', 'completionMode: Indexed, or nothing here'));
  }
}

/** The pods of an Indexed Job have its name and their index for a host name. */
function checkHostNames(owner: ManifestObject, spec: PlainRecord, added: number, found: RuleFinding[]): void {
  const completions = asInteger(spec['completions']) ?? 0;
  const { name } = owner;
  if (spec['completionMode'] !== 'Indexed' || completions < 1 || name === '') return;
  const last = `${name}${'0'.repeat(added)}-${completions - 1}`;
  // What is wrong with the name itself, another rule says.
  if (nameProblem('Namespace', last) === undefined || nameProblem(owner.kind, name) !== undefined) return;
  const least = 63 - added - String(completions - 1).length - 1;
  found.push({
    code: 'verify/job-refused',
    severity: 'error',
    manifest: owner.manifest,
    path: 'metadata.name',
    given: printGiven(name),
    message: `its pods have the name and their index, up to ${completions - 1}, for a host name, which is a DNS label of at most 63 characters`,
    fix: `a name of letters, digits and -, of at most ${least} characters`,
  });
}

function checkFailurePolicy(job: Job, policy: PlainRecord, found: RuleFinding[]): void {
  const { spec } = job;
  const { restartPolicy, containers, initContainers } = asRecord(asRecord(spec['template'])['spec']);
  if (restartPolicy === 'OnFailure') {
    const message = 'with a podFailurePolicy a pod that fails is not restarted in its place';
    found.push(job.refused('template.spec.restartPolicy', restartPolicy, message, 'Never'));
  }
  if (isSet(spec['podReplacementPolicy']) && spec['podReplacementPolicy'] !== 'Failed') {
    const message = 'with a podFailurePolicy a pod is replaced only after it has failed';
    found.push(job.refused('podReplacementPolicy', spec['podReplacementPolicy'], message, 'Failed'));
  }
  const rules = asArray(policy['rules']);
  if (rules.length > most.failureRules) {
    const message = `${rules.length} rules are more than the API server takes`;
    found.push(job.refused('podFailurePolicy.rules', undefined, message, `${most.failureRules} rules or fewer`));
  }
  const names = [...asArray(initContainers), ...asArray(containers)].flatMap(
    (container) => asString(asRecord(container)['name']) ?? [],
  );
  rules.forEach((rule, index) => {
    checkFailureRule(job, asRecord(rule), `podFailurePolicy.rules[${index}]`, names, found);
  });
}

function checkFailureRule(
  job: Job,
  { action, onExitCodes, onPodConditions }: PlainRecord,
  path: string,
  names: readonly string[],
  found: RuleFinding[],
): void {
  const conditions = asArray(onPodConditions);
  if (action === 'FailIndex' && !isSet(job.spec['backoffLimitPerIndex'])) {
    const message = 'an index fails on its own only with a limit for each of them';
    found.push(job.refused(`${path}.action`, action, message, 'FailJob, or a backoffLimitPerIndex of the Job'));
  }
  if (isRecord(onExitCodes) === conditions.length > 0) {
    const message =
      conditions.length > 0 ? 'a rule goes by exit codes or by conditions, not by both' : 'a rule goes by something';
    found.push(job.refused(path, undefined, message, 'one of onExitCodes and onPodConditions'));
  }
  if (conditions.length > most.conditions) {
    const message = `${conditions.length} conditions are more than the API server takes`;
    found.push(job.refused(`${path}.onPodConditions`, undefined, message, `${most.conditions} or fewer`));
  }
  if (isRecord(onExitCodes)) checkExitCodes(job, onExitCodes, `${path}.onExitCodes`, names, found);
}

function checkExitCodes(
  job: Job,
  { containerName, operator, values }: PlainRecord,
  path: string,
  names: readonly string[],
  found: RuleFinding[],
): void {
  const container = asString(containerName);
  if (container !== undefined && !names.includes(container)) {
    const message = `the pod has no such container, only ${listNames(names)}`;
    found.push(job.refused(`${path}.containerName`, container, message, 'one of them, or nothing for any'));
  }
  const codes = asArray(values).filter((code) => typeof code === 'number');
  const problem = problemOfCodes(codes, operator);
  if (problem !== undefined) {
    const fix = `up to ${most.exitCodes} codes, each once, in ascending order, and no 0 where they are the ones that fail`;
    found.push(job.refused(`${path}.values`, values, problem, fix));
  }
}

function problemOfCodes(codes: readonly number[], operator: unknown): string | undefined {
  if (codes.length === 0) return 'names no exit code';
  if (codes.length > most.exitCodes) return `${codes.length} exit codes are more than the API server takes`;
  if (operator === 'In' && codes.includes(0)) return '0 is no failure';
  if (new Set(codes).size < codes.length) return 'names an exit code twice';
  return codes.some((code, index) => code < (codes[index - 1] ?? code)) ? 'is not in ascending order' : undefined;
}

function checkSuccessPolicy(job: Job, policy: PlainRecord, found: RuleFinding[]): void {
  const rules = asArray(policy['rules']);
  if (rules.length === 0 || rules.length > most.successRules) {
    const message = rules.length === 0 ? 'a success is said by a rule' : `${rules.length} rules are too many`;
    found.push(job.refused('successPolicy.rules', undefined, message, `1 to ${most.successRules} rules`));
  }
  const total = asInteger(job.spec['completions']);
  rules.forEach((item, index) => {
    const path = `successPolicy.rules[${index}]`;
    const { succeededCount, succeededIndexes } = asRecord(item);
    const count = asInteger(succeededCount);
    if (!isSet(succeededCount) && !isSet(succeededIndexes)) {
      const message = 'a rule says how many indexes, or which';
      found.push(job.refused(path, undefined, message, 'succeededCount, succeededIndexes, or both'));
    }
    if (total === undefined) return;
    if (count !== undefined && count > total) {
      const message = `more than there are indexes, which is ${total}`;
      found.push(job.refused(`${path}.succeededCount`, count, message, `${total} or fewer`));
    }
    if (typeof succeededIndexes === 'string' && !areIndexes(succeededIndexes, total)) {
      const message = `not indexes below ${total} in ascending order, with commas, and a dash for a range`;
      found.push(job.refused(`${path}.succeededIndexes`, succeededIndexes, message, 'such as 0,2-4'));
    }
  });
}

/** Source: kubernetes 1.34.4 pkg/apis/batch/validation validateIndexesFormat. */
function areIndexes(text: string, total: number): boolean {
  if (text === '') return true;
  let previous = -1;
  for (const part of text.split(',')) {
    const range = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part);
    if (range === null) return false;
    const first = Number(range[1]);
    const last = range[2] === undefined ? first : Number(range[2]);
    if (first <= previous || last >= total || (range[2] !== undefined && last <= first)) return false;
    previous = last;
  }
  return true;
}
