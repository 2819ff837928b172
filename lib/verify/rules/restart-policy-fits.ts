import { printGiven } from '../../core';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Rule } from '../rule';

const always = ['Always'];
const onFailureOrNever = ['OnFailure', 'Never'];

const allowedFor: ReadonlyMap<string, readonly string[]> = new Map([
  ['/ReplicationController', always],
  ['apps/DaemonSet', always],
  ['apps/Deployment', always],
  ['apps/ReplicaSet', always],
  ['apps/StatefulSet', always],
  ['batch/CronJob', onFailureOrNever],
  ['batch/Job', onFailureOrNever],
]);

/** Pods are restarted in a way that their controller can work with. */
export const restartPolicyFits: Rule = {
  name: 'restart-policy-fits',
  summary: 'the pods of a server are always restarted, those of a Job on failure at most',
  source: 'kubernetes 1.34 pkg/apis/apps/validation and pkg/apis/batch/validation: spec.template.spec.restartPolicy',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    checkPods(inventory, found, ({ owner, pod, podPath }) => {
      const allowed = allowedFor.get(`${owner.group}/${owner.kind}`);
      const { restartPolicy } = pod;
      // Empty, it is as if it were left out.
      const policy = restartPolicy === '' ? 'Always' : (restartPolicy ?? 'Always');
      if (allowed === undefined || (typeof policy === 'string' && allowed.includes(policy))) return;
      found.push({
        code: 'verify/restart-policy',
        severity: 'error',
        manifest: owner.manifest,
        path: `${podPath}.restartPolicy`,
        given: printGiven(policy),
        message: `the pods of a ${owner.kind} take the restart policy ${allowed.join(' or ')} only`,
        fix: allowed.join(' or '),
      });
    });
    return found;
  },
};
