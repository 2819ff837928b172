import type { SchedulerPlugin } from '../scheduler-plugin';
import { tolerates } from '../taints';
import { rejects } from '../verdict';

/** A cordoned node takes only pods that tolerate the taint which cordoning brings. */
export const nodeUnschedulable: SchedulerPlugin = {
  name: 'NodeUnschedulable',
  prepare({ tolerations }) {
    const isTolerated = tolerations.some((toleration) => tolerates(toleration, cordoned));
    return (node) => (!node.isUnschedulable || isTolerated ? 'passes' : rejects('node(s) were unschedulable'));
  },
};

const cordoned = { key: 'node.kubernetes.io/unschedulable', value: '', effect: 'NoSchedule' };
