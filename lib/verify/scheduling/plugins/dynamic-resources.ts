import { asArray } from '../../untrusted';
import type { SchedulerPlugin } from '../scheduler-plugin';
import { notKnown } from '../verdict';

/** Devices that are claimed by ResourceClaims are not looked at, so nothing is said of pods that have some. */
export const dynamicResources: SchedulerPlugin = {
  name: 'DynamicResources',
  prepare: ({ spec }) =>
    asArray(spec['resourceClaims']).length === 0
      ? 'passes'
      : notKnown('the devices that its resource claims may have are not declared'),
};
