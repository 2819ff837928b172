import { printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { ManifestObject } from '../manifest';
import type { Rule } from '../rule';
import { asArray, asInteger, asRecord, asString, isSet } from '../untrusted';

/** A Job of Volcano waits for no more pods than it has. */
export const volcanoJobsValid: Rule = {
  name: 'volcano-jobs-valid',
  summary: 'a Job of Volcano has tasks of different names, and waits for no more pods than they have',
  source: 'volcano-sh/volcano ed72c7c8 pkg/webhooks/admission/jobs/validate/admit_job.go: validateJobCreate',
  check(inventory: Inventory): readonly RuleFinding[] {
    return inventory.ofKind('batch.volcano.sh', 'Job').flatMap(judge);
  },
};

function judge({ manifest, spec }: ManifestObject): readonly RuleFinding[] {
  const found: RuleFinding[] = [];
  const refuse = (path: string, given: unknown, message: string, fix: string): void => {
    found.push({
      code: 'verify/volcano-job-refused',
      severity: 'error',
      manifest,
      path,
      ...(isSet(given) && { given: printGiven(given) }),
      message,
      fix,
    });
  };
  const tasks = asArray(spec['tasks']).map(asRecord);
  if (tasks.length === 0) {
    refuse('spec.tasks', undefined, 'a Job of Volcano needs a task', 'a task with replicas and a template');
    return found;
  }
  let all = 0;
  const names = new Set<string>();
  tasks.forEach((task, index) => {
    const path = `spec.tasks[${index}]`;
    // Left out, it is none.
    const replicas = asInteger(task['replicas'] ?? 0);
    all += replicas ?? Number.NaN;
    const least = asInteger(task['minAvailable']);
    if (least !== undefined && replicas !== undefined && least > replicas) {
      const message = `its pods start once there are ${least}, and it has ${replicas}`;
      refuse(`${path}.minAvailable`, least, message, `${replicas} at most`);
    }
    const name = asString(task['name']);
    if (name === undefined) return;
    if (names.has(name)) refuse(`${path}.name`, name, 'another task has this name', 'a name of its own');
    names.add(name);
  });
  const least = asInteger(spec['minAvailable']);
  if (least !== undefined && least > all) {
    const message = `its pods start once there are ${least}, and its tasks have ${all}`;
    refuse('spec.minAvailable', least, message, `${all} at most`);
  }
  return found;
}
