import { asArray } from '../../untrusted';
import type { SchedulerPlugin } from '../scheduler-plugin';
import { rejects } from '../verdict';

/** A pod with gates is not even looked at. */
export const schedulingGates: SchedulerPlugin = {
  name: 'SchedulingGates',
  prepare: ({ spec }) =>
    asArray(spec['schedulingGates']).length === 0 ? 'passes' : rejects('waiting for scheduling gates'),
};
