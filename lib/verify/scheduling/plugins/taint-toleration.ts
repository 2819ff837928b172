import type { SchedulerPlugin } from '../scheduler-plugin';
import { toleratesAll } from '../taints';
import { rejects } from '../verdict';

/** Taints keep pods off that do not tolerate them. */
export const taintToleration: SchedulerPlugin = {
  name: 'TaintToleration',
  prepare:
    ({ tolerations }) =>
    (node) =>
      toleratesAll(tolerations, node.taints) ? 'passes' : rejects('node(s) had untolerated taint(s)'),
};
