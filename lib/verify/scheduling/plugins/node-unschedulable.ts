import type { SchedulerPlugin } from '../scheduler-plugin';
import { cordonTaint, tolerates } from '../taints';
import { rejects } from '../verdict';

/** A cordoned node takes only pods that tolerate the taint which cordoning brings. */
export const nodeUnschedulable: SchedulerPlugin = {
  name: 'NodeUnschedulable',
  prepare({ tolerations }) {
    const isTolerated = tolerations.some((toleration) => tolerates(toleration, cordonTaint));
    return (node) => (!node.isUnschedulable || isTolerated ? 'passes' : rejects('node(s) were unschedulable'));
  },
};
