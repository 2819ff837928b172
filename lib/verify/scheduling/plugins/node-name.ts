import type { SchedulerPlugin } from '../scheduler-plugin';
import { rejects } from '../verdict';

/** A pod that names its node goes there or nowhere. */
export const nodeName: SchedulerPlugin = {
  name: 'NodeName',
  prepare({ nodeName: wanted }) {
    if (wanted === undefined) return 'passes';
    return (node) => (node.name === wanted ? 'passes' : rejects("node(s) didn't match the requested node name"));
  },
};
