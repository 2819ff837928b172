import { clash } from '../host-ports';
import type { SchedulerPlugin } from '../scheduler-plugin';
import { rejects } from '../verdict';

/** A port of a node goes to one pod. */
export const nodePorts: SchedulerPlugin = {
  name: 'NodePorts',
  prepare({ hostPorts }) {
    if (hostPorts.length === 0) return 'passes';
    return (node) => {
      const isTaken = node.pods.some((other) =>
        other.hostPorts.some((taken) => hostPorts.some((wanted) => clash(wanted, taken))),
      );
      return isTaken ? rejects("node(s) didn't have free ports for the requested pod ports") : 'passes';
    };
  },
};
